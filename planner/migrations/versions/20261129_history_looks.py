"""history looks: when a user looked at the history last."""

import sqlalchemy as sa
from alembic import op

revision = "d4a7c1e6b290"
down_revision = "c4d27a916e80"


def upgrade():
    op.create_table(
        "history_look",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_history_look_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_history_look")),
    )


def downgrade():
    op.drop_table("history_look")
