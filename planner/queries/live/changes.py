"""The statement about what is new on an open page."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, literal_column, or_, select

from planner.models import Event, HistoryEntry, HistoryRow, Visit
from planner.queries.confidentiality import hidden_table, is_readable
from planner.queries.live.polling import ASKING, asking_user, is_there_for_asking

SETTLED_AFTER = dt.timedelta(seconds=3)  # PostgreSQL commits entries in another order than theirs
MOST_ROWS = 200  # that one poll tells of; the page is made anew whole
OF_PEOPLE = ("person", "term", "address_override")  # tables that belong to people, not to visits


def polled_changes(
    model: type[Visit | Event],
    row_id: int,
    token_hash: str,
    not_before: dt.datetime,
    *,
    now: dt.datetime,
    after: int | None = None,
    since: dt.datetime | None = None,
) -> Select[*tuple[Any, ...]]:
    """Select who asks (asking_user), whether the visit or event is there for them, and what is new.

    New is what has an entry after the one numbered `after`, or else one written `since`. The mark
    is the last entry that is old enough for all before it to be committed: `after` of the next
    poll. One row at least if somebody is signed in; all of an entry is NULL where nothing is new.
    """
    is_new = HistoryRow.entry_id > after if after is not None else _written_since(since or now)
    mark = (
        select(HistoryEntry.id)
        .where(HistoryEntry.at <= now - SETTLED_AFTER)
        .order_by(HistoryEntry.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    shown = and_(
        is_new,
        HistoryRow.is_sealed.is_(False),
        _is_shown_with(model, row_id),
        is_readable(HistoryRow, ASKING.id),
    )
    return (
        asking_user(token_hash, not_before)
        .outerjoin(HistoryRow, shown)
        .outerjoin(HistoryEntry, HistoryEntry.id == HistoryRow.entry_id)
        .add_columns(
            is_there_for_asking(model, row_id).label("is_there"),
            mark.label("mark"),
            HistoryRow.id.label("row_id"),
            HistoryRow.entry_id,
            HistoryEntry.user_id.label("author_id"),
        )
        .order_by(HistoryRow.id)
        .limit(MOST_ROWS)
    )


def _written_since(since: dt.datetime) -> ColumnElement[bool]:
    """Return the condition that an entry was written at a moment or later, or shortly before."""
    entries = select(HistoryEntry.id).where(HistoryEntry.at >= since - SETTLED_AFTER)
    return HistoryRow.entry_id.in_(entries)


def _is_shown_with(model: type[Visit | Event], row_id: int) -> ColumnElement[bool]:
    """Return the condition that a page about a visit or an event shows a row of the history.

    The sums keep the databases from reading all that ever happened to a visit: the few entries
    that are new are read, and looked through.
    """
    event, guest = hidden_table("event"), hidden_table("guest")
    delegate, delegation = hidden_table("delegate"), hidden_table("delegation")
    here = HistoryRow.visit_id + 0
    of_guests: Select[Any] = select(literal_column("1")).select_from(guest)
    with_person = guest.c.person_id == HistoryRow.person_id
    if model is Event:
        visit = select(event.c.visit_id).where(event.c.id == row_id).scalar_subquery()
        belongs = or_(
            HistoryRow.event_id + 0 == row_id, and_(HistoryRow.event_id.is_(None), here == visit)
        )
        invited = exists(of_guests.where(with_person, guest.c.event_id == row_id))
        return or_(belongs, and_(HistoryRow.table_name.in_(OF_PEOPLE), invited))
    invited = exists(
        of_guests.join(event, event.c.id == guest.c.event_id).where(
            with_person, event.c.visit_id == row_id
        )
    )
    sent = exists(
        select(literal_column("1"))
        .select_from(delegate)
        .join(delegation, delegation.c.id == delegate.c.delegation_id)
        .where(delegate.c.person_id == HistoryRow.person_id, delegation.c.visit_id == row_id)
    )
    return or_(here == row_id, and_(HistoryRow.table_name.in_(OF_PEOPLE), or_(invited, sent)))
