"""Statements that a session executes without a flush; what nobody could follow is refused."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Delete, Insert, Select, Update, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Result
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.orm import ORMExecuteState, Session

from planner.confidentiality import SeesAll, seeing_all
from planner.models import Event, Transfer, roles_users
from planner.queries.feeds.feeds import calendar_revision
from planner.queries.feeds.revisions import KEYS, in_batches, watched_rows
from planner.revisions.effects import (
    REFUSED,
    TRACKED_OPTION,
    apply_changes,
    original_rows,
    remember_all,
)
from planner.revisions.flushes import FLUSHING, EventHardDeleted, FixedUid
from planner.rules.feeds.revisions import ROW_WATCHED_TABLES, WATCHED_BY_TABLE, RowChange, Values

UPSERTS = sqlite.Insert, postgresql.Insert  # they may change rows that are there
NUMBERED = ROW_WATCHED_TABLES - {
    Transfer.__tablename__,
    roles_users.name,
}  # tables that number their rows themselves
WRITING = re.compile(
    r"\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM"
    r"|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?)(?:\s+ONLY)?\s+(?:\w+\s*\.\s*)?(\w+)",
    re.IGNORECASE,
)
COMMENT, QUOTE = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL), re.compile(r'["`\[\]]')


class UntrackedStatement(RuntimeError):
    """A statement would change the text of calendars, and no listener would see it."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f'A statement on "{table}" that calendars do not see: let an act or a session do it. '
            f'A migration says execution_options={{"{TRACKED_OPTION}": True}}.'
        )


def follow_statement(state: ORMExecuteState) -> Result[*tuple[Any, ...]] | None:
    """Execute an INSERT, UPDATE or DELETE of a watched table, and apply it to calendars."""
    statement = state.statement
    if not isinstance(statement, Insert | Update | Delete):
        return None
    table: str = getattr(statement.table, "name", "")  # a join has none, and nobody writes to it
    if table not in WATCHED_BY_TABLE or state.execution_options.get(TRACKED_OPTION):
        return None
    session = state.session
    session.flush()
    if table == Event.__tablename__:
        check_events(statement, state)
    if isinstance(statement, Update) and not columns_set(statement, state) & {
        *WATCHED_BY_TABLE[table],
        KEYS[table].name,
    }:
        return state.invoke_statement(execution_options={TRACKED_OPTION: table})
    with session.no_autoflush, seeing_all(SeesAll.CALENDARS):
        session.execute(calendar_revision())  # first, in one order with all who save
        before = rows_before(statement, state, table)
        result = state.invoke_statement(execution_options={TRACKED_OPTION: table})
        kept = result.freeze() if statement.exported_columns else None
        apply_changes(session, list(changes_by(state, table, before)))
    return kept() if kept else result


def check_events(statement: Insert | Update | Delete, state: ORMExecuteState) -> None:
    """Raise EventHardDeleted or FixedUid for a statement that events forbid."""
    if isinstance(statement, Delete):
        raise EventHardDeleted
    if isinstance(statement, Update) and "uid" in columns_set(statement, state):
        raise FixedUid


def columns_set(statement: Update, state: ORMExecuteState) -> set[str]:
    """Return the names of the columns that an UPDATE may set, and perhaps of some parameters.

    SQLAlchemy has no public name for the first ones, nor for the prefixes of a statement.
    """
    values, parameters = statement._values or (), state.parameters or ()
    rows = parameters if isinstance(parameters, Sequence) else [parameters]
    named = {column if isinstance(column, str) else column.key for column in values}
    return named | {name for row in rows for name in row}


class TableCount(NamedTuple):
    """The size of a table before rows are added: new rows get larger numbers."""

    largest: int
    number: int


def count_rows(session: Session, table: str) -> TableCount:
    """Count the rows of a table."""
    largest, number = func.coalesce(func.max(KEYS[table]), 0), func.count(KEYS[table])
    statement = select(largest.label("largest"), number.label("number"))
    return TableCount(**session.execute(statement).one()._mapping)


