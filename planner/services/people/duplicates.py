"""Who in the address book may be the person who is typed in (T-22); it only reads."""

from typing import NamedTuple

from planner.db import session
from planner.languages import Message
from planner.models import Person
from planner.queries.people.duplicates import people_with, told_apart
from planner.queries.rows import read_rows
from planner.rules.people.duplicates import Stored, Typed, hints


class Duplicate(NamedTuple):
    """Somebody of the address book who may be meant, and why."""

    person: Person
    reasons: tuple[Message, ...]


def find_duplicates(typed: Typed, besides: int | None = None) -> list[Duplicate]:
    """Return who may be meant, the most likely first; three statements.

    `besides` is the id of a person who is not, for it is the one who is changed.
    """
    if not (typed.family_name or typed.email):
        return []
    found = hints(typed, read_rows(session, Stored, told_apart(besides)))
    if not found:
        return []
    people = {one.id: one for one in session.scalars(people_with([hint.id for hint in found]))}
    return [Duplicate(people[hint.id], hint.reasons) for hint in found]
