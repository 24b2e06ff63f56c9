"""who has which row open for editing."""

import sqlalchemy as sa
from alembic import op

revision = "c41d9a7e05b8"
down_revision = "d4a7c1e6b290"


def upgrade():
    op.create_table(
        "editing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_editing_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editing")),
        sa.UniqueConstraint(
            "table_name", "row_id", "user_id", name=op.f("uq_editing_table_name_row_id_user_id")
        ),
    )
    op.create_index(op.f("ix_editing_user_id"), "editing", ["user_id"])
    op.create_index(op.f("ix_editing_seen_at"), "editing", ["seen_at"])


def downgrade():
    op.drop_table("editing")
