"""pending sessions, and no identifier of a user beside the number."""

import sqlalchemy as sa
from alembic import op

revision = "5d2e8a7c1b40"
down_revision = "5d27c0e8f3b9"


def upgrade():
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_user_fs_uniquifier"), type_="unique")
        batch_op.drop_column("fs_uniquifier")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_pending", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade():
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_column("is_pending")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fs_uniquifier", sa.String(), nullable=True))
    op.execute(
        'UPDATE "user" SET fs_uniquifier = id',  # they sign in anew
        execution_options={"seen_by_calendars": True},
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.alter_column("fs_uniquifier", nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_user_fs_uniquifier"), ["fs_uniquifier"])
