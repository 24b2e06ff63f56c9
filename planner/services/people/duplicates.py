"""Find people of the address book who may be the one typed in (T-22); nothing is written."""

from typing import NamedTuple

from planner.db import session
from planner.languages import Message
from planner.models import Person
from planner.queries.people.duplicates import duplicate_candidates, people_with_offices
from planner.queries.rows import read_rows
from planner.rules.people.duplicates import StoredPerson, TypedPerson, possible_duplicates


class Duplicate(NamedTuple):
    """A possible duplicate in the address book, and the reasons."""

    person: Person
    reasons: tuple[Message, ...]


def find_duplicates(typed: TypedPerson, excluded_id: int | None = None) -> list[Duplicate]:
    """Return the possible duplicates of a person, the most likely first; three statements.

    `excluded_id` is the id of the person who is changed, if it is one.
    """
    if not (typed.family_name or typed.email):
        return []
    found = possible_duplicates(
        typed, read_rows(session, StoredPerson, duplicate_candidates(excluded_id))
    )
    if not found:
        return []
    people = {
        one.id: one for one in session.scalars(people_with_offices([hint.id for hint in found]))
    }
    return [Duplicate(people[hint.id], hint.reasons) for hint in found]
