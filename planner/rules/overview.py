"""Rules of the overview: what is on, what comes next, and what is new."""

from typing import NamedTuple

from planner.models import Event, Guest, VisitStatus

MOST_NEWS = 12


class NowAndNext(NamedTuple):
    """What of a visit is on, and what begins next."""

    now: list[Event]
    next: list[Event]  # several where they begin at the same time


class News(NamedTuple):
    """What one person has replied to a free-standing event, or to events of a visit."""

    guests: list[Guest]  # the latest reply first

    @property
    def latest(self):
        """The reply that came last."""
        return self.guests[0]


def is_running(visit, day):
    """Tell whether a visit takes place on a day."""
    return visit.status is VisitStatus.CONFIRMED and visit.first_day <= day <= visit.last_day


def is_ahead(visit, day):
    """Tell whether a visit is still to begin, or to be confirmed."""
    return visit.last_day >= day and not is_running(visit, day)


def now_and_next(programme, moment):
    """Return what is on at a moment, and what begins next."""
    now = [event for event in programme if event.starts <= moment < event.ends]
    later = [event for event in programme if event.starts > moment]
    first = min((event.starts for event in later), default=None)
    return NowAndNext(now, [event for event in later if event.starts == first])


def news(guests):
    """Return replies, the latest first; the same one of a person to a whole visit counts once."""
    found = {}
    for guest in guests:
        key = guest.person_id, subject_of(guest.event), guest.reply
        found.setdefault(key, []).append(guest)
    return [News(replies) for replies in found.values()]


def subject_of(event):
    """Return what an event belongs to: its visit, or itself."""
    return ("visit", event.visit_id) if event.visit_id else ("event", event.id)


def by_subject(told):
    """Return news under their visit or event, that of the latest first: (an event of it, news)."""
    found = {}
    for one in told:
        found.setdefault(subject_of(one.latest.event), []).append(one)
    return [(group[0].latest.event, group) for group in found.values()]
