"""Editions: what each feed served last, kept with the reasons for which it must be made anew."""

import datetime as dt
import gzip
import hashlib
import json
import re
from http import HTTPStatus
from operator import attrgetter
from typing import NamedTuple

from flask import current_app

from planner.clock import SECOND, day_start
from planner.db import engine, upsert, writing
from planner.feeds import sources
from planner.feeds.calendars import calendar
from planner.feeds.departures import departed, told_as_here
from planner.feeds.parts import Written, made_with, parts_of, revised_at, zones_in
from planner.feeds.withdrawn import NAME, withdrawn
from planner.languages import translate
from planner.models import Edition
from planner.queries.feeds import (
    PACKED,
    announced,
    calendar_revision,
    edition_named,
    feed_numbered,
    next_announcement,
)
from planner.rules.feeds import State, state_of, withdrawn_since

PACKING = 6  # gzip level: compressed once, sent often
DAY = dt.timedelta(days=1)
PLACE = attrgetter("place")
LAST_MODIFIED = re.compile(rb"LAST-MODIFIED:\d{8}T\d{6}Z")


class Content(NamedTuple):
    """What a feed tells at a moment, and until when if no row changes."""

    status: int
    title: str
    parts: list[Written]
    shown: dict[int, int]  # sequence by event id
    next_change_at: dt.datetime | None


def poll(statement, **values):
    """Return the row of a poll: one statement, on a connection without a session."""
    with engine().connect() as connection:
        return connection.execute(statement, values).first()


def packed_body(name):
    """Return the body of an edition, gzipped."""
    return poll(PACKED, name=name).packed


def is_current(row, now):
    """Tell whether what was served last, as a poll has found it, is still right."""
    return (
        row.etag is not None
        and row.revision == row.current_revision
        and (row.next_change_at is None or now < row.next_change_at)
        and row.made_with == made_with()
    )


def publish_feed(feed_id, now):
    """Make the edition of a secret feed, in one transaction of its own."""
    with writing() as own:
        number = own.scalar(calendar_revision())  # first: what changes meanwhile is not missed
        feed = own.scalar(feed_numbered(feed_id))
        source = sources.of_feed(feed)
        before = own.execute(edition_named(source.edition)).first()
        keep(own, source, content_of(own, feed, source, before, now), before, number, now)
        return source.edition


def publish(source, now):
    """Make the edition of a public feed, in one transaction of its own."""
    with writing() as own:
        number = own.scalar(calendar_revision())
        before = own.execute(edition_named(source.edition)).first()
        keep(own, source, programme(own, source, before, now), before, number, now)
        return source.edition


def content_of(own, feed, source, before, now):
    """Return what the address of a secret feed answers."""
    state, until = state_of(feed, now, current_app.config)
    if state is State.SERVES:
        return programme(own, source, before, now, until)
    if state is State.ENDED:
        return Content(HTTPStatus.GONE, source.title, [], {}, None)
    entry = withdrawn(feed, withdrawn_since(feed, current_app.config))
    part = Written(0, 0, entry.uid, until.date() + DAY, zones_in(entry), entry.text)
    return Content(HTTPStatus.OK, translate(NAME, feed.language), [part], {}, until)


def programme(own, source, before, now, until=None):
    """Return the events of a source, and those that have left it.

    A feed that has told of something never tells of nothing again (R06): the last one stays.
    """
    shown = {int(key): number for key, number in json.loads(before.shown).items()} if before else {}
    condition, changes = source.condition, [until]
    if source.is_public:
        changes.append(own.scalar(next_announcement(condition, now)))
        condition = condition & announced(now)
    here = parts_of(own, condition, source.language, source.role)
    gone, back = departed(own, source, here, shown, now)
    here = told_as_here(here, back) if back else here
    known = sorted([*here, *gone], key=PLACE) if gone else here
    parts = [part for part in known if now.date() < part.leaves_on] or known[-1:]
    changes += [day_start(min(part.leaves_on for part in parts), "UTC")] if parts else []
    left = {part.event_id for part in gone}
    numbers = {part.event_id: part.sequence for part in parts if part.event_id not in left}
    next_change_at = min((change for change in changes if change and now < change), default=None)
    return Content(HTTPStatus.OK, source.title, parts, numbers, next_change_at)


def keep(own, source, content, before, number, now):
    """Store the edition; its date rises only if what it tells has changed (H05, T12)."""
    zone = current_app.config["OFFICE_ZONE"]
    modified_at = before.modified_at if before else revised_at(content.parts) or now
    body = calendar(content.title, content.parts, modified_at, zone)
    digest = hashlib.sha256(b"%d" % content.status + LAST_MODIFIED.sub(b"", body, count=1))
    if before and before.content_hash != digest.hexdigest():
        modified_at = max(now, before.modified_at + SECOND)
        body = calendar(content.title, content.parts, modified_at, zone)
    row = {
        "name": source.edition,
        "made_with": made_with(),
        "revision": number,
        "status": int(content.status),
        "etag": hashlib.sha256(body).hexdigest(),
        "modified_at": modified_at,
        "content_hash": digest.hexdigest(),
        "next_change_at": content.next_change_at,
        "shown": json.dumps(content.shown, separators=(",", ":")),
        "packed": gzip.compress(body, PACKING, mtime=0),
    }
    upsert(own, Edition.__table__, [row])
