"""VEVENTs as their senders mean them: when they begin, how long they are, what they replace."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from functools import cached_property

from icalendar import Event

from planner.feeds.reading.properties import (
    Period,
    Time,
    checked,
    dates,
    duration,
    properties,
    time_and_zone,
)
from planner.feeds.reading.zones import Clock, Zones

CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]")
DAY = dt.timedelta(days=1)
NOTHING = dt.timedelta()
STATUSES = {"TENTATIVE", "CONFIRMED", "CANCELLED"}
HIGHEST = 2**31 - 1


@dataclasses.dataclass(frozen=True, slots=True)
class EventTexts:
    """What an event says at each of its times; `status` is empty if its sender gives none."""

    uid: str
    summary: str
    description: str
    location: str
    url: str
    status: str
    sequence: int


@dataclasses.dataclass(eq=False)
class EventDefinition:
    """A VEVENT: `wall_start` is its start on its clock, of whole days a midnight.

    A length in days is one on the clock; a shorter one, and one that ends by DTEND, is exact.
    """

    component: Event
    zones: Zones
    clock: Clock
    wall_start: dt.datetime
    is_whole_day: bool
    length: dt.timedelta
    is_nominal: bool
    end_zone: dt.tzinfo | None  # that of the start

    def text(self, name: str) -> str:
        """Return a text of the event without control characters; the first of several."""
        found = properties(self.component, name, object)
        values = [value for value in found if isinstance(value, str)]
        return CONTROLS.sub(" ", values[0].replace("\r\n", "\n")) if values else ""

    @cached_property
    def uid(self) -> str:
        """Return what makes the event the same in each calendar."""
        return self.text("UID").strip()

    @cached_property
    def title(self) -> str:
        """Return how to call the event in a sentence."""
        return self.text("SUMMARY") or self.uid

    @cached_property
    def texts(self) -> EventTexts:
        """Return what is the same of all times of the event."""
        status = self.text("STATUS").strip().upper()
        return EventTexts(
            uid=self.uid,
            summary=self.text("SUMMARY"),
            description=self.text("DESCRIPTION"),
            location=self.text("LOCATION"),
            url=self.text("URL"),
            status=status if status in STATUSES else "",
            sequence=self.sequence,
        )

    @cached_property
    def sequence(self) -> int:
        """Return how often the event was revised."""
        return min(max([0, *properties(self.component, "SEQUENCE", int)]), HIGHEST)

    @property
    def starts(self) -> Time:
        """Return when the event begins, for the first time."""
        return self.at(self.wall_start)

    def at(self, wall_time: dt.datetime) -> Time:
        """Return when the event begins if its clock shows this time then."""
        return wall_time.date() if self.is_whole_day else self.clock(wall_time)

    def ends(self, starts: Time) -> Time:
        """Return when the event ends if it begins then."""
        if not isinstance(starts, dt.datetime):  # a whole day
            return starts + self.length
        if self.is_nominal:
            return self.clock(starts.replace(tzinfo=None) + self.length)
        return (starts.astimezone(dt.UTC) + self.length).astimezone(self.end_zone or starts.tzinfo)

    @property
    def is_repeated(self) -> bool:
        """Tell whether the event comes again."""
        return not {"RRULE", "RDATE"}.isdisjoint(self.component)

    @property
    def is_change(self) -> bool:
        """Tell whether this is instead of one time of another event."""
        return "RECURRENCE-ID" in self.component

    @property
    def is_this_and_future(self) -> bool:
        """Tell whether this changes all times that follow, too (RFC 5545 3.2.13)."""
        return bool(self.component["RECURRENCE-ID"].params.get("RANGE") == "THISANDFUTURE")

    def key(self, value: Time, zone: str = "") -> Time:
        """Return which of the event's times is meant by a time: a day, or a moment in UTC."""
        if self.is_whole_day:
            return value.date() if isinstance(value, dt.datetime) else value
        if not isinstance(value, dt.datetime):
            value = dt.datetime.combine(value, self.wall_start.time())
            return self.clock(value).astimezone(dt.UTC)
        return self.zones.moment(value, zone).astimezone(dt.UTC)

    def replaced(self, original: "EventDefinition") -> Time:
        """Return which time of the original this event is instead of."""
        return original.key(*time_and_zone(self.component, "RECURRENCE-ID"))

    def excluded(self) -> Iterator[Time]:
        """Yield the key of each EXDATE. Raises ValueError for periods, but of whole days."""
        for time, zone in dates(self.component, "EXDATE"):
            if isinstance(time, dt.date):
                yield self.key(time, zone)
            elif not self.is_whole_day:
                raise ValueError("no time")

    def periods(self) -> Iterator[tuple[Time, Time]]:
        """Yield start and end of each RDATE."""
        for time, zone in dates(self.component, "RDATE"):
            if isinstance(time, tuple):
                yield self.period(time, zone)
            else:
                starts = self.local(time, zone)
                yield starts, shifted(starts, self.length)

    def period(self, period: Period, zone: str) -> tuple[Time, Time]:
        """Return start and end of a period of RDATE."""
        first, end = period
        starts = self.local(first, zone)
        if isinstance(end, dt.timedelta):
            return starts, shifted(starts, end)
        return starts, self.local(end, zone)

    def local(self, value: Time, zone: str) -> Time:
        """Return a time of an RDATE as one of the event: a day, or a moment."""
        if self.is_whole_day:
            return self.key(value)
        if not isinstance(value, dt.datetime):
            return self.clock(dt.datetime.combine(value, self.wall_start.time()))
        return self.zones.moment(value, zone)


def parse_event(component: Event, zones: Zones) -> EventDefinition:
    """Return an event with its times understood. Raises ValueError, UnreadableCalendar."""
    start, name = time_and_zone(component, "DTSTART")
    if not isinstance(start, dt.datetime):
        midnight = dt.datetime.combine(start, dt.time())
        length = days_of(component, start)
        return EventDefinition(
            component, zones, zones.clock(""), midnight, True, length, True, None
        )
    clock = in_utc if start.tzinfo else zones.clock(name)
    wall_start = start.replace(tzinfo=None)
    length, end_zone = NOTHING, None
    is_nominal = False
    if "DTEND" in component:
        end, end_name = time_and_zone(component, "DTEND")
        ends = zones.moment(checked(end, dt.datetime), end_name)
        starts = clock(wall_start)
        length, end_zone = ends.astimezone(dt.UTC) - starts.astimezone(dt.UTC), ends.tzinfo
    elif "DURATION" in component:
        length = duration(component)
        is_nominal = not length % DAY
    if length < NOTHING:
        raise ValueError("it ends before it begins")
    return EventDefinition(component, zones, clock, wall_start, False, length, is_nominal, end_zone)


def days_of(component: Event, start: dt.date) -> dt.timedelta:
    """Return how many days a whole-day event is long; some programs write none for one."""
    length = DAY
    if "DTEND" in component:
        end, _ = time_and_zone(component, "DTEND")
        length = (end.date() if isinstance(end, dt.datetime) else end) - start
    elif "DURATION" in component:
        length = duration(component)
    if length < NOTHING:
        raise ValueError("it ends before it begins")
    return max(DAY, length - length % DAY)


def shifted(time: Time, by: dt.timedelta) -> Time:
    """Return a day or a moment, moved by an exact length."""
    if not isinstance(time, dt.datetime):
        return time + by
    return (time.astimezone(dt.UTC) + by).astimezone(time.tzinfo)


def in_utc(time: dt.datetime) -> dt.datetime:
    """Return the moment of a time in UTC."""
    return time.replace(tzinfo=dt.UTC)
