"""The history of all acts takes the place of that of people; merged people say into whom."""

import datetime as dt
import json

import sqlalchemy as sa
from alembic import op

revision = "8b1f6e3a92c5"
down_revision = "6f2c18e0b9d4"

SUBJECTS = ("visit", "event", "delegation", "person", "scheme")
OLD = sa.table(
    "history_entry",
    *(sa.column(name) for name in ("id", "at", "user_id", "kind", "person_id", "merged_id")),
    *(sa.column(name) for name in ("event_id", "details")),
)
ENTRY = sa.table("history_entry", *map(sa.column, ("id", "at", "user_id", "has_author", "act")))
ROW = sa.table(
    "history_row",
    *map(sa.column, ("id", "entry_id", "table_name", "row_key", "operation", "fields")),
    *map(sa.column, ("person_id", "event_id", "visit_id", "is_sealed")),
)
VALUES = sa.table("history_values", *map(sa.column, ("row_id", "before", "after")))
ACTS = {"merged": "merge_people", "moved": "move_guest", "move_undone": "undo_move"}


def upgrade():
    connection = op.get_bind()
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_merged_into_id"), ["merged_into_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_person_merged_into_id"), "person", ["merged_into_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_person_merged_into_another"), "merged_into_id <> id"
        )
    old = connection.execute(sa.select(OLD).order_by(OLD.c.id)).mappings().all()
    op.drop_table("history_entry")
    create_tables()
    for entry in old:
        keep(connection, entry)
    renumber(connection)


def create_tables():
    op.create_table(
        "history_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("has_author", sa.Boolean(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["undoes_id"],
            ["history_entry.id"],
            name=op.f("fk_history_entry_undoes_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_history_entry_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
    )
    for column in ("at", "undoes_id", "user_id"):
        op.create_index(op.f(f"ix_history_entry_{column}"), "history_entry", [column])
    op.create_table(
        "history_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column(
            "operation",
            sa.Enum(
                *("added", "changed", "deleted"),
                name="operation",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("old_version", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        *(sa.Column(f"{name}_id", sa.Integer(), nullable=True) for name in SUBJECTS),
        sa.Column("is_sealed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["history_entry.id"],
            name=op.f("fk_history_row_entry_id"),
            ondelete="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"],
                [f"{name}.id"],
                name=op.f(f"fk_history_row_{name}_id"),
                ondelete="SET NULL",
            )
            for name in SUBJECTS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_row")),
    )
    for name in ("entry", *SUBJECTS):
        op.create_index(op.f(f"ix_history_row_{name}_id"), "history_row", [f"{name}_id"])
    op.create_index("ix_history_row_of", "history_row", ["table_name", "row_key", "id"])
    op.create_table(
        "history_values",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["row_id"],
            ["history_row.id"],
            name=op.f("fk_history_values_row_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_history_values")),
    )


def keep(connection, entry):
    """Take an entry of the old history over, and let a person say into whom it was merged."""
    details = entry["details"]
    details = json.loads(details) if isinstance(details, str) else details
    connection.execute(
        sa.insert(ENTRY).values(
            id=entry["id"],
            at=moment(entry["at"]),
            user_id=entry["user_id"],
            has_author=True,
            act=ACTS[entry["kind"]],
        )
    )
    is_merge, is_move = entry["kind"] == "merged", entry["kind"] == "moved"
    table, key = ("person", entry["merged_id"]) if is_merge else ("move", None)
    if not is_merge:
        key = guest_of(connection, entry)
    operation = "changed" if is_merge else "added" if is_move else "deleted"
    visit = sa.text("SELECT visit_id FROM event WHERE id = :id")
    event_id = entry["event_id"]
    connection.execute(
        sa.insert(ROW).values(
            id=entry["id"],
            entry_id=entry["id"],
            table_name=table,
            row_key="" if key is None else str(key),
            operation=operation,
            fields=json.dumps([]),
            person_id=entry["person_id"],
            event_id=event_id,
            is_sealed=False,
            visit_id=connection.execute(visit, {"id": event_id}).scalar() if event_id else None,
        )
    )
    if is_move:
        after = json.dumps({name: details[name] for name in ("side", "reason") if name in details})
        connection.execute(sa.insert(VALUES).values(row_id=entry["id"], after=after))
    if is_merge and entry["merged_id"] is not None and entry["person_id"] is not None:
        merged = sa.text(
            "UPDATE person SET merged_into_id = :into WHERE id = :id AND deleted_at IS NOT NULL"
        )
        connection.execute(
            merged,
            {"into": entry["person_id"], "id": entry["merged_id"]},
            execution_options={"seen_by_calendars": True},
        )


def guest_of(connection, entry):
    """Return the id of the guest whom a move was about; None: nobody knows it any more."""
    statement = sa.text(
        "SELECT id FROM guest WHERE event_id = :event_id AND person_id = :person_id"
    )
    values = {"event_id": entry["event_id"], "person_id": entry["person_id"]}
    return connection.execute(statement, values).scalar()


def moment(value):
    """Return a moment as the database takes it."""
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else value


def renumber(connection):
    """Let new rows get larger numbers than those that were taken over."""
    if connection.dialect.name == "postgresql":
        for table in ("history_entry", "history_row"):
            connection.execute(
                sa.text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                    f"coalesce(max(id), 1), max(id) IS NOT NULL) FROM {table}"
                )
            )


def downgrade():
    op.drop_table("history_values")
    op.drop_table("history_row")
    op.drop_table("history_entry")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_person_merged_into_another"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_person_merged_into_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_person_merged_into_id"))
        batch_op.drop_column("merged_into_id")
    op.create_table(
        "history_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                *("merged", "moved", "move_undone"),
                name="historykind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("merged_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("beside_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint("merged_id <> person_id", name=op.f("ck_history_entry_merges_another")),
        sa.ForeignKeyConstraint(
            ["beside_id"], ["person.id"], name=op.f("fk_history_entry_beside_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_history_entry_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["person.id"], name=op.f("fk_history_entry_merged_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_history_entry_person_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_history_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
    )
    for column in ("beside_id", "event_id", "merged_id", "person_id", "user_id"):
        op.create_index(op.f(f"ix_history_entry_{column}"), "history_entry", [column])
