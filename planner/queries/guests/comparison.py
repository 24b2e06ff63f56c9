"""Questions to the database about delegations and their guests."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from planner.models import Delegate, Delegation, Guest, Person
from planner.queries.people.people import OFFICES


def delegates_with_removed(delegation: Delegation) -> Select[Delegate]:
    """Select the delegates in the order of their sender, also those in the trash."""
    return (
        select(Delegate)
        .where(Delegate.delegation_id == delegation.id)
        .options(
            joinedload(Delegate.person).options(joinedload(Person.organisation), OFFICES),
        )
        .order_by(Delegate.position, Delegate.id)
    )


def guests_of_delegation(
    delegation: Delegation, delegates: Iterable[Delegate], event_ids: Collection[int]
) -> Select[Guest]:
    """Select the guests of events who are delegates, or were invited through their delegation."""
    people = {one.person_id for one in delegates}
    return (
        select(Guest)
        .where(
            Guest.event_id.in_(event_ids),
            or_(Guest.person_id.in_(people), Guest.delegation_id == delegation.id),
            Guest.deleted_at.is_(None),
        )
        .options(joinedload(Guest.person), joinedload(Guest.companion_of).joinedload(Guest.person))
        .order_by(Guest.id)
    )
