"""Questions to the database about feeds and what they print."""

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from planner.models import Audience, Event, Feed, OldSlug, Venue, Visit, VisitStatus
from planner.queries.events import seen_by


def printed_rows():
    """Select events with all that a feed prints of them."""
    venue = joinedload(Event.venue).joinedload(Venue.municipality)
    return select(Event).options(venue)


def highlights_to_print():
    """Select the highlights that everybody may know, deleted ones too (R05)."""
    known = or_(
        Event.visit_id.is_(None),
        Visit.deleted_at.is_(None) & (Visit.status != VisitStatus.DRAFT),
    )
    return (
        printed_rows()
        .outerjoin(Visit, Visit.id == Event.visit_id)
        .where(Event.is_highlight, seen_by(Audience.PUBLIC), known)
    )


def highlight_to_print(slug):
    """Select the highlight of an address, or of a former one (model rule 9)."""
    former = select(OldSlug.event_id).where(OldSlug.slug == slug)
    here = or_(Event.slug == slug, Event.id.in_(former))
    return highlights_to_print().where(here, Event.deleted_at.is_(None)).limit(1)


def feed_with(token_hash):
    """Select the feed of a token with its visit."""
    return select(Feed).where(Feed.token_hash == token_hash).options(joinedload(Feed.visit))


def events_to_print(visit):
    """Select the events of a visit that its guests may know, deleted ones too (R05)."""
    return printed_rows().where(Event.visit_id == visit.id, seen_by(Audience.GUESTS))


def feeds_of(visit):
    """Select the feeds of a visit that still serve, the latest first."""
    return (
        select(Feed)
        .where(Feed.visit_id == visit.id, Feed.revoked_at.is_(None))
        .options(joinedload(Feed.made_by))
        .order_by(Feed.id.desc())
    )


def feed_of(visit, feed_id):
    """Select a feed of the visit that still serves."""
    return feeds_of(visit).where(Feed.id == feed_id)


def fetch_noted(feed_id, now, agent):
    """Note when a feed was fetched, and by which program."""
    values = {"last_fetched_at": now, "last_agent": agent}
    return update(Feed).where(Feed.id == feed_id).values(values)
