"""Locks for two editors of one row: each says which version of it was read."""

from typing import Protocol

from sqlalchemy import inspect
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import InstanceState, Session

from planner.db import Base
from planner.languages import Message
from planner.queries.feeds.feeds import calendar_revision
from planner.rules import SAVED_BY_ANOTHER, EditConflict, NotFound
from planner.rules.feeds.revisions import WATCHED_BY_TABLE


class Versioned(Protocol):
    """A row whose saves SQLAlchemy counts."""

    @property
    def lock_version(self) -> int:
        """How often the row was saved."""


def lock_unchanged(own: Session, row: Versioned, seen: int | None) -> None:
    """Lock a row, as it is stored now, for the act that changes it.

    `seen` is the lock_version that was read; a row that is to be added has none. Raises
    EditConflict if somebody has saved the row since, NotFound if it is gone or in the trash.
    """
    state: InstanceState[Base] = inspect(row, raiseerr=True)
    if state.transient or state.pending:
        if seen:
            raise EditConflict
        return
    if own.is_modified(row) and row.lock_version == seen:  # by an outer act: saving it locks it
        own.flush()
        return
    lock_row(own, row)
    check_unchanged(row, seen)


def lock_row(own: Session, row: Base | Versioned) -> None:
    """Lock a row, as it is stored now, whichever version of it was read.

    Calendars are taken before a row that they print. Raises NotFound if the row is gone or in the
    trash.
    """
    state: InstanceState[Base] = inspect(row, raiseerr=True)
    if state.mapper.class_.__tablename__ in WATCHED_BY_TABLE:
        lock_calendars(own)
    try:
        # the row alone, not what it was once loaded with; others may go on to refer to it
        own.refresh(row, with_for_update={"of": type(row), "key_share": True})
    except InvalidRequestError as gone:
        raise NotFound from gone
    if getattr(row, "deleted_at", None):
        raise NotFound


def check_unchanged(row: Versioned, seen: int | None, message: Message = SAVED_BY_ANOTHER) -> None:
    """Raise EditConflict with a message if somebody has saved a row since it was read.

    For a row that the act has just read under a lock, perhaps among others.
    """
    if row.lock_version != seen:
        raise EditConflict(message)


def lock_calendars(own: Session) -> None:
    """Take all calendars before any row that they print is locked: one order for all who write.

    Otherwise two acts could wait for each other: the flush takes the calendars too.
    """
    own.scalar(calendar_revision())
