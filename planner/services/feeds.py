"""Acts on feeds: make, renew, end, wipe and publish them, note a fetch."""

import datetime as dt
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planner.confidentiality import SeesAll, seeing_all
from planner.connections import waiting_at_most
from planner.db import Base, act, read_transaction, session, upsert
from planner.feeds import sources
from planner.feeds.calendars import CalendarEntry, calendar
from planner.feeds.feed_readers import FeedReader
from planner.feeds.rendered_events import (
    MAX_RENDERED_UNDER_LOCK,
    RenderedEventsMissing,
    entries_of,
    latest_revision,
    missing_event_ids,
    read_rendered,
    read_unkept,
    render_events,
)
from planner.feeds.snapshots import (
    NewSnapshot,
    content_of,
    new_snapshot,
    previous_snapshot,
    snapshot_row,
)
from planner.feeds.sources import FeedSource
from planner.machine.faults import UNWRITABLE, fault_of
from planner.models import Feed, FeedKind, FeedSnapshot, Municipality, Person, User, Venue, Visit
from planner.queries.feeds import subscribing
from planner.queries.feeds.feeds import calendar_revision, feed_by_id, fetch_update
from planner.rules import NotFound, RuleBroken
from planner.rules.feeds import feeds
from planner.rules.feeds.subscribing import (
    VISIT_OVER,
    is_label_taken,
    label_taken_message,
    may_renew,
)
from planner.rules.permissions import Permission, may

PUBLISHING_WAIT = 1.0  # seconds; who cannot store a snapshot serves it all the same
SUBJECTS: dict[str, type[Base]] = {
    "visit_id": Visit,
    "person_id": Person,
    "venue_id": Venue,
    "user_id": User,
}
SNAPSHOTS = Base.metadata.tables[FeedSnapshot.__tablename__]


def make_feed(
    kind: FeedKind,
    subject: Mapping[str, int],
    *,
    label: str,
    language: str,
    user: User,
    now: dt.datetime,
) -> tuple[Feed, str]:
    """Make a feed with a secret address; return it, and its token, which is stored nowhere.

    `subject` is what rules.feeds.new_feed takes. Raises RuleBroken if the subject has an address
    with this label (S05) or its visit is long over, NotFound if the subject is gone or its person
    has no part in the visit.
    """
    with act("make_feed") as own:
        own.scalar(calendar_revision())  # two who make the same one wait for each other
        check_subject(own, kind, subject, now)
        if is_label_taken(label, own.scalars(subscribing.labels_taken(kind, subject))):
            raise RuleBroken(label_taken_message(label))
        feed, token = feeds.new_feed(kind, subject, label, language, user, now)
        own.add(feed)
    return feed, token


def check_subject(
    own: Session, kind: FeedKind, subject: Mapping[str, int], now: dt.datetime
) -> None:
    """Raise NotFound unless the subject of a feed exists, RuleBroken if its visit is long over."""
    rows = {name: own.get(SUBJECTS[name], row_id) for name, row_id in subject.items()}
    if any(row is None or getattr(row, "deleted_at", None) for row in rows.values()):
        raise NotFound
    if isinstance(visit := rows.get("visit_id"), Visit):
        if feeds.expires_at(visit, current_app.config["FEED_DAYS_AFTER_VISIT"]) <= now:
            raise RuleBroken(VISIT_OVER)
        people = own.execute(subscribing.people_by_feed_kind(visit)) if "person_id" in rows else ()
        taking_part = [(FeedKind(one), person.id) for one, person in people]
        if "person_id" in rows and (kind, subject["person_id"]) not in taking_part:
            raise NotFound


def renew_feed(feed_id: int, *, user: User, now: dt.datetime) -> tuple[Feed, str]:
    """Replace the address of a feed; devices with the old one are emptied (S08).

    Returns the new feed and its token. Raises NotFound if there is no such feed that serves, or
    the user may not renew it.
    """
    with act("renew_feed") as own:
        feed = feed_to_change(own, feed_id, user, now)
        if not may_renew(user, feed):
            raise NotFound
        renewed, token = feeds.replace_token(feed, user, now, current_app.config["FEED_WIPE_DAYS"])
        own.flush()  # the label is free before another address takes it
        own.add(renewed)
    return renewed, token


def end_feed(feed_id: int, *, user: User, now: dt.datetime) -> Feed:
    """End a feed at once; devices keep the events that they have.

    Raises NotFound if there is no such feed that serves, or it is not the user's to end.
    """
    with act("end_feed") as own:
        feed = feed_to_change(own, feed_id, user, now)
        feeds.end_at_once(feed, now)
    return feed


def wipe_feed(feed_id: int, *, user: User, now: dt.datetime) -> Feed:
    """End a feed so that the devices that still ask are emptied (S08).

    Raises NotFound if there is no such feed that serves, or it is not the user's to end.
    """
    with act("wipe_feed") as own:
        feed = feed_to_change(own, feed_id, user, now)
        feeds.end_and_wipe(feed, now, current_app.config["FEED_WIPE_DAYS"])
    return feed


