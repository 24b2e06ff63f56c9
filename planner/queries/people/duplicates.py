"""Questions to the database about possible duplicates in the address book."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from planner.models import Gender, Person
from planner.queries.people.people import OFFICES


def duplicate_candidates(besides: int | None = None) -> Select[int, str, Gender, str, int | None]:
    """Select the columns of a StoredPerson of all people but the one with the id `besides`."""
    columns = Person.sort_name, Person.gender, Person.email, Person.organisation_id
    here = Person.deleted_at.is_(None), Person.id != (besides or 0)
    return select(Person.id, *columns).where(*here).order_by(Person.sort_name, Person.id)


def people_with_offices(ids: Collection[int]) -> Select[Person]:
    """Select people with the offices of all times."""
    return (
        select(Person).where(Person.id.in_(ids)).options(joinedload(Person.organisation), OFFICES)
    )
