"""Rules of visits: when they are, who comes from where, and what changes their feeds."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from planner.clock import instant
from planner.dates import hours_between
from planner.models import Direction, Municipality

NOON = dt.time(12)
DAY = dt.timedelta(days=1)


class Side(NamedTuple):
    """One end of a visit: a municipality, which may be unknown, and the clock on its walls."""

    municipality: Municipality | None
    zone: str

    @property
    def name(self):
        """The name of the place, or of its time zone."""
        if self.municipality:
            return self.municipality.name
        return self.zone.rpartition("/")[2].replace("_", " ")


class Difference(NamedTuple):
    """By how many hours the far clock is ahead from a day on, and what people have in mind."""

    since: dt.date
    hours: float
    usual: float


def near_side(visit, home):
    """Return where the visit takes place."""
    return Side(visit.host or (home if visit.direction is Direction.INCOMING else None), visit.zone)


def far_side(visit, delegations, home):
    """Return where the visitors come from, if that is known; on a visit of ours it is home."""
    if visit.direction is Direction.OUTGOING:
        return home and Side(home, home.zone)
    senders = [sender_of(delegation) for delegation in delegations]
    return next((Side(sender, sender.zone) for sender in senders if sender), None)


def sender_of(delegation):
    """Return the municipality that sends a delegation, or that of the organisation that does."""
    organisation = delegation.organisation
    return delegation.municipality or (organisation.municipality if organisation else None)


def partner_of(visit, delegations):
    """Return the municipality at the other end, however the visit goes."""
    if visit.direction is Direction.OUTGOING:
        return visit.host
    return next(filter(None, map(sender_of, delegations)), None)


def days_of(visit):
    """Return every day of a visit."""
    return [visit.first_day + DAY * n for n in range((visit.last_day - visit.first_day).days + 1)]


def differences(visit, far_zone):
    """Return how far apart the two clocks are during a visit: one entry, one more per change.

    Between the clock changes of two continents it is not as far as everybody has in mind.
    """
    found = []
    for day in days_of(visit):
        hours = hours_apart(day, visit.zone, far_zone)
        if not found or found[-1].hours != hours:
            found.append(Difference(day, hours, usual_hours(day, visit.zone, far_zone)))
    return found


def usual_hours(day, zone, other):
    """Return the difference of the depth of winter or of summer, whichever is nearer."""
    hours = hours_apart(day, zone, other)
    usual = [hours_apart(dt.date(day.year, month, 15), zone, other) for month in (1, 7)]
    return min(usual, key=lambda difference: abs(difference - hours))


def hours_apart(day, zone, other):
    """Return by how many hours the other zone is ahead at noon."""
    return hours_between(instant(dt.datetime.combine(day, NOON), zone, fold=0), zone, other)


def noon(day, zone):
    """Return noon of a day on the clock of a zone."""
    return dt.datetime.combine(day, NOON, ZoneInfo(zone))
