"""Questions to the database about delegations."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from planner.models import (
    Audience,
    Delegate,
    Delegation,
    Event,
    Municipality,
    Organisation,
    Person,
    Status,
    Venue,
    Visit,
)
from planner.queries.people.people import ADDRESSING_OPTIONS, OFFICES
from planner.queries.programme.events import is_visible_to

PERSON = (
    joinedload(Delegate.person).joinedload(Person.organisation),
    joinedload(Delegate.person).options(OFFICES),
)


def delegation_of(visit: Visit, delegation_id: int) -> Select[Delegation]:
    """Select a delegation, only if it is the visit's, with its sender."""
    return (
        select(Delegation)
        .where(
            Delegation.id == delegation_id,
            Delegation.visit_id == visit.id,
            Delegation.deleted_at.is_(None),
        )
        .options(
            joinedload(Delegation.municipality),
            joinedload(Delegation.organisation).joinedload(Organisation.municipality),
        )
    )


def removed_delegate_of(delegation_id: int, delegate_id: int) -> Select[Delegate]:
    """Select a delegate of a delegation who lies in the trash, with the person."""
    return (
        select(Delegate)
        .where(
            Delegate.delegation_id == delegation_id,
            Delegate.id == delegate_id,
            Delegate.deleted_at.is_not(None),
        )
        .options(joinedload(Delegate.person))
    )


def leader_of(delegation_id: int) -> Select[Delegate]:
    """Select the delegate who leads a delegation."""
    here = Delegate.delegation_id == delegation_id, Delegate.deleted_at.is_(None)
    return select(Delegate).where(*here, Delegate.is_leader)


def delegates_of(delegation: Delegation) -> Select[Delegate]:
    """Select the delegates in the order of their sender, with their offices of all times."""
    return (
        select(Delegate)
        .where(Delegate.delegation_id == delegation.id, Delegate.deleted_at.is_(None))
        .options(*PERSON)
        .order_by(Delegate.position, Delegate.id)
    )


def delegations_in_full(visit: Visit) -> Select[Delegation]:
    """Select the delegations of a visit with their senders."""
    return (
        select(Delegation)
        .where(Delegation.visit_id == visit.id, Delegation.deleted_at.is_(None))
        .options(
            joinedload(Delegation.municipality),
            joinedload(Delegation.organisation).joinedload(Organisation.municipality),
        )
        .order_by(Delegation.id)
    )


def delegates_for_addressing(visit: Visit) -> Select[Delegate]:
    """Select the delegates of a visit with all that forms of address are made of."""
    organisation = joinedload(Delegate.person).joinedload(Person.organisation)
    return (
        select(Delegate)
        .join(Delegate.delegation)
        .where(
            Delegation.visit_id == visit.id,
            Delegation.deleted_at.is_(None),
            Delegate.deleted_at.is_(None),
        )
        .options(
            organisation.joinedload(Organisation.municipality),
            joinedload(Delegate.person).options(*ADDRESSING_OPTIONS),
        )
        .order_by(Delegate.delegation_id, Delegate.position, Delegate.id)
    )


def cities_of_route(visit: Visit, reader: Audience) -> Select[str]:
    """Select the cities of the events of a visit that readers may see, in the order of time."""
    return (
        select(Municipality.name)
        .join(Venue, Venue.municipality_id == Municipality.id)
        .join(Event, Event.venue_id == Venue.id)
        .where(
            Event.visit_id == visit.id,
            Event.deleted_at.is_(None),
            Event.status != Status.CANCELLED,
            is_visible_to(reader),
        )
        .order_by(Event.starts_at, Event.id)
    )
