"""Rendered events: each event as text, kept per revision, language and reader for all workers."""

import datetime as dt
import functools
import hashlib
from collections.abc import Iterable, Sequence
from importlib import metadata
from operator import attrgetter
from pathlib import Path
from typing import cast

import tzdata
from flask import current_app
from icalendar import vDatetime
from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.orm import Session

from planner.addresses import highlight_address
from planner.confidentiality import SeesAll, seeing_all
from planner.db import Base, upsert
from planner.feeds.calendars import CalendarEntry
from planner.feeds.components import property_value
from planner.feeds.events import EventComponent, event_component
from planner.feeds.feed_readers import FeedReader, readers_of
from planner.languages import LANGUAGES
from planner.models import Event, RenderedEvent, Status
from planner.queries.confidentiality import is_anything_hidden, restricted
from planner.queries.feeds.feeds import events_to_render
from planner.rules.feeds.feeds import leaves_on

PACKAGE_FOLDER = Path(__file__).resolve().parent.parent
MAX_RENDERED_UNDER_LOCK = 100  # events that are rendered while others wait: 30 ms
BATCH_SIZE = 500  # rows that are written by one statement and held in memory together
SETTINGS = ("PUBLIC_URL", "DEFAULT_LANGUAGE", "OFFICE_NAME", "OFFICE_ZONE", "FEED_PAST_DAYS",
            "FEED_WIPE_DAYS", "FEED_DAYS_AFTER_VISIT")  # fmt: skip
TABLE = Base.metadata.tables[RenderedEvent.__tablename__]
RenderedRow = Row[int, int, str, dt.date, str, bytes]  # columns of CalendarEntry, or None


def renderer_hash() -> str:
    """Return a hash of all but the rows that the text of a feed depends on.

    Stored text is worth nothing after a change of a setting, of the time zones (T12), of our own
    way to write, or of our translations.
    """
    return hash_with_settings(*map(current_app.config.__getitem__, SETTINGS))


@functools.lru_cache
def hash_with_settings(*values: str | int) -> str:
    """Return the hash for the values of the settings."""
    return hashlib.sha256("\n".join([program_hash(), *map(str, values)]).encode()).hexdigest()[:32]


@functools.cache
def program_hash() -> str:
    """Return a hash of the time zones, of the libraries that write, and of this program."""
    versions = map(metadata.version, ("tzdata", "babel", "icalendar"))
    digest = hashlib.sha256(" ".join([tzdata.IANA_VERSION, *versions]).encode())
    catalogue = PACKAGE_FOLDER / "translations" / "de" / "LC_MESSAGES" / "messages.mo"
    for file in [*sorted(PACKAGE_FOLDER.rglob("*.py")), catalogue]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


class RenderedEventsMissing(LookupError):
    """More events must be rendered than is done while others wait for the lock."""

    def __init__(self, event_ids: list[int], language: str, reader: FeedReader) -> None:
        super().__init__(f"{len(event_ids)} events are not rendered")
        self.event_ids, self.language, self.reader = event_ids, language, reader


def read_or_render(
    own: Session, condition: ColumnElement[bool], language: str, reader: FeedReader
) -> list[CalendarEntry]:
    """Return the events of a condition as entries; a few that are missing are rendered.

    One statement when all are there; they are in the order of a calendar (C11). Raises
    RenderedEventsMissing.
    """
    rows = read_rendered(own, condition, language, reader)
    if missing := missing_event_ids(rows):
        if len(missing) > MAX_RENDERED_UNDER_LOCK:
            raise RenderedEventsMissing(missing, language, reader)
        with seeing_all(SeesAll.PUBLICATION):  # those that its reader may read, as all readers do
            render_events(own, missing, [(language, reader)])
        rows = read_rendered(own, condition, language, reader)
    return entries_of(rows)


def read_unkept(
    own: Session, condition: ColumnElement[bool], language: str, reader: FeedReader
) -> list[CalendarEntry]:
    """Return the events of a condition as entries; those that are missing are rendered unstored."""
    rows = read_rendered(own, condition, language, reader)
    entries = entries_of(row for row in rows if row.text is not None)
    missing = missing_event_ids(rows)
    with seeing_all(SeesAll.PUBLICATION):  # as above
        for start in range(0, len(missing), BATCH_SIZE):
            for event in own.scalars(events_to_render(missing[start : start + BATCH_SIZE])):
                entries.append(rendered_entry(event, language, reader))
    return sorted(entries, key=attrgetter("sort_key"))


def read_rendered(
    own: Session, condition: ColumnElement[bool], language: str, reader: FeedReader
) -> Sequence[RenderedRow]:
    """Return the rows of some rendered events; missing or outdated ones have no text."""
    rows = events_with_rendered(condition, language, reader)
    if is_anything_hidden(own):
        rows = restricted(rows)
    return own.connection().execute(rows).all()


