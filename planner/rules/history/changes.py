"""Changes of rows within an act, several of one row folded into one."""

from collections.abc import Mapping
from typing import NamedTuple

from planner.models import Operation

Values = Mapping[str, object]  # by the names of columns
Place = tuple[str, str]  # a table, and the key of a row in it


class RowChange(NamedTuple):
    """What became of a row: its fields before and after, and how often it was saved.

    `before` is None for a row that was added, `after` for one that was deleted; of one that was
    changed both have the fields that were. `row` has what is known of all its fields, by which it
    is told to which visit, event or person it belongs.
    """

    table: str
    key: str
    before: Values | None
    after: Values | None
    row: Values
    old_version: int | None = None
    version: int | None = None

    @property
    def place(self) -> Place:
        """The table and the key of the row: an act has one change of each."""
        return self.table, self.key

    @property
    def operation(self) -> Operation:
        """What became of the row."""
        if self.before is None:
            return Operation.ADDED
        return Operation.DELETED if self.after is None else Operation.CHANGED

    @property
    def fields(self) -> list[str]:
        """The fields that were changed; empty for a row that came or went, or was just counted."""
        return sorted(self.after) if self.operation is Operation.CHANGED and self.after else []


def folded(first: RowChange, second: RowChange) -> RowChange | None:
    """Return one change for two of a row, one after the other; None: nothing is left of them."""
    if first.before is None and second.after is None:
        return None  # it came and went
    both = second._replace(row={**first.row, **second.row}, old_version=first.old_version)
    if first.before is None:  # it came, and was changed
        return both._replace(before=None, after={**(first.after or {}), **(second.after or {})})
    if second.after is None:  # it was changed, and went
        return both._replace(before={**(second.before or {}), **first.before})
    before = {**(second.before or {}), **first.before}
    after = {**(first.after or {}), **second.after}
    differing = [name for name in after if name not in before or before[name] != after[name]]
    return both._replace(
        before={name: before[name] for name in differing if name in before},
        after={name: after[name] for name in differing},
    )


def note_change(changes: dict[Place, RowChange], change: RowChange) -> None:
    """Put a change to those of an act, in the order in which the rows were first changed."""
    place = change.place
    known = changes.get(place)
    left = change if known is None else folded(known, change)
    if left is None:
        del changes[place]
    else:
        changes[place] = left
