"""Calendars: a head, the zones that are used, and the entries of events."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from icalendar import Calendar, vDuration
from icalendar.prop import VPROPERTY

from planner.feeds.components import component, moment, text
from planner.feeds.events import window_of
from planner.feeds.timezones import vtimezone

REFRESH_INTERVAL = dt.timedelta(hours=1)
END = b"END:VCALENDAR\r\n"
SOME_YEAR = 2026  # the text of a zone is the same for every year in which it is right


class CalendarEntry(NamedTuple):
    """An event in a calendar: rendered, or the tombstone of one that has left."""

    event_id: int
    sequence: int
    sort_key: str
    leaves_on: dt.date
    zones: str
    text: bytes


def calendar(
    name: str, entries: Sequence[CalendarEntry], revised_at: dt.datetime | None, zone: str
) -> bytes:
    """Return a calendar in bytes; the same entries give the same bytes (C01 to C11).

    The zone is that of the office: it stands in the head, and alone in an empty calendar.
    """
    return head(name, revised_at, zone) + body(entries, zone)


def head(name: str, revised_at: dt.datetime | None, zone: str) -> bytes:
    """Return what stands before the zones; no UID, or vdirsyncer keeps one event of all (C09)."""
    properties: dict[str, VPROPERTY | None] = {
        "VERSION": text("2.0"),
        "PRODID": text("-//City Protocol//Planner//EN"),
        "CALSCALE": text("GREGORIAN"),
        "LAST-MODIFIED": moment(revised_at) if revised_at else None,
        "NAME": text(name),
        "X-WR-CALNAME": text(name),
        "X-WR-TIMEZONE": text(zone),
        "REFRESH-INTERVAL": vDuration(REFRESH_INTERVAL, {"VALUE": "DURATION"}),
        "X-PUBLISHED-TTL": vDuration(REFRESH_INTERVAL),
    }
    serialised: bytes = component(Calendar, properties).to_ical()
    return serialised.removesuffix(END)


def body(entries: Sequence[CalendarEntry], zone: str) -> bytes:
    """Return what stands after the head: zones, entries and the end."""
    return b"".join([zones(entries, zone), *(entry.text for entry in entries), END])


def zones(entries: Sequence[CalendarEntry], zone: str) -> bytes:
    """Return the VTIMEZONEs of the zones that are used, in the order of their names (T07).

    A zone's text is the same for all years in which it is right, and each entry knows years in
    which it is; a calendar without entries has the zone of the office (R06), if that has a rule.
    """
    years_by_zone = {}
    for spans in sorted({entry.zones for entry in entries}):
        for span in spans.split():
            name, first, last = span.rsplit(":", 2)
            years_by_zone[name] = int(first), int(last)
    if not entries:
        years_by_zone = {zone: (SOME_YEAR, SOME_YEAR)}
    return b"".join(
        vtimezone(name, *window_of(*years)) or b"" for name, years in sorted(years_by_zone.items())
    )
