"""Rules of the public page: which highlight comes first, and the months of the others."""

import datetime as dt
import itertools
from collections.abc import Iterable

from planner.models import Event, Status


def next_of(events: Iterable[Event], now: dt.datetime) -> Event | None:
    """Return the first event that takes place and is not over yet, or None."""
    coming = (
        event for event in events if event.status is not Status.CANCELLED and event.ends > now
    )
    return next(coming, None)


def by_month(events: Iterable[Event]) -> list[tuple[dt.date, list[Event]]]:
    """Return (first day of the month, its events) pairs of events that are in order."""
    months = itertools.groupby(events, key=lambda event: event.starts_at.date().replace(day=1))
    return [(month, list(of_month)) for month, of_month in months]
