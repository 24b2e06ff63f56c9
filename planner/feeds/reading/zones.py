"""Zones of others: by their names in the tz database or in Windows, or as their sender tells."""

import datetime as dt
import zoneinfo
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, vRecur
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from planner.feeds.reading.properties import (
    Time,
    checked,
    dates,
    properties,
    time_and_zone,
    utc_offset,
)
from planner.feeds.reading.recurrences import Budget, times_of, until_of
from planner.feeds.reading.refusals import (
    UnreadableCalendar,
    broken,
    refuse_library_errors,
    unknown_zone,
)

Clock = Callable[[dt.datetime], dt.datetime]  # from the wall clock of a zone to the moment
LONGEST_NAME = 200
NOTHING = dt.timedelta()
DAY = dt.timedelta(days=1)


@cache
def names() -> frozenset[str]:
    """Return the names of the tz database."""
    return frozenset(zoneinfo.available_timezones())


class Zones:
    """The zones that a calendar uses; `last` is the last moment that anybody looks at."""

    def __init__(
        self, described: Iterable[Timezone], floating: str, last: dt.datetime, budget: Budget
    ) -> None:
        self.described = {str(one.get("TZID", "")): one for one in described}
        self.clocks: dict[str, Clock] = {"": in_zone(floating)}
        self.last, self.budget = last.replace(tzinfo=None) + DAY, budget

    def moment(self, time: dt.datetime, name: str) -> dt.datetime:
        """Return the moment of a time in a zone; a time without a zone name is a floating one."""
        return time if time.tzinfo else self.clock(name)(time)

    def clock(self, name: str) -> Clock:
        """Return the clock of a zone. Raises UnreadableCalendar if nobody knows it."""
        if name not in self.clocks:
            self.clocks[name] = self.found(name)
        return self.clocks[name]

    def found(self, name: str) -> Clock:
        """Return the clock of a zone that is used for the first time."""
        if len(name) > LONGEST_NAME:
            raise UnreadableCalendar(broken(name))
        plain = name.strip("/")
        known = WINDOWS_TO_OLSON.get(plain, plain)
        if known in names():
            return in_zone(known)
        if name in self.described:
            return self.clock_of_vtimezone(name)
        parts = plain.split("/")  # such as /softwarestudio.org/Olson_20011030_5/Europe/Berlin
        for start in range(1, len(parts)):
            if (end := "/".join(parts[start:])) in names():
                return in_zone(end)
        raise UnreadableCalendar(unknown_zone(name))

    def clock_of_vtimezone(self, name: str) -> Clock:
        """Return the clock of a zone that the sender describes (RFC 5545 3.6.5)."""
        with refuse_library_errors(f"TZID:{name}"):
            changes = sorted(
                change
                for half in self.described[name].subcomponents
                for change in self.changes(half, name)
            )
        if not changes:
            raise UnreadableCalendar(unknown_zone(name))
        return clock_with(changes)

    def changes(
        self, half: Component, name: str
    ) -> Iterator[tuple[dt.datetime, dt.timedelta, dt.timedelta]]:
        """Yield (wall clock, offset before, offset after) of each onset of a half.

        In an hour that is left out the offset before still holds, so the change comes late.
        """
        before, after = utc_offset(half, "TZOFFSETFROM"), utc_offset(half, "TZOFFSETTO")
        start = checked(time_and_zone(half, "DTSTART")[0], dt.datetime).replace(tzinfo=None)
        onsets = {start}
        for rule in properties(half, "RRULE", vRecur):
            until = until_of(rule)
            last = min(self.last, wall_clock(until, before)) if until else self.last
            onsets.update(times_of(rule, start, last, self.budget, name))
        for time, _ in dates(half, "RDATE"):
            onsets.add(checked(time, dt.datetime).replace(tzinfo=None))
        for onset in onsets:
            yield onset + max(NOTHING, after - before), before, after


def in_zone(name: str) -> Clock:
    """Return the clock of a zone of the tz database."""
    zone = ZoneInfo(name)
    return lambda time: time.replace(tzinfo=zone)


def clock_with(changes: list[tuple[dt.datetime, dt.timedelta, dt.timedelta]]) -> Clock:
    """Return the clock of a zone whose offset changes so."""
    onsets = [onset for onset, _, _ in changes]
    offsets = [changes[0][1], *(after for _, _, after in changes)]
    zones = [dt.timezone(offset) for offset in offsets]
    return lambda time: time.replace(tzinfo=zones[bisect_right(onsets, time)])


def wall_clock(until: Time, offset: dt.timedelta) -> dt.datetime:
    """Return the end of a rule on the wall clock of an offset; a day is included."""
    if not isinstance(until, dt.datetime):
        return dt.datetime.combine(until, dt.time.max)
    return until.replace(tzinfo=None) + offset if until.tzinfo else until
