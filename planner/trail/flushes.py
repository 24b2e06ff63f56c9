"""What a session flushes, as changes of rows."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import InstanceState, Session, UOWTransaction
from sqlalchemy.orm.attributes import NO_VALUE, instance_dict

from planner.db import Base
from planner.models import User, roles_users
from planner.queries.history.stored import Row, rows_with_keys
from planner.rules.history.changes import RowChange
from planner.rules.history.followed import (
    FOLLOWED,
    followed_fields,
    is_versioned,
    key_fields,
    references_to,
)
from planner.rules.history.values import row_key
from planner.trail.cascades import changes_behind
from planner.trail.changes import is_followed, note_changes, version_of

STORED = "stored values of rows that a flush changes"  # in Session.info, by the state of a row
CHANGED_PARTS = "roles"  # of a user: rows of a table without a model


def prepare_flush(session: Session, _context: object, _rows: object) -> None:
    """Keep what is stored of the rows that a flush changes, as far as it will be unknown after."""
    if not is_followed(session):
        return
    with session.no_autoflush:
        dirty, deleted = states_of(session.dirty), states_of(session.deleted)
        lost = states_of(orphan for state in dirty for orphan in orphans_of(state))
        stored = session.info[STORED] = stored_before(
            session, [state for state in (*dirty, *deleted, *lost) if table_of(state) in FOLLOWED]
        )
        behind = [
            (table_of(state), {**state.dict, **stored.get(state, {})})
            for state in (*deleted, *lost)
            if references_to(table_of(state), "CASCADE", "SET NULL")
        ]
        if behind:
            gone = {(table_of(state), key_of(state)) for state in (*deleted, *lost)}
            note_changes(session, changes_behind(session, behind, gone))


def follow_flush(session: Session, context: UOWTransaction) -> None:
    """Note the changes of a flush: parents come before their children, and go after them."""
    if not is_followed(session):
        return
    stored = session.info.pop(STORED, {})
    added: list[RowChange] = []
    changed: list[RowChange] = []
    deleted: list[RowChange] = []
    new = {inspect(row, raiseerr=True) for row in session.new}
    for state, (is_gone, is_passed_over) in context.states.items():
        if table_of(state) not in FOLLOWED or (is_passed_over and not is_gone):
            continue
        if state in new:
            added.append(addition(state))
        elif state.key and is_gone:
            deleted.append(deletion(state, stored.get(state)))
        elif state.key and (change := change_of(state, stored.get(state))):
            changed.append(change)
        if state.class_ is User:
            changed += role_changes(state, is_gone=is_gone)
    note_changes(session, sorted(added, key=place_in_order))
    note_changes(session, sorted(changed, key=place_in_order))
    note_changes(session, sorted(deleted, key=place_in_order, reverse=True))


def table_of(state: InstanceState[Any]) -> str:
    """Return the name of the table of a row."""
    name: str = state.class_.__tablename__
    return name


def states_of(rows: Iterable[object]) -> list[InstanceState[Any]]:
    """Return the states in which SQLAlchemy keeps rows."""
    return [inspect(row, raiseerr=True) for row in rows]


def stored_key(state: InstanceState[Any]) -> Row:
    """Return the columns of the key under which a row is stored, also of one that has expired."""
    return dict(zip(key_fields(table_of(state)), state.identity or (), strict=True))


def key_of(state: InstanceState[Any]) -> str:
    """Return the key under which a row is stored, as the history writes it."""
    return row_key(table_of(state), stored_key(state))


ORDER = {table.name: number for number, table in enumerate(Base.metadata.sorted_tables)}


def place_in_order(change: RowChange) -> tuple[int, list[tuple[int, str]]]:
    """Return what puts parents before their children, and older rows before newer ones."""
    parts = change.key.split("/")
    return ORDER[change.table], [(int(one) if one.isdigit() else 0, one) for one in parts]


def stored_before(
    session: Session, states: Sequence[InstanceState[Any]]
) -> dict[InstanceState[Any], Row]:
    """Return what a flush would forget of rows: versions, and all columns where one is unknown.

    One statement for each table in which something is unknown.
    """
    unknown: dict[str, dict[str, InstanceState[Any]]] = {}
    for state in states:
        if has_unknown(state):
            unknown.setdefault(table_of(state), {})[key_of(state)] = state
    found: dict[InstanceState[Any], Row] = {state: {} for state in states}
    for table, by_key in unknown.items():
        keys = [state.identity or () for state in by_key.values()]
        for row in rows_with_keys(session, table, keys):
            found[by_key[row_key(table, row)]] = row
    for state in states:
        if is_versioned(table_of(state)):
            found[state].setdefault("lock_version", state.dict.get("lock_version"))
    return found


def has_unknown(state: InstanceState[Any]) -> bool:
    """Tell whether nobody knows what is stored in a column: it was set before it was read.

    One that was set to what it was is known: forms set all that they have. One that has not been
    read may be filled by a relationship as it is flushed.
    """
    return any(
        is_unknown(state, name) or name not in state.dict
        for name in followed_fields(table_of(state))
    )


def is_unknown(state: InstanceState[Any], name: str) -> bool:
    """Tell whether a column was set, or counted as changed, before it was read."""
    return state.committed_state.get(name) is NO_VALUE


def orphans_of(state: InstanceState[Any]) -> Iterator[Base]:
    """Yield the rows that a changed row has lost, and that are deleted with it."""
    for link in state.mapper.relationships:
        if link.cascade.delete_orphan and link.key in state.committed_state:
            for orphan in state.attrs[link.key].history.deleted or ():
                if orphan is not None:
                    yield orphan


def addition(state: InstanceState[Any]) -> RowChange:
    """Return the change that adds a row."""
    table, values = table_of(state), instance_dict(state.obj())
    after = {name: values.get(name) for name in followed_fields(table)}
    return RowChange(table, row_key(table, values), None, after, after, None, version_of(values))


def deletion(state: InstanceState[Any], stored: Row | None) -> RowChange:
    """Return the change that deletes a row; what was changed before is told as it was stored."""
    table, values = table_of(state), {**state.dict, **(stored or {})}
    before = {}
    for name in followed_fields(table):
        known = name in state.committed_state and not is_unknown(state, name)
        before[name] = state.committed_state[name] if known else values.get(name)
    return RowChange(table, key_of(state), before, None, before, version_of(values), None)


def change_of(state: InstanceState[Any], stored: Row | None) -> RowChange | None:
    """Return how a flush has changed a row; None: nothing that the history tells."""
    table, values = table_of(state), instance_dict(state.obj())
    comes_last = stored is None  # the flush has come to it from another row, and has read it
    before, after, stored = {}, {}, stored or {}
    for name in followed_fields(table):
        if name not in state.committed_state:
            continue
        unknown = is_unknown(state, name)
        old = stored.get(name) if unknown else state.committed_state[name]
        if old != values.get(name):
            before[name], after[name] = old, values.get(name)
    version = version_of(values)
    old_version = version and version - bool(after) if comes_last else version_of(stored)
    if not after and old_version == version:
        return None
    row = {**stored_key(state), **stored}
    row |= {name: values[name] for name in followed_fields(table) if name in values}
    key = row_key(table, row)  # the new one: a form of address can go over to another person
    return RowChange(table, key, before, after, row, old_version, version)


def role_changes(state: InstanceState[Any], *, is_gone: bool) -> Iterator[RowChange]:
    """Yield how the role of a user has changed: its table has no model of its own."""
    told = state.attrs[CHANGED_PARTS].history
    user_id = state.dict["id"]

    def values(roles: Any) -> dict[str, object] | None:
        return {"user_id": user_id, "role_id": roles[0].id} if roles else None

    before = values(told.deleted or (told.unchanged if is_gone else ()))
    after = None if is_gone else values(told.added)
    if before and after:
        changed = {"role_id": before["role_id"]}, {"role_id": after["role_id"]}
        yield RowChange(roles_users.name, str(user_id), *changed, after)
    elif before or after:
        yield RowChange(roles_users.name, str(user_id), before, after, before or after or {})
