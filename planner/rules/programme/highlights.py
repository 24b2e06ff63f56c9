"""Rules of the public page: which highlight is told first, and the months of the others."""

import itertools

from planner.models import Status


def next_of(events, now):
    """Return the first event that takes place and is not over yet, or None."""
    coming = (one for one in events if one.status is not Status.CANCELLED and one.ends > now)
    return next(coming, None)


def by_month(events):
    """Return (first day of the month, its events) pairs of events that are in order."""
    months = itertools.groupby(events, key=lambda event: event.starts_at.date().replace(day=1))
    return [(month, list(of_month)) for month, of_month in months]
