"""Questions to the database about highlights: what everybody may know."""

import datetime as dt

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from planner.models import Audience, Event, Kind, Municipality, OldSlug, Venue, Visit, VisitStatus
from planner.models.mixins.sorting import name_ordering
from planner.queries.programme.events import is_visible_to


def public_highlights(now: dt.datetime) -> Select[Event]:
    """Select the highlights that are public by now, unless their visit is still a draft (P05)."""
    announced = or_(
        Event.visit_id.is_(None),
        Visit.deleted_at.is_(None) & (Visit.status != VisitStatus.DRAFT),
    )
    return (
        select(Event)
        .outerjoin(Visit, Visit.id == Event.visit_id)
        .where(
            Event.is_highlight,
            is_visible_to(Audience.PUBLIC),
            Event.deleted_at.is_(None),
            or_(Event.public_from.is_(None), Event.public_from <= now),
            announced,
        )
    )


def with_all(statement: Select[Event]) -> Select[Event]:
    """Return a selection of events that loads venue, town, partner city and picture of each."""
    venue = joinedload(Event.venue).joinedload(Venue.municipality)
    return statement.options(venue, joinedload(Event.municipality), joinedload(Event.picture))


def coming_highlights(
    now: dt.datetime, today: dt.date, city: str = "", kind: Kind | None = None
) -> Select[Event]:
    """Select the highlights that are not over before today, the next first."""
    coming = Event.ends_at >= dt.datetime.combine(today, dt.time())
    wanted = narrow_highlights(public_highlights(now).where(coming), city, kind)
    return with_all(wanted).order_by(Event.starts_at, Event.id)


def past_highlights(
    now: dt.datetime, today: dt.date, city: str = "", kind: Kind | None = None
) -> Select[Event]:
    """Select the highlights that were over before today, the latest first; not cancelled ones."""
    past = Event.ends_at < dt.datetime.combine(today, dt.time())
    wanted = narrow_highlights(
        public_highlights(now).where(past, Event.status != "cancelled"), city, kind
    )
    return with_all(wanted).order_by(Event.starts_at.desc(), Event.id)


def narrow_highlights(statement: Select[Event], city: str, kind: Kind | None) -> Select[Event]:
    """Return a selection of events without other cities and kinds, if one is wanted."""
    if city:
        statement = statement.where(Event.municipality.has(Municipality.slug == city))
    return statement.where(Event.kind == kind) if kind else statement


def highlight_at(slug: str, now: dt.datetime) -> Select[Event]:
    """Select the highlight at an address."""
    return with_all(public_highlights(now).where(Event.slug == slug))


def highlight_formerly_at(slug: str, now: dt.datetime) -> Select[Event]:
    """Select the highlight that had an address last (model rule 9)."""
    had = OldSlug.event_id == Event.id
    return (
        public_highlights(now)
        .join(OldSlug, had)
        .where(OldSlug.slug == slug)
        .order_by(OldSlug.id.desc())
        .limit(1)
    )


def cities_of_highlights(now: dt.datetime) -> Select[Municipality]:
    """Select the municipalities that highlights are about, by name."""
    about = public_highlights(now).with_only_columns(Event.municipality_id)
    return (
        select(Municipality)
        .where(Municipality.id.in_(about))
        .order_by(*name_ordering(Municipality))
    )


def kinds_of_highlights(now: dt.datetime) -> Select[Kind]:
    """Select the kinds of all highlights."""
    return public_highlights(now).with_only_columns(Event.kind).distinct().order_by(None)
