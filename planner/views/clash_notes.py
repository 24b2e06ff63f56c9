"""What to say of clashes: which events, and the names of whom and what both need."""

from typing import NamedTuple

from planner.db import session
from planner.languages import Message, text_of, translate
from planner.models import Duty, Event
from planner.queries.clashes import ids_of, people_at, people_named, rivals_of
from planner.rules.clashes import Clash, Kind, Need, by_event, clashes, vehicle_of
from planner.rules.people import full_name

MOST_NAMES = 4


class ClashNotes(NamedTuple):
    """The clashes of some events with each other and with all others."""

    found: list[Clash]
    names: dict[Need, str]
    people: dict[int, list[int]]  # by the id of an event: the guests who come themselves
    duties: dict[int, set[Duty]]  # by the id of an event: what somebody does there
    by_event: dict[int, list[Clash]]

    def told(self, clash):
        """Return whom and what both events need, in words; of many the first ones."""
        names = [self.names[need] for need in clash.shared]
        if len(names) > MOST_NAMES + 1:
            more = Message("%(number)s more", number=len(names) - MOST_NAMES)
            names = [*names[:MOST_NAMES], translate(more)]
        return ", ".join(names)


def clash_notes(events, *conditions):
    """Return the clashes of events, which are all that meet the conditions; three statements."""
    if not events:
        return ClashNotes([], {}, {}, {}, {})
    ours = ids_of(*conditions)
    rivals = session.scalars(rivals_of(ours, events)).all()
    busy, guests, duties = {}, {}, {}
    for event_id, person_id, duty in session.execute(people_at(ours, [one.id for one in rivals])):
        busy.setdefault(event_id, []).append(person_id)
        if duty:
            duties.setdefault(event_id, set()).add(duty)
        else:
            guests.setdefault(event_id, []).append(person_id)
    foreign = set(rivals)
    found = [
        clash for clash in clashes([*events, *rivals], busy) if not foreign.issuperset(clash[:2])
    ]
    return ClashNotes(found, names_of(found), guests, duties, by_event(found))


def clash_notes_of(visit, events):
    """Return the clashes of all events of a visit."""
    return clash_notes(events, Event.visit_id == visit.id)


def names_of(found):
    """Return the names of the people, vehicles and venues that clashes are about."""
    needed = {need for clash in found for need in clash.shared}
    ids = [need.id for need in needed if need.kind is Kind.PERSON]
    names = {}
    if ids:
        people = session.scalars(people_named(ids))
        names = {Need(Kind.PERSON, person.id): full_name(person) for person in people}
    for event in (clash.first for clash in found):
        if event.venue:
            names[Need(Kind.VENUE, event.venue.id)] = venue_name(event.venue)
        if event.responsible:
            names[Need(Kind.USER, event.responsible.id)] = event.responsible.name
        if event.transfer:
            names[Need(Kind.VEHICLE, vehicle_of(event))] = event.transfer.vehicle
    return names


def venue_name(venue):
    """Return the name of a venue with its room."""
    return ", ".join(part for part in (text_of(venue, "name").text, venue.room) if part)
