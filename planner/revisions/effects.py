"""The effects of a change on calendars: revised events and visits, and what is written."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import has_app_context
from sqlalchemy import Connection, Select, delete, inspect, or_
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.orm.attributes import set_committed_value

from planner.clock import utc_now
from planner.db import Base
from planner.feeds.rendered_events import render_events
from planner.models import Event, RenderedEvent, Transfer, Visit
from planner.queries.feeds.revisions import (
    CALENDAR_REVISION_UPDATE,
    EVENT_REVISION_UPDATE,
    KEYS,
    VISIT_REVISION_UPDATE,
    affected_events,
    keys_of,
    snapshot_deletions,
    values_of,
    watched_rows,
)
from planner.rules.feeds.revisions import (
    SNAPSHOT_KEY_TABLES,
    RowChange,
    Values,
    next_revision,
    pick_up_time,
    sequence_values,
)
from planner.values import value_as

MOST_WRITTEN = 2  # events whose parts a change writes, 10 each: the others wait for the next poll
TRACKED_OPTION = "seen_by_calendars"  # option of a statement that this package executes or follows
STORED, RAISED, REVISED = "watched_rows", "raised", "revised"  # in Session.info
REFUSED = "refused"  # likewise: why the transaction must not be committed


def original_rows(session: Session) -> dict[tuple[str, int], Values | None]:
    """Return the rows as they were before the transaction, by table and key; None: new rows."""
    rows: dict[tuple[str, int], Values | None] = session.info.setdefault(STORED, {})
    return rows


def has_raised_revision(session: Session) -> bool:
    """Tell whether the transaction has raised the revision of all calendars."""
    return RAISED in session.info


def raise_calendar_revision(session: Session) -> None:
    """Raise the revision of all calendars, once in a transaction."""
    if RAISED not in session.info:
        session.info[RAISED] = True
        session.execute(CALENDAR_REVISION_UPDATE, execution_options={TRACKED_OPTION: True})


def remember_all(
    session: Session,
    table: str,
    statement: Select[*tuple[Any, ...]],
    values: Mapping[str, object] | None = None,
) -> dict[int, Values]:
    """Keep the rows that a statement finds, where nothing older is kept; return them by key."""
    known = original_rows(session)
    found: dict[int, Values] = {
        row.row_key: row._asdict() for row in session.execute(statement, values)
    }
    for key, stored in found.items():
        known.setdefault((table, key), stored)
    return found


def apply_changes(session: Session, changes: Sequence[RowChange]) -> None:
    """Revise the events and visits that some changes concern (R01, R09)."""
    drop_snapshots(session, changes)
    changes = [change for change in changes if change.meaning]
    if not changes:
        return
    with session.no_autoflush:
        raise_calendar_revision(session)
        revise_visits(session, keys_of(changes, Visit.__tablename__))
        for values in values_of(changes, Transfer):  # one may have come from another event
            event_id = value_as(int, values["event_id"])
            original_rows(session).setdefault((Transfer.__tablename__, event_id), None)
        if conditions := affected_events(changes):
            revise_events(session, watched_rows(Event.__tablename__, or_(*conditions)))


def drop_snapshots(session: Session, changes: Sequence[RowChange]) -> None:
    """Delete the snapshots of rows that are gone: new rows may get their keys (SQLite)."""
    for change in changes:
        if change.table in SNAPSHOT_KEY_TABLES and change.after is None:
            for statement in snapshot_deletions(change.table, change.key):
                session.execute(statement)


def revise_visits(session: Session, ids: Sequence[int]) -> None:
    """Note when visits were revised, as far as calendars print them."""
    rows = []
    for visit_id in ids:
        before = original_rows(session)[Visit.__tablename__, visit_id]
        if before is not None:
            revised_at = next_revision(value_as(dt.datetime, before["revised_at"]), utc_now())
            rows.append({"visit_id": visit_id, "revised": revised_at})
            set_if_known(session, Visit, visit_id, revised_at=revised_at)
    if rows:
        session.connection().execute(
            VISIT_REVISION_UPDATE, rows, execution_options={TRACKED_OPTION: True}
        )


def revise_events(session: Session, statement: Select[*tuple[Any, ...]]) -> None:
    """Raise the revision of the events that a statement finds, and SEQUENCE where R01 says so.

    Both are reckoned from what was stored before the transaction: however often an event is
    flushed in it, it is one revision.
    """
    known, rows = original_rows(session), []
    found = remember_all(session, Event.__tablename__, statement)
    picked_up = events_with_new_pick_up(session, found.keys())
    for event_id, now_stored in found.items():
        before = known[Event.__tablename__, event_id]
        session.info.setdefault(REVISED, set()).add(event_id)
        if before is None:  # it is new: this is its first revision
            continue
        moved = sequence_values(before) != sequence_values(now_stored) or event_id in picked_up
        revised_at = next_revision(value_as(dt.datetime, before["revised_at"]), utc_now())
        sequence = value_as(int, before["sequence"]) + moved
        rows.append({"event_id": event_id, "revised": revised_at, "raised": sequence})
        set_if_known(session, Event, event_id, revised_at=revised_at, sequence=sequence)
    if rows:
        session.connection().execute(
            EVENT_REVISION_UPDATE, rows, execution_options={TRACKED_OPTION: True}
        )


def events_with_new_pick_up(session: Session, event_ids: Collection[int]) -> set[int]:
    """Return the ids of those events whose people are picked up at another time than before."""
    table, known = Transfer.__tablename__, original_rows(session)
    ids = [event_id for event_id in event_ids if (table, event_id) in known]
    if not ids:
        return set()
    statement = watched_rows(table, KEYS[table].in_(ids))
    now_stored = {row.row_key: row._asdict() for row in session.execute(statement)}
    return {
        one for one in ids if pick_up_time(known[table, one]) != pick_up_time(now_stored.get(one))
    }


def set_if_known(session: Session, model: type[Base], key: int, **values: object) -> None:
    """Set values that a statement has just stored in the row of the session, if it has it."""
    if row := session.identity_map.get(inspect(model).identity_key_from_primary_key((key,))):
        for name, value in values.items():
            set_committed_value(row, name, value)


def render_revised_events(session: Session) -> None:
    """Render the events that a transaction revises, while they are at hand.

    Raises UntrackedStatement if one was refused after it was executed, whoever caught that.
    """
    if session.in_nested_transaction():  # a savepoint: the transaction may revise them once more
        return
    session.flush()
    if refused := session.info.get(REFUSED):
        raise refused
    ids = sorted(session.info.pop(REVISED, ()))
    if has_app_context():
        render_events(session, ids[:MOST_WRITTEN])


def invalidate_calendars(connection: Connection) -> None:
    """Let all calendars be rendered anew: after a migration, a restore, or a copy of the tables."""
    connection.execute(delete(RenderedEvent))
    connection.execute(CALENDAR_REVISION_UPDATE)


def forget_raised_revision(session: Session, _transaction: SessionTransaction) -> None:
    """Forget that the calendar revision was raised: what was rolled back may have done so."""
    session.info.pop(RAISED, None)


def forget(session: Session, transaction: SessionTransaction) -> None:
    """Forget all changes when the whole transaction ends: committed, rolled back or closed.

    What was stored before it stays known when only a savepoint ends.
    """
    if transaction.parent is None:
        for name in (STORED, RAISED, REVISED, REFUSED):
            session.info.pop(name, None)
