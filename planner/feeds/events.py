"""Events as VEVENTs: the same revision gives the same bytes in every process."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from planner.clock import repeats
from planner.feeds.lines import block, text, utc
from planner.feeds.timezones import timezone
from planner.languages import Message, text_of, translate
from planner.models import Event, Interpretation, Status
from planner.rules.event_words import INTERPRETATIONS


class Entry(NamedTuple):
    """An event in a calendar, as it is sorted and written."""

    starts: dt.datetime
    uid: str
    zones: frozenset
    years: tuple[int, int]
    text: bytes


def entry(event, language, address=""):
    """Return the entry of an event; the address is that of its page, if everybody may open it."""
    zoned = zones_of(event)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{utc(event.revised_at)}",
        f"LAST-MODIFIED:{utc(event.revised_at)}",
        f"SEQUENCE:{event.sequence}",
        *times(event, zoned),
        *(tombstone(language) if event.deleted_at else told(event, language, address)),
        "END:VEVENT",
    ]
    years = event.starts.year - 1, event.ends.year + 1
    return Entry(event.starts, str(event.uid), zoned, years, block(lines))


def told(event, language, address):
    """Return the content lines of what the guests of an event may know."""
    off = event.status is Status.CANCELLED
    return [
        f"SUMMARY:{text(summary(event, language))}",
        f"LOCATION:{text(location(event.venue, language))}",
        f"DESCRIPTION:{text(description(event, language, address))}",
        f"URL:{address}",
        f"STATUS:{event.status.upper()}",
        f"TRANSP:{'TRANSPARENT' if off else 'OPAQUE'}",
    ]


def tombstone(language):
    """Return the content lines of an event that left the feed: no word of what it was (R05)."""
    gone = translate(Message("CANCELLED: %(title)s", title=Message("Event")), language)
    return [f"SUMMARY:{text(gone)}", "STATUS:CANCELLED", "TRANSP:TRANSPARENT"]


def summary(event, language):
    """Return the title; clients that do not strike a cancelled event show the word."""
    title = text_of(event, "title", language).text
    if event.status is Status.CANCELLED:
        return translate(Message("CANCELLED: %(title)s", title=title), language)
    return title


def location(venue, language):
    """Return where it is, in one line."""
    if venue is None:
        return ""
    town = venue.municipality.name if venue.municipality else ""
    address = " ".join(venue.address.split())
    parts = [text_of(venue, "name", language).text, venue.room, address]
    if town not in address:
        parts.append(town)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def description(event, language, address):
    """Return what to know before one goes, and the link once more (E16)."""
    parts = [text_of(event, "description", language).text]
    if dress := text_of(event, "dress", language).text:
        parts.append(translate(Message("Dress: %(dress)s", dress=dress), language))
    if event.interpretation is not Interpretation.NONE:
        parts.append(translate(INTERPRETATIONS[event.interpretation], language))
    return "\n".join([part[:3000] for part in parts if part] + [address] * bool(address))


def zones_of(event):
    """Return the zones whose clock the entry is written on; none where clients would disagree."""
    if event.is_whole_day:
        return frozenset()
    window = window_of(event.starts.year - 1, event.ends.year + 1)
    start = event.starts.astimezone(ZoneInfo(event.start_zone))
    end = event.ends.astimezone(ZoneInfo(event.end_zone or event.start_zone))
    told_by_rule = all(timezone(time.tzinfo.key, *window) for time in (start, end))
    crossing = start.tzinfo is end.tzinfo and start.utcoffset() != end.utcoffset()  # E17
    if not told_by_rule or crossing or repeats(start) or repeats(end):
        return frozenset()
    return frozenset((start.tzinfo.key, end.tzinfo.key))


def window_of(first_year, last_year):
    """Return the first and the last day of a span of years."""
    return dt.date(first_year, 1, 1), dt.date(last_year + 1, 1, 1)


def times(event, zoned):
    """Return DTSTART and DTEND: dates, wall clocks with their zone, or UTC (E06 to E10)."""
    if event.is_whole_day:
        last = event.ends_at + dt.timedelta(days=1)  # DTEND is exclusive (E08)
        return [
            f"DTSTART;VALUE=DATE:{event.starts_at:%Y%m%d}",
            f"DTEND;VALUE=DATE:{last:%Y%m%d}",
        ]
    if not zoned:
        return [f"DTSTART:{utc(event.starts)}", f"DTEND:{utc(event.ends)}"]
    end_zone = event.end_zone or event.start_zone
    return [
        f"DTSTART;TZID={event.start_zone}:{event.starts_at:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={end_zone}:{event.ends_at:%Y%m%dT%H%M%S}",
    ]


def entries(events: list[Event], language, address_of=lambda event: ""):
    """Return the entries of events in the order of a calendar (C11)."""
    made = (entry(event, language, address_of(event)) for event in events)
    return sorted(made, key=lambda one: (one.starts, one.uid))
