"""Statements about feeds, and for each kind the condition of its events."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    Update,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import joinedload, with_expression

from planner.confidentiality import SEES_ALL, SeesAll
from planner.models import (
    Assignment,
    Audience,
    CalendarRevision,
    Duty,
    Event,
    Feed,
    FeedSnapshot,
    Guest,
    Interpretation,
    Kind,
    Municipality,
    OldSlug,
    Tombstone,
    Transfer,
    User,
    Venue,
    Visit,
    VisitStatus,
)
from planner.queries.programme.events import is_visible_to
from planner.rules.programme.clashes import ABSENT_REPLIES

FEED_SNAPSHOT_PREFIX = "feed/"
HIGHLIGHTS_SNAPSHOT_PREFIX = "highlights/{}/"  # by language; of a municipality its id follows
NOT_DELETED = Event.deleted_at.is_(None)
NO_DRAFT = Visit.status != VisitStatus.DRAFT


def events_to_render(event_ids: Sequence[int]) -> Select[Event]:
    """Select events with all that any feed prints of them, as the database has it now."""
    transfer = joinedload(Event.transfer)
    return (
        select(Event)
        .where(Event.id.in_(event_ids))
        .execution_options(populate_existing=True)
        .options(
            with_expression(Event.passengers, passenger_count()),
            joinedload(Event.venue).joinedload(Venue.municipality),
            joinedload(Event.responsible),
            joinedload(Event.visit).joinedload(Visit.in_charge),
            transfer.joinedload(Transfer.from_venue).joinedload(Venue.municipality),
            transfer.joinedload(Transfer.to_venue).joinedload(Venue.municipality),
        )
        .order_by(Event.id)
    )


def passenger_count() -> ScalarSelect[int]:
    """Return how many guests come to an event themselves, as a subquery of its row."""
    coming = Guest.deleted_at.is_(None), Guest.reply.not_in(ABSENT_REPLIES)
    return (
        select(func.count(Guest.id))
        .where(Guest.event_id == Event.id, *coming)
        .correlate(Event)
        .scalar_subquery()
    )


def is_public_highlight(municipality_id: int | None = None) -> ColumnElement[bool]:
    """Return the condition of all public highlights, also of those under embargo (P05)."""
    about = Event.municipality_id == municipality_id if municipality_id else true()
    public = and_(NOT_DELETED, Event.is_highlight, is_visible_to(Audience.PUBLIC))
    return and_(public, is_standalone_or_in_visit(NO_DRAFT), about)


def is_announced(now: dt.datetime) -> ColumnElement[bool]:
    """Return the condition that the embargo of a highlight is over (P05)."""
    return or_(Event.public_from.is_(None), Event.public_from <= now)


def next_announcement(
    condition: ColumnElement[bool], now: dt.datetime
) -> Select[dt.datetime | None]:
    """Select when the next embargo of some highlights ends."""
    return select(func.min(Event.public_from)).where(condition, Event.public_from > now)


def visit_condition(feed: Feed) -> ColumnElement[bool]:
    """Return the condition of all events of a visit."""
    return and_(NOT_DELETED, Event.visit_id == feed.visit_id)


def guests_condition(feed: Feed) -> ColumnElement[bool]:
    """Return the condition of the events of a visit that its guests may know."""
    return and_(visit_condition(feed), is_visible_to(Audience.GUESTS))


def person_condition(feed: Feed) -> ColumnElement[bool]:
    """Return the condition of the events of a visit that a person is invited to and comes to."""
    invited = exists().where(
        Guest.event_id == Event.id,
        Guest.person_id == feed.person_id,
        Guest.deleted_at.is_(None),
        Guest.reply.not_in(ABSENT_REPLIES),
    )
    return and_(guests_condition(feed), invited)


def drivers_condition(feed: Feed) -> ColumnElement[bool]:
    """Return the condition of the transfers of a visit, or of those with one driver."""
    return and_(visit_condition(feed), Event.kind == Kind.TRANSFER, has_duty(feed, Duty.DRIVER))


def interpreters_condition(feed: Feed) -> ColumnElement[bool]:
    """Return the condition of what is interpreted at a visit, or by one interpreter."""
    needed = Event.interpretation != Interpretation.NONE
    return and_(guests_condition(feed), needed, has_duty(feed, Duty.INTERPRETER))


def has_duty(feed: Feed, duty: Duty) -> ColumnElement[bool]:
    """Return the condition that the person of a feed has a duty at an event."""
    if feed.person_id is None:
        return true()
    return exists().where(
        Assignment.event_id == Event.id,
        Assignment.person_id == feed.person_id,
        Assignment.duty == duty,
    )


def is_standalone_or_in_visit(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that an event has no visit, or one of some conditions, not deleted."""
    visits = select(Visit.id).where(Visit.deleted_at.is_(None), *conditions)
    return or_(Event.visit_id.is_(None), Event.visit_id.in_(visits))


