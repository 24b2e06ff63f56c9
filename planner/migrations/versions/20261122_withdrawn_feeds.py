"""withdrawn feeds."""

import sqlalchemy as sa
from alembic import op

revision = "bab250137ba8"
down_revision = "0eb8fe508e06"


def upgrade():
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wiped_until", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("last_fetched_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("last_agent", sa.String(), nullable=False, server_default=""))


def downgrade():
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_column("last_agent")
        batch_op.drop_column("last_fetched_at")
        batch_op.drop_column("wiped_until")
