"""What a session flushes, as changes of rows."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import InstanceState, Session, UOWTransaction
from sqlalchemy.orm.attributes import instance_dict

from planner.db import Base
from planner.models import User, roles_users
from planner.queries.history.stored import stored_row
from planner.rules.history.changes import RowChange
from planner.rules.history.followed import (
    FOLLOWED,
    followed_fields,
    is_versioned,
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
        stored = session.info[STORED] = {}
        for row in session.dirty:
            state: InstanceState[Base] = inspect(row, raiseerr=True)
            if table_of(state) in FOLLOWED:
                stored[state] = stored_before(session, state)
            for orphan in orphans_of(state):
                load_columns(inspect(orphan, raiseerr=True))
        behind = []
        for row in session.deleted:
            state = inspect(row, raiseerr=True)
            load_columns(state)
            if references_to(table_of(state), "CASCADE", "SET NULL"):
                behind.append((table_of(state), dict(state.dict)))
        if behind:
            gone = {place_of(inspect(row, raiseerr=True)) for row in session.deleted}
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
            deleted.append(deletion(state))
        elif state.key and (change := change_of(state, stored.get(state))):
            changed.append(change)
        if state.class_ is User:
            changed += role_changes(state, is_gone=is_gone)
    note_changes(session, sorted(added, key=place_in_order))
    note_changes(session, changed)
    note_changes(session, sorted(deleted, key=place_in_order, reverse=True))


def table_of(state: InstanceState[Any]) -> str:
    """Return the name of the table of a row."""
    name: str = state.class_.__tablename__
    return name


def place_of(state: InstanceState[Any]) -> tuple[str, str]:
    """Return the table and the key of a row."""
    return table_of(state), row_key(table_of(state), state.dict)


ORDER = {table.name: number for number, table in enumerate(Base.metadata.sorted_tables)}


def place_in_order(change: RowChange) -> tuple[int, list[tuple[int, str]]]:
    """Return what puts parents before their children, and older rows before newer ones."""
    parts = change.key.split("/")
    return ORDER[change.table], [(int(one) if one.isdigit() else 0, one) for one in parts]


def stored_before(session: Session, state: InstanceState[Any]) -> dict[str, object]:
    """Return what a flush would forget of a row: its version, and values set without reading."""
    names = [name for name in followed_fields(table_of(state)) if name in state.committed_state]
    known = dict(state.dict)
    found: dict[str, object] = {}
    if any(not state.attrs[name].history.deleted for name in names):
        found = stored_row(session, table_of(state), state.identity or ())
    if is_versioned(table_of(state)):
        found.setdefault("lock_version", known.get("lock_version"))
    return found


def load_columns(state: InstanceState[Any]) -> None:
    """Let a row that is to be deleted know all that is stored of it."""
    for name in followed_fields(table_of(state)) if table_of(state) in FOLLOWED else ():
        if name not in state.dict:
            getattr(state.obj(), name)  # loads all that is missing


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


def deletion(state: InstanceState[Any]) -> RowChange:
    """Return the change that deletes a row; what was changed before is told as it was stored."""
    table, values = table_of(state), instance_dict(state.obj())
    before = {}
    for name in followed_fields(table):
        old = state.attrs[name].history.deleted if name in state.committed_state else ()
        before[name] = old[0] if old else values.get(name)
    return RowChange(table, row_key(table, values), before, None, before, version_of(values), None)


def change_of(state: InstanceState[Any], stored: dict[str, object] | None) -> RowChange | None:
    """Return how a flush has changed a row; None: nothing that the history tells."""
    table, values, stored = table_of(state), instance_dict(state.obj()), stored or {}
    before, after = {}, {}
    for name in followed_fields(table):
        if name not in state.committed_state:
            continue
        told = state.attrs[name].history
        old = told.deleted[0] if told.deleted else stored.get(name)
        if told.added and old != values.get(name):
            before[name], after[name] = old, values.get(name)
    old_version, version = version_of(stored), version_of(values)
    if not after and old_version == version:
        return None
    row = {name: values[name] for name in followed_fields(table) if name in values}
    return RowChange(table, row_key(table, values), before, after, row, old_version, version)


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
