"""lock versions: of users, roles and partnerships, which forms change too."""

import sqlalchemy as sa
from alembic import op

revision = "b83d5f1c07a2"
down_revision = "8b1f6e3a92c5"

TABLES = ("user", "role", "partnership")


def upgrade():
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("lock_version", sa.Integer(), nullable=False, server_default="1")
            )


def downgrade():
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("lock_version")
