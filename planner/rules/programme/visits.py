"""Rules of visits: when they are, who comes from where, and what changes their feeds."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from planner.clock import instant
from planner.dates import hours_between
from planner.languages import Message
from planner.models import Delegation, Direction, Municipality, OldSlug, User, Visit, VisitStatus
from planner.rules import RuleBroken

NOON = dt.time(12)
DAY = dt.timedelta(days=1)
MAX_LENGTH = dt.timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 1971, 2099


class VisitEnd(NamedTuple):
    """One end of a visit: its municipality, which may be unknown, and its time zone."""

    municipality: Municipality | None
    zone: str

    @property
    def name(self) -> str:
        """The name of the place, or of its time zone."""
        if self.municipality:
            return self.municipality.name
        return self.zone.rpartition("/")[2].replace("_", " ")


class ZoneDifference(NamedTuple):
    """The hours by which the far clock is ahead from a day on, and the usual difference."""

    since: dt.date
    hours: float
    usual: float


def new_visit(home: Municipality | None, user: User, zone: str, now: dt.datetime) -> Visit:
    """Return an empty incoming visit; without a home municipality it gets the given zone."""
    return Visit(
        direction=Direction.INCOMING,
        status=VisitStatus.DRAFT,
        host_id=home.id if home else None,
        in_charge_id=user.id,
        zone=home.zone if home else zone,
        is_public=False,
        revised_at=now,
    )


def check_days(first: dt.date, last: dt.date) -> None:
    """Raise RuleBroken unless a visit can last from one day to another, both included."""
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (first, last)):
        raise RuleBroken(Message("A visit must lie between 1971 and 2099."))
    if last < first:
        raise RuleBroken(Message("The last day must not be before the first."))
    if last - first > MAX_LENGTH:
        raise RuleBroken(Message("A visit lasts a year at most. Please check the two days."))


def is_being_cancelled(visit: Visit, status: VisitStatus) -> bool:
    """Tell whether a new status cancels a visit that is not cancelled yet."""
    return status is VisitStatus.CANCELLED and visit.status is not VisitStatus.CANCELLED


def change_slug(visit: Visit, slug: str) -> OldSlug | None:
    """Give a visit another slug; return the old one, which redirects (model rule 9)."""
    if slug == visit.slug:
        return None
    old = OldSlug(slug=visit.slug, visit_id=visit.id)
    visit.slug = slug
    return old


def place_of_stay(visit: Visit, home: Municipality | None) -> VisitEnd:
    """Return where the visit takes place."""
    at_home = visit.direction is not Direction.OUTGOING
    return VisitEnd(visit.host or (home if at_home else None), visit.zone)


def place_of_origin(
    visit: Visit, delegations: Iterable[Delegation], home: Municipality | None
) -> VisitEnd | None:
    """Return where the visitors come from, if that is known; on an outgoing visit it is home."""
    outgoing = visit.direction is Direction.OUTGOING
    origin = home if outgoing else first_sender(delegations)
    return VisitEnd(origin, origin.zone) if origin else None


def first_sender(delegations: Iterable[Delegation]) -> Municipality | None:
    """Return the municipality of the first delegation whose sender is known."""
    return next(filter(None, map(sender_of, delegations)), None)


def sender_of(delegation: Delegation) -> Municipality | None:
    """Return the municipality that sends a delegation, or that of its organisation."""
    organisation = delegation.organisation
    return delegation.municipality or (organisation.municipality if organisation else None)


def partner_city(visit: Visit, delegations: Iterable[Delegation]) -> Municipality | None:
    """Return the municipality at the other end of an incoming or outgoing visit."""
    return visit.host if visit.direction is Direction.OUTGOING else first_sender(delegations)


def days_of(visit: Visit) -> list[dt.date]:
    """Return every day of a visit."""
    return [visit.first_day + DAY * n for n in range((visit.last_day - visit.first_day).days + 1)]


def zone_differences(visit: Visit, far_zone: str) -> list[ZoneDifference]:
    """Return the time differences during a visit: one, and one more per change of a clock.

    Between the clock changes of two continents the difference is not the usual one.
    """
    differences: list[ZoneDifference] = []
    for day in days_of(visit):
        hours = hours_apart(day, visit.zone, far_zone)
        if not differences or differences[-1].hours != hours:
            differences.append(ZoneDifference(day, hours, usual_hours(day, visit.zone, far_zone)))
    return differences


def usual_hours(day: dt.date, zone: str, other: str) -> float:
    """Return the time difference of January or of July, whichever is nearer to that of a day."""
    hours = hours_apart(day, zone, other)
    usual = [hours_apart(dt.date(day.year, month, 15), zone, other) for month in (1, 7)]
    return min(usual, key=lambda difference: abs(difference - hours))


def hours_apart(day: dt.date, zone: str, other: str) -> float:
    """Return by how many hours the other zone is ahead at noon."""
    return hours_between(instant(dt.datetime.combine(day, NOON), zone, fold=0), zone, other)


def noon(day: dt.date, zone: str) -> dt.datetime:
    """Return noon of a day on the clock of a zone."""
    return dt.datetime.combine(day, NOON, ZoneInfo(zone))
