"""Questions to the database about who is named at confidential visits, and about takeovers."""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import ColumnElement, Delete, Select, delete, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from planner.models import (
    Event,
    Feed,
    OldSlug,
    Printout,
    Role,
    User,
    Visit,
    VisitReader,
    VisitTakeover,
)
from planner.rules.permissions import Permission, roles_with


def readers_of(visit_id: int) -> Select[VisitReader]:
    """Select those who are named at a visit, by name."""
    return (
        select(VisitReader)
        .join(VisitReader.user)
        .where(VisitReader.visit_id == visit_id)
        .options(
            contains_eager(VisitReader.user).joinedload(User.roles),
            joinedload(VisitReader.named_by),
        )
        .order_by(User.name, User.id)
    )


def reader_of(visit_id: int, user_id: int) -> Select[VisitReader]:
    """Select the row that names a user at a visit."""
    return readers_of(visit_id).where(VisitReader.user_id == user_id)


def is_able() -> ColumnElement[bool]:
    """Return the condition that a user can sign in and may read visits."""
    return User.active & Role.name.in_(roles_with(Permission.READ_VISITS))


def users_to_name(visit_id: int, sought: str) -> Select[User]:
    """Select the users who can be named at a visit and are not yet, by name."""
    named = select(VisitReader.user_id).where(VisitReader.visit_id == visit_id)
    listed = (
        select(User)
        .join(User.roles)
        .where(is_able(), User.id.not_in(named))
        .options(contains_eager(User.roles))
        .order_by(User.name, User.id)
    )
    for word in sought.split():
        listed = listed.where(
            or_(
                User.name.icontains(word, autoescape=True),
                User.email.icontains(word, autoescape=True),
            )
        )
    return listed


def user_to_name(user_id: int) -> Select[User]:
    """Select a user who can be named."""
    return (
        select(User)
        .join(User.roles)
        .where(User.id == user_id, is_able())
        .options(contains_eager(User.roles))
    )


def events_with_address(visit_id: int) -> Select[Event]:
    """Select the events of a visit that have a page of their own, or had one; deleted ones too."""
    had = exists().where(OldSlug.event_id == Event.id)
    return select(Event).where(
        Event.visit_id == visit_id, or_(Event.is_highlight, Event.slug.is_not(None), had)
    )


def old_slugs_deletion(visit_id: int) -> Delete:
    """Delete all former addresses of a visit and of its events."""
    events = select(Event.id).where(Event.visit_id == visit_id)
    return delete(OldSlug).where(or_(OldSlug.visit_id == visit_id, OldSlug.event_id.in_(events)))


class Consequences(NamedTuple):
    """What becomes confidential with a visit, in numbers."""

    feeds: int  # that others have made, and that end
    highlights: int
    printouts: int


def consequences(visit_id: int, user_id: int) -> Select[int, int, int]:
    """Select the columns of Consequences for a visit that a user makes confidential."""
    feeds = select(func.count(Feed.id)).where(
        Feed.visit_id == visit_id,
        Feed.revoked_at.is_(None),
        Feed.made_by_id.is_distinct_from(user_id),
    )
    highlights = select(func.count(Event.id)).where(
        Event.visit_id == visit_id, Event.is_highlight, Event.deleted_at.is_(None)
    )
    of_events = select(Event.id).where(Event.visit_id == visit_id)
    printouts = select(func.count(Printout.id)).where(
        or_(Printout.visit_id == visit_id, Printout.event_id.in_(of_events))
    )
    return select(
        feeds.scalar_subquery().label("feeds"),
        highlights.scalar_subquery().label("highlights"),
        printouts.scalar_subquery().label("printouts"),
    )


class LeftVisit(NamedTuple):
    """A confidential visit whose readers are gone: all that an administrator sees of it."""

    id: int
    first_day: dt.date
    last_day: dt.date


def left_visits(visit_id: int | None = None) -> Select[int, dt.date, dt.date]:
    """Select the columns of LeftVisit of the visits of which nobody who is named can sign in."""
    able = (
        select(VisitReader.id)
        .join(VisitReader.user)
        .join(User.roles)
        .where(VisitReader.visit_id == Visit.id, is_able())
        .exists()
    )
    found = (
        select(Visit.id, Visit.first_day, Visit.last_day)
        .where(Visit.is_confidential, Visit.deleted_at.is_(None), ~able)
        .order_by(Visit.id)
    )
    return found if visit_id is None else found.where(Visit.id == visit_id)


def names_of_readers(visit_ids: list[int]) -> Select[int, str]:
    """Select (visit id, name of a user) of those who are named at visits."""
    return (
        select(VisitReader.visit_id, User.name)
        .join(VisitReader.user)
        .where(VisitReader.visit_id.in_(visit_ids))
        .order_by(User.name, User.id)
    )


def takeovers_of(visit_id: int) -> Select[VisitTakeover]:
    """Select the takeovers of a visit, the latest first."""
    return (
        select(VisitTakeover)
        .where(VisitTakeover.visit_id == visit_id)
        .options(joinedload(VisitTakeover.user))
        .order_by(VisitTakeover.id.desc())
    )


def takeovers_to_tell(user_id: int) -> Select[VisitTakeover]:
    """Select the takeovers of visits at which a user is named, and which he or she was not told."""
    return (
        select(VisitTakeover)
        .join(VisitTakeover.visit)
        .join(VisitReader, VisitReader.visit_id == Visit.id)
        .where(
            VisitReader.user_id == user_id,
            VisitTakeover.id > VisitReader.told_until,
            Visit.deleted_at.is_(None),
        )
        .options(contains_eager(VisitTakeover.visit), joinedload(VisitTakeover.user))
        .order_by(VisitTakeover.id)
    )


def own_readers(user_id: int) -> Select[VisitReader]:
    """Select the rows that name a user."""
    return select(VisitReader).where(VisitReader.user_id == user_id)


def latest_takeover() -> Select[int]:
    """Select the number of the latest takeover of any visit; 0 if there was none."""
    return select(func.coalesce(func.max(VisitTakeover.id), 0))
