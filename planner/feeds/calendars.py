"""Calendars: a head, the zones that are used, and the entries of events."""

import datetime as dt
from operator import itemgetter
from typing import NamedTuple

from planner.feeds.events import window_of
from planner.feeds.lines import block, text, utc
from planner.feeds.timezones import timezone

ASK_AGAIN = "PT1H"
SOME_YEAR = 2026  # the text of a zone is the same for every year in which it is right


class Written(NamedTuple):
    """An event as a calendar joins it; rows of feeds.parts have the same columns."""

    event_id: int
    sequence: int
    place: str
    leaves_on: dt.date
    zones: str
    text: bytes


# by number, because a calendar may have ten thousand of them
EVENT_ID, SEQUENCE, PLACE, LEAVES_ON, ZONES, TEXT = map(itemgetter, range(6))


def calendar(name, parts, revised_at, zone):
    """Return a calendar in bytes; the same parts give the same bytes (C01 to C11).

    The zone is that of the office: it stands in the head, and alone in an empty calendar.
    """
    written = [head(name, revised_at, zone), zones(parts, zone), *map(TEXT, parts)]
    return b"".join([*written, b"END:VCALENDAR\r\n"])


def head(name, revised_at, zone):
    """Return what stands before the entries; no UID, or vdirsyncer keeps one event of all (C09)."""
    return block(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//City Protocol//Planner//EN",
            "CALSCALE:GREGORIAN",
            f"LAST-MODIFIED:{utc(revised_at)}",
            f"NAME:{text(name)}",
            f"X-WR-CALNAME:{text(name)}",
            f"X-WR-TIMEZONE:{zone}",
            f"REFRESH-INTERVAL;VALUE=DURATION:{ASK_AGAIN}",
            f"X-PUBLISHED-TTL:{ASK_AGAIN}",
        ]
    )


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
    return b"".join(timezone(name, *window_of(*years)) for name, years in sorted(used.items()))
