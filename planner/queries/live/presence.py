"""Statements about who has which row open for editing."""

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import (
    Delete,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    delete,
    select,
    update,
)

from planner.db import Base, Insert, shared_alias
from planner.models import Editing, User
from planner.queries.live.polling import (
    ASKING,
    ROW_ID,
    asking_user,
    conditions_of,
    id_of,
    is_there_for_asking,
)

TABLE = cast(Table, Editing.__table__)
OTHER = shared_alias(User, "other")


def row_to_edit(model: type[Base], row_id: int) -> Select[int]:
    """Select the number of a row if it is there and not in the trash."""
    return select(id_of(model)).where(*conditions_of(model, row_id))


def others_editing(
    table: str, row_id: int, user_id: int, after: dt.datetime
) -> Select[str, dt.datetime]:
    """Select name and beginning of all others who have a row open, seen after a moment."""
    return (
        select(User.name, Editing.since)
        .join(User, User.id == Editing.user_id)
        .where(
            Editing.table_name == table,
            Editing.row_id == row_id,
            Editing.user_id != user_id,
            Editing.seen_at > after,
            User.active,
        )
        .order_by(Editing.since, Editing.id)
    )


@functools.cache
def polled_editing(model: type[Base]) -> Select[*tuple[Any, ...]]:
    """Select who asks (asking_user), whether there is such a row for them, and others who edit it.

    At least one row if somebody is signed in; other and since are NULL where there is no other.
    Values beside those of asking_user: row_id, and after, the moment since which it counts.
    """
    others = and_(
        Editing.table_name == model.__tablename__,
        Editing.row_id == ROW_ID,
        Editing.user_id != ASKING.id,
        Editing.seen_at > bindparam("after"),
    )
    return (
        asking_user()
        .outerjoin(Editing, others)
        .outerjoin(OTHER, and_(OTHER.id == Editing.user_id, OTHER.active))
        .add_columns(
            is_there_for_asking(model).label("is_there"),
            OTHER.name.label("other"),
            Editing.since,
        )
        .order_by(Editing.since, Editing.id)
    )


def editing_noted(
    insert: type[Insert], values: Mapping[str, object], fresh_after: dt.datetime
) -> Insert:
    """Insert that a user has a row open, or note that it still is: since stays while it counts."""
    stored = insert(TABLE).values(**values)
    still = TABLE.c.seen_at > fresh_after
    return stored.on_conflict_do_update(
        index_elements=["table_name", "row_id", "user_id"],
        set_={
            "since": case((still, TABLE.c.since), else_=stored.excluded.since),
            "seen_at": stored.excluded.seen_at,
        },
    )


def editing_left(table: str, row_id: int, user_id: int, seen_at: dt.datetime) -> Update:
    """Update what is known of a user who has left a row: last seen at a moment, or before."""
    return (
        update(Editing)
        .where(
            Editing.table_name == table,
            Editing.row_id == row_id,
            Editing.user_id == user_id,
            Editing.seen_at > seen_at,
        )
        .values(seen_at=seen_at)
    )


def editing_over(before: dt.datetime) -> Delete:
    """Delete what does not count any more."""
    return delete(Editing).where(Editing.seen_at <= before)
