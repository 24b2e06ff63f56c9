"""feed snapshots.

What feeds served last and the tombstones move into tables with the names of today: they must not
be lost, for dates and sequences only rise (R02, R06). Rendered events are made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "3b0d96f5a1c4"
down_revision = "e5b90c64a7d3"

SNAPSHOT = (
    "name, made_with, revision, status, etag, modified_at, content_hash, next_change_at, shown"
)
TOMBSTONE = "name, event_id, sequence, raised, changed_at, is_gone, place, leaves_on, zones, text"


def upgrade():
    create_snapshots("feed_snapshot", "gzipped")
    move("feed_edition", f"{SNAPSHOT}, packed", "feed_snapshot", f"{SNAPSHOT}, gzipped")
    create_tombstones("tombstone")
    move("feed_departure", TOMBSTONE, "tombstone", TOMBSTONE)
    create_rendered("rendered_event")
    op.drop_table("feed_part")


def downgrade():
    create_snapshots("feed_edition", "packed")
    move("feed_snapshot", f"{SNAPSHOT}, gzipped", "feed_edition", f"{SNAPSHOT}, packed")
    create_tombstones("feed_departure")
    move("tombstone", TOMBSTONE, "feed_departure", TOMBSTONE)
    create_rendered("feed_part")
    op.drop_table("rendered_event")


def move(source, columns, target, names):
    op.execute(f"INSERT INTO {target} ({names}) SELECT {columns} FROM {source}")
    op.drop_table(source)


def create_snapshots(table, body):
    op.create_table(
        table,
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("modified_at", sa.DateTime(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("next_change_at", sa.DateTime(), nullable=True),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column(body, sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f(f"pk_{table}")),
    )


def create_tombstones(table):
    op.create_table(
        table,
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("raised", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("zones", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f(f"fk_{table}_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", "event_id", name=op.f(f"pk_{table}")),
    )


def create_rendered(table):
    op.create_table(
        table,
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.Column("revised_at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("zones", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f(f"fk_{table}_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "language", "role", name=op.f(f"pk_{table}")),
    )
