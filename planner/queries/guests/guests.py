"""Questions to the database about guests."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from planner.languages import Bilingual
from planner.models import Event, Guest, Kind, Status, Visit
from planner.queries.people.people import ADDRESSING_OPTIONS


def transfers_of(visit: Visit) -> Select[Event]:
    """Select the transfers of a visit that are not cancelled, in the order of time."""
    return (
        select(Event)
        .where(
            Event.visit_id == visit.id,
            Event.kind == Kind.TRANSFER,
            Event.status != Status.CANCELLED,
            Event.deleted_at.is_(None),
        )
        .options(joinedload(Event.transfer))
        .order_by(Event.starts_at, Event.id)
    )


def guest_of(event: Event, guest_id: int) -> Select[Guest]:
    """Select a guest of an event, with the person and the partner."""
    return (
        select(Guest)
        .where(Guest.event_id == event.id, Guest.id == guest_id, Guest.deleted_at.is_(None))
        .options(
            joinedload(Guest.person), joinedload(Guest.companion_of), joinedload(Guest.represents)
        )
    )


def removed_guest_of(event: Event, guest_id: int) -> Select[Guest]:
    """Select a guest of an event who lies in the trash, with the person."""
    return (
        select(Guest)
        .where(Guest.event_id == event.id, Guest.id == guest_id, Guest.deleted_at.is_not(None))
        .options(joinedload(Guest.person))
    )


def guest_for_addressing(event: Event, guest_id: int) -> Select[Guest]:
    """Select a guest of an event with all that forms of address are made of."""
    return guest_of(event, guest_id).options(joinedload(Guest.person).options(*ADDRESSING_OPTIONS))


def guests_to_move(event: Event) -> Select[Guest]:
    """Select the guests of an event with their moves, locked against other moves meanwhile."""
    return (
        select(Guest)
        .where(Guest.event_id == event.id, Guest.deleted_at.is_(None))
        .options(joinedload(Guest.person), selectinload(Guest.move))
        .order_by(Guest.id)
        .with_for_update(of=Guest)
    )


def guests_among(event_ids: Collection[int], person_ids: Collection[int]) -> Select[Guest]:
    """Select the guests of some events who are some people."""
    return (
        select(Guest)
        .where(
            Guest.event_id.in_(event_ids),
            Guest.person_id.in_(person_ids),
            Guest.deleted_at.is_(None),
        )
        .options(joinedload(Guest.person), joinedload(Guest.companion_of))
        .order_by(Guest.id)
    )


def events_to_invite_to(visit: Visit) -> Select[int, Bilingual, dt.datetime, bool]:
    """Select the id, title and time of the events of a visit that are not cancelled."""
    return events_in_words().where(Event.visit_id == visit.id, Event.status != Status.CANCELLED)


def events_among(
    visit: Visit | None, event_ids: Collection[int]
) -> Select[int, Bilingual, dt.datetime, bool]:
    """Select the events of some ids that belong to a visit, or to none if there is no visit."""
    belongs = Event.visit_id == visit.id if visit else Event.visit_id.is_(None)
    return events_in_words().where(belongs, Event.id.in_(event_ids))


def events_in_words() -> Select[int, Bilingual, dt.datetime, bool]:
    """Select the id, title and time of events that are not in the trash, in the order of time."""
    return (
        select(Event.id, Event.title, Event.starts_at, Event.is_whole_day)
        .where(Event.deleted_at.is_(None))
        .order_by(Event.starts_at, Event.id)
    )
