"""The tables of a planner: which are kept, and the shape of each as the database has it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    TableClause,
    TextClause,
    column,
    inspect,
    literal,
    select,
    table,
    text,
)

from planner import models  # noqa: F401  (fills the metadata)
from planner.backup.refusals import Refused
from planner.backup.values import SQL_TYPES, PlainType, plain_type
from planner.db import Base
from planner.models.columns import UtcDateTime

#: What people have entered, and what calendars and doors must remember.
KEPT = {
    *("role", "user", "roles_users", "sign_in"),
    *("authenticator_app", "passkey", "recovery_code"),
    *("network", "municipality", "network_member", "partnership", "fact", "organisation", "venue"),
    *("picture", "office", "scheme", "scheme_version", "scheme_entry", "move"),
    "shipped_key",
    *("person", "address_override", "term"),
    *("history_entry", "history_row", "history_values"),
    *("visit_reader", "visit_takeover"),
    *("visit", "delegation", "delegate", "event", "transfer", "assignment", "guest"),
    *("talking_point", "old_slug", "erasure"),
    *("printout", "printout_person", "handed_copy", "handed_row"),
    *("feed", "feed_snapshot", "tombstone", "calendar_revision"),
    *("feed_edition", "feed_departure"),  # names until November 2026
}
#: What is not: why, by table. After a restore these are empty.
NOT_KEPT = {
    "rendered_event": "made anew when a calendar is asked for",
    "feed_part": "made anew; the name of rendered_event until November 2026",
    "housekeeping": "the clock of this machine: it is to prove itself once more",
    "job": "work in the background: order it again",
    "stored_file": "results of work in the background, kept for a day",
    "stored_piece": "results of work in the background, kept for a day",
    "editing": "who has which page open: known once more within a minute",
    "user_session": "everybody signs in again",
    "history_look": "when somebody looked last: all is new to them after a restore",
    "reset_link": "a new one is made at the wish of whoever needs it",
    "known_device": "known once more after the next sign-in",
}
#: Columns that are emptied: a calendar remembers what it told, and is rendered anew.
BLANKED: dict[tuple[str, str], str | bytes] = {
    ("feed_snapshot", "gzipped"): b"",
    ("feed_snapshot", "renderer_hash"): "",
}
VERSION_TABLE = "alembic_version"
#: Rows that are there before anybody has entered something.
SHIPPED = {
    *("role", "office", "scheme", "scheme_version", "scheme_entry", "shipped_key"),
    "calendar_revision",
}


class Column(NamedTuple):
    """A column of a table."""

    name: str
    type: PlainType


class TableShape(NamedTuple):
    """A table with its columns and its key."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def kinds(self) -> list[PlainType]:
        """The types of the columns, in their order."""
        return [one.type for one in self.columns]

    @property
    def clause(self) -> TableClause:
        """The table in a statement, with types that both databases know."""
        columns = (column(one.name, SQL_TYPES[one.type]) for one in self.columns)
        return table(self.name, *columns)


def kept_tables(connection: Connection) -> list[TableShape]:
    """Return the shapes of the tables that are kept, each after those it refers to if it can be.

    They are as the database has them, which may be older than the models.
    """
    there = inspect(connection)
    sorted_names = [name for name, _ in there.get_sorted_table_and_fkc_names() if name]
    return [shape_of(connection, name) for name in sorted_names if name in KEPT]


def shape_of(connection: Connection, name: str) -> TableShape:
    """Return the shape of a table. Raises Refused for a type that a backup does not know."""
    there = inspect(connection)
    columns = []
    for found in there.get_columns(name):
        kind = plain_type(found["type"])
        if kind is None:
            raise Refused(f"The column {found['name']} of the table {name} is of no known type.")
        if kind is PlainType.LOCAL_TIME and is_moment(name, found["name"]):
            kind = PlainType.MOMENT
        columns.append(Column(found["name"], kind))
    key = there.get_pk_constraint(name)["constrained_columns"]
    return TableShape(name, tuple(columns), tuple(key))


def is_moment(name: str, column_name: str) -> bool:
    """Tell whether the models say that a column holds moments in UTC."""
    known = Base.metadata.tables.get(name)
    return (
        known is not None
        and column_name in known.columns
        and isinstance(known.columns[column_name].type, UtcDateTime)
    )


def foreign_tables(connection: Connection) -> list[str]:
    """Return the names of the tables that are not the planner's; a backup leaves them out."""
    ours = KEPT | NOT_KEPT.keys() | {VERSION_TABLE}
    return sorted(set(inspect(connection).get_table_names()) - ours)


def our_tables(connection: Connection) -> list[str]:
    """Return the names of the tables of a planner that a database has."""
    ours = KEPT | NOT_KEPT.keys() | {VERSION_TABLE}
    return sorted(set(inspect(connection).get_table_names()) & ours)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the tables; None: the database has none of a planner."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: Sequence[Any] = connection.execute(VERSIONS).scalars().all()
    return str(found[0]) if len(found) == 1 else None


def filled_tables(connection: Connection) -> Iterator[str]:
    """Yield the names of the kept tables in which somebody has entered something."""
    for name in our_tables(connection):
        any_row = select(literal(1)).select_from(table(name)).limit(1)
        if name in KEPT - SHIPPED and connection.scalar(any_row):
            yield name


VERSIONS: TextClause = text(f"SELECT version_num FROM {VERSION_TABLE}")
