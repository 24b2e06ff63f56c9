"""What to say of clashes: which events, and the names of whom and what both need."""

from typing import NamedTuple

from planner.languages import Message, translate
from planner.models import Duty, Event
from planner.rules.people.people import full_name
from planner.rules.programme.clashes import Clash, Resource, ResourceKind, vehicle_of
from planner.services.programme.clashes import find_clashes, people_in

MOST_NAMES = 4
BUSY = {
    ResourceKind.PERSON: Message("Somebody is busy at this time."),
    ResourceKind.VEHICLE: Message("The vehicle is taken at this time."),
    ResourceKind.VENUE: Message("The venue is taken at this time."),
}  # at most this is said of an event that is confidential


class ClashNotes(NamedTuple):
    """The clashes of some events with each other and with all others, in words."""

    found: list[Clash]
    people: dict[int, list[int]]  # by the id of an event: the guests who come themselves
    duties: dict[int, set[Duty]]  # by the id of an event: what somebody does there
    by_event: dict[int, list[Clash]]
    busy: dict[int, set[ResourceKind]]  # by the id of an event, of what its reader may not know
    names: dict[Resource, str]

    def busy_at(self, event):
        """Return what is needed elsewhere while an event takes place, in sentences."""
        kinds = self.busy.get(event.id, ())
        return [translate(sentence) for kind, sentence in BUSY.items() if kind in kinds]

    def told(self, clash):
        """Return whom and what both events need, in words; of many the first ones."""
        names = [self.names[need] for need in clash.shared]
        if len(names) > MOST_NAMES + 1:
            more = Message("%(number)s more", number=len(names) - MOST_NAMES)
            names = [*names[:MOST_NAMES], translate(more)]
        return ", ".join(names)


def clash_notes(events, *conditions):
    """Return the clashes of events, which are all that meet the conditions; three statements."""
    clashes = find_clashes(events, *conditions)
    return ClashNotes(*clashes, names_of(clashes.found))


def clash_notes_of(visit, events):
    """Return the clashes of all events of a visit."""
    return clash_notes(events, Event.visit_id == visit.id)


def names_of(found):
    """Return the names of the people, vehicles and venues that clashes are about."""
    names = {
        Resource(ResourceKind.PERSON, person.id): full_name(person) for person in people_in(found)
    }
    for event in (clash.first for clash in found):
        if event.venue:
            names[Resource(ResourceKind.VENUE, event.venue.id)] = venue_name(event.venue)
        if event.responsible:
            names[Resource(ResourceKind.USER, event.responsible.id)] = event.responsible.name
        if event.transfer:
            names[Resource(ResourceKind.VEHICLE, vehicle_of(event))] = event.transfer.vehicle
    return names


def venue_name(venue):
    """Return the name of a venue with its room."""
    return ", ".join(part for part in (venue.name.in_language().text, venue.room) if part)
