"""Find the clashes of events, with each other and with all others; nothing is written."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement

from planner.db import session
from planner.models import Duty, Event, Person
from planner.queries.programme.clashes import (
    concurrent_events,
    ids_of,
    people_and_duties,
    people_by_ids,
)
from planner.rules.programme.clashes import Clash, ResourceKind, clashes, clashes_by_event


class Clashes(NamedTuple):
    """The clashes of some events with each other and with all others."""

    found: list[Clash]
    people: dict[int, list[int]]  # by the id of an event: the guests who come themselves
    duties: dict[int, set[Duty]]  # by the id of an event: what somebody does there
    by_event: dict[int, list[Clash]]


def find_clashes(events: Sequence[Event], *conditions: ColumnElement[bool]) -> Clashes:
    """Return the clashes of events, which are all that meet the conditions; two statements."""
    if not events:
        return Clashes([], {}, {}, {})
    ours = ids_of(*conditions)
    rivals = session.scalars(concurrent_events(ours, events)).all()
    busy: dict[int, list[int]] = {}
    guests: dict[int, list[int]] = {}
    duties: dict[int, set[Duty]] = {}
    for row in session.execute(people_and_duties(ours, [one.id for one in rivals])):
        busy.setdefault(row.event_id, []).append(row.person_id)
        if row.duty:
            duties.setdefault(row.event_id, set()).add(row.duty)
        else:
            guests.setdefault(row.event_id, []).append(row.person_id)
    foreign = set(rivals)
    found = [
        clash for clash in clashes([*events, *rivals], busy) if not foreign.issuperset(clash[:2])
    ]
    return Clashes(found, guests, duties, clashes_by_event(found))


def people_in(found: Iterable[Clash]) -> list[Person]:
    """Return the people whom clashes are about; one statement, none if there are none."""
    needed = {need for clash in found for need in clash.shared}
    people = (need.id for need in needed if need.kind is ResourceKind.PERSON)
    ids = [person_id for person_id in people if isinstance(person_id, int)]
    return list(session.scalars(people_by_ids(ids))) if ids else []