def rows_before(
    statement: Insert | Update | Delete, state: ORMExecuteState, table: str
) -> dict[int, Values] | TableCount:
    """Return the rows that a statement may change, by key; only their number if it just adds."""
    if not isinstance(statement, Insert):
        return remember_all(state.session, table, *affected_rows(statement, state, table))
    replaces = isinstance(statement, UPSERTS) or statement._prefixes  # OR REPLACE
    if table in NUMBERED and not replaces:
        return count_rows(state.session, table)
    return remember_all(state.session, table, watched_rows(table))


def affected_rows(
    statement: Update | Delete, state: ORMExecuteState, table: str
) -> tuple[Select[*tuple[Any, ...]], Mapping[str, object] | None]:
    """Return what selects the rows that a statement changes; of one with many, all rows."""
    where, values = statement.whereclause, state.parameters
    is_for_many = isinstance(values, Sequence) and len(values) > 1
    if where is None or is_for_many or statement._prefixes or has_watched_key(table):
        return watched_rows(table), None
    return watched_rows(table, where), values[0] if isinstance(values, Sequence) else values


def changes_by(
    state: ORMExecuteState, table: str, before: dict[int, Values] | TableCount
) -> Iterator[RowChange]:
    """Yield the changes of a statement, against what was stored before the transaction."""
    known, earlier = original_rows(state.session), {}
    if isinstance(before, TableCount):
        after = rows_added(state.session, table, before)
    else:
        earlier, after = before, rows_after(state, table, before)
    for key in after.keys() - earlier.keys():
        known.setdefault((table, key), None)
    for key in after.keys() | earlier.keys():
        if earlier.get(key) != after.get(key):
            yield RowChange(table, key, known[table, key], after.get(key))


def rows_after(state: ORMExecuteState, table: str, before: Iterable[int]) -> dict[int, Values]:
    """Return the rows that a statement may have changed, by key, as they are now."""
    if state.is_insert or has_watched_key(table):
        return rows_by_key(state.session, watched_rows(table))
    after: dict[int, Values] = {}
    for some in in_batches(before):
        after |= rows_by_key(state.session, watched_rows(table, KEYS[table].in_(some)))
    return after


def has_watched_key(table: str) -> bool:
    """Tell whether a statement may give rows of a table another key that calendars look at."""
    return KEYS[table].name in WATCHED_BY_TABLE[table]


def rows_added(session: Session, table: str, before: TableCount) -> dict[int, Values]:
    """Return the rows that were added to a table, by key.

    Raises UntrackedStatement if some were given numbers of their own, by which they are not found.
    """
    added = rows_by_key(session, watched_rows(table, KEYS[table] > before.largest))
    if len(added) != count_rows(session, table).number - before.number:
        session.info[REFUSED] = UntrackedStatement(table)
        raise session.info[REFUSED]
    return added


def rows_by_key(session: Session, statement: Select[*tuple[Any, ...]]) -> dict[int, Values]:
    """Return the rows that a statement finds, by their keys."""
    return {row.row_key: row._asdict() for row in session.execute(statement)}


def written_by(statement: str) -> set[str]:
    """Return the watched tables that the text of a statement writes to."""
    plain = QUOTE.sub(" ", statement)
    texts = plain, COMMENT.sub(" ", plain)  # what looks like a comment may stand in quotes
    names = {name.lower() for text in texts for name in WRITING.findall(text)}
    return names & WATCHED_BY_TABLE.keys()


def refuse_untracked(
    connection: Connection,
    _cursor: DBAPICursor,
    statement: str,
    _parameters: object,
    context: ExecutionContext,
    _executemany: bool,
) -> None:
    """Raise UntrackedStatement for a statement that writes to a watched table unseen."""
    if statement.startswith(("SELECT", "BEGIN", "PRAGMA")) and ";" not in statement:
        return
    seen = context.execution_options.get(TRACKED_OPTION)
    if seen is True or FLUSHING in connection.info:
        return
    if written := written_by(statement) - {seen}:
        raise UntrackedStatement(min(written))
