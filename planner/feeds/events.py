"""Events as VEVENTs: the same revision gives the same bytes in every process."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import vInt
from icalendar.prop import VPROPERTY

from planner.clock import instant, is_ambiguous_time
from planner.feeds.components import VEvent, clock, component, day, moment, text, word
from planner.feeds.feed_readers import FeedReader, content_lines
from planner.feeds.timezones import vtimezone
from planner.languages import Message, translate
from planner.models import Event, Status

UTC_NAMES = {"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"}


class EventComponent(NamedTuple):
    """A serialised VEVENT, with what sorts it and the zones that it needs."""

    starts: dt.datetime
    uid: str
    zones: frozenset[str]
    years: tuple[int, int]
    text: bytes


class Span(NamedTuple):
    """Start and end of an entry: wall clocks with their zones, and the same as moments."""

    starts_at: dt.datetime
    start_zone: str
    starts: dt.datetime
    ends_at: dt.datetime
    end_zone: str
    ends: dt.datetime


def event_component(
    event: Event, language: str, page: str = "", reader: FeedReader = FeedReader.GUESTS
) -> EventComponent:
    """Return the entry of an event for a reader; of a deleted event, a tombstone.

    `page` is the address of the event's page, if everybody may open it.
    """
    if event.deleted_at:
        return tombstone_component(event, language, reader, event.sequence, event.revised_at)
    off = event.status is Status.CANCELLED
    properties = content_lines(reader, event, language, page) | {
        "STATUS": word(event.status.upper()),
        "TRANSP": word("TRANSPARENT" if off else "OPAQUE"),
    }
    return dated_component(event, reader, event.sequence, event.revised_at, properties)


def tombstone_component(
    event: Event, language: str, reader: FeedReader, sequence: int, changed_at: dt.datetime
) -> EventComponent:
    """Return the tombstone of an event that left a feed: it has none of its texts (R05)."""
    gone = translate(Message("CANCELLED: %(title)s", title=Message("Event")), language)
    properties: dict[str, VPROPERTY | None] = {
        "SUMMARY": text(gone),
        "STATUS": word("CANCELLED"),
        "TRANSP": word("TRANSPARENT"),
    }
    return dated_component(event, reader, sequence, changed_at, properties)


def dated_component(
    event: Event,
    reader: FeedReader,
    sequence: int,
    changed_at: dt.datetime,
    properties: dict[str, VPROPERTY | None],
) -> EventComponent:
    """Return an entry with its properties, its identity and its times (E01 to E08)."""
    span = span_of(event, reader)
    zoned = frozenset() if event.is_whole_day else zones_of(span)
    start, end = days(event) if event.is_whole_day else times(span, zoned)
    uid = str(event.uid)
    properties |= identity(uid, sequence, changed_at) | {"DTSTART": start, "DTEND": end}
    years = span.starts.year - 1, span.ends.year + 1
    return EventComponent(span.starts, uid, zoned, years, component(VEvent, properties).to_ical())


def identity(uid: str, sequence: int, changed_at: dt.datetime) -> dict[str, VPROPERTY | None]:
    """Return the properties of identity and revision (E01, E04)."""
    stamp = moment(changed_at)
    return {
        "UID": text(uid),
        "DTSTAMP": stamp,
        "LAST-MODIFIED": stamp,
        "SEQUENCE": vInt(sequence),
    }


def span_of(event: Event, reader: FeedReader) -> Span:
    """Return start and end of an entry: for a driver it begins when people are picked up."""
    zone, end_zone = event.start_zone, event.end_zone or event.start_zone
    start, end = (event.starts_at, zone, event.starts), (event.ends_at, end_zone, event.ends)
    if reader is FeedReader.DRIVER and event.transfer and event.transfer.pick_up_at:
        picked_up = event.transfer.pick_up_at
        moment = instant(picked_up, zone, event.start_fold)
        if moment < event.ends:  # the event may have been moved since
            start = picked_up, zone, moment
    return Span(*start, *end)


def zones_of(span: Span) -> frozenset[str]:
    """Return the zones of start and end, or none where clients would disagree: then it is UTC."""
    window = window_of(span.starts.year - 1, span.ends.year + 1)
    start = span.starts.astimezone(ZoneInfo(span.start_zone))
    end = span.ends.astimezone(ZoneInfo(span.end_zone))
    if any(name in UTC_NAMES for name in (span.start_zone, span.end_zone)):
        return frozenset()  # no TZID on UTC (E07)
    has_rules = all(vtimezone(name, *window) for name in (span.start_zone, span.end_zone))
    crossing = start.tzinfo is end.tzinfo and start.utcoffset() != end.utcoffset()  # E17
    is_jumped = (wall_clock(start), wall_clock(end)) != (
        span.starts_at,
        span.ends_at,
    )  # the missing hour
    if not has_rules or crossing or is_jumped or is_ambiguous_time(start) or is_ambiguous_time(end):
        return frozenset()
    return frozenset((span.start_zone, span.end_zone))


def wall_clock(time: dt.datetime) -> dt.datetime:
    """Return a time on the wall clock of its zone."""
    return time.replace(tzinfo=None, fold=0)


def window_of(first_year: int, last_year: int) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a span of years."""
    return dt.date(first_year, 1, 1), dt.date(last_year + 1, 1, 1)


def days(event: Event) -> tuple[VPROPERTY, VPROPERTY]:
    """Return DTSTART and DTEND of whole days; DTEND is exclusive (E06, E08)."""
    end = event.ends_at + dt.timedelta(days=1)
    return day(event.starts_at.date()), day(end.date())


def times(span: Span, zoned: frozenset[str]) -> tuple[VPROPERTY, VPROPERTY]:
    """Return DTSTART and DTEND as wall clocks with their zone, or in UTC (E09, E10)."""
    if not zoned:
        return moment(span.starts), moment(span.ends)
    return clock(span.starts_at, span.start_zone), clock(span.ends_at, span.end_zone)
