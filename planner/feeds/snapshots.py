"""Editions: what each feed served last, kept with the reasons for which it must be made anew."""

import datetime as dt
import gzip
import hashlib
import json
from http import HTTPStatus
from typing import NamedTuple

from flask import current_app
from sqlalchemy import Row
from sqlalchemy.orm import Session

from planner.clock import SECOND, day_start
from planner.db import fetch_one
from planner.feeds.calendars import (
    EVENT_ID,
    LEAVES_ON,
    SEQUENCE,
    SORT_KEY,
    CalendarEntry,
    body,
    head,
)
from planner.feeds.catalogue import BY_KIND
from planner.feeds.rendered_events import latest_revision, read_or_render, renderer_hash, zones_text
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
)
from planner.rules.feeds.feeds import FeedState, state_of, withdrawn_since

PACKING = 6  # gzip level: compressed once, sent often
DAY = dt.timedelta(days=1)


class Content(NamedTuple):
    """What a feed tells at a moment, and until when if no row changes."""

    status: int
    title: str
    parts: list[CalendarEntry]
    shown: dict[str, int]  # sequences()
    next_change_at: dt.datetime | None


class NewSnapshot(NamedTuple):
    """An edition that was made just now, with its bytes."""

    status: int
    etag: str
    modified_at: dt.datetime
    content_hash: str
    body: bytes
    gzipped: bytes

    def load(self, is_packed):
        """Return the edition and its bytes."""
        return self, self.gzipped if is_packed else self.body


def load(name, is_packed):
    """Return the edition that there is now and its bytes, gzipped or not."""
    row = fetch_one(GZIPPED_SNAPSHOT, {"name": name})
    return row, row.gzipped if is_packed else gzip.decompress(row.gzipped)


def is_current(row, now):
    """Tell whether what was served last, as a poll has found it, is still right."""
    return (
        row.etag is not None
        and row.revision == row.current_revision
        and (row.next_change_at is None or now < row.next_change_at)
        and row.renderer_hash == renderer_hash()
    )


def previous_snapshot(own: Session, source: FeedSource) -> Row | None:
    """Return what is to be known of what a source served last."""
    return own.execute(snapshot_named(source.snapshot_name)).first()


def content_of(
    own: Session, source: FeedSource, feed: Feed | None, before: Row | None, now: dt.datetime
) -> Content:
    """Return what the address of a secret feed answers, or a public one, which has no feed.

    Raises PartsMissing.
    """
    if feed is None:
        return programme(own, source, before, now)
    is_internal = BY_KIND[feed.kind].is_internal
    state, until = state_of(feed, now, current_app.config, is_internal=is_internal)
    if state is FeedState.SERVES:
        return programme(own, source, before, now, until)
    shown = json.loads(before.event_sequences) if before else {}  # it may serve again
    if state is FeedState.ENDED:
        return Content(HTTPStatus.GONE, source.title, [], shown, None)
    entry = withdrawal_component(feed, withdrawn_since(feed, now, current_app.config))
    part = CalendarEntry(0, 0, entry.uid, now.date(), zones_text(entry), entry.text)
    return Content(HTTPStatus.OK, translate(NAME, feed.language), [part], shown, until)


def programme(own, source, before, now, until=None):
    """Return the events of a source, and those that have left it.

    A feed that has told of something never tells of nothing again (R06): the last one stays.
    """
    shown = json.loads(before.event_sequences) if before else {}
    condition, changes = source.condition, [until]
    if source.is_public:
        changes.append(own.scalar(next_announcement(condition, now)))
        condition = condition & is_announced(now)
    here = read_or_render(own, condition, source.language, source.role)
    gone, back = update_tombstones(own, source, sequences(here), shown, now)
    here = with_returned_events(here, back) if back else here
    known = sorted([*here, *gone], key=SORT_KEY) if gone else here
    parts = entries_on(now.date(), known)
    left = {part.event_id for part in gone}
    told = [part for part in parts if part.event_id not in left] if left else parts
    changes.append(day_start(min(map(LEAVES_ON, parts)), "UTC") if parts else None)
    next_change_at = min((change for change in changes if change and now < change), default=None)
    return Content(HTTPStatus.OK, source.title, parts, sequences(told), next_change_at)


def sequences(parts):
    """Return the sequence by the id of the event, as text: so it is in JSON."""
    return dict(zip(map(str, map(EVENT_ID, parts)), map(SEQUENCE, parts), strict=True))


def entries_on(day, parts):
    """Return the parts that have not left by a day; if all have, the last one (R06, R07)."""
    if not parts or day < min(map(LEAVES_ON, parts)):
        return parts
    return [part for part in parts if day < part.leaves_on] or parts[-1:]


def new_snapshot(content: Content, before: Row | None, now: dt.datetime) -> NewSnapshot:
    """Return what is served of a content; its date rises only with what it tells (H05, T12)."""
    zone = current_app.config["OFFICE_ZONE"]
    rest = body(content.parts, zone)
    undated = b"%d" % content.status + head(content.title, None, zone)
    digest = hashlib.sha256(undated + rest).hexdigest()
    if before is None:
        modified_at = latest_revision(content.parts) or now
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
    source: FeedSource, content: Content, served: NewSnapshot, revision: int
) -> dict[str, object]:
    """Return what is stored of what a source serves, by column."""
    return {
        "name": source.snapshot_name,
        "renderer_hash": renderer_hash(),
        "revision": revision,
        "status": served.status,
        "etag": served.etag,
        "modified_at": served.modified_at,
        "content_hash": served.content_hash,
        "next_change_at": content.next_change_at,
        "event_sequences": json.dumps(content.shown, separators=(",", ":")),
        "gzipped": served.gzipped,
    }
