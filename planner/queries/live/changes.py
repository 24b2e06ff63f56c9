"""The statement about what is new on an open page."""

import datetime as dt
import functools
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, literal_column, or_, select

from planner.models import Event, HistoryEntry, HistoryRow, Visit
from planner.queries.confidentiality import hidden_table, is_readable
from planner.queries.live.polling import ASKING, ROW_ID, asking_user, is_there_for_asking

SETTLED_AFTER = dt.timedelta(seconds=3)  # PostgreSQL commits entries in another order than theirs
MOST_ROWS = 200  # that one poll tells of; the page is made anew whole
OF_PEOPLE = ("person", "term", "address_override")  # tables that belong to people, not to visits


@functools.cache
def polled_changes(model: type[Visit | Event], *, is_first: bool) -> Select[*tuple[Any, ...]]:
    """Select who asks (asking_user), whether the visit or event is there for them, and what is new.

    Values beside those of asking_user: row_id; settled, SETTLED_AFTER ago; and since, a moment, for
    the first poll of a page, or else after, the number of an entry. The mark is the last entry
    that is old enough for all before it to be committed: `after` of the next poll. One row at
    least if somebody is signed in; all of an entry is NULL where nothing is new.
    """
    mark = (
        select(HistoryEntry.id)
        .where(HistoryEntry.at <= bindparam("settled"))
        .order_by(HistoryEntry.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    written_since = select(HistoryEntry.id).where(HistoryEntry.at >= bindparam("since"))
    after = HistoryRow.entry_id > bindparam("after")
    shown = and_(
        HistoryRow.entry_id.in_(written_since) if is_first else after,
        HistoryRow.is_sealed.is_(False),
        _is_shown_with(model),
        is_readable(HistoryRow, ASKING.id),
    )
    return (
        asking_user()
        .outerjoin(HistoryRow, shown)
        .outerjoin(HistoryEntry, HistoryEntry.id == HistoryRow.entry_id)
        .add_columns(
            is_there_for_asking(model).label("is_there"),
            mark.label("mark"),
            HistoryRow.id.label("row_id"),
            HistoryRow.entry_id,
            HistoryEntry.user_id.label("author_id"),
        )
        .order_by(HistoryRow.id)
        .limit(MOST_ROWS)
    )


def _is_shown_with(model: type[Visit | Event]) -> ColumnElement[bool]:
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
        visit = select(event.c.visit_id).where(event.c.id == ROW_ID).scalar_subquery()
        belongs = or_(
            HistoryRow.event_id + 0 == ROW_ID, and_(HistoryRow.event_id.is_(None), here == visit)
        )
        invited = exists(of_guests.where(with_person, guest.c.event_id == ROW_ID))
        return or_(belongs, and_(HistoryRow.table_name.in_(OF_PEOPLE), invited))
    invited = exists(
        of_guests.join(event, event.c.id == guest.c.event_id).where(
            with_person, event.c.visit_id == ROW_ID
        )
    )
    sent = exists(
        select(literal_column("1"))
        .select_from(delegate)
        .join(delegation, delegation.c.id == delegate.c.delegation_id)
        .where(delegate.c.person_id == HistoryRow.person_id, delegation.c.visit_id == ROW_ID)
    )
    return or_(here == ROW_ID, and_(HistoryRow.table_name.in_(OF_PEOPLE), or_(invited, sent)))
