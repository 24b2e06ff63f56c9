"""Rules of visits: when they are, who comes from where, and what changes their feeds."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from planner.clock import instant
from planner.dates import hours_between
from planner.languages import Message
from planner.models import Direction, Municipality, OldSlug, Visit, VisitStatus
from planner.rules import RuleBroken

NOON = dt.time(12)
DAY = dt.timedelta(days=1)
MAX_LENGTH = dt.timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 1971, 2099


class VisitEnd(NamedTuple):
    """One end of a visit: a municipality, which may be unknown, and the clock on its walls."""

    municipality: Municipality | None
    zone: str

    @property
    def name(self):
        """The name of the place, or of its time zone."""
        if self.municipality:
            return self.municipality.name
        return self.zone.rpartition("/")[2].replace("_", " ")


class ZoneDifference(NamedTuple):
    """By how many hours the far clock is ahead from a day on, and what people have in mind."""

    since: dt.date
    hours: float
    usual: float


def new_visit(home, user, zone, now):
    """Return a visit that nobody has filled in yet: somebody comes to us."""
    return Visit(
        direction=Direction.INCOMING,
        status=VisitStatus.DRAFT,
        host_id=home.id if home else None,
        in_charge_id=user.id,
        zone=home.zone if home else zone,
        is_public=False,
        revised_at=now,
    )


def check_days(first, last):
    """Raise RuleBroken unless a visit can last from one day to another, both included."""
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (first, last)):
        raise RuleBroken(Message("A visit must lie between 1971 and 2099."))
    if last < first:
        raise RuleBroken(Message("The last day must not be before the first."))
    if last - first > MAX_LENGTH:
        raise RuleBroken(Message("A visit lasts a year at most. Please check the two days."))


def is_being_cancelled(visit, status):
    """Tell whether a new status calls off a visit that was to take place."""
    return status is VisitStatus.CANCELLED and visit.status is not VisitStatus.CANCELLED


def change_slug(visit, slug):
    """Give a visit another address; return the old one, which redirects now (model rule 9)."""
    if slug == visit.slug:
        return None
    old = OldSlug(slug=visit.slug, visit_id=visit.id)
    visit.slug = slug
    return old


def place_of_stay(visit, home):
    """Return where the visit takes place."""
    at_home = visit.direction is not Direction.OUTGOING
    return VisitEnd(visit.host or (home if at_home else None), visit.zone)


def place_of_origin(visit, delegations, home):
    """Return where the visitors come from, if that is known; on a visit of ours it is home."""
    if visit.direction is Direction.OUTGOING:
        return home and VisitEnd(home, home.zone)
    senders = [sender_of(delegation) for delegation in delegations]
    return next((VisitEnd(sender, sender.zone) for sender in senders if sender), None)


def sender_of(delegation):
    """Return the municipality that sends a delegation, or that of the organisation that does."""
    organisation = delegation.organisation
    return delegation.municipality or (organisation.municipality if organisation else None)


def partner_city(visit, delegations):
    """Return the municipality at the other end, however the visit goes."""
    if visit.direction is Direction.OUTGOING:
        return visit.host
    return next(filter(None, map(sender_of, delegations)), None)


def days_of(visit):
    """Return every day of a visit."""
    return [visit.first_day + DAY * n for n in range((visit.last_day - visit.first_day).days + 1)]


def zone_differences(visit, far_zone):
    """Return how far apart the two clocks are during a visit: one entry, one more per change.

    Between the clock changes of two continents it is not as far as everybody has in mind.
    """
    found = []
    for day in days_of(visit):
        hours = hours_apart(day, visit.zone, far_zone)
        if not found or found[-1].hours != hours:
            found.append(ZoneDifference(day, hours, usual_hours(day, visit.zone, far_zone)))
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
