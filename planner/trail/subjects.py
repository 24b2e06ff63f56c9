"""What the rows of an act belong to, asked of the session first and then of the database."""

from collections.abc import Mapping, Sequence

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from planner.db import Base
from planner.queries.history.stored import rows_with_keys
from planner.rules.history.changes import Place, RowChange
from planner.rules.history.subjects import (
    SUBJECTS,
    THROUGH,
    Subjects,
    missing_steps,
    own_subjects,
)

MODELS = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
DEEPEST = 2  # steps from a row to a visit: a move names a guest, the guest an event


def subjects_of(session: Session, changes: Sequence[RowChange]) -> list[Subjects]:
    """Return what the rows of some changes belong to, in their order; few statements for all."""
    found = [own_subjects(change.table, change.row) for change in changes]
    known = {
        (change.table, int(change.key)): change.row for change in changes if change.key.isdigit()
    }
    for _ in range(DEEPEST):
        steps = {place: None for ids in found for place in missing_steps(ids)}
        look_up(session, [place for place in steps if place not in known], known)
        for ids in found:
            for (table, key), names in missing_steps(ids).items():
                row = known.get((table, key), {})
                ids.update(own_subjects("", {name: row.get(name) for name in names}))
    gone = {(change.table, change.key) for change in changes if change.after is None}
    return [Subjects(**still_there(ids, gone)) for ids in found]


def look_up(
    session: Session,
    places: Sequence[tuple[str, int]],
    known: dict[tuple[str, int], Mapping[str, object]],
) -> None:
    """Put rows to those that are known: from the session if it has them, else as stored."""
    missing: dict[str, list[int]] = {}
    for table, key in places:
        identity = inspect(MODELS[table]).identity_key_from_primary_key((key,))
        row = session.identity_map.get(identity)
        if row is not None and leads_on(table) <= inspect(row).dict.keys():
            known[table, key] = inspect(row).dict
        else:
            missing.setdefault(table, []).append(key)
    for table, keys in missing.items():
        for stored in rows_with_keys(session, table, ((key,) for key in keys)):
            known[table, int(str(stored["id"]))] = stored


def leads_on(table: str) -> set[str]:
    """Return the columns by which a row of a table leads on."""
    return {name for through, names in THROUGH.values() if through == table for name in names}


def still_there(ids: Mapping[str, int], gone: set[Place]) -> dict[str, int]:
    """Return the ids of the subjects that are not deleted in the same act."""
    return {
        column: ids[column]
        for table, column in SUBJECTS.items()
        if column in ids and (not gone or (table, str(ids[column])) not in gone)
    }
