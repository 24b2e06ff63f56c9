"""What a session flushes, as changes of rows."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper, RelationshipDirection, Session, UOWTransaction
from sqlalchemy.pool import ConnectionPoolEntry

from planner.db import Base
from planner.models import Event, Role, User
from planner.queries.feeds.revisions import KEYS, in_batches, watched_rows
from planner.revisions.effects import (
    apply_changes,
    has_raised_revision,
    original_rows,
    raise_calendar_revision,
    remember_all,
)
from planner.rules.feeds.revisions import (
    ROW_WATCHED_TABLES,
    SNAPSHOT_KEY_TABLES,
    WATCHED_BY_TABLE,
    RowChange,
    Values,
)

FLUSHING = "flushing"  # in Session.info and Connection.info


class FixedUid(RuntimeError):
    """The UID of an event was to change, by which every device knows it (E01)."""

    def __init__(self) -> None:
        super().__init__("The UID of an event never changes: every device knows the event by it.")


class EventHardDeleted(RuntimeError):
    """An event was to be deleted while calendars tell of it: it belongs into the trash (R05)."""

    def __init__(self) -> None:
        super().__init__(
            "An event goes into the trash (services/trash.py), so that calendars say so."
        )


def prepare_flush(session: Session, _context: object, _rows: object) -> None:
    """Remember the stored values of the rows that a flush changes, and lock the calendars.

    They come first: whoever saves or makes a feed waits there, in one order.
    """
    rows = [row for row in session.dirty if may_affect_calendars(row)]
    rows += [other for row in session.dirty for other in removed_orphans(row)]
    for row in session.deleted:
        if isinstance(row, Event):
            raise EventHardDeleted
        rows += [row] * is_tracked_on_delete(row)
        rows += detached_children(row)
    if rows or any(map(is_tracked_on_insert, session.new)):
        with session.no_autoflush:
            raise_calendar_revision(session)
            remember(session, [row for row in rows if not isinstance(row, Role)])
    session.info[FLUSHING] = connection = session.connection()
    connection.info[FLUSHING] = True  # last: what fails above must not leave it


def follow_flush(session: Session, context: UOWTransaction) -> None:
    """Apply the changes of a flush to calendars."""
    if has_raised_revision(session):
        apply_changes(session, list(changes_of(session, context)))
    end_flush(session)


def end_flush(session: Session) -> None:
    """Let the guard look at the statements of a connection again."""
    connection = session.info.pop(FLUSHING, None)
    if connection and not (connection.closed or connection.invalidated):
        connection.info.pop(FLUSHING, None)


def end_use(_connection: object, entry: ConnectionPoolEntry) -> None:
    """Let the guard look again at a connection that comes back, whatever became of its flush."""
    entry.info.pop(FLUSHING, None)


def may_affect_calendars(row: Base) -> bool:
    """Tell whether a changed row may change calendars."""
    state = inspect(row)
    if isinstance(row, Role):  # who has it: the users themselves may not know of it yet
        return state.attrs.users.history.has_changes()
    if table_name(state.mapper) not in WATCHED_BY_TABLE:
        return False
    if isinstance(row, Event) and state.attrs.uid.history.has_changes():
        raise FixedUid
    return any(state.attrs[name].history.has_changes() for name in watched_attributes(state.mapper))


def watched_attributes(mapper: Mapper[Any]) -> set[str]:
    """Return the columns of a model that are watched, and the relationships that fill them."""
    names = set(WATCHED_BY_TABLE[table_name(mapper)])
    links = {
        link.key
        for link in mapper.relationships
        if names & {column.name for column in link.local_columns} and not link.uselist
    }
    return names | links | ({"roles"} if mapper.class_ is User else set())


def is_tracked_on_insert(row: Base) -> bool:
    """Tell whether calendars count the coming and going of such a row."""
    return table_name(inspect(row).mapper) in ROW_WATCHED_TABLES


def is_tracked_on_delete(row: Base) -> bool:
    """Tell whether something has to be done when such a row is deleted."""
    return is_tracked_on_insert(row) or table_name(inspect(row).mapper) in SNAPSHOT_KEY_TABLES


def detached_children(row: Base) -> list[Base]:
    """Return the watched rows that refer to a deleted row, and will refer to nothing."""
    mapper = inspect(row).mapper
    return [
        child
        for link in mapper.relationships
        if link.direction is RelationshipDirection.ONETOMANY
        if not link.cascade.delete and table_name(link.mapper) in WATCHED_BY_TABLE
        for child in getattr(row, link.key)
    ]


def removed_orphans(row: Base) -> list[Base]:
    """Return the watched rows that a changed row has lost, and that are deleted: orphans."""
    state = inspect(row)
    return [
        orphan
        for link in state.mapper.relationships
        if link.cascade.delete_orphan and table_name(link.mapper) in WATCHED_BY_TABLE
        if state.attrs[link.key].history.has_changes()
        for orphan in state.attrs[link.key].load_history().deleted
        if orphan is not None
    ]


def remember(session: Session, rows: Iterable[Base]) -> None:
    """Keep the stored values of rows before the transaction changes them first."""
    known = original_rows(session)
    missing: dict[str, list[int]] = {}
    for row in rows:
        table, key = identity(row)
        if (table, key) not in known:
            missing.setdefault(table, []).append(key)
    for table, keys in missing.items():
        for some in in_batches(keys):
            remember_all(session, table, watched_rows(table, KEYS[table].in_(some)))


def table_name(mapper: Mapper[Any]) -> str:
    """Return the name of the table of a model."""
    name: str = mapper.class_.__tablename__
    return name


def identity(row: Base) -> tuple[str, int]:
    """Return the table and the key of a stored row."""
    state = inspect(row)
    if state.identity is None:
        raise ValueError("This row is not stored.")
    return table_name(state.mapper), state.identity[0]


def table_and_new_key(row: Base) -> tuple[str, int]:
    """Return the table of a row that has just been inserted, and the key that it has been given."""
    mapper = inspect(row).mapper
    return table_name(mapper), mapper.primary_key_from_instance(row)[0]


def changes_of(session: Session, context: UOWTransaction) -> Iterator[RowChange]:
    """Yield the changes of a flush, against what was stored before the transaction."""
    known = original_rows(session)
    for row in session.new:
        if is_tracked_on_insert(row):
            table, key = table_and_new_key(row)
            known.setdefault((table, key), None)
            yield RowChange(table, key, known[table, key], values_of(row))
    for state, (is_gone, is_passed_over) in context.states.items():
        if state.key and not is_passed_over and (here := identity(state.obj())) in known:
            yield RowChange(*here, known[here], None if is_gone else values_of(state.obj()))


def values_of(row: Base) -> Values:
    """Return the watched columns of a row."""
    return {name: getattr(row, name) for name in WATCHED_BY_TABLE[table_name(inspect(row).mapper)]}
