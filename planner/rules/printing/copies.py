"""Rules of copies: what a list that was given to somebody says, and what it should say now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

#: What a row tells of: the ids of a person and of an event.
Subject = tuple[int | None, int | None]
Cell = str | int | None
Cells = Sequence[Cell]


class Lines(NamedTuple):
    """The rows of a list, by what they tell of: there may be several of one."""

    labels: Sequence[str]
    counted: Collection[str]  # labels of columns that only count the rows
    rows: Mapping[Subject, Sequence[Cells]]


class CellChange(NamedTuple):
    """A cell that says something else now."""

    label: str
    before: str
    after: str


class CopyChanges(NamedTuple):
    """What is new, changed and gone since a list was given away."""

    new: list[Subject]
    changed: list[tuple[Subject, list[CellChange]]]
    removed: list[Subject]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.new) + len(self.changed) + len(self.removed)


def lines(
    labels: Sequence[str], counted: Collection[str], rows: Iterable[tuple[Subject, Cells]]
) -> Lines:
    """Return rows by what they tell of."""
    found: dict[Subject, list[Cells]] = {}
    for subject, cells in rows:
        found.setdefault(subject, []).append(cells)
    return Lines(labels, counted, found)


def copy_changes(then: Lines, now: Lines) -> CopyChanges:
    """Return what has changed since a list was given away; numbers of rows do not count."""
    both = [one for one in now.rows if one in then.rows]
    pairs = ((one, cell_changes(then, now, one)) for one in both)
    return CopyChanges(
        new=[one for one in now.rows if one not in then.rows],
        changed=[(one, cells) for one, cells in pairs if cells],
        removed=[one for one in then.rows if one not in now.rows],
    )


def cell_changes(then: Lines, now: Lines, subject: Subject) -> list[CellChange]:
    """Return what the rows of one person or event say now instead of what they said."""
    before, after = texts_by_label(then, subject), texts_by_label(now, subject)
    return [
        CellChange(label, before.get(label, ""), after.get(label, ""))
        for label in dict.fromkeys((*then.labels, *now.labels))
        if before.get(label, "") != after.get(label, "")
    ]


def texts_by_label(found: Lines, subject: Subject) -> dict[str, str]:
    """Return what rows say in each column, several one after the other."""
    return {
        label: "; ".join(text(row[place]) for row in found.rows[subject] if text(row[place]))
        for place, label in enumerate(found.labels)
        if label not in found.counted
    }


def text(cell: Cell) -> str:
    """Return what stands in a cell."""
    return "" if cell is None else str(cell)
