"""Questions to the database about representatives of guests."""

from collections.abc import Collection

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from planner.models import Guest, Office, Person, Term
from planner.queries.people.people import OFFICES


def guests_linked(
    event_ids: Collection[int], person_ids: Collection[int], guest_id: int | None = None
) -> Select[Guest]:
    """Select the guests of events who are some people, represent others, or accompany others.

    `guest_id` adds the guest of an id.
    """
    by_id = [Guest.id == guest_id] if guest_id else []
    return (
        select(Guest)
        .where(
            Guest.event_id.in_(event_ids),
            or_(
                Guest.person_id.in_(person_ids),
                *by_id,
                Guest.represents_id.is_not(None),
                Guest.companion_of_id.is_not(None),
            ),
            Guest.deleted_at.is_(None),
        )
        .options(joinedload(Guest.person), joinedload(Guest.companion_of))
        .order_by(Guest.id)
    )


def person_with_offices(person_id: int) -> Select[Person]:
    """Select a person with the offices of all times, and nothing else."""
    return select(Person).where(Person.id == person_id).options(OFFICES)


def deputies_in(municipality_id: int) -> Select[Term]:
    """Select the terms, of all times, of those who represent the mayor of a municipality (P-12)."""
    return (
        select(Term)
        .join(Term.office)
        .join(Term.person)
        .where(
            Term.municipality_id == municipality_id,
            Office.deputy_number.is_not(None),
            Person.deleted_at.is_(None),
        )
        .options(
            joinedload(Term.office),
            joinedload(Term.municipality),
            joinedload(Term.person).options(joinedload(Person.organisation), OFFICES),
        )
    )
