"""sort names and singular offices."""

import sqlalchemy as sa
from alembic import op

revision = "d1f0c6b73e54"
down_revision = "b7e2f4a81c32"

SORTED = ("municipality", "network", "office", "organisation", "venue")


def upgrade():
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    by_letters = sa.String(collation="C") if is_postgresql else sa.String()
    for table in SORTED:  # "flask db upgrade" then fills them: models/respelling.py
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in ("sort_de", "sort_en"):
                batch_op.add_column(sa.Column(name, by_letters, nullable=False, server_default=""))
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_singular", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade():
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.drop_column("is_singular")
    for table in reversed(SORTED):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("sort_en")
            batch_op.drop_column("sort_de")
