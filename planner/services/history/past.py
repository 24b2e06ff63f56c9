"""A row as somebody had opened it: what was done since is wound back, and nothing is saved."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planner.db import Base, current_session
from planner.models import HistoryRow, Operation, Picture, SchemeVersion, User, roles_users
from planner.queries.history.undoing import rows_of_entries, versions_since
from planner.rules.history.followed import is_versioned, kept_fields, key_fields, references_to
from planner.rules.history.undo import Part
from planner.rules.history.values import key_values, row_key
from planner.services.history.applying import MODELS, brought_back, change_back, place_of

Row = TypeVar("Row", bound=Base)
PICTURE = Picture.__tablename__  # a row that has one names it
COUNTED_TWICE = {SchemeVersion.__tablename__}  # the form of a scheme edits its newest version


@contextlib.contextmanager
def as_opened(row: Row, version: int | None) -> Iterator[Row | None]:
    """Let a row be read as it was when it had a version, with all that its form edits.

    None if the history does not hold it: it is older than the history, or values were erased. The
    row is as it was only inside; after it the session is rolled back and reads anew.
    """
    own = current_session()
    table, key = type(row).__tablename__, row_key(type(row).__tablename__, values_of(row))
    own.rollback()
    own.connection(execution_options={"writes": True})
    try:
        yield row if wind_back(own, row, table, key, version) else None
    finally:
        own.rollback()


def values_of(row: Base) -> dict[str, object]:
    """Return the key of a row by its columns."""
    table = type(row).__tablename__
    return dict(zip(key_fields(table), inspect(row).identity or (), strict=True))


def wind_back(own: Session, row: Base, table: str, key: str, version: int | None) -> bool:
    """Wind a row back to a version, with its parts; tell whether the history reaches so far."""
    own.refresh(row)
    if version is None or not is_versioned(table):
        return False
    current: int = getattr(row, "lock_version", 0)
    if version == current:
        return True
    since = since_version(own.scalars(versions_since(table, key, version)).all(), version, current)
    if since is None:
        return False
    parts = parts_of(table)
    ids = [one.entry_id for one in since]
    done = own.scalars(rows_of_entries(ids, {table, *parts, PICTURE})).all()
    try:
        with own.no_autoflush:
            if not all(unwind(own, one, (table, key), parts) for one in done):
                return False
        own.flush()
    except IntegrityError:
        own.rollback()
        return False
    own.expire_all()
    return True


def since_version(
    rows: Sequence[HistoryRow], version: int, current: int
) -> Sequence[HistoryRow] | None:
    """Return what was done to a row since a version, the latest first; None: a link is missing."""
    wanted, found = current, []
    for row in rows:
        if row.version != wanted or row.old_version is None:
            return None
        found.append(row)
        wanted = row.old_version
        if wanted == version:
            return found
    return None


def parts_of(table: str) -> dict[str, str]:
    """Return the tables whose rows are edited with a row of a table, and what names it in them.

    They go with it, and nobody counts their saves, or the row counts them too.
    """
    names = {
        reference.parent.table.name: reference.parent.key
        for reference in references_to(table, "CASCADE")
    }
    return {
        name: key
        for name, key in names.items()
        if name in COUNTED_TWICE or (not is_versioned(name) and kept_fields(name))
    }


def unwind(own: Session, done: HistoryRow, place: tuple[str, str], parts: dict[str, str]) -> bool:
    """Take back what was done to a row or a part of it; False: what stood there is not kept."""
    is_row = place_of(done) == place
    if not is_row and done.table_name != PICTURE and not is_part(own, done, place[1], parts):
        return True
    values = done.values
    if done.operation is Operation.ADDED:
        if is_row:
            return False
        if done.table_name == PICTURE:  # who named it will do so no longer
            return True
        if found := own.get(MODELS[done.table_name], identity(done)):
            own.delete(found)
            own.flush()
        return True
    if done.fields and values is None:
        return False
    if done.operation is Operation.DELETED:
        if values is None or is_row:
            return False
        brought_back(own, done)
        return True
    table = User.__tablename__ if done.table_name == roles_users.name else done.table_name
    found = own.get(MODELS[table], identity(done))
    known = (values and values.before) or {}
    if found is None or not set(done.fields) & kept_fields(done.table_name) <= known.keys():
        return False
    changed = [Part(done, field) for field in done.fields if field in known]
    change_back(own, changed, {(table, done.row_key): found})
    return True


def identity(done: HistoryRow) -> tuple[object, ...]:
    """Return the primary key of a row."""
    return tuple(key_values(done.table_name, done.row_key).values())


def is_part(own: Session, done: HistoryRow, key: str, parts: dict[str, str]) -> bool:
    """Tell whether a row is edited with another one: it names it."""
    column = parts.get(done.table_name)
    if column is None:
        return False
    sides = (done.values.before, done.values.after) if done.values else ()
    stored = {name: value for side in sides for name, value in (side or {}).items()}
    if column in key_fields(done.table_name):
        stored |= key_values(done.table_name, done.row_key)
    if column not in stored:
        found = own.get(MODELS[done.table_name], identity(done))
        return found is not None and str(getattr(found, column)) == key
    return str(stored[column]) == key
