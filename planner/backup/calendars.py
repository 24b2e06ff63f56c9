"""Calendars after a restore: subscribers may have been told more than the backup knows.

What was told after the backup was made is lost. So every event rises above it: nobody saves one
event more than once a second, and each save raises SEQUENCE by one at most (R01, R02). All are
revised now, so that DTSTAMP rises too, and every address answers with another ETag.
"""

import datetime as dt
import math
from collections.abc import Sequence

from sqlalchemy import Connection, case, literal, select, update

from planner.clock import SECOND
from planner.db import Base
from planner.feeds.components import property_value, replace_property, serialised_moment
from planner.models import CalendarRevision, Event, FeedSnapshot, Tombstone
from planner.revisions.effects import TRACKED_OPTION

HOUR = 3600  # seconds; the least by which a sequence rises, for clocks that are wrong
LARGEST = 2**31 - 1  # that a column and a calendar can hold (RFC 5545 3.3.8)
EVENTS, TOMBSTONES, SNAPSHOTS, REVISIONS = (
    Base.metadata.tables[model.__tablename__]
    for model in (Event, Tombstone, FeedSnapshot, CalendarRevision)
)
TRACKED = {TRACKED_OPTION: True}


def sequence_step(made_at: dt.datetime, now: dt.datetime) -> int:
    """Return by how much the sequence of an event rises after a restore; both moments are UTC."""
    return max(HOUR, math.ceil((now - made_at).total_seconds()))


def raise_above(connection: Connection, *, made_at: dt.datetime, now: dt.datetime) -> None:
    """Let calendars tell all events anew, above whatever was told since a backup was made."""
    step = sequence_step(made_at, now)
    raised = case(
        (EVENTS.c.sequence < LARGEST - step, EVENTS.c.sequence + step), else_=literal(LARGEST)
    )
    late = connection.execute(
        select(EVENTS.c.id, EVENTS.c.revised_at).where(EVENTS.c.revised_at >= now)
    ).all()
    connection.execute(
        update(EVENTS).values(sequence=raised, revised_at=now), execution_options=TRACKED
    )
    for event_id, revised_at in late:
        connection.execute(
            update(EVENTS).where(EVENTS.c.id == event_id).values(revised_at=revised_at + SECOND),
            execution_options=TRACKED,
        )
    raise_tombstones(connection, step, now)
    connection.execute(update(SNAPSHOTS).values(content_hash=""))  # the date rises too (H05)
    connection.execute(update(REVISIONS).values(number=REVISIONS.c.number + step))


def raise_tombstones(connection: Connection, step: int, now: dt.datetime) -> None:
    """Let tombstones rise as events do; they are written in their own words already."""
    key: Sequence[str] = [column.name for column in TOMBSTONES.primary_key]
    for row in connection.execute(select(TOMBSTONES)).all():
        sequence = min(row.sequence + step, LARGEST)
        changed_at = max(now, row.changed_at + SECOND)
        statement = update(TOMBSTONES)
        for name in key:
            statement = statement.where(TOMBSTONES.c[name] == getattr(row, name))
        connection.execute(
            statement.values(
                sequence=sequence,
                changed_at=changed_at,
                text=raised_text(row.text, sequence, changed_at),
            )
        )


def raised_text(text: bytes, sequence: int, changed_at: dt.datetime) -> bytes:
    """Return a serialised entry with another sequence and date."""
    text = replace_property(text, "SEQUENCE", b"%d" % sequence)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        later = max(property_value(text, name), serialised_moment(changed_at))
        text = replace_property(text, name, later)
    return text
