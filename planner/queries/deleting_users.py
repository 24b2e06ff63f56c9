"""Questions to the database about what refers to a user who is to be deleted."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    and_,
    func,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute

from planner.models import (
    Event,
    Feed,
    HistoryEntry,
    Job,
    Move,
    Printout,
    User,
    Visit,
    VisitReader,
    VisitTakeover,
)
from planner.queries.users import active_users

Reference = InstrumentedAttribute[Any]
HANDED_OVER: tuple[Reference, ...] = (Visit.in_charge_id, Event.responsible_id)
NAMELESS: tuple[Reference, ...] = (
    *(Move.moved_by_id, HistoryEntry.user_id, Printout.user_id, Feed.made_by_id),
    *(VisitReader.named_by_id, VisitTakeover.user_id),
)
DELETED: tuple[Reference, ...] = (Feed.user_id, Job.user_id)  # what was theirs alone


def rows_with(reference: Reference, user_id: int) -> Select[Any]:
    """Select the rows that refer to a user, those in the trash too, in the order of their ids."""
    model = reference.class_
    return select(model).where(reference == user_id).order_by(model.id)


def nameless(reference: Reference, user_id: int) -> Update:
    """Let rows name nobody where they name a user."""
    return update(reference.class_).where(reference == user_id).values({reference.key: None})


def left_behind(user_id: int, today: dt.date) -> Select[int, int, int, int]:
    """Select how many visits and events a user leads, how many of them come, and own feeds."""
    visits, events = Visit.in_charge_id == user_id, Event.responsible_id == user_id
    last_moment = dt.datetime.combine(today, dt.time())
    coming = and_(visits, Visit.last_day >= today, Visit.deleted_at.is_(None))
    coming_events = and_(events, Event.ends_at >= last_moment, Event.deleted_at.is_(None))
    return select(
        count_where(Visit.id, visits),
        count_where(Event.id, events),
        count_where(Visit.id, coming) + count_where(Event.id, coming_events),
        count_where(Feed.id, and_(Feed.user_id == user_id, Feed.revoked_at.is_(None))),
    )


def count_where(
    column: InstrumentedAttribute[int], condition: ColumnElement[bool]
) -> ColumnElement[int]:
    """Return how many rows meet a condition."""
    return select(func.count(column)).where(condition).scalar_subquery()


def possible_successors(user_id: int) -> Select[User]:
    """Select the active users but one by name: to them can be handed over what that one leads."""
    return active_users().where(User.id != user_id)
