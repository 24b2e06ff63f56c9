"""confidential visits."""

import json

import sqlalchemy as sa
from alembic import op

revision = "5d27c0b9e4a1"
down_revision = "7d1e5a90c3b8"


def upgrade():
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_confidential", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_check_constraint(
            op.f("ck_visit_confidential_is_not_public"), "NOT (is_confidential AND is_public)"
        )
    op.create_index(
        "ix_visit_confidential",
        "visit",
        ["id"],
        sqlite_where=sa.text("is_confidential = 1"),
        postgresql_where=sa.text("is_confidential"),
    )
    op.create_table(
        "visit_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.Column("named_at", sa.DateTime(), nullable=False),
        sa.Column("told_until", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["named_by_id"],
            ["user.id"],
            name=op.f("fk_visit_reader_named_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_visit_reader_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_reader_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_reader")),
        sa.UniqueConstraint("visit_id", "user_id", name=op.f("uq_visit_reader_visit_id_user_id")),
    )
    op.create_index(op.f("ix_visit_reader_named_by_id"), "visit_reader", ["named_by_id"])
    op.create_index(op.f("ix_visit_reader_user_id"), "visit_reader", ["user_id"])
    op.create_table(
        "visit_takeover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_visit_takeover_user_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visit_takeover_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_takeover")),
    )
    op.create_index(op.f("ix_visit_takeover_user_id"), "visit_takeover", ["user_id"])
    op.create_index(op.f("ix_visit_takeover_visit_id"), "visit_takeover", ["visit_id"])
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_history_entry_event_id"), "event", ["event_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(op.f("ix_history_entry_event_id"), ["event_id"])
    name_events_of_moves(op.get_bind())


def name_events_of_moves(connection):
    """Let each entry about a move name its event: that of the person which has its title."""
    moves = sa.text(
        "SELECT id, person_id, details FROM history_entry WHERE kind IN ('moved', 'move_undone')"
    )
    events = sa.text(
        "SELECT event.id FROM event JOIN guest ON guest.event_id = event.id"
        " WHERE guest.person_id = :person AND event.title_de = :title ORDER BY event.id DESC"
    )
    named = sa.text("UPDATE history_entry SET event_id = :event WHERE id = :entry")
    for entry, person, details in connection.execute(moves).all():
        told = json.loads(details) if isinstance(details, str) else details
        known = {"person": person, "title": (told or {}).get("title_de")}
        if event := connection.execute(events, known).scalar():
            connection.execute(named, {"event": event, "entry": entry})


def downgrade():
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_history_entry_event_id"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_history_entry_event_id"))
        batch_op.drop_column("event_id")
    op.drop_table("visit_takeover")
    op.drop_table("visit_reader")
    op.drop_index("ix_visit_confidential", table_name="visit")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_visit_confidential_is_not_public"), type_="check")
        batch_op.drop_column("is_confidential")
