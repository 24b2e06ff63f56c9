"""Which tables hang on a visit: of their rows nobody learns who may not know of the visit."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from planner.db import Base
from planner.models import Visit

if TYPE_CHECKING:
    from sqlalchemy import Table

VISIT = Visit.__tablename__


class Step(NamedTuple):
    """A reference from one table to the next on the way to a visit."""

    table: str
    column: str
    referred: str
    key: str  # the column of the referred table


Way = tuple[Step, ...]


def ways_to_visits(tables: Iterable["Table"]) -> dict[str, list[Way]]:
    """Return for each table that hangs on a visit, by its name, every way of references there.

    A row is hidden if any of its ways leads to a visit that is.
    """
    by_name = {table.name: table for table in tables}
    found = {name: list(_ways(table, by_name, {name})) for name, table in by_name.items()}
    return {name: ways for name, ways in found.items() if ways}


def _ways(table: "Table", by_name: dict[str, "Table"], passed: set[str]) -> Iterable[Way]:
    """Yield the ways from a table to a visit that pass no table twice."""
    for column in table.columns:
        for reference in column.foreign_keys:
            referred = reference.column.table.name
            step = Step(table.name, column.name, referred, reference.column.name)
            if referred == VISIT:
                yield (step,)
            elif referred not in passed:
                for rest in _ways(by_name[referred], by_name, passed | {referred}):
                    yield (step, *rest)


WAYS_TO_VISITS = ways_to_visits(Base.metadata.tables.values())
