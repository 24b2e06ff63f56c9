"""What a row belongs to: the visit, event, delegation, person or scheme whose history tells of it.

A row may name its subject itself, or name another row that does: a guest names the event, and the
event its visit.
"""

from collections.abc import Mapping
from typing import NamedTuple

from planner.models import (
    Delegation,
    Event,
    Guest,
    Person,
    Printout,
    Scheme,
    SchemeVersion,
    Visit,
)

SUBJECTS = {  # tables, and the columns that name their rows
    Visit.__tablename__: "visit_id",
    Event.__tablename__: "event_id",
    Delegation.__tablename__: "delegation_id",
    Person.__tablename__: "person_id",
    Scheme.__tablename__: "scheme_id",
}
COLUMNS = tuple(SUBJECTS.values())

#: Columns that lead on, by the table whose row they name, and what that row names in turn.
THROUGH = {
    "event_id": (Event.__tablename__, ("visit_id",)),
    "delegation_id": (Delegation.__tablename__, ("visit_id",)),
    "guest_id": (Guest.__tablename__, ("event_id", "person_id", "delegation_id")),
    "printout_id": (Printout.__tablename__, ("visit_id", "event_id")),
    "version_id": (SchemeVersion.__tablename__, ("scheme_id",)),
}
LEADING = (*COLUMNS, *(name for name in THROUGH if name not in COLUMNS))


class Subjects(NamedTuple):
    """The ids of what a row belongs to."""

    visit_id: int | None = None
    event_id: int | None = None
    delegation_id: int | None = None
    person_id: int | None = None
    scheme_id: int | None = None


def own_subjects(table: str, row: Mapping[str, object]) -> dict[str, int]:
    """Return the ids of subjects, and of what leads on to some, that a row names itself."""
    found = {name: key for name in LEADING if isinstance(key := row.get(name), int)}
    if table in SUBJECTS and isinstance(key := row["id"], int):
        found[SUBJECTS[table]] = key
    return found


def missing_steps(found: Mapping[str, int]) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return the rows that lead on from some ids: what they name is still to be asked for."""
    return {
        (table, found[column]): names
        for column, (table, names) in THROUGH.items()
        if column in found and any(name not in found for name in names)
    }
