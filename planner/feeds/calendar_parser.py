"""Calendars in: what others plan, read with icalendar and by none of our rules for writing."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Event, Timezone

from planner.feeds.reading.parser import parse_calendars
from planner.feeds.reading.properties import Time
from planner.feeds.reading.recurrences import Budget
from planner.feeds.reading.refusals import (
    MAX_READ,
    TOO_MANY_TO_READ,
    UnreadableCalendar,
    refuse_library_errors,
)
from planner.feeds.reading.series import Occurrence, occurrences
from planner.feeds.reading.vevents import EventDefinition, parse_event
from planner.feeds.reading.zones import Zones

DAY = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedEvent:
    """One event, or one occurrence of a recurring event, as its sender describes it.

    `starts` and `ends` are moments with their zones; of whole days they are dates, and `ends` is
    the day after the last one. `status` is empty if its sender gives none. `recurrence_id` is
    the original start of an occurrence of a recurring event; others have none.
    """

    uid: str
    summary: str
    description: str
    location: str
    url: str
    starts: Time
    ends: Time
    is_whole_day: bool
    status: str
    sequence: int
    recurrence_id: Time | None


class Window(NamedTuple):
    """The time that somebody looks at, from one moment to another, and the zone of its days."""

    first: dt.datetime
    last: dt.datetime
    zone: ZoneInfo

    def moment(self, time: Time) -> dt.datetime:
        """Return a moment in UTC; of a day the one at which it begins."""
        if not isinstance(time, dt.datetime):
            time = dt.datetime.combine(time, dt.time())
        return (time if time.tzinfo else time.replace(tzinfo=self.zone)).astimezone(dt.UTC)

    def has(self, starts: Time, ends: Time) -> bool:
        """Tell whether something lies in this time, at least in part."""
        begins = self.moment(starts)
        return begins <= self.last and (begins >= self.first or self.moment(ends) > self.first)


def read_calendar(data: bytes, *, zone: str, first: dt.date, last: dt.date) -> list[ParsedEvent]:
    """Return the events of a calendar that lie between two times, in their order.

    `first` and `last` are days, the last one included, or datetimes; those without a zone, and
    floating times of the calendar, are in `zone`. An event that is repeated comes once for each
    of its times. Raises UnreadableCalendar.
    """
    components = [one for calendar in parse_calendars(data) for one in calendar.subcomponents]
    window, budget = window_of(first, last, ZoneInfo(zone)), Budget()
    described = [one for one in components if isinstance(one, Timezone)]
    zones = Zones(described, zone, window.last, budget)
    entries = [read_entry(one, zones) for one in components if isinstance(one, Event)]
    all_found = (one for some in series(entries) for one in read_series(some, window, budget))
    found = list(islice(all_found, MAX_READ + 1))
    if len(found) > MAX_READ:
        raise UnreadableCalendar(TOO_MANY_TO_READ)
    return sorted(found, key=lambda event: (window.moment(event.starts), event.uid))


def window_of(first: dt.date, last: dt.date, zone: ZoneInfo) -> Window:
    """Return the time from a day or a moment to another."""
    now = Window(dt.datetime.min, dt.datetime.max, zone)
    end = now.moment(last)
    if not isinstance(last, dt.datetime):
        end = now.moment(last + DAY) - dt.timedelta(microseconds=1)
    return Window(now.moment(first), end, zone)


def read_entry(component: Event, zones: Zones) -> EventDefinition:
    """Return an event with its times understood. Raises UnreadableCalendar."""
    with refuse_library_errors(
        str(component.get("SUMMARY") or component.get("UID") or "BEGIN:VEVENT")
    ):
        return parse_event(component, zones)


def series(entries: Iterable[EventDefinition]) -> list[list[EventDefinition]]:
    """Return the events that belong together: those with one UID."""
    found: dict[str | int, list[EventDefinition]] = {}
    for number, one in enumerate(entries):
        found.setdefault(one.uid or number, []).append(one)
    return list(found.values())


def read_series(
    entries: list[EventDefinition], window: Window, budget: Budget
) -> Iterator[ParsedEvent]:
    """Yield the events of one UID that lie in a window. Raises UnreadableCalendar."""
    with refuse_library_errors(entries[0].title):
        for one in occurrences(entries, window.last, budget):
            if window.has(one.starts, one.ends):
                yield parsed_event(one)


def parsed_event(occurrence: Occurrence) -> ParsedEvent:
    """Return an occurrence of an event with its texts."""
    texts = occurrence.entry.texts
    return ParsedEvent(
        uid=texts.uid,
        summary=texts.summary,
        description=texts.description,
        location=texts.location,
        url=texts.url,
        starts=occurrence.starts,
        ends=occurrence.ends,
        is_whole_day=occurrence.entry.is_whole_day,
        status=texts.status,
        sequence=texts.sequence,
        recurrence_id=occurrence.original,
    )
