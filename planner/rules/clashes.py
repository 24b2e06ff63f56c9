"""Clashes: the same person or venue in two events at one time (model rule 10)."""

from typing import NamedTuple

from planner.models import Event, Person, Reply, Status, User, Venue
from planner.rules.events import in_order

ABSENT = {Reply.DECLINED, Reply.REPRESENTED}


class Clash(NamedTuple):
    """Two events at one time, the earlier first, and the people and the venue that both need."""

    first: Event
    second: Event
    shared: tuple[Person | User | Venue, ...]

    def other(self, event):
        """Return the other one of the two events."""
        return self.second if event is self.first else self.first


def clashes(events):
    """Return each pair of events that need the same person or venue at the same time."""
    ordered = in_order(event for event in events if takes_place(event))
    shared = {}
    for one, numbers in users_of_each(ordered):
        for pair in overlapping(ordered, numbers):
            shared.setdefault(pair, []).append(one)
    return [
        Clash(ordered[first], ordered[second], tuple(shared[first, second]))
        for first, second in sorted(shared)
    ]


def users_of_each(events):
    """Return each person and venue with the numbers of the events that need it, venues last."""
    needed = {}
    for number, event in enumerate(events):
        for name, one in needs(event).items():
            needed.setdefault(name, (one, []))[1].append(number)
    return [needed[name] for name in sorted(needed)]


def overlapping(events, numbers):
    """Return the pairs, among some of the events in order, of which the second starts too early."""
    pairs, running = [], []
    for number in numbers:
        starts = events[number].starts
        running = [(other, ends) for other, ends in running if ends > starts]
        pairs += [(other, number) for other, _ in running]
        running.append((number, events[number].ends))
    return pairs


def clashes_by_event(events):
    """Return for each event that clashes, by its id, its clashes in order of time."""
    found = {}
    for clash in clashes(events):
        for event in clash[:2]:
            found.setdefault(event.id, []).append(clash)
    return found


def takes_place(event):
    """Tell whether an event keeps anybody busy: it is neither cancelled nor deleted."""
    return event.status is not Status.CANCELLED and event.deleted_at is None


def needs(event):
    """Return the people and the venue that an event keeps busy, each by a name of its own."""
    people = [
        guest.person
        for guest in event.guests
        if guest.reply not in ABSENT and guest.deleted_at is None
    ]
    if responsible := event.responsible:
        people.append(responsible.person or responsible)
    return {name_of(one): one for one in [*people, event.venue] if one}


def name_of(one):
    """Return what tells a person, a user or a venue from all others; those of venues come last."""
    return type(one).__name__, one.id or id(one)
