"""Rules of the overview: what is on, what comes next, and what is new."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from planner.models import Event, Guest, Reply, Visit, VisitStatus

MOST_NEWS = 12

Subject: TypeAlias = tuple[str, int]  # "visit" or "event", and its id


class NowAndNext(NamedTuple):
    """The events of a visit that take place now, and those that begin next."""

    now: list[Event]
    next: list[Event]  # several where they begin at the same time


class News(NamedTuple):
    """The same reply of one person to events of one visit, or to one free-standing event."""

    guests: list[Guest]  # the latest reply first

    @property
    def latest(self) -> Guest:
        """The reply that came last."""
        return self.guests[0]


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


def news(guests: Iterable[Guest]) -> list[News]:
    """Return replies, the latest first; the same one of a person to a whole visit counts once."""
    replies: dict[tuple[int, Subject, Reply], list[Guest]] = {}
    for guest in guests:
        key = guest.person_id, subject_of(guest.event), guest.reply
        replies.setdefault(key, []).append(guest)
    return [News(same) for same in replies.values()]


def subject_of(event: Event) -> Subject:
    """Return what an event belongs to: its visit, or itself."""
    return ("visit", event.visit_id) if event.visit_id else ("event", event.id)


def by_subject(all_news: Iterable[News]) -> list[tuple[Event, list[News]]]:
    """Return news grouped by visit or event, that of the latest first: (an event of it, news)."""
    groups: dict[Subject, list[News]] = {}
    for item in all_news:
        groups.setdefault(subject_of(item.latest.event), []).append(item)
    return [(group[0].latest.event, group) for group in groups.values()]
