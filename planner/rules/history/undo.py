"""What of an entry of the history can be taken back, and what stands in the way of the rest."""

import enum
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from planner.db import Base
from planner.models import HistoryRow, Operation
from planner.rules.history.rights import (
    FINAL,
    FINAL_ACTS,
    FINAL_FIELDS,
    NEITHER_ADDED_NOR_DELETED,
)
from planner.rules.history.values import Stored

#: Fields of which one makes no sense without the others.
TOGETHER: Mapping[str, Sequence[frozenset[str]]] = {
    "event": (
        frozenset({"starts_at", "start_zone", "start_fold"}),
        frozenset({"ends_at", "end_zone", "end_fold"}),
    ),
    "guest": (
        frozenset({"reply", "replied_at", "replied_through"}),
        frozenset({"represents_id", "representation"}),
    ),
    "person": (frozenset({"deleted_at", "merged_into_id"}),),
    "term": (frozenset({"form_confirmed_on", "form_confirmed_by"}),),
    "move": (frozenset({"anchor_id", "side", "reason", "moved_by_id", "moved_at"}),),
}


class Part(NamedTuple):
    """What can be taken back by itself: a field of a row, or that a row came or went."""

    row: HistoryRow
    field: str | None = None

    @property
    def key(self) -> str:
        """How a form names it: "12.title_de", or "12"."""
        return f"{self.row.id}.{self.field}" if self.field else str(self.row.id)


class Reason(enum.Enum):
    """Why a part cannot be taken back."""

    CHANGED_SINCE = "somebody has changed it since"
    BUILT_UPON = "something else hangs on it since"
    IN_TRASH = "what it belongs to lies in the trash"
    GONE = "it is erased, or its days in the trash are over"
    THERE_AGAIN = "it is there again"
    UNKNOWN = "what stood there is not kept"
    FINAL = "this stays once it is done"
    NO_RIGHT = "the reader may not change it"


class Obstacle(NamedTuple):
    """A part that cannot be taken back, why, and the newer row of the history that says so."""

    part: Part
    reason: Reason
    newer: HistoryRow | None = None


class Plan(NamedTuple):
    """What of an entry can be taken back, and what cannot."""

    possible: Sequence[Part]
    obstacles: Sequence[Obstacle]


def parts_of(rows: Iterable[HistoryRow]) -> Iterator[Part]:
    """Yield what of some rows can be taken back by itself; those that were just counted have none.

    What hides behind a picture, a key or a print is passed over where the rest makes sense without.
    """
    for row in rows:
        if row.operation is not Operation.CHANGED:
            yield Part(row)
        else:
            for field in row.fields:
                yield Part(row, field)


def final_reason(part: Part) -> Reason | None:
    """Return why a part stays as it is, whatever became of it since; None: it need not."""
    table = part.row.table_name
    comes_or_goes = part.field is None
    if (
        part.row.entry.act in FINAL_ACTS
        or table in FINAL
        or part.field in FINAL_FIELDS.get(table, ())
    ):
        return Reason.FINAL
    if comes_or_goes and table in NEITHER_ADDED_NOR_DELETED:
        return Reason.FINAL
    if part.field == "picture_id":
        return Reason.FINAL
    if not part.row.row_key:
        return Reason.GONE
    return Reason.UNKNOWN if not is_known(part) else None


def is_known(part: Part) -> bool:
    """Tell whether the history still has what stood there."""
    values = part.row.values
    if values is None:
        return False
    if part.row.operation is Operation.ADDED:
        return values.after is not None
    if part.row.operation is Operation.DELETED:
        return values.before is not None
    return all(part.field in (side or {}) for side in (values.before, values.after))


def is_unchanged(part: Part, stored: Mapping[str, Stored]) -> bool:
    """Tell whether a field, or all of a row that was added, is stored as the entry left it."""
    after = (part.row.values and part.row.values.after) or {}
    names = [part.field] if part.field else after
    known = Base.metadata.tables[part.row.table_name].columns
    return all(stored.get(name) == after[name] for name in names if name in known)


def without_torn(possible: Sequence[Part], obstacles: Sequence[Obstacle]) -> Plan:
    """Return a plan in which no field is taken back without those that belong to it."""
    torn: list[Obstacle] = []
    blocked = {(one.part.row.id, one.part.field): one for one in obstacles}
    for part in possible:
        hits = (blocked.get((part.row.id, name)) for name in mates_of(part))
        if hit := next(filter(None, hits), None):
            torn.append(Obstacle(part, hit.reason, hit.newer))
    left = {one.part.key for one in torn}
    return Plan([part for part in possible if part.key not in left], [*obstacles, *torn])


def chosen_parts(plan: Plan, only: Collection[str]) -> list[Part]:
    """Return those possible parts that are chosen, with the fields that belong to each."""
    chosen = [part for part in plan.possible if part.key in only]
    names = {(part.row.id, part.field) for part in chosen}
    for part in plan.possible:
        if part not in chosen and any((part.row.id, mate) in names for mate in mates_of(part)):
            chosen.append(part)
    return chosen


def mates_of(part: Part) -> frozenset[str]:
    """Return the fields of which one makes no sense without the others, if a part is one."""
    groups = TOGETHER.get(part.row.table_name, ())
    return next((group for group in groups if part.field in group), frozenset())
