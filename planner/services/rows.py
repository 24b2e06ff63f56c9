"""Rows as they are stored now: what an act reads under its lock, and misses."""

from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from planner.db import Base
from planner.rules import NotFound

Row = TypeVar("Row", bound=Base)


def one_of(own: Session, statement: Select[tuple[Row]]) -> Row:
    """Return the row that a statement selects. Raises NotFound if there is none."""
    row = own.scalar(statement)
    if row is None:
        raise NotFound
    return row
