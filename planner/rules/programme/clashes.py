"""Clashes: the same person, venue or vehicle in two events at one time (model rule 10)."""

import enum
from typing import NamedTuple

from planner.models import Event, Reply, Status
from planner.rules.programme.events import events_in_order

ABSENT_REPLIES = (Reply.DECLINED, Reply.REPRESENTED)  # guests who do not come themselves


class ResourceKind(enum.StrEnum):
    """What can be in one place only; people are told before vehicle and venue."""

    PERSON = "person"
    USER = "user"
    VEHICLE = "vehicle"
    VENUE = "venue"


class Resource(NamedTuple):
    """Somebody or something that an event keeps busy, by the id of its row; a vehicle by name."""

    kind: ResourceKind
    id: int | str


class Clash(NamedTuple):
    """Two events at one time, the earlier first, and what both need."""

    first: Event
    second: Event
    shared: tuple[Resource, ...]

    def other(self, event):
        """Return the other one of the two events."""
        return self.second if event is self.first else self.first


def clashes(events, people):
    """Return each pair of events that need the same person, vehicle or venue at the same time.

    `people` has by the id of an event the ids of the people who are guests and come themselves,
    and of those who work there.
    """
    ordered = events_in_order(event for event in events if takes_place(event))
    spans = [(event.starts, event.ends) for event in ordered]
    shared = {}
    for need, numbers in events_by_resource(ordered, people):
        for pair in overlapping_pairs(spans, numbers):
            shared.setdefault(pair, []).append(need)
    return [
        Clash(ordered[first], ordered[second], tuple(shared[first, second]))
        for first, second in sorted(shared)
    ]


def clashes_by_event(found):
    """Return for each event that clashes, by its id, its clashes in order of time."""
    told = {}
    for clash in found:
        for event in clash[:2]:
            told.setdefault(event.id, []).append(clash)
    return told


def takes_place(event):
    """Tell whether an event keeps anybody busy: it is neither cancelled nor deleted."""
    return event.status is not Status.CANCELLED and event.deleted_at is None


def resources_of(event, person_ids):
    """Return the people, the vehicle and the venue that an event keeps busy."""
    found = {Resource(ResourceKind.PERSON, person_id) for person_id in person_ids}
    if user := event.responsible:
        found.add(
            Resource(ResourceKind.PERSON, user.person_id)
            if user.person_id
            else Resource(ResourceKind.USER, user.id)
        )
    if event.venue_id:
        found.add(Resource(ResourceKind.VENUE, event.venue_id))
    if vehicle := vehicle_of(event):
        found.add(Resource(ResourceKind.VEHICLE, vehicle))
    return found


def vehicle_of(event):
    """Return the vehicle of a transfer, however it is written; nothing if there is none."""
    return " ".join(event.transfer.vehicle.split()).casefold() if event.transfer else ""


def events_by_resource(events, people):
    """Return (need, numbers of the events that have it) in an order that is always the same."""
    numbers = {}
    for number, event in enumerate(events):
        for need in resources_of(event, people.get(event.id, ())):
            numbers.setdefault(need, []).append(number)
    return sorted(numbers.items())


def overlapping_pairs(spans, numbers):
    """Return the pairs, among some of the spans in order, of which the second starts too early."""
    pairs, running = [], []
    for number in numbers:
        starts, _ = spans[number]
        running = [other for other in running if spans[other][1] > starts]
        pairs += [(other, number) for other in running]
        running.append(number)
    return pairs
