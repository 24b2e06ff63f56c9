"""VTIMEZONEs as every calendar program understands them: one yearly rule for each half of the year.

The rule is the last line of the zone's file in the tz database. It is used only if it agrees with
zoneinfo for the whole window; other zones, such as Casablanca, have no VTIMEZONE here
(T05, T08 to T11).
"""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import (
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDatetime,
    vRecur,
    vUTCOffset,
)
from icalendar.prop import VPROPERTY

from planner.clock import SECOND
from planner.feeds.components import component, text

DAY = dt.timedelta(days=1)
WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
NAME, OFFSET = r"(<[^>]+>|[A-Za-z]+)", r"([+-]?[\d:]+)"
ONSET = rf"(M[\d.]+)(?:/{OFFSET})?"
POSIX = re.compile(rf"{NAME}{OFFSET}(?:{NAME}{OFFSET}?,{ONSET},{ONSET})?")
EPOCH = dt.datetime(1970, 1, 1)
OffsetChange = tuple[dt.datetime, dt.timedelta]  # the moment, and the offset since then


class Onset(NamedTuple):
    """The time of each year at which an offset begins, on the wall clock before it."""

    month: int
    week: int  # 5: the last
    weekday: int  # 0: Sunday
    time: dt.timedelta

    def of(self, year: int) -> dt.datetime:
        """Return the wall clock of the onset in a year."""
        first = dt.datetime(year, self.month, 1)
        day = first + DAY * ((self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1))
        return (day if day.month == self.month else day - 7 * DAY) + self.time

    def rule(self) -> vRecur:
        """Return the onset as a recurrence rule."""
        week = -1 if self.week == 5 else self.week
        day = f"{week}{WEEKDAYS[self.weekday]}"
        return vRecur({"FREQ": "YEARLY", "BYMONTH": self.month, "BYDAY": day})


class Observance(NamedTuple):
    """The part of a year with one offset; no onset: the whole year."""

    name: str
    before: dt.timedelta
    offset: dt.timedelta
    onset: Onset | None


@lru_cache(1024)
def vtimezone(name: str, first: dt.date, last: dt.date) -> bytes | None:
    """Return the VTIMEZONE, in bytes, that is right from the first to the last day, or None."""
    halves = observances_of(posix_rule(name))
    if not halves or not is_accurate(halves, ZoneInfo(name), first, last):
        return None
    zone = component(Timezone, {"TZID": text(name)})
    for kind, half in zip((TimezoneStandard, TimezoneDaylight), halves, strict=False):
        zone.add_component(component(kind, observance_properties(half)))
    serialised: bytes = zone.to_ical()
    return serialised


def posix_rule(name: str) -> str:
    """Return the rule of the tz database for a zone in all years to come; unknown: empty."""
    file = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    return file.read_bytes().rstrip(b"\n").rpartition(b"\n")[2].decode() if file.is_file() else ""


def observances_of(rule: str) -> list[Observance]:
    """Return standard time and, where there is any, daylight time: the one that is ahead."""
    if not (match := POSIX.fullmatch(rule)):
        return []
    name, offset, summer, summer_offset, begins, begins_at, ends, ends_at = match.groups()
    standard = -duration(offset)
    if not summer:
        return [Observance(name.strip("<>"), standard, standard, None)]
    daylight = -duration(summer_offset) if summer_offset else standard + dt.timedelta(hours=1)
    halves = [
        Observance(name.strip("<>"), daylight, standard, onset(ends, ends_at)),
        Observance(summer.strip("<>"), standard, daylight, onset(begins, begins_at)),
    ]
    return sorted(halves, key=lambda half: half.offset)


def onset(day: str, time: str | None) -> Onset:
    """Return the onset that POSIX writes as M3.5.0/2; two o'clock goes without saying."""
    month, week, weekday = map(int, day[1:].split("."))
    return Onset(month, week, weekday, duration(time or "2"))


def duration(text: str) -> dt.timedelta:
    """Return the duration that POSIX writes as 2, -3:30 or +1:00:00."""
    hours, minutes, seconds = (*text.lstrip("+-").split(":"), "0", "0")[:3]
    length = dt.timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -length if text.startswith("-") else length


def is_accurate(
    halves: Sequence[Observance], zone: ZoneInfo, first: dt.date, last: dt.date
) -> bool:
    """Tell whether the halves give the offsets of the zone on each day and around each change."""
    start, end = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (first, last))
    if any(half.onset and not dt.timedelta() <= half.onset.time < DAY for half in halves):
        return False  # such an hour is on another day, which an RRULE cannot say
    years = range(first.year - 1, last.year + 2)
    changes = sorted(change for half in halves for change in changes_of(half, years))
    moments = [start + DAY * number for number in range((end - start).days + 1)]
    moments += [moment for change, _ in changes for moment in (change - SECOND, change)]
    return all(
        moment.astimezone(zone).utcoffset() == offset_at(moment, changes)
        for moment in moments
        if start <= moment <= end
    )


def offset_at(moment: dt.datetime, changes: Sequence[OffsetChange]) -> dt.timedelta:
    """Return the offset after the last of sorted changes before a moment."""
    return changes[bisect_right(changes, moment, key=itemgetter(0)) - 1][1]


def changes_of(half: Observance, years: Iterable[int]) -> list[OffsetChange]:
    """Return when, in UTC, the half begins in each of the years, and its offset."""
    onsets = [half.onset.of(year) for year in years] if half.onset else [EPOCH]
    return [((wall - half.before).replace(tzinfo=dt.UTC), half.offset) for wall in onsets]


def observance_properties(half: Observance) -> dict[str, VPROPERTY | None]:
    """Return the properties of a STANDARD or DAYLIGHT."""
    return {
        "DTSTART": vDatetime(half.onset.of(1970) if half.onset else EPOCH),
        "RRULE": half.onset and half.onset.rule(),
        "TZNAME": text(half.name),
        "TZOFFSETFROM": vUTCOffset(half.before),
        "TZOFFSETTO": vUTCOffset(half.offset),
    }
