"""history."""

import sqlalchemy as sa
from alembic import op

revision = "b7e2f4a81c32"
down_revision = "a4c1d7e90b21"


def upgrade():
    op.create_table(
        "history_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "merged",
                "moved",
                "move_undone",
                name="historykind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("merged_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint("merged_id <> person_id", name=op.f("ck_history_entry_merges_another")),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["person.id"], name=op.f("fk_history_entry_merged_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_history_entry_person_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_history_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
    )
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        for column in ("merged_id", "person_id", "user_id"):
            batch_op.create_index(batch_op.f(f"ix_history_entry_{column}"), [column], unique=False)


def downgrade():
    op.drop_table("history_entry")
