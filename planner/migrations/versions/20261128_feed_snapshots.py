"""feed snapshots.

What feeds served last and the tombstones move into tables and columns with the names of today:
they must not be lost, for dates and sequences only rise (R02, R06). Rendered events are made
anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "3b0d96f5a1c4"
down_revision = "e5b90c64a7d3"

OLD_SNAPSHOT = {"hash": "made_with", "sequences": "shown", "body": "packed"}
SNAPSHOT = {"hash": "renderer_hash", "sequences": "event_sequences", "body": "gzipped"}
OLD_TOMBSTONE = {"offset": "raised", "sort_key": "place"}
TOMBSTONE = {"offset": "sequence_offset", "sort_key": "sort_key"}
OLD_RENDERED = {"reader": "role", "hash": "made_with", "sort_key": "place"}
RENDERED = {"reader": "reader", "hash": "renderer_hash", "sort_key": "sort_key"}


def upgrade():
    replace_snapshots(("feed_edition", OLD_SNAPSHOT), ("feed_snapshot", SNAPSHOT))
    replace_tombstones(("feed_departure", OLD_TOMBSTONE), ("tombstone", TOMBSTONE))
    create_rendered("rendered_event", **RENDERED)
    op.drop_table("feed_part")


def downgrade():
    replace_snapshots(("feed_snapshot", SNAPSHOT), ("feed_edition", OLD_SNAPSHOT))
    replace_tombstones(("tombstone", TOMBSTONE), ("feed_departure", OLD_TOMBSTONE))
    create_rendered("feed_part", **OLD_RENDERED)
    op.drop_table("rendered_event")


def replace_snapshots(source, target):
    create_snapshots(target[0], **target[1])
    kept = "name", "revision", "status", "etag", "modified_at", "content_hash", "next_change_at"
    move(source, target, kept)


def replace_tombstones(source, target):
    create_tombstones(target[0], **target[1])
    kept = "name", "event_id", "sequence", "changed_at", "is_gone", "leaves_on", "zones", "text"
    move(source, target, kept)


def move(source, target, kept):
    """Move all rows; source and target are (table, names of its columns that are renamed)."""
    (old, old_names), (new, new_names) = source, target
    into = ", ".join([*kept, *new_names.values()])
    found = ", ".join([*kept, *old_names.values()])
    op.execute(f"INSERT INTO {new} ({into}) SELECT {found} FROM {old}")
    op.drop_table(old)


def create_snapshots(table, *, hash, sequences, body):
    op.create_table(
        table,
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(hash, sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("modified_at", sa.DateTime(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("next_change_at", sa.DateTime(), nullable=True),
        sa.Column(sequences, sa.String(), nullable=False),
        sa.Column(body, sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f(f"pk_{table}")),
    )


def create_tombstones(table, *, offset, sort_key):
    op.create_table(
        table,
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(offset, sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column(sort_key, sa.String(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("zones", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f(f"fk_{table}_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", "event_id", name=op.f(f"pk_{table}")),
    )


def create_rendered(table, *, reader, hash, sort_key):
    op.create_table(
        table,
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(reader, sa.String(), nullable=False),
        sa.Column(hash, sa.String(), nullable=False),
        sa.Column("revised_at", sa.DateTime(), nullable=False),
        sa.Column(sort_key, sa.String(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("zones", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f(f"fk_{table}_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "language", reader, name=op.f(f"pk_{table}")),
    )
