"""Clashes: the same person, venue or vehicle in two events at one time (model rule 10)."""

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from planner.models import Event, Reply, Status
from planner.rules.programme.event_types import Span
from planner.rules.programme.events import events_in_order

ABSENT_REPLIES = (Reply.DECLINED, Reply.REPRESENTED)  # guests who do not come themselves


class ResourceKind(enum.StrEnum):
    """What can be in one place only at a time; people are listed before vehicle and venue."""

    PERSON = "person"
    USER = "user"
    VEHICLE = "vehicle"
    VENUE = "venue"


class Resource(NamedTuple):
    """A person, user, vehicle or venue that an event needs, by the id; a vehicle by its name."""

    kind: ResourceKind
    id: int | str


class Clash(NamedTuple):
    """Two events at one time, the earlier first, and what both need."""

    first: Event
    second: Event
    shared: tuple[Resource, ...]

    def other(self, event: Event) -> Event:
        """Return the other one of the two events."""
        return self.second if event is self.first else self.first


def clashes(events: Iterable[Event], people: Mapping[int, Iterable[int]]) -> list[Clash]:
    """Return each pair of events that need the same person, vehicle or venue at the same time.

    `people` has by the id of an event the ids of the guests who come themselves, and of the
    people who work there.
    """
    in_order = events_in_order(event for event in events if takes_place(event))
    spans = [(event.starts, event.ends) for event in in_order]
    shared: dict[tuple[int, int], list[Resource]] = {}
    for resource, numbers in events_by_resource(in_order, people):
        for pair in overlapping_pairs(spans, numbers):
            shared.setdefault(pair, []).append(resource)
    return [
        Clash(in_order[first], in_order[second], tuple(shared[first, second]))
        for first, second in sorted(shared)
    ]


def clashes_by_event(pairs: Iterable[Clash]) -> dict[int, list[Clash]]:
    """Return for each event that clashes, by its id, its clashes in order of time."""
    by_event: dict[int, list[Clash]] = {}
    for clash in pairs:
        for event in (clash.first, clash.second):
            by_event.setdefault(event.id, []).append(clash)
    return by_event


def without_hidden(
    pairs: Iterable[Clash], hidden: Collection[Event]
) -> tuple[list[Clash], dict[int, set[ResourceKind]]]:
    """Return the clashes with events that are not hidden, and what the others keep busy.

    The latter by the id of the event that is not hidden: only that somebody, the vehicle or the
    venue is needed elsewhere, not who, where or by what (model: restriction of a visit).
    """
    told: list[Clash] = []
    busy: dict[int, set[ResourceKind]] = {}
    for clash in pairs:
        if clash.first not in hidden and clash.second not in hidden:
            told.append(clash)
            continue
        ours = clash.second if clash.first in hidden else clash.first
        busy.setdefault(ours.id, set()).update(
            ResourceKind.PERSON if need.kind is ResourceKind.USER else need.kind
            for need in clash.shared
        )
    return told, busy


def takes_place(event: Event) -> bool:
    """Tell whether an event takes place: it is neither cancelled nor deleted."""
    return event.status is not Status.CANCELLED and event.deleted_at is None


def resources_of(event: Event, person_ids: Iterable[int]) -> set[Resource]:
    """Return the people, the vehicle and the venue that an event needs."""
    resources = {Resource(ResourceKind.PERSON, person_id) for person_id in person_ids}
    if user := event.responsible:
        resources.add(
            Resource(ResourceKind.PERSON, user.person_id)
            if user.person_id
            else Resource(ResourceKind.USER, user.id)
        )
    if event.venue_id:
        resources.add(Resource(ResourceKind.VENUE, event.venue_id))
    if vehicle := vehicle_of(event):
        resources.add(Resource(ResourceKind.VEHICLE, vehicle))
    return resources


def vehicle_of(event: Event) -> str:
    """Return the vehicle of a transfer in lower case with single blanks; "" if there is none."""
    return " ".join(event.transfer.vehicle.split()).casefold() if event.transfer else ""


def events_by_resource(
    events: Iterable[Event], people: Mapping[int, Iterable[int]]
) -> list[tuple[Resource, list[int]]]:
    """Return (resource, numbers of the events that need it) in an order that is always the same."""
    by_resource: dict[Resource, list[int]] = {}
    for number, event in enumerate(events):
        for resource in resources_of(event, people.get(event.id, ())):
            by_resource.setdefault(resource, []).append(number)
    return sorted(by_resource.items())


def overlapping_pairs(spans: Sequence[Span], numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the pairs of numbers whose spans overlap; the spans are in order of their start."""
    pairs: list[tuple[int, int]] = []
    running: list[int] = []
    for number in numbers:
        starts, _ = spans[number]
        running = [other for other in running if spans[other][1] > starts]
        pairs += [(other, number) for other in running]
        running.append(number)
    return pairs
