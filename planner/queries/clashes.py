"""Questions to the database about clashes: who and what is needed elsewhere at the same time."""

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload

from planner.models import Event, Guest, Person, Status, User, Visit
from planner.rules.clashes import ABSENT

MARGIN = dt.timedelta(days=2)  # wall clocks are up to 26 hours apart, whole days end a day later


def ids_of(*conditions):
    """Select the ids of some events; a subquery of the others here."""
    return select(Event.id).where(Event.deleted_at.is_(None), *conditions)


def attending():
    """Select (event id, person id) of the guests who come themselves."""
    return select(Guest.event_id, Guest.person_id).where(
        Guest.deleted_at.is_(None), Guest.reply.not_in(ABSENT)
    )


def people_at(ours, rivals):
    """Select (event id, person id) of who comes to our events or to their rivals."""
    at_ours, at_rivals = Guest.event_id.in_(ours), Guest.event_id.in_(rivals)
    return attending().where(or_(at_ours, at_rivals))


def rivals_of(ours, events):
    """Select other events at the time of ours that may need the same person or venue."""
    earliest = min(event.starts_at for event in events) - MARGIN
    latest = max(event.ends_at for event in events) + MARGIN
    return (
        select(Event)
        .outerjoin(Event.visit)
        .outerjoin(Event.responsible)
        .options(joinedload(Event.visit), joinedload(Event.venue), joinedload(Event.responsible))
        .where(
            Event.id.not_in(ours),
            Event.deleted_at.is_(None),
            Event.status != Status.CANCELLED,
            Event.starts_at < latest,
            Event.ends_at > earliest,
            or_(Visit.id.is_(None), Visit.deleted_at.is_(None)),
            _share_something(ours),
        )
        .order_by(Event.id)
    )


def _share_something(ours):
    one, charge, guest = aliased(Event), aliased(User), aliased(Guest)
    mine = select(one).where(one.id.in_(ours))
    in_charge = mine.join(charge, one.responsible_id == charge.id)
    busy = (
        attending()
        .where(Guest.event_id.in_(ours))
        .with_only_columns(Guest.person_id)
        .union_all(
            in_charge.with_only_columns(charge.person_id).where(charge.person_id.is_not(None))
        )
    )
    elsewhere = select(guest.event_id).where(
        guest.deleted_at.is_(None), guest.reply.not_in(ABSENT), guest.person_id.in_(busy)
    )
    return or_(
        Event.venue_id.in_(mine.with_only_columns(one.venue_id).where(one.venue_id.is_not(None))),
        Event.responsible_id.in_(in_charge.with_only_columns(charge.id)),
        User.person_id.in_(busy),
        Event.id.in_(elsewhere),
    )


def people_named(ids):
    """Select people by their ids, whatever became of them."""
    return select(Person).where(Person.id.in_(ids))
