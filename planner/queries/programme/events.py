"""Questions to the database about events."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import ColumnElement, Delete, Select, delete, func, or_, select
from sqlalchemy.orm import joinedload

from planner.models import Audience, Event, Guest, OldSlug, Reply, Transfer, Venue, Visit
from planner.models.mixins.sorting import name_ordering
from planner.rules.programme.audience import visible_audiences

TRANSFER_OPTIONS = (
    joinedload(Event.transfer).joinedload(Transfer.from_venue),
    joinedload(Event.transfer).joinedload(Transfer.to_venue),
)


def event_of(visit: Visit | None, event_id: int) -> Select[Event]:
    """Select an event, only if it belongs to the visit, or to none if there is no visit."""
    belongs = Event.visit_id == visit.id if visit else Event.visit_id.is_(None)
    needed = (
        joinedload(Event.venue).joinedload(Venue.municipality),
        joinedload(Event.responsible),
        joinedload(Event.municipality),
        joinedload(Event.picture),
        *TRANSFER_OPTIONS,
    )
    return (
        select(Event)
        .where(Event.id == event_id, belongs, Event.deleted_at.is_(None))
        .options(*needed)
    )


def removed_event_of(visit: Visit | None, event_id: int) -> Select[Event]:
    """Select an event in the trash, only if it belongs to the visit, or to none."""
    belongs = Event.visit_id == visit.id if visit else Event.visit_id.is_(None)
    return select(Event).where(Event.id == event_id, belongs, Event.deleted_at.is_not(None))


def is_visible_to(reader: Audience) -> ColumnElement[bool]:
    """Return the condition that readers of a class may see an event (rules.programme.audience)."""
    return Event.audience.in_(visible_audiences(reader))


def events_of(visit: Visit) -> Select[Event]:
    """Select the events of a visit, the earliest on the wall first."""
    needed = joinedload(Event.venue), joinedload(Event.responsible), *TRANSFER_OPTIONS
    return (
        select(Event)
        .where(Event.visit_id == visit.id, Event.deleted_at.is_(None))
        .options(*needed)
        .order_by(Event.starts_at, Event.id)
    )


def events_listed(today: dt.date, *, past: bool, only: str = "", sought: str = "") -> Select[Event]:
    """Select the free-standing events and all highlights, from today on or until yesterday."""
    over = Event.ends_at < dt.datetime.combine(today, dt.time())
    listed = (
        select(Event)
        .outerjoin(Event.visit)
        .where(
            Event.deleted_at.is_(None),
            or_(Event.visit_id.is_(None), Event.is_highlight & Visit.deleted_at.is_(None)),
            over if past else ~over,
        )
        .options(joinedload(Event.venue), joinedload(Event.visit), joinedload(Event.municipality))
        .order_by(Event.starts_at.desc() if past else Event.starts_at, Event.id)
    )
    if only == "highlights":
        listed = listed.where(Event.is_highlight)
    if only == "others":
        listed = listed.where(~Event.is_highlight)
    for word in sought.split():
        titles = Event.title.columns
        listed = listed.where(or_(*(title.icontains(word, autoescape=True) for title in titles)))
    return listed


def guests_counted(event_ids: Collection[int]) -> Select[int, Reply, int]:
    """Select (event id, reply, number of guests) of events."""
    return (
        select(Guest.event_id, Guest.reply, func.count())
        .where(Guest.event_id.in_(event_ids), Guest.deleted_at.is_(None))
        .group_by(Guest.event_id, Guest.reply)
    )


def venues_offered(language: str = "de") -> Select[Venue]:
    """Select all venues to choose from, by name."""
    name, entry = name_ordering(Venue, language)
    return select(Venue).options(joinedload(Venue.municipality)).order_by(name, Venue.room, entry)


def old_slug_deletion(event: Event, slug: str) -> Delete:
    """Delete a former address of an event, which it has again."""
    return delete(OldSlug).where(OldSlug.event_id == event.id, OldSlug.slug == slug)
