"""Calendars: a head, the zones that are used, and the entries of events."""

from planner.feeds.events import window_of
from planner.feeds.lines import block, text, utc
from planner.feeds.timezones import timezone

ASK_AGAIN = "PT1H"
SOME_YEAR = 2026  # the text of a zone is the same for every year in which it is right


def calendar(name, entries, revised_at, zone):
    """Return a calendar in bytes; the same entries give the same bytes (C01 to C11).

    The zone is that of the office: it stands in the head, and alone in an empty calendar.
    """
    used = zones(entries, zone)
    return head(name, revised_at, zone) + used + body(entries) + b"END:VCALENDAR\r\n"


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


def zones(entries, zone):
    """Return the VTIMEZONEs of the zones that are used, in the order of their names (T07).

    A zone's text is the same for all years in which it is right, and each entry knows that it is
    right in its own; a calendar without entries has the zone of the office (R06).
    """
    used = {name: entry.years for entry in entries for name in entry.zones}
    if not entries:
        used = {zone: (SOME_YEAR, SOME_YEAR)}
    return b"".join(timezone(name, *window_of(*years)) for name, years in sorted(used.items()))


def body(entries):
    """Return the entries one after the other."""
    return b"".join(entry.text for entry in entries)
