"""Rules of the bin: what is deleted stays there for 30 days and can come back."""

import datetime as dt

from planner.models import Event
from planner.rules import events

KEPT = dt.timedelta(days=30)


def delete(row, now):
    """Put a row into the bin; an event that leaves its feeds is a new revision (R05)."""
    if isinstance(row, Event):
        events.delete(row, now)
    else:
        row.deleted_at = now


def restore(row, now):
    """Take a row out of the bin again; the SEQUENCE of an event rises once more (R02)."""
    if isinstance(row, Event):
        events.restore(row, now)
    else:
        row.deleted_at = None
