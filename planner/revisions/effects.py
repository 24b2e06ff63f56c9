"""What a change means to calendars: which events and visits are revised, and what is written."""

from collections.abc import Collection, Mapping, Sequence

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

MOST_WRITTEN = 2  # events whose parts a change writes, 10 each: the others wait for the next poll
TRACKED_OPTION = "seen_by_calendars"  # option of a statement that this package executes or follows
STORED, RAISED, REVISED = "watched_rows", "raised", "revised"  # in Session.info
REFUSED = "refused"  # likewise: why the transaction must not be committed


def original_rows(session: Session) -> dict[tuple[str, int], Values | None]:
    """Return what was stored, by table and key, before the transaction changed it; None: new."""
    return session.info.setdefault(STORED, {})


def has_raised_revision(session: Session) -> bool:
    """Tell whether the transaction has raised the revision of all calendars."""
    return RAISED in session.info


def raise_calendar_revision(session: Session) -> None:
    """Raise the revision of all calendars, once in a transaction."""
    if RAISED not in session.info:
        session.info[RAISED] = True
        session.execute(CALENDAR_REVISION_UPDATE, execution_options={TRACKED_OPTION: True})


def remember_all(
    session: Session, table: str, question: Select, values: Mapping[str, object] | None = None
) -> dict[int, Values]:
    """Keep the rows that a question finds, where nothing older is kept; return them by key."""
    known = original_rows(session)
    found = {row.row_key: row._mapping for row in session.execute(question, values)}
    for key, values in found.items():
        known.setdefault((table, key), values)
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
            original_rows(session).setdefault((Transfer.__tablename__, values["event_id"]), None)
        if conditions := affected_events(changes):
            revise_events(session, watched_rows(Event.__tablename__, or_(*conditions)))


def drop_snapshots(session: Session, changes: Sequence[RowChange]) -> None:
    """Drop what was served of rows that are gone: others may get their keys (SQLite)."""
    for change in changes:
        if change.table in SNAPSHOT_KEY_TABLES and change.after is None:
            for statement in snapshot_deletions(change.table, change.key):
                session.execute(statement)


def revise_visits(session: Session, ids: Sequence[int]) -> None:
    """Note of visits when what calendars say of them was changed last."""
    rows = []
    for visit_id in ids:
        before = original_rows(session)[Visit.__tablename__, visit_id]
        if before is not None:
            revised_at = next_revision(before["revised_at"], utc_now())
            rows.append({"visit_id": visit_id, "revised": revised_at})
            set_if_known(session, Visit, visit_id, revised_at=revised_at)
    if rows:
        session.connection().execute(
            VISIT_REVISION_UPDATE, rows, execution_options={TRACKED_OPTION: True}
        )


def revise_events(session: Session, statement: Select) -> None:
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
        revised_at = next_revision(before["revised_at"], utc_now())
        sequence = before["sequence"] + moved
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
    question = watched_rows(table, KEYS[table].in_(ids))
    now_stored = {row.row_key: row._mapping for row in session.execute(question)}
    return {
        one for one in ids if pick_up_time(known[table, one]) != pick_up_time(now_stored.get(one))
    }


def set_if_known(session: Session, model: type[Base], key: int, **values: object) -> None:
    """Tell a row that the session holds what a statement has just stored."""
    if row := session.identity_map.get(inspect(model).identity_key_from_primary_key((key,))):
        for name, value in values.items():
            set_committed_value(row, name, value)


def render_revised_events(session: Session) -> None:
    """Write the parts of the events that a transaction revises, while they are at hand.

    Raises UnseenStatement if one was refused after it was executed, whoever has caught that.
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
    """Let all calendars be made anew: after a migration, a restore, or a copy of the tables."""
    connection.execute(delete(RenderedEvent))
    connection.execute(CALENDAR_REVISION_UPDATE)


def forget_raised_revision(session: Session, _transaction: SessionTransaction) -> None:
    """Note that what was rolled back, a savepoint perhaps, may have raised the calendars."""
    session.info.pop(RAISED, None)


def forget(session: Session, transaction: SessionTransaction) -> None:
    """Forget what was changed when the whole transaction ends: committed, rolled back or closed.

    What was stored before it stays known when only a savepoint ends.
    """
    if transaction.parent is None:
        for name in (STORED, RAISED, REVISED, REFUSED):
            session.info.pop(name, None)
