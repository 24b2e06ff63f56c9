"""Questions to the database about feeds: one query over events, and a filter for each kind."""

from sqlalchemy import (
    String,
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

from planner.models import (
    Assignment,
    Audience,
    CalendarRevision,
    Departure,
    Duty,
    Edition,
    Event,
    Feed,
    FeedKind,
    Guest,
    Interpretation,
    Kind,
    Municipality,
    OldSlug,
    Transfer,
    Venue,
    Visit,
    VisitStatus,
)
from planner.queries.programme.events import seen_by
from planner.rules.programme.clashes import ABSENT

EDITION_OF_FEED = "feed/"
EDITION_OF_HIGHLIGHTS = "highlights/{}/"  # by language; of a municipality its id follows
HERE = Event.deleted_at.is_(None)
NO_DRAFT = Visit.status != VisitStatus.DRAFT


def events_to_write(event_ids):
    """Select events with all that any feed prints of them, as the database has it now."""
    transfer = joinedload(Event.transfer)
    return (
        select(Event)
        .where(Event.id.in_(event_ids))
        .execution_options(populate_existing=True)
        .options(
            with_expression(Event.passengers, passengers()),
            joinedload(Event.venue).joinedload(Venue.municipality),
            joinedload(Event.responsible),
            joinedload(Event.visit).joinedload(Visit.in_charge),
            transfer.joinedload(Transfer.from_venue).joinedload(Venue.municipality),
            transfer.joinedload(Transfer.to_venue).joinedload(Venue.municipality),
        )
        .order_by(Event.id)
    )


def passengers():
    """Return how many guests come to an event themselves, as a subquery of its row."""
    coming = Guest.deleted_at.is_(None), Guest.reply.not_in(ABSENT)
    return (
        select(func.count(Guest.id))
        .where(Guest.event_id == Event.id, *coming)
        .correlate(Event)
        .scalar_subquery()
    )


def highlights(municipality_id=None):
    """Return the condition of the highlights that everybody may know some day (P05)."""
    about = Event.municipality_id == municipality_id if municipality_id else true()
    shown = and_(HERE, Event.is_highlight, seen_by(Audience.PUBLIC))
    return and_(shown, free_or_of(NO_DRAFT), about)


def announced(now):
    """Return the condition that the embargo of a highlight is over (P05)."""
    return or_(Event.public_from.is_(None), Event.public_from <= now)


def next_announcement(condition, now):
    """Select when the next embargo of some highlights ends."""
    return select(func.min(Event.public_from)).where(condition, Event.public_from > now)


def of_visit(feed):
    """Return the condition of all events of a visit."""
    return and_(HERE, Event.visit_id == feed.visit_id)


def of_guests(feed):
    """Return the condition of the events of a visit that its guests may know."""
    return and_(of_visit(feed), seen_by(Audience.GUESTS))


def of_person(feed):
    """Return the condition of the events of a visit that a person is invited to and comes to."""
    invited = exists().where(
        Guest.event_id == Event.id,
        Guest.person_id == feed.person_id,
        Guest.deleted_at.is_(None),
        Guest.reply.not_in(ABSENT),
    )
    return and_(of_guests(feed), invited)


def of_drivers(feed):
    """Return the condition of the transfers of a visit, or of those with one driver."""
    return and_(of_visit(feed), Event.kind == Kind.TRANSFER, assigned(feed, Duty.DRIVER))


def of_interpreters(feed):
    """Return the condition of what is interpreted at a visit, or by one interpreter."""
    needed = Event.interpretation != Interpretation.NONE
    return and_(of_guests(feed), needed, assigned(feed, Duty.INTERPRETER))


def assigned(feed, duty):
    """Return the condition that the person of a feed has a duty at an event."""
    if feed.person_id is None:
        return true()
    return exists().where(
        Assignment.event_id == Event.id,
        Assignment.person_id == feed.person_id,
        Assignment.duty == duty,
    )


def free_or_of(*conditions):
    """Return the condition that an event is free-standing or of a visit that is so and there."""
    there = select(Visit.id).where(Visit.deleted_at.is_(None), *conditions)
    return or_(Event.visit_id.is_(None), Event.visit_id.in_(there))


def of_venue(feed):
    """Return the condition of the events at a venue that are neither internal nor of a draft."""
    here = Event.venue_id == feed.venue_id
    return and_(HERE, here, seen_by(Audience.GUESTS), free_or_of(NO_DRAFT))


def of_user(feed):
    """Return the condition of the events that a user is responsible for."""
    return and_(HERE, Event.responsible_id == feed.user_id, free_or_of())


CONDITIONS = {
    FeedKind.VISIT: of_visit,
    FeedKind.GUESTS: of_guests,
    FeedKind.PERSON: of_person,
    FeedKind.TRANSFERS: of_drivers,
    FeedKind.INTERPRETATION: of_interpreters,
    FeedKind.VENUE: of_venue,
    FeedKind.USER: of_user,
}
SERVED = (
    Edition.status,
    Edition.etag,
    Edition.modified_at,
    Edition.made_with,
    Edition.revision,
    Edition.next_change_at,
    CalendarRevision.number.label("current_revision"),
)


# statements of a poll are built once: building costs more than asking
POLLED_FEED = (
    select(Feed.id, Feed.last_fetched_at, *SERVED)
    .select_from(Feed)
    .join(CalendarRevision, true())
    .outerjoin(Edition, Edition.name == literal(EDITION_OF_FEED) + cast(Feed.id, String))
    .where(Feed.token_hash == bindparam("token_hash"))
)  # all that a poll of a secret address needs to know (S07, S09, R07)
POLLED_EDITION = (
    select(*SERVED)
    .select_from(CalendarRevision)
    .outerjoin(Edition, Edition.name == bindparam("name"))
)
POLLED_MUNICIPALITY = (
    select(Municipality.id, *SERVED)
    .select_from(Municipality)
    .join(CalendarRevision, true())
    .outerjoin(Edition, Edition.name == bindparam("prefix") + cast(Municipality.id, String))
    .where(Municipality.slug == bindparam("slug"), Municipality.is_public)
)
PACKED = select(Edition.etag, Edition.modified_at, Edition.packed).where(
    Edition.name == bindparam("name")
)


def edition_named(name):
    """Select what is to be known of what a feed served last."""
    columns = Edition.modified_at, Edition.content_hash, Edition.shown
    return select(*columns).where(Edition.name == name)


def calendar_revision():
    """Select the number that rises with each change of what any feed prints; writers wait."""
    return select(CalendarRevision.number).with_for_update()


def departures_of(name):
    """Select the events that once left a feed."""
    return select(Departure).where(Departure.name == name)


def feed_with(token_hash):
    """Select the feed of a token with what it is about."""
    return with_subject(select(Feed).where(Feed.token_hash == token_hash))


def feed_numbered(feed_id):
    """Select a feed with what it is about."""
    return with_subject(select(Feed).where(Feed.id == feed_id))


def with_subject(feeds):
    """Return a selection of feeds that loads what each is about."""
    return feeds.options(
        joinedload(Feed.visit),
        joinedload(Feed.person),
        joinedload(Feed.venue),
        joinedload(Feed.user),
        joinedload(Feed.made_by),
    )


def highlight_to_keep(slug, now):
    """Select the highlight of an address, or of a former one (model rule 9)."""
    former = select(OldSlug.event_id).where(OldSlug.slug == slug)
    here = or_(Event.slug == slug, Event.id.in_(former))
    return select(Event.id, Event.slug).where(highlights(), announced(now), here).limit(1)


def fetch_noted(feed_id, now, agent):
    """Note when a feed was fetched, and by which program."""
    values = {"last_fetched_at": now, "last_agent": agent}
    return update(Feed).where(Feed.id == feed_id).values(values)
