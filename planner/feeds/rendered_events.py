"""Parts: each event as text, kept ready per revision, language and role for all workers."""

import functools
import hashlib
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import tzdata
from flask import current_app
from icalendar import vDatetime
from sqlalchemy import ColumnElement, Row, and_, select
from sqlalchemy.orm import Session

from planner.addresses import blueprint_in_language, external_url
from planner.db import upsert
from planner.feeds.components import property_value
from planner.feeds.events import event_component
from planner.feeds.feed_readers import FeedReader, readers_of
from planner.languages import LANGUAGES
from planner.models import Event, RenderedEvent, Status
from planner.queries.feeds.feeds import events_to_render
from planner.rules.feeds.feeds import leaves_on

PACKAGE_FOLDER = Path(__file__).resolve().parent.parent
MAX_RENDERED_UNDER_LOCK = 100  # events whose parts are written while others wait: 30 ms
BATCH_SIZE = 500  # rows that are written by one statement and held in memory together
SETTINGS = ("PUBLIC_URL", "DEFAULT_LANGUAGE", "OFFICE_NAME", "OFFICE_ZONE", "FEED_PAST_DAYS",
            "FEED_WIPE_DAYS", "FEED_DAYS_AFTER_VISIT")  # fmt: skip


def renderer_hash():
    """Return a hash of all but the rows that the text of a feed depends on.

    What is stored is worth nothing after a change of a setting, of the time zones (T12), of our
    own way to write, or of our translations.
    """
    return hash_with_settings(*map(current_app.config.__getitem__, SETTINGS))


@functools.lru_cache
def hash_with_settings(*chosen):
    """Return the hash for the values of the settings."""
    return hashlib.sha256("\n".join([program_hash(), *map(str, chosen)]).encode()).hexdigest()[:32]


@functools.cache
def program_hash():
    """Return a hash of the time zones, of the libraries that write, and of this program."""
    versions = map(metadata.version, ("tzdata", "babel", "icalendar"))
    digest = hashlib.sha256(" ".join([tzdata.IANA_VERSION, *versions]).encode())
    catalogue = PACKAGE_FOLDER / "translations" / "de" / "LC_MESSAGES" / "messages.mo"
    for file in [*sorted(PACKAGE_FOLDER.rglob("*.py")), catalogue]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


class RenderedEventsMissing(LookupError):
    """More parts are missing than are written while others wait for the lock."""

    def __init__(self, event_ids: list[int], language: str, role: FeedReader):
        super().__init__(f"{len(event_ids)} parts are missing")
        self.event_ids, self.language, self.role = event_ids, language, role


def read_or_render(
    own: Session, condition: ColumnElement[bool], language: str, role: FeedReader
) -> Sequence[Row]:
    """Return the parts of the events that a condition selects; a few missing ones are written.

    One statement when all are there; they are in the order of a calendar (C11). Raises
    PartsMissing.
    """
    parts = read_rendered(own, condition, language, role)
    if missing := missing_event_ids(parts):
        if len(missing) > MAX_RENDERED_UNDER_LOCK:
            raise RenderedEventsMissing(missing, language, role)
        render_events(own, missing, [(language, role)])
        parts = read_rendered(own, condition, language, role)
    return parts


def read_rendered(
    own: Session, condition: ColumnElement[bool], language: str, role: FeedReader
) -> Sequence[Row]:
    """Return the parts of some events; those that are missing or outdated have no text."""
    return own.connection().execute(events_with_rendered(condition, language, role)).all()


def missing_event_ids(parts: Sequence[Row]) -> list[int]:
    """Return the ids of the events whose parts are missing."""
    return [part.event_id for part in parts if part.text is None]


def latest_revision(parts):
    """Return when the latest of some parts was revised; of none, None."""
    latest = max((property_value(part.text, "DTSTAMP") for part in parts), default=None)
    return latest and vDatetime.from_ical(latest.decode())


def events_with_rendered(condition, language, role):
    """Select events with their parts, or with none where those are missing or outdated."""
    current = and_(
        RenderedEvent.event_id == Event.id,
        RenderedEvent.language == language,
        RenderedEvent.reader == role,
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


def render_events(own, event_ids, wanted=None):
    """Write the parts of events: (language, role) as wanted, or all that any feed may ask for."""
    for start in range(0, len(event_ids), BATCH_SIZE):
        some = event_ids[start : start + BATCH_SIZE]
        rows = [
            row_of(event, language, role)
            for event in own.scalars(events_to_render(some))
            for language, role in wanted or every_part(event)
        ]
        for first in range(0, len(rows), BATCH_SIZE):
            upsert(own, RenderedEvent.__table__, rows[first : first + BATCH_SIZE])


def every_part(event):
    """Return the (language, role) that feeds may ask for."""
    return [(language, role) for language in LANGUAGES for role in readers_of(event)]


def row_of(event, language, role):
    """Return the part of an event as a row."""
    written = event_component(event, language, page_of(event, language, role), role)
    return {
        "event_id": event.id,
        "language": language,
        "reader": role,
        "renderer_hash": renderer_hash(),
        "revised_at": event.revised_at,
        "sort_key": sort_key_of(written),
        "leaves_on": day_of_leaving(event, written),
        "zones": zones_text(written),
        "text": written.text,
    }


def sort_key_of(written):
    """Return the place of an entry in the order of a calendar, as text that sorts (C11)."""
    return f"{written.starts:%Y%m%dT%H%M%SZ} {written.uid}"


def day_of_leaving(event, written, *, is_gone=False):
    """Return when the entry of an event leaves its feeds."""
    is_off = is_gone or event.status is Status.CANCELLED
    past_days = current_app.config["FEED_PAST_DAYS"]
    return leaves_on(written.starts, event.ends, is_off=is_off, past_days=past_days)


def zones_text(written):
    """Return the zones of an entry and the years in which they must be right, as text."""
    first, last = written.years
    return " ".join(f"{name}:{first}:{last}" for name in sorted(written.zones))


def page_of(event, language, role):
    """Return the address of the page of a highlight, as seen from outside."""
    if role is not FeedReader.PUBLIC or event.deleted_at:
        return ""
    return external_url(f"{blueprint_in_language('public', language)}.highlight", slug=event.slug)
