"""Calendars: a head, the zones that are used, and the entries of events."""

import datetime as dt
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from icalendar import Calendar, vDuration

from planner.feeds.components import component, moment, text
from planner.feeds.events import window_of
from planner.feeds.timezones import vtimezone

REFRESH_INTERVAL = dt.timedelta(hours=1)
END = b"END:VCALENDAR\r\n"
SOME_YEAR = 2026  # the text of a zone is the same for every year in which it is right


class CalendarEntry(NamedTuple):
    """An event as a calendar joins it; rows of feeds.parts have the same columns."""

    event_id: int
    sequence: int
    sort_key: str
    leaves_on: dt.date
    zones: str
    text: bytes


# by number, because a calendar may have ten thousand of them
EVENT_ID, SEQUENCE, SORT_KEY, LEAVES_ON, ZONES, TEXT = map(itemgetter, range(6))


def calendar(
    name: str, parts: Sequence[CalendarEntry], revised_at: dt.datetime, zone: str
) -> bytes:
    """Return a calendar in bytes; the same parts give the same bytes (C01 to C11).

    The zone is that of the office: it stands in the head, and alone in an empty calendar.
    """
    return head(name, revised_at, zone) + body(parts, zone)


def head(name: str, revised_at: dt.datetime | None, zone: str) -> bytes:
    """Return what stands before the zones; no UID, or vdirsyncer keeps one event of all (C09)."""
    properties = {
        "VERSION": text("2.0"),
        "PRODID": text("-//City Protocol//Planner//EN"),
        "CALSCALE": text("GREGORIAN"),
        "LAST-MODIFIED": revised_at and moment(revised_at),
        "NAME": text(name),
        "X-WR-CALNAME": text(name),
        "X-WR-TIMEZONE": text(zone),
        "REFRESH-INTERVAL": vDuration(REFRESH_INTERVAL, {"VALUE": "DURATION"}),
        "X-PUBLISHED-TTL": vDuration(REFRESH_INTERVAL),
    }
    return component(Calendar, properties).to_ical().removesuffix(END)


def body(parts: Sequence[CalendarEntry], zone: str) -> bytes:
    """Return what stands after the head: zones, entries and the end."""
    return b"".join([zones(parts, zone), *map(TEXT, parts), END])


def zones(parts, zone):
    """Return the VTIMEZONEs of the zones that are used, in the order of their names (T07).

    A zone's text is the same for all years in which it is right, and each part knows years in
    which it is; a calendar without entries has the zone of the office (R06).
    """
    used = {}
    for told in sorted(set(map(ZONES, parts))):
        for one in told.split():
            name, first, last = one.rsplit(":", 2)
            used[name] = int(first), int(last)
    if not parts:
        used = {zone: (SOME_YEAR, SOME_YEAR)}
    return b"".join(vtimezone(name, *window_of(*years)) for name, years in sorted(used.items()))
