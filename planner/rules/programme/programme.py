"""The programme of a visit as it is drawn: days, slots of time, lanes side by side."""

import datetime as dt
import enum
from collections.abc import Container, Iterable
from typing import Generic, NamedTuple
from zoneinfo import ZoneInfo

from planner.models import Duty, Interpretation, Kind, Status
from planner.rules.programme.event_types import (
    EventToStaff,
    ProgrammeEvent,
    TimedEvent,
)
from planner.rules.programme.events import events_in_order

DAY = dt.timedelta(days=1)
MAX_SLOT_SPREAD = dt.timedelta(hours=1)  # what starts later stands in a row of its own
MOST_LANES = 3


class Slot(NamedTuple, Generic[ProgrammeEvent]):
    """Events that begin at about one time: one event, or several side by side."""

    events: list[ProgrammeEvent]

    @property
    def first(self) -> ProgrammeEvent:
        """The event that gives the slot its time."""
        return self.events[0]

    @property
    def is_transfer(self) -> bool:
        """Whether the slot is a transfer, which stands in a thin row of its own."""
        return self.first.kind is Kind.TRANSFER

    def takes(self, event: ProgrammeEvent) -> bool:
        """Tell whether an event stands beside those of the slot: it overlaps with all of them."""
        return (
            not self.is_transfer
            and event.kind is not Kind.TRANSFER
            and len(self.events) < MOST_LANES
            and event.starts < self.first.starts + MAX_SLOT_SPREAD
            and all(event.starts < other.ends for other in self.events)
        )


class Day(NamedTuple, Generic[ProgrammeEvent]):
    """A day of the programme on the visit's own clock."""

    date: dt.date
    whole_days: list[ProgrammeEvent]  # events that last all day
    slots: list[Slot[ProgrammeEvent]]

    @property
    def event_count(self) -> int:
        """The number of events."""
        return len(self.whole_days) + sum(len(slot.events) for slot in self.slots)

    def noon(self, zone: str) -> dt.datetime:
        """Return the middle of the day on the clock of a zone."""
        return dt.datetime.combine(self.date, dt.time(12), ZoneInfo(zone))

    def next_slot_number(self, now: dt.datetime) -> int | None:
        """Return the number of the first slot that has not begun; None if all have."""
        return next((n for n, slot in enumerate(self.slots) if slot.first.starts > now), None)


def programme_days(
    events: Iterable[ProgrammeEvent], first_day: dt.date, last_day: dt.date, zone: str
) -> list[Day[ProgrammeEvent]]:
    """Return all days of a visit with their events, and other days that have events."""
    days: dict[dt.date, Day[ProgrammeEvent]] = {
        day: Day(day, [], []) for day in days_between(first_day, last_day)
    }
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


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return all days from the first to the last."""
    return [first + DAY * number for number in range((last - first).days + 1)]


def days_of_event(event: TimedEvent, zone: str, days: Iterable[dt.date]) -> list[dt.date]:
    """Return the days under which an event stands: that of its start, or all whole days."""
    first = day_of(event, zone)
    if not event.is_whole_day:
        return [first]
    return [day for day in days if first <= day <= event.ends_at.date()] or [first]


def day_of(event: TimedEvent, zone: str) -> dt.date:
    """Return the day on which an event starts on the clock of a zone; whole days have no clock."""
    if event.is_whole_day:
        return event.starts_at.date()
    return event.starts.astimezone(ZoneInfo(zone)).date()


def add_to_slots(slots: list[Slot[ProgrammeEvent]], event: ProgrammeEvent) -> None:
    """Put the next event beside the ones before it, or below them."""
    if slots and slots[-1].takes(event):
        slots[-1].events.append(event)
    else:
        slots.append(Slot([event]))


class Shortage(enum.Enum):
    """What an event still needs."""

    SEATS = "seats"
    INTERPRETER = "interpreter"


def shortages(event: EventToStaff, passengers: int, duties: Container[Duty]) -> list[Shortage]:
    """Return what an event still needs, given the number of passengers and the assigned duties."""
    if event.status is Status.CANCELLED:
        return []
    missing = []
    if event.transfer and event.transfer.seats is not None and passengers > event.transfer.seats:
        missing.append(Shortage.SEATS)
    if event.interpretation is not Interpretation.NONE and Duty.INTERPRETER not in duties:
        missing.append(Shortage.INTERPRETER)
    return missing
