"""Snapshots: what each feed served last, kept with the reasons for which it is made anew."""

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Iterable
from http import HTTPStatus
from operator import attrgetter
from typing import NamedTuple, TypeVarTuple

from flask import current_app
from sqlalchemy import Row
from sqlalchemy.orm import Session

from planner.clock import SECOND, day_start
from planner.confidentiality import reading_as
from planner.db import fetch_one
from planner.feeds.calendars import CalendarEntry, body, head
from planner.feeds.catalogue import BY_KIND
from planner.feeds.rendered_events import (
    latest_revision,
    read_or_render,
    read_unkept,
    renderer_hash,
    zones_text,
)
from planner.feeds.sources import FeedSource
from planner.feeds.tombstones import update_tombstones, with_returned_events
from planner.feeds.withdrawal import NAME, withdrawal_component
from planner.languages import translate
from planner.models import Feed
from planner.queries.feeds.feeds import (
    GZIPPED_SNAPSHOT,
    is_announced,
    next_announcement,
    snapshot_named,
    visit_id,
)
from planner.rules import NotFound
from planner.rules.feeds.feeds import FeedState, eyes_of, state_of, withdrawn_since

PACKING = 6  # gzip level: compressed once, sent often
DAY = dt.timedelta(days=1)
PreviousSnapshot = Row[dt.datetime, str, str]  # modified_at, content_hash, event_sequences
Columns = TypeVarTuple("Columns")


class Content(NamedTuple):
    """What a feed serves at a moment, and until when if no row changes."""

    status: int
    title: str
    entries: list[CalendarEntry]
    event_sequences: dict[str, int]  # sequences()
    next_change_at: dt.datetime | None


class NewSnapshot(NamedTuple):
    """A snapshot that was made just now, with its bytes."""

    status: int
    etag: str
    modified_at: dt.datetime
    content_hash: str
    body: bytes
    gzipped: bytes

    def load(self, is_gzipped: bool) -> tuple["NewSnapshot", bytes]:
        """Return the snapshot and its bytes."""
        return self, self.gzipped if is_gzipped else self.body


class StoredSnapshot(NamedTuple):
    """A snapshot that is stored, as its headers need it."""

    etag: str
    modified_at: dt.datetime


def load(name: str, is_gzipped: bool) -> tuple[StoredSnapshot, bytes]:
    """Return the snapshot that there is now and its bytes. Raises NotFound if there is none."""
    row = fetch_one(GZIPPED_SNAPSHOT, {"name": name})
    if row is None:
        raise NotFound
    body = row.gzipped if is_gzipped else gzip.decompress(row.gzipped)
    return StoredSnapshot(row.etag, row.modified_at), body


def is_current(row: Row[*Columns], now: dt.datetime) -> bool:
    """Tell whether the last snapshot, as a poll has found it, is still right.

    The row has at least SNAPSHOT_COLUMNS; without a snapshot its `etag` is None.
    """
    return (
        row.etag is not None
        and row.revision == row.current_revision
        and (row.next_change_at is None or now < row.next_change_at)
        and bool(row.renderer_hash == renderer_hash())
    )


def previous_snapshot(own: Session, source: FeedSource) -> PreviousSnapshot | None:
    """Return what is to be known of the last snapshot of a source."""
    return own.execute(snapshot_named(source.snapshot_name)).first()


def content_of(
    own: Session,
    source: FeedSource,
    feed: Feed | None,
    before: PreviousSnapshot | None,
    now: dt.datetime,
    *,
    is_kept: bool = True,
) -> Content:
    """Return what the address of a secret feed serves, or a public one, which has no feed.

    Unless it is kept, nothing is written. Raises RenderedEventsMissing.
    """
    if feed is None:
        return programme(own, source, before, now, is_kept=is_kept)
    state, until = current_state(own, feed, now)
    if state is FeedState.SERVES:
        return programme(own, source, before, now, until, is_kept=is_kept)
    kept = last_sequences(before)  # it may serve again
    if state is FeedState.ENDED:
        return Content(HTTPStatus.GONE, source.title, [], kept, None)
    neutral = withdrawal_component(feed, withdrawn_since(feed, now, current_app.config))
    entry = CalendarEntry(0, 0, neutral.uid, now.date(), zones_text(neutral), neutral.text)
    return Content(HTTPStatus.OK, translate(NAME, feed.language), [entry], kept, until)


