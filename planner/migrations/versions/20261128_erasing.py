"""erasing.

What the trash has lost for good is noted in numbers, and what the clock showed last. A tombstone
outlives its event. Whoever deletes guests, events or pictures no longer reads whole tables for
each row, to see whether another one refers to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "6f2c18e0b9d4"
down_revision = "5d27c0b9e4a1"

HAS_COMPANION = sa.text("companion_of_id IS NOT NULL")
INDICES = (
    *(("old_slug", "visit_id"), ("old_slug", "event_id"), ("event", "picture_id")),
    *(("municipality", "picture_id"), ("tombstone", "event_id")),
    ("history_entry", "beside_id"),
)


def upgrade():
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint(
            "erased_at", "table_name", "row_id", name=op.f("uq_erasure_erased_at_table_name_row_id")
        ),
    )
    op.create_table(
        "housekeeping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_seen_at", sa.DateTime(), nullable=False),
        sa.Column("clock_steady_since", sa.DateTime(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_housekeeping_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_housekeeping")),
    )
    with op.batch_alter_table("tombstone", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_tombstone_event_id"), type_="foreignkey")
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("beside_id", sa.Integer(), nullable=True))
        name = batch_op.f("fk_history_entry_beside_id")
        batch_op.create_foreign_key(name, "person", ["beside_id"], ["id"])
    for table, column in INDICES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    for table in ("guest", "delegate"):
        op.create_index(
            op.f(f"ix_{table}_companion_of_id"),
            table,
            ["companion_of_id"],
            unique=False,
            sqlite_where=HAS_COMPANION,
            postgresql_where=HAS_COMPANION,
        )


def downgrade():
    for table in ("guest", "delegate"):
        op.drop_index(op.f(f"ix_{table}_companion_of_id"), table_name=table)
    for table, column in INDICES:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_history_entry_beside_id"), type_="foreignkey")
        batch_op.drop_column("beside_id")
    op.execute("DELETE FROM tombstone WHERE event_id NOT IN (SELECT id FROM event)")
    with op.batch_alter_table("tombstone", schema=None) as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_tombstone_event_id"), "event", ["event_id"], ["id"], ondelete="CASCADE"
        )
    op.drop_table("housekeeping")
    op.drop_table("erasure")
