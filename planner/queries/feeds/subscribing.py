"""Questions to the database about feeds that are made, renewed, ended and wiped."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Select, literal, or_, select, union
from sqlalchemy.orm import joinedload

from planner.models import (
    Assignment,
    Delegate,
    Delegation,
    Duty,
    Event,
    Feed,
    FeedKind,
    Guest,
    Person,
    User,
    Venue,
    Visit,
)


def active_feeds(since: dt.date) -> Select[Feed]:
    """Select the active feeds with all that lists say, the latest first.

    Feeds of visits that were over before a day have ended with them (S09).
    """
    return (
        select(Feed)
        .outerjoin(Feed.visit)
        .where(
            Feed.revoked_at.is_(None),
            Visit.deleted_at.is_(None),
            or_(Feed.visit_id.is_(None), Visit.last_day >= since),
        )
        .options(
            joinedload(Feed.visit),
            joinedload(Feed.person),
            joinedload(Feed.venue),
            joinedload(Feed.made_by),
        )
        .order_by(Feed.id.desc())
    )


def feeds_of_visit(visit: Visit, since: dt.date) -> Select[Feed]:
    """Select the active feeds of a visit."""
    return active_feeds(since).where(Feed.visit_id == visit.id)


def feeds_of_venue(venue: Venue, since: dt.date) -> Select[Feed]:
    """Select the active feeds of a venue."""
    return active_feeds(since).where(Feed.venue_id == venue.id)


def feeds_of_person(person: Person, since: dt.date) -> Select[Feed]:
    """Select the active feeds of a person at all visits."""
    return active_feeds(since).where(Feed.person_id == person.id)


def own_feeds(user: User, since: dt.date) -> Select[Feed]:
    """Select the active feeds made by a user or about this user."""
    return active_feeds(since).where(is_own(user))


def is_own(user: User) -> ColumnElement[bool]:
    """Return the condition that a feed was made by a user or is about this user."""
    return or_(Feed.user_id == user.id, Feed.made_by_id == user.id)


def feed_to_change(feed_id: int, user: User, since: dt.date, *, of_all: bool) -> Select[Feed]:
    """Select a feed that a user may change: an own one; with `of_all` also one about no user."""
    return active_feeds(since).where(Feed.id == feed_id, is_rightful(user, of_all))


def ended_feed(feed_id: int, user: User, *, of_all: bool) -> Select[Feed]:
    """Select a feed that somebody has ended, and that a user could have ended."""
    return select(Feed).where(
        Feed.id == feed_id, Feed.revoked_at.is_not(None), is_rightful(user, of_all)
    )


def is_rightful(user: User, of_all: bool) -> ColumnElement[bool]:
    """Return the condition that a user may change a feed: an own one, or one about no user."""
    return or_(is_own(user), Feed.user_id.is_(None)) if of_all else is_own(user)


def labels_taken(kind: FeedKind, subject: Mapping[str, int]) -> Select[str]:
    """Select the labels of the active feeds of a kind and subject."""
    columns = (Feed.visit_id, Feed.person_id, Feed.venue_id, Feed.user_id)
    same = (column.is_not_distinct_from(subject.get(column.key)) for column in columns)
    return select(Feed.label).where(Feed.kind == kind, *same, Feed.revoked_at.is_(None))


def people_by_feed_kind(visit: Visit) -> Select[str, Person]:
    """Select (kind of feed, person) of those who can have a personal feed of a visit, by name."""
    guests = select(literal(FeedKind.PERSON.value).label("kind"), Guest.person_id).where(
        Guest.event_id.in_(event_ids_of(visit)), Guest.deleted_at.is_(None)
    )
    delegates = (
        select(literal(FeedKind.PERSON.value), Delegate.person_id)
        .join(Delegate.delegation)
        .where(
            Delegation.visit_id == visit.id,
            Delegation.deleted_at.is_(None),
            Delegate.deleted_at.is_(None),
        )
    )
    drivers = on_duty(visit, Duty.DRIVER, FeedKind.TRANSFERS)
    interpreters = on_duty(visit, Duty.INTERPRETER, FeedKind.INTERPRETATION)
    found = union(guests, delegates, drivers, interpreters).subquery()
    return (
        select(found.c.kind, Person)
        .join(Person, Person.id == found.c.person_id)
        .where(Person.deleted_at.is_(None))
        .order_by(Person.sort_name, Person.id)
    )


def on_duty(visit: Visit, duty: Duty, kind: FeedKind) -> Select[str, int]:
    """Select (kind of feed, person id) of those who are assigned to events of a visit."""
    return select(literal(kind.value), Assignment.person_id).where(
        Assignment.event_id.in_(event_ids_of(visit)), Assignment.duty == duty
    )


def event_ids_of(visit: Visit) -> Select[int]:
    """Select the ids of the events of a visit."""
    return select(Event.id).where(Event.visit_id == visit.id, Event.deleted_at.is_(None))


def coming_visits_of(person: Person, day: dt.date) -> Select[Visit]:
    """Select the visits, from a day on, in which a person is a guest or a delegate."""
    invited = (
        select(Event.visit_id)
        .join(Guest, Guest.event_id == Event.id)
        .where(Guest.person_id == person.id, Guest.deleted_at.is_(None), Event.deleted_at.is_(None))
    )
    travels = (
        select(Delegation.visit_id)
        .join(Delegate, Delegate.delegation_id == Delegation.id)
        .where(
            Delegate.person_id == person.id,
            Delegate.deleted_at.is_(None),
            Delegation.deleted_at.is_(None),
        )
    )
    return (
        select(Visit)
        .where(
            or_(Visit.id.in_(invited), Visit.id.in_(travels)),
            Visit.last_day >= day,
            Visit.deleted_at.is_(None),
        )
        .order_by(Visit.first_day, Visit.id)
    )
