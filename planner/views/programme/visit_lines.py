"""Visits in lists: each with its partner, its people and how many of them have accepted."""

from typing import NamedTuple

from planner.db import session
from planner.models import Municipality, Visit
from planner.queries.programme.visits import delegations_counted, people_counted
from planner.rules.programme.visits import partner_city


class Line(NamedTuple):
    """What a list says of a visit."""

    visit: Visit
    partner: Municipality | None
    people: int  # on its guest list (model rule 7)
    accepted: int


def visit_lines(visits):
    """Return the line of each visit; two statements."""
    ids = [visit.id for visit in visits]
    delegations = {}
    for delegation, _ in session.execute(delegations_counted(ids)):
        delegations.setdefault(delegation.visit_id, []).append(delegation)
    people = {visit_id: numbers for visit_id, *numbers in session.execute(people_counted(ids))}
    return [
        Line(
            visit, partner_city(visit, delegations.get(visit.id, [])), *people.get(visit.id, (0, 0))
        )
        for visit in visits
    ]