def feed_to_change(own: Session, feed_id: int, user: User, now: dt.datetime) -> Feed:
    """Return a feed that serves and is the user's to change, locked. Raises NotFound."""
    own.scalar(calendar_revision())  # before the feed: all writers lock in one order
    today = now.astimezone(ZoneInfo(current_app.config["OFFICE_ZONE"])).date()
    since = today - dt.timedelta(days=current_app.config["FEED_DAYS_AFTER_VISIT"])
    of_all = may(user, Permission.MAKE_FEEDS)
    found = subscribing.feed_to_change(feed_id, user, since, of_all=of_all)
    feed = own.scalar(found.with_for_update(of=Feed))
    if feed is None:
        raise NotFound
    return feed


def publish_feed(feed_id: int, *, now: dt.datetime) -> NewSnapshot:
    """Publish a new snapshot of a feed, and return it. Raises NotFound if the feed is gone."""

    def find(own: Session) -> tuple[FeedSource, Feed]:
        feed = own.scalar(feed_by_id(feed_id))
        if feed is None:
            raise NotFound
        return sources.of_feed(feed), feed

    return publish(find, now)


def publish_highlights(
    language: str, municipality_id: int | None = None, *, now: dt.datetime
) -> NewSnapshot:
    """Publish a new snapshot of all highlights, or of those about one municipality; return it.

    Raises NotFound if there is no such municipality.
    """

    def find(own: Session) -> tuple[FeedSource, None]:
        town = own.get(Municipality, municipality_id) if municipality_id else None
        if municipality_id and town is None:
            raise NotFound
        return sources.highlights(language, town), None

    return publish(find, now)


def publish(
    find: Callable[[Session], tuple[FeedSource, Feed | None]], now: dt.datetime
) -> NewSnapshot:
    """Store the snapshot of what a source has now, and return it.

    Where it cannot be stored, because others write for long, a disk is full, or the database may
    only be read, it is made all the same, and made again for the next who asks.
    """
    try:
        with waiting_at_most(PUBLISHING_WAIT):
            return store_snapshot(find, now)
    except DBAPIError as error:
        if fault_of(error) not in UNWRITABLE:
            raise
    return unstored_snapshot(find, now)


def unstored_snapshot(
    find: Callable[[Session], tuple[FeedSource, Feed | None]], now: dt.datetime
) -> NewSnapshot:
    """Return the snapshot of what a source has now, without writing anything."""
    with seeing_all(SeesAll.PUBLICATION), read_transaction() as own, own.no_autoflush:
        source, feed = find(own)
        before = previous_snapshot(own, source)
        content = content_of(own, source, feed, before, now, is_kept=False)
        return new_snapshot(content, before, now)


def store_snapshot(
    find: Callable[[Session], tuple[FeedSource, Feed | None]], now: dt.datetime
) -> NewSnapshot:
    """Store the snapshot of what a source has now, and return it.

    Where many events are not rendered they are rendered first, a few under each lock: so others
    can save meanwhile.
    """
    while True:
        try:
            with seeing_all(SeesAll.PUBLICATION), act("store_snapshot") as own:
                number = own.scalars(calendar_revision()).one()  # first: no change is missed
                source, feed = find(own)
                before = previous_snapshot(own, source)
                content = content_of(own, source, feed, before, now)
                snapshot = new_snapshot(content, before, now)
                row = snapshot_row(source, content, snapshot, number)
                upsert(own, Base.metadata.tables[FeedSnapshot.__tablename__], [row])
            return snapshot
        except RenderedEventsMissing as missing:
            render_missing_events(missing.event_ids, missing.language, missing.reader)


def render_missing_events(event_ids: list[int], language: str, reader: FeedReader) -> None:
    """Render events, a few in each transaction."""
    for start in range(0, len(event_ids), MAX_RENDERED_UNDER_LOCK):
        with seeing_all(SeesAll.PUBLICATION), act("render_missing_events") as own:
            render_events(
                own, event_ids[start : start + MAX_RENDERED_UNDER_LOCK], [(language, reader)]
            )


def export_calendar(
    title: str,
    condition: ColumnElement[bool],
    *,
    language: str,
    reader: FeedReader,
    changed_at: dt.datetime | None = None,
) -> bytes:
    """Return the events of a condition as a calendar to keep; missing ones are rendered.

    It is dated like the latest of its events; without any, `changed_at`.
    """
    entries = entries_to_keep(condition, language, reader)
    zone = current_app.config["OFFICE_ZONE"]
    return calendar(title, entries, latest_revision(entries) or changed_at, zone)


def entries_to_keep(
    condition: ColumnElement[bool], language: str, reader: FeedReader
) -> list[CalendarEntry]:
    """Return the events of a condition as entries; where nothing can be stored, all the same."""
    rows = read_rendered(session, condition, language, reader)
    try:
        while missing := missing_event_ids(rows):  # again, if one is revised meanwhile
            with waiting_at_most(PUBLISHING_WAIT):
                render_missing_events(missing, language, reader)
            rows = read_rendered(session, condition, language, reader)
    except DBAPIError as error:
        if fault_of(error) not in UNWRITABLE:
            raise
        with read_transaction() as own:
            return read_unkept(own, condition, language, reader)
    return entries_of(rows)


def note_fetch(feed_id: int, *, agent: str, now: dt.datetime) -> None:
    """Note when a feed was fetched, and by which calendar program (S05)."""
    with seeing_all(SeesAll.POLL), act("note_fetch") as own:
        own.execute(fetch_update(feed_id, now, agent))