def venue_condition(feed: Feed) -> ColumnElement[bool]:
    """Return the condition of the events at a venue that are neither internal nor of a draft."""
    at_venue = Event.venue_id == feed.venue_id
    return and_(
        NOT_DELETED, at_venue, is_visible_to(Audience.GUESTS), is_standalone_or_in_visit(NO_DRAFT)
    )


def user_condition(feed: Feed) -> ColumnElement[bool]:
    """Return the condition of the events that a user is responsible for."""
    return and_(NOT_DELETED, Event.responsible_id == feed.user_id, is_standalone_or_in_visit())


SNAPSHOT_COLUMNS = (
    FeedSnapshot.status,
    FeedSnapshot.etag,
    FeedSnapshot.modified_at,
    FeedSnapshot.renderer_hash,
    FeedSnapshot.revision,
    FeedSnapshot.next_change_at,
    CalendarRevision.number.label("current_revision"),
)


# statements of a poll are built once: building costs more than asking
POLLED_FEED = (
    select(Feed.id, Feed.last_fetched_at, *SNAPSHOT_COLUMNS)
    .select_from(Feed)
    .join(CalendarRevision, true())
    .outerjoin(
        FeedSnapshot, FeedSnapshot.name == literal(FEED_SNAPSHOT_PREFIX) + cast(Feed.id, String)
    )
    .where(Feed.token_hash == bindparam("token_hash"))
    .execution_options(**{SEES_ALL: SeesAll.POLL})
)  # all that a poll of a secret address needs to know (S07, S09, R07)
POLLED_SNAPSHOT = (
    select(*SNAPSHOT_COLUMNS)
    .select_from(CalendarRevision)
    .outerjoin(FeedSnapshot, FeedSnapshot.name == bindparam("name"))
)
POLLED_MUNICIPALITY = (
    select(Municipality.id, *SNAPSHOT_COLUMNS)
    .select_from(Municipality)
    .join(CalendarRevision, true())
    .outerjoin(
        FeedSnapshot, FeedSnapshot.name == bindparam("prefix") + cast(Municipality.id, String)
    )
    .where(Municipality.slug == bindparam("slug"), Municipality.is_public)
)
GZIPPED_SNAPSHOT = select(FeedSnapshot.etag, FeedSnapshot.modified_at, FeedSnapshot.gzipped).where(
    FeedSnapshot.name == bindparam("name")
)


def visit_id(number: int) -> Select[int]:
    """Select the id of a visit, also of one in the trash."""
    return select(Visit.id).where(Visit.id == number)


def snapshot_named(name: str) -> Select[dt.datetime, str, str]:
    """Select what the next snapshot of a feed must know of the last one."""
    columns = FeedSnapshot.modified_at, FeedSnapshot.content_hash, FeedSnapshot.event_sequences
    return select(*columns).where(FeedSnapshot.name == name)


def calendar_revision() -> Select[int]:
    """Select the number that rises with each change of what any feed prints; writers wait."""
    return select(CalendarRevision.number).with_for_update()


def tombstones_of(name: str) -> Select[Tombstone]:
    """Select the rows of the events that once left a feed."""
    return select(Tombstone).where(Tombstone.name == name)


def feed_by_token(token_hash: str) -> Select[Feed]:
    """Select the feed of a token with what it is about."""
    return with_subject(select(Feed).where(Feed.token_hash == token_hash))


def feed_by_id(feed_id: int) -> Select[Feed]:
    """Select a feed with what it is about."""
    return with_subject(select(Feed).where(Feed.id == feed_id))


def with_subject(feeds: Select[Feed]) -> Select[Feed]:
    """Return a selection of feeds that loads what each is about."""
    return feeds.options(
        joinedload(Feed.visit),
        joinedload(Feed.person),
        joinedload(Feed.venue),
        joinedload(Feed.user),
        joinedload(Feed.made_by).joinedload(User.roles),
    )


def highlight_to_download(slug: str, now: dt.datetime) -> Select[int, str | None]:
    """Select the highlight of an address, or of a former one (model rule 9)."""
    former = select(OldSlug.event_id).where(OldSlug.slug == slug)
    here = or_(Event.slug == slug, Event.id.in_(former))
    return (
        select(Event.id, Event.slug).where(is_public_highlight(), is_announced(now), here).limit(1)
    )


def fetch_update(feed_id: int, now: dt.datetime, agent: str) -> Update:
    """Return the statement that notes when a feed was fetched, and by which program."""
    values = {"last_fetched_at": now, "last_agent": agent}
    return update(Feed).where(Feed.id == feed_id).values(values)
