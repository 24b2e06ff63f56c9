"""Questions to the database about clashes: people and things needed twice at the same time."""

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, CompoundSelect, Select, false, null, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from planner.models import Assignment, Duty, Event, Guest, Person, Status, Transfer, User, Visit
from planner.rules.programme.clashes import ABSENT_REPLIES, vehicle_of

MARGIN = dt.timedelta(days=2)  # wall clocks are up to 26 hours apart, whole days end a day later


def ids_of(*conditions: ColumnElement[bool]) -> Select[int]:
    """Select the ids of the events that meet some conditions."""
    return select(Event.id).where(Event.deleted_at.is_(None), *conditions)


def attending_guests() -> Select[int, int]:
    """Select (event id, person id) of the guests who come themselves."""
    return select(Guest.event_id, Guest.person_id).where(
        Guest.deleted_at.is_(None), Guest.reply.not_in(ABSENT_REPLIES)
    )


def people_and_duties(
    ours: Select[int], rivals: Collection[int]
) -> CompoundSelect[int, int, Duty | None]:
    """Select (event id, person id, duty) of the people at our events and at their rivals.

    The duty is NULL for guests.
    """
    working = select(Assignment.event_id, Assignment.person_id, Assignment.duty).where(
        or_(Assignment.event_id.in_(ours), Assignment.event_id.in_(rivals))
    )
    coming = attending_guests().where(or_(Guest.event_id.in_(ours), Guest.event_id.in_(rivals)))
    return union_all(working, coming.add_columns(null()))


def concurrent_events(ours: Select[int], events: Collection[Event]) -> Select[Event]:
    """Select other events at the time of ours that may need the same person, vehicle or venue."""
    earliest = min(event.starts_at for event in events) - MARGIN
    latest = max(event.ends_at for event in events) + MARGIN
    return (
        select(Event)
        .outerjoin(Event.visit)
        .outerjoin(Event.responsible)
        .options(
            joinedload(Event.visit),
            joinedload(Event.venue),
            joinedload(Event.responsible),
            joinedload(Event.transfer),
        )
        .where(
            Event.id.not_in(ours),
            Event.deleted_at.is_(None),
            Event.status != Status.CANCELLED,
            Event.starts_at < latest,
            Event.ends_at > earliest,
            or_(Visit.id.is_(None), Visit.deleted_at.is_(None)),
            or_(_share_something(ours), _is_driven(events)),
        )
        .order_by(Event.id)
    )


def event_ids_among(ids: Collection[int]) -> Select[int]:
    """Select those ids of events that the reader may know of."""
    return select(Event.id).where(Event.id.in_(ids))


def _is_driven(events: Iterable[Event]) -> ColumnElement[bool]:
    """Return the condition that an event has a vehicle; it is false if none of ours has one.

    Which one is compared by the rules: SQLite takes "Ö" and "ö" for two letters.
    """
    if not any(vehicle_of(event) for event in events):
        return false()
    return Event.transfer.has(Transfer.vehicle != "")


def _share_something(ours: Select[int]) -> ColumnElement[bool]:
    """Return the condition that an event needs a venue or a person of ours."""
    one, charge = aliased(Event), aliased(User)
    mine = select(one).where(one.id.in_(ours))
    in_charge = mine.join(charge, one.responsible_id == charge.id)
    working = select(Assignment.person_id).where(Assignment.event_id.in_(ours))
    busy = (
        attending_guests()
        .where(Guest.event_id.in_(ours))
        .with_only_columns(Guest.person_id)
        .union_all(
            in_charge.with_only_columns(charge.person_id).where(charge.person_id.is_not(None)),
            working,
        )
    )
    return or_(
        Event.venue_id.in_(mine.with_only_columns(one.venue_id).where(one.venue_id.is_not(None))),
        Event.responsible_id.in_(in_charge.with_only_columns(charge.id)),
        User.person_id.in_(busy),
        Event.id.in_(_where_are(busy)),
    )


def _where_are(people: CompoundSelect[int]) -> CompoundSelect[int]:
    """Select the ids of the events that some people come to or work at."""
    guest, other = aliased(Guest), aliased(Assignment)
    coming = select(guest.event_id).where(
        guest.deleted_at.is_(None), guest.reply.not_in(ABSENT_REPLIES), guest.person_id.in_(people)
    )
    return coming.union_all(select(other.event_id).where(other.person_id.in_(people)))


def people_by_ids(ids: Collection[int]) -> Select[Person]:
    """Select people by their ids, also those in the trash."""
    return select(Person).where(Person.id.in_(ids))
