"""Lines of a history: what one user did within a minute to the same rows is one of them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from planner.models import HistoryEntry, HistoryRow, HistoryValues, Operation
from planner.rules.history.changes import RowChange, note_change
from planner.rules.history.followed import WITHOUT_VALUES, kept_fields
from planner.rules.history.subjects import COLUMNS


class Erased:
    """Stands for a value of which the history has kept nothing, or that was erased."""


ERASED, SECRET = Erased(), Erased()


class Line(NamedTuple):
    """What somebody did, as a history tells it: one entry, or several of the same minute."""

    entries: tuple[HistoryEntry, ...]  # the newest first
    changes: tuple[RowChange, ...]

    @property
    def entry(self) -> HistoryEntry:
        """The newest entry."""
        return self.entries[0]


def told_change(row: HistoryRow, values: HistoryValues | None) -> RowChange:
    """Return what became of a row, from what the history has kept of it."""
    before = dict(values.before or {}) if values else {}
    after = dict(values.after or {}) if values else {}
    if row.operation is Operation.CHANGED and row.table_name not in WITHOUT_VALUES:
        for name in row.fields:
            lost = ERASED if name in kept_fields(row.table_name) else SECRET
            before.setdefault(name, lost)
            after.setdefault(name, lost)
    subjects = {name: getattr(row, name) for name in COLUMNS if getattr(row, name) is not None}
    return RowChange(
        row.table_name,
        row.row_key,
        None if row.operation is Operation.ADDED else before,
        None if row.operation is Operation.DELETED else after,
        {**subjects, **before, **after},
        row.old_version,
        row.version,
    )


def is_alike(one: Line, entry: HistoryEntry, changes: Sequence[RowChange]) -> bool:
    """Tell whether an older entry belongs to a line: same user and minute, and the same rows."""
    newer = one.entry
    same = newer.user_id == entry.user_id and minute(newer.at) == minute(entry.at)
    if not same or newer.user_id is None or newer.undoes_id or entry.undoes_id:
        return False
    places, known = places_of(changes), places_of(one.changes)
    if any(key == "" for _, key in places | known):
        return False  # erased: nobody knows whether they are the same
    return places <= known or known <= places


def places_of(changes: Iterable[RowChange]) -> set[tuple[str, str]]:
    """Return the tables and keys of the rows of some changes."""
    return {(change.table, change.key) for change in changes}


def minute(moment: dt.datetime) -> dt.datetime:
    """Return the minute of a moment."""
    return moment.replace(second=0, microsecond=0)


def lines(
    entries: Iterable[HistoryEntry], changes: Mapping[int, Sequence[RowChange]]
) -> list[Line]:
    """Return the lines of entries, the newest first; what came back to where it was has none.

    `changes` are those of each entry, by its id; an entry without any is not told.
    """
    found: list[Line] = []
    for entry in entries:
        its = changes.get(entry.id, ())
        if not its:
            continue
        if found and found[-1].changes and is_alike(found[-1], entry, its):
            newer = found.pop()
            both = folded_changes(its, newer.changes)
            found.append(Line((*newer.entries, entry), both))
        else:
            found.append(Line((entry,), tuple(its)))
    return [line for line in found if line.changes]


def folded_changes(older: Iterable[RowChange], newer: Iterable[RowChange]) -> tuple[RowChange, ...]:
    """Return changes one after the other as one of each row, without those that undo each other."""
    folded: dict[tuple[str, str], RowChange] = {}
    for change in (*older, *newer):
        note_change(folded, change)
    return tuple(
        one for one in folded.values() if one.before is None or one.after is None or one.after
    )
