"""The programme of a visit as it is drawn: days, slots of time, lanes side by side."""

import datetime as dt
import enum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from planner.models import Duty, Event, Interpretation, Kind, Status
from planner.rules.programme.events import events_in_order

DAY = dt.timedelta(days=1)
MAX_SLOT_SPREAD = dt.timedelta(hours=1)  # what starts later stands in a row of its own
MOST_LANES = 3


class Slot(NamedTuple):
    """What begins at about one time: one event, or several side by side."""

    events: list[Event]

    @property
    def first(self):
        """The event that gives the slot its time."""
        return self.events[0]

    @property
    def is_transfer(self):
        """Whether this is a thin row on the way between two others."""
        return self.first.kind is Kind.TRANSFER

    def takes(self, event):
        """Tell whether an event stands beside those of the slot: it overlaps with all of them."""
        return (
            not self.is_transfer
            and event.kind is not Kind.TRANSFER
            and len(self.events) < MOST_LANES
            and event.starts < self.first.starts + MAX_SLOT_SPREAD
            and all(event.starts < other.ends for other in self.events)
        )


class Day(NamedTuple):
    """A day of the programme on the visit's own clock."""

    date: dt.date
    whole_days: list[Event]  # they last all day
    slots: list[Slot]

    @property
    def count(self):
        """How many events there are."""
        return len(self.whole_days) + sum(len(slot.events) for slot in self.slots)

    def noon(self, zone):
        """Return the middle of the day on the clock of a zone."""
        return dt.datetime.combine(self.date, dt.time(12), ZoneInfo(zone))

    def next_slot_number(self, now):
        """Return the number of the first slot that has not begun; None if all have."""
        return next((n for n, slot in enumerate(self.slots) if slot.first.starts > now), None)


def programme_days(events, first_day, last_day, zone):
    """Return the days of a visit with their events, and other days on which there are some."""
    days = {day: Day(day, [], []) for day in days_between(first_day, last_day)}
    for event in sorted(
        events_in_order(events), key=lambda event: (event.starts, event.is_side_programme)
    ):
        for date in days_of_event(event, zone, days):
            day = days.setdefault(date, Day(date, [], []))
            if event.is_whole_day:
                day.whole_days.append(event)
            else:
                add_to_slots(day.slots, event)
    return [days[date] for date in sorted(days)]


def days_between(first, last):
    """Return all days from the first to the last."""
    return [first + DAY * number for number in range((last - first).days + 1)]


def days_of_event(event, zone, days):
    """Return the days under which an event stands: that of its start, or all whole days."""
    first = day_of(event, zone)
    if not event.is_whole_day:
        return [first]
    return [day for day in days if first <= day <= event.ends_at.date()] or [first]


def day_of(event, zone):
    """Return the day on which an event starts on the clock of a zone; whole days have no clock."""
    if event.is_whole_day:
        return event.starts_at.date()
    return event.starts.astimezone(ZoneInfo(zone)).date()


def add_to_slots(slots, event):
    """Put the next event beside the ones before it, or below them."""
    if slots and slots[-1].takes(event):
        slots[-1].events.append(event)
    else:
        slots.append(Slot([event]))


class Shortage(enum.Enum):
    """What an event still needs."""

    SEATS = "seats"
    INTERPRETER = "interpreter"


def shortages(event, passengers, duties):
    """Return what an event still needs, given its passengers and the duties that somebody has."""
    if event.status is Status.CANCELLED:
        return []
    found = []
    if event.transfer and event.transfer.seats is not None and passengers > event.transfer.seats:
        found.append(Shortage.SEATS)
    if event.interpretation is not Interpretation.NONE and Duty.INTERPRETER not in duties:
        found.append(Shortage.INTERPRETER)
    return found
