"""Who in the address book may be the person who is typed in (T-22); it only reads."""

from typing import NamedTuple

from planner.db import session
from planner.languages import Message
from planner.models import Person
from planner.queries.people.duplicates import duplicate_candidates, people_with_offices
from planner.queries.rows import read_rows
from planner.rules.people.duplicates import StoredPerson, TypedPerson, possible_duplicates


class Duplicate(NamedTuple):
    """Somebody of the address book who may be meant, and why."""

    person: Person
    reasons: tuple[Message, ...]


def find_duplicates(typed: TypedPerson, excluded_id: int | None = None) -> list[Duplicate]:
    """Return who may be meant, the most likely first; three statements.

    `excluded_id` is the id of a person who is not, for it is the one who is changed.
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
