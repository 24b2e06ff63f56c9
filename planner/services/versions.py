"""Two editors of one row: whoever saves says which version of it was read."""

from sqlalchemy import inspect
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from planner.db import Base
from planner.languages import Message
from planner.rules import SAVED_BY_ANOTHER, EditConflict, NotFound


def lock_unchanged(own: Session, row: Base, seen: int | None) -> None:
    """Lock a row, as it is stored now, for the act that changes it.

    `seen` is the lock_version that was read; a row that is to be added has none. Raises
    EditConflict if somebody has saved the row since, NotFound if it is gone or in the bin.
    """
    if inspect(row).transient or inspect(row).pending:
        if seen:
            raise EditConflict
        return
    try:
        own.refresh(row, with_for_update=True)
    except InvalidRequestError as gone:
        raise NotFound from gone
    if getattr(row, "deleted_at", None):
        raise NotFound
    check_unchanged(row, seen)


def check_unchanged(row: Base, seen: int | None, message: Message = SAVED_BY_ANOTHER) -> None:
    """Raise EditConflict with a message if somebody has saved a row since it was read.

    For a row that the act has just read under a lock, perhaps among others.
    """
    if row.lock_version != seen:
        raise EditConflict(message)
