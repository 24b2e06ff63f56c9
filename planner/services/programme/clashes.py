"""Find the clashes of events, with each other and with all others; nothing is written."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement

from planner.confidentiality import SeesAll, seeing_all
from planner.db import session
from planner.models import Duty, Event, Person
from planner.queries.confidentiality import is_anything_hidden
from planner.queries.programme.clashes import (
    concurrent_events,
    event_ids_among,
    ids_of,
    people_and_duties,
    people_by_ids,
)
from planner.rules.programme.clashes import (
    Clash,
    ResourceKind,
    clashes,
    clashes_by_event,
    without_hidden,
)


class Clashes(NamedTuple):
    """The clashes of some events with each other and with all others.

    Of one with an event that the reader must not learn of, only `busy` says that there is one.
    """

    found: list[Clash]
    people: dict[int, list[int]]  # by the id of an event: the guests who come themselves
    duties: dict[int, set[Duty]]  # by the id of an event: what somebody does there
    by_event: dict[int, list[Clash]]
    busy: dict[int, set[ResourceKind]]  # by the id of an event: what is needed elsewhere too


def find_clashes(events: Sequence[Event], *conditions: ColumnElement[bool]) -> Clashes:
    """Return the clashes of events, which are all that meet the conditions; two statements."""
    if not events:
        return Clashes([], {}, {}, {}, {})
    ours = ids_of(*conditions)
    with seeing_all(SeesAll.CLASHES):
        rivals = session.scalars(concurrent_events(ours, events)).all()
        people = session.execute(people_and_duties(ours, [one.id for one in rivals])).all()
    at_work: dict[int, list[int]] = {}
    guests: dict[int, list[int]] = {}
    duties: dict[int, set[Duty]] = {}
    for row in people:
        at_work.setdefault(row.event_id, []).append(row.person_id)
        if row.duty:
            duties.setdefault(row.event_id, set()).add(row.duty)
        else:
            guests.setdefault(row.event_id, []).append(row.person_id)
    foreign = set(rivals)
    found = [
        clash for clash in clashes([*events, *rivals], at_work) if not foreign.issuperset(clash[:2])
    ]
    hidden = hidden_among(rivals)
    told, busy = without_hidden(found, hidden)
    for event in hidden:
        guests.pop(event.id, None), duties.pop(event.id, None)
    return Clashes(told, guests, duties, clashes_by_event(told), busy)


def hidden_among(events: Sequence[Event]) -> set[Event]:
    """Return the events that the reader must not learn of; the session lets go of them."""
    if not events or not is_anything_hidden(session):
        return set()
    known = set(session.scalars(event_ids_among([event.id for event in events])))
    hidden = {event for event in events if event.id not in known}
    for row in hidden | {event.visit for event in hidden}:
        session.expunge(row)
    return hidden


def people_in(found: Iterable[Clash]) -> list[Person]:
    """Return the people whom clashes are about; one statement, none if there are none."""
    needed = {need for clash in found for need in clash.shared}
    people = (need.id for need in needed if need.kind is ResourceKind.PERSON)
    ids = [person_id for person_id in people if isinstance(person_id, int)]
    return list(session.scalars(people_by_ids(ids))) if ids else []