def missing_event_ids(rows: Iterable[RenderedRow]) -> list[int]:
    """Return the ids of the events that are not rendered."""
    return [row.event_id for row in rows if row.text is None]


def entries_of(rows: Iterable[RenderedRow]) -> list[CalendarEntry]:
    """Return rows of rendered events, of which none is missing, as entries of a calendar."""
    return [CalendarEntry(*row) for row in rows]


def latest_revision(entries: Iterable[CalendarEntry]) -> dt.datetime | None:
    """Return when the latest of some entries was revised; of none, None."""
    latest = max((property_value(entry.text, "DTSTAMP") for entry in entries), default=None)
    if latest is None:
        return None
    revised_at: dt.datetime = vDatetime.from_ical(  # type: ignore[no-untyped-call]  # icalendar
        latest.decode()
    )
    return revised_at


def events_with_rendered(
    condition: ColumnElement[bool], language: str, reader: FeedReader
) -> Select[int, int, str, dt.date, str, bytes]:
    """Select events with their rendered text, or with none where that is missing or outdated.

    The columns are those of CalendarEntry, in its order.
    """
    current = and_(
        RenderedEvent.event_id == Event.id,
        RenderedEvent.language == language,
        RenderedEvent.reader == reader,
        RenderedEvent.revised_at == Event.revised_at,
        RenderedEvent.renderer_hash == renderer_hash(),
    )
    return (
        select(
            Event.id.label("event_id"),
            Event.sequence,
            RenderedEvent.sort_key,
            RenderedEvent.leaves_on,
            RenderedEvent.zones,
            RenderedEvent.text,
        )
        .outerjoin(RenderedEvent, current)
        .where(condition)
        .order_by(RenderedEvent.sort_key)
    )


def render_events(
    own: Session,
    event_ids: Sequence[int],
    wanted: Sequence[tuple[str, FeedReader]] | None = None,
) -> None:
    """Render events for (language, reader) as wanted, or for all that may ask for them."""
    for start in range(0, len(event_ids), BATCH_SIZE):
        some = event_ids[start : start + BATCH_SIZE]
        rows = [
            rendered_row(event, language, reader)
            for event in own.scalars(events_to_render(some))
            for language, reader in wanted or languages_and_readers(event)
        ]
        for first in range(0, len(rows), BATCH_SIZE):
            upsert(own, TABLE, rows[first : first + BATCH_SIZE])


def languages_and_readers(event: Event) -> list[tuple[str, FeedReader]]:
    """Return each (language, reader) whose feeds may have an event."""
    return [(language, reader) for language in LANGUAGES for reader in readers_of(event)]


def rendered_row(event: Event, language: str, reader: FeedReader) -> dict[str, object]:
    """Return the row of a rendered event, by column."""
    is_public = reader is FeedReader.PUBLIC and not event.deleted_at
    page = highlight_address(event.slug, language) if is_public and event.slug else ""
    rendered = event_component(event, language, page, reader)
    return {
        "event_id": event.id,
        "language": language,
        "reader": reader,
        "renderer_hash": renderer_hash(),
        "revised_at": event.revised_at,
        "sort_key": sort_key_of(rendered),
        "leaves_on": day_of_leaving(event, rendered),
        "zones": zones_text(rendered),
        "text": rendered.text,
    }


def rendered_entry(event: Event, language: str, reader: FeedReader) -> CalendarEntry:
    """Return an event as an entry, of which nothing is stored."""
    row = rendered_row(event, language, reader)
    return CalendarEntry(
        event_id=event.id,
        sequence=event.sequence,
        sort_key=cast(str, row["sort_key"]),
        leaves_on=cast(dt.date, row["leaves_on"]),
        zones=cast(str, row["zones"]),
        text=cast(bytes, row["text"]),
    )


def sort_key_of(rendered: EventComponent) -> str:
    """Return the text by which entries of a calendar are sorted: start and UID (C11)."""
    return f"{rendered.starts:%Y%m%dT%H%M%SZ} {rendered.uid}"


def day_of_leaving(event: Event, rendered: EventComponent, *, is_gone: bool = False) -> dt.date:
    """Return the day on which the entry of an event leaves its feeds."""
    is_off = is_gone or event.status is Status.CANCELLED
    past_days: int = current_app.config["FEED_PAST_DAYS"]
    return leaves_on(rendered.starts, event.ends, is_off=is_off, past_days=past_days)


def zones_text(rendered: EventComponent) -> str:
    """Return the zones of an entry and the years in which they must be right, as text."""
    first, last = rendered.years
    return " ".join(f"{name}:{first}:{last}" for name in sorted(rendered.zones))
