"""Questions to the database about what lies in the trash."""

import datetime as dt
from typing import TypeAlias, TypeVar

from sqlalchemy import Select, select

from planner.models import Delegate, Delegation, Event, Guest, Person, Visit

Trashable: TypeAlias = Delegate | Delegation | Event | Guest | Person | Visit
Model = TypeVar("Model", bound=Trashable)


def row_of(model: type[Model], row_id: int) -> Select[Model]:
    """Select a row, deleted or not."""
    return select(model).where(model.id == row_id)


def deleted_rows(model: type[Model], not_before: dt.datetime) -> Select[Model]:
    """Select what was deleted since a moment, the latest first; at most 50."""
    return (
        select(model)
        .where(model.deleted_at >= not_before)
        .order_by(model.deleted_at.desc(), model.id)
        .limit(50)
    )
