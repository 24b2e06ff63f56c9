"""Rules of the overview: what is on, and what comes next."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from planner.models import Event, Visit, VisitStatus

MOST_NEWS = 12


class NowAndNext(NamedTuple):
    """The events of a visit that take place now, and those that begin next."""

    now: list[Event]
    next: list[Event]  # several where they begin at the same time


def is_running(visit: Visit, day: dt.date) -> bool:
    """Tell whether a visit takes place on a day."""
    return visit.status is VisitStatus.CONFIRMED and visit.first_day <= day <= visit.last_day


def is_ahead(visit: Visit, day: dt.date) -> bool:
    """Tell whether a visit is still to begin, or to be confirmed."""
    return visit.last_day >= day and not is_running(visit, day)


def now_and_next(programme: Sequence[Event], moment: dt.datetime) -> NowAndNext:
    """Return the events that take place at a moment in UTC, and those that begin next."""
    now = [event for event in programme if event.starts <= moment < event.ends]
    later = [event for event in programme if event.starts > moment]
    first = min((event.starts for event in later), default=None)
    return NowAndNext(now, [event for event in later if event.starts == first])
