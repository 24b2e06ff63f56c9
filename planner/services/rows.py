"""Rows as they are stored now: read, locked, or NotFound."""

from typing import TypeVar

from sqlalchemy import Select, inspect
from sqlalchemy.orm import Session

from planner.db import Base
from planner.models import Event
from planner.rules import NotFound
from planner.services.versions import lock_calendars

Row = TypeVar("Row", bound=Base)


def one_or_not_found(own: Session, statement: Select[Row]) -> Row:
    """Return the row that a statement selects. Raises NotFound if there is none."""
    row = own.scalar(statement)
    if row is None:
        raise NotFound
    return row


def with_row_lock(statement: Select[Row], kind: type[Row]) -> Select[Row]:
    """Select rows so that nobody else changes those of a kind until the act ends.

    Others may go on to refer to them: FOR NO KEY UPDATE on PostgreSQL. The order of the statement
    is the order of the locks, so that two acts do not wait for each other.
    """
    return statement.with_for_update(of=kind, key_share=True)


def reload_row(own: Session, row: Row) -> Row:
    """Return a row as it is stored now. Raises NotFound if it is gone or in the trash."""
    key = inspect(row).identity
    found = own.get(type(row), key) if key else None
    if found is None or getattr(found, "deleted_at", None):
        raise NotFound
    return found


def reload_event(own: Session, event: Event) -> Event:
    """Return an event as it is stored now, for an act on its guests.

    Calendars are taken first: whoever locks guests comes after them. Raises NotFound if the event
    or its visit is gone or in the trash.
    """
    lock_calendars(own)
    found = reload_row(own, event)
    if found.visit:
        reload_row(own, found.visit)
    return found