def current_state(
    own: Session, feed: Feed, now: dt.datetime
) -> tuple[FeedState, dt.datetime | None]:
    """Return what the address of a feed answers, and until when if nothing else changes."""
    with reading_as(eyes_of(feed)):
        is_restricted = feed.visit is not None and feed.visit.is_confidential
        is_hidden = is_restricted and own.scalar(visit_id(feed.visit_id or 0)) is None
    is_internal = BY_KIND[feed.kind].is_internal
    return state_of(feed, now, current_app.config, is_internal=is_internal, is_hidden=is_hidden)


def programme(
    own: Session,
    source: FeedSource,
    before: PreviousSnapshot | None,
    now: dt.datetime,
    until: dt.datetime | None = None,
    *,
    is_kept: bool = True,
) -> Content:
    """Return the events of a source, and tombstones of those that have left it.

    A feed that once had events is never empty again (R06): the last one stays.
    """
    condition, changes = source.condition, [until]
    read = read_or_render if is_kept else read_unkept
    with reading_as(source.eyes):
        if source.is_public:
            changes.append(own.scalar(next_announcement(condition, now)))
            condition = condition & is_announced(now)
        current = read(own, condition, source.language, source.reader)
    gone, back = update_tombstones(
        own, source, sequences(current), last_sequences(before), now, is_kept=is_kept
    )
    current = with_returned_events(current, back) if back else current
    known = sorted([*current, *gone], key=attrgetter("sort_key")) if gone else current
    entries = entries_on(now.date(), known)
    left = {entry.event_id for entry in gone}
    present = [entry for entry in entries if entry.event_id not in left] if left else entries
    changes.append(day_start(first_leaving(entries), "UTC") if entries else None)
    next_change_at = min((change for change in changes if change and now < change), default=None)
    return Content(HTTPStatus.OK, source.title, entries, sequences(present), next_change_at)


def sequences(entries: Iterable[CalendarEntry]) -> dict[str, int]:
    """Return the sequence by the id of the event, as text: so it is in JSON."""
    return {str(entry.event_id): entry.sequence for entry in entries}


def last_sequences(before: PreviousSnapshot | None) -> dict[str, int]:
    """Return the sequences of the events in the last snapshot, if there is one."""
    found: dict[str, int] = json.loads(before.event_sequences) if before else {}
    return found


def first_leaving(entries: Iterable[CalendarEntry]) -> dt.date:
    """Return the day on which the first of some entries leaves."""
    return min(entry.leaves_on for entry in entries)


def entries_on(day: dt.date, entries: list[CalendarEntry]) -> list[CalendarEntry]:
    """Return the entries that have not left by a day; if all have, the last one (R06, R07)."""
    if not entries or day < first_leaving(entries):
        return entries
    return [entry for entry in entries if day < entry.leaves_on] or entries[-1:]


def new_snapshot(
    content: Content, before: PreviousSnapshot | None, now: dt.datetime
) -> NewSnapshot:
    """Return the snapshot of a content; its date rises only with its content (H05, T12)."""
    zone = current_app.config["OFFICE_ZONE"]
    rest = body(content.entries, zone)
    undated = b"%d" % content.status + head(content.title, None, zone)
    digest = hashlib.sha256(undated + rest).hexdigest()
    if before is None:
        modified_at = latest_revision(content.entries) or now
    elif before.content_hash != digest:
        modified_at = max(now, before.modified_at + SECOND)
    else:
        modified_at = before.modified_at
    written = head(content.title, modified_at, zone) + rest
    return NewSnapshot(
        status=int(content.status),
        etag=hashlib.sha256(written).hexdigest(),
        modified_at=modified_at,
        content_hash=digest,
        body=written,
        gzipped=gzip.compress(written, PACKING, mtime=0),
    )


def snapshot_row(
    source: FeedSource, content: Content, snapshot: NewSnapshot, revision: int
) -> dict[str, object]:
    """Return the row of a snapshot, by column."""
    return {
        "name": source.snapshot_name,
        "renderer_hash": renderer_hash(),
        "revision": revision,
        "status": snapshot.status,
        "etag": snapshot.etag,
        "modified_at": snapshot.modified_at,
        "content_hash": snapshot.content_hash,
        "next_change_at": content.next_change_at,
        "event_sequences": json.dumps(content.event_sequences, separators=(",", ":")),
        "gzipped": snapshot.gzipped,
    }
