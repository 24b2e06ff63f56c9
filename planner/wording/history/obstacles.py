"""Why something cannot be taken back any more, in words."""

from collections.abc import Iterable
from typing import NamedTuple

from planner.languages import Message
from planner.models import HistoryEntry, HistoryRow
from planner.rules.history.lines import told_change
from planner.rules.history.undo import Obstacle, Part, Reason
from planner.wording.history.fields import field_word
from planner.wording.history.names import Names, head_of, reference
from planner.wording.history.tables import TABLES
from planner.wording.history.values import Clock, FieldChange, Reference, field_changes

IN_TRASH = Message("In the trash")
REASONS = {
    Reason.CHANGED_SINCE: Message("was changed since"),
    Reason.BUILT_UPON: Message("something else hangs on it since"),
    Reason.IN_TRASH: Message("what it belongs to lies in the trash: restore that first"),
    Reason.GONE: Message("is erased, or names what is erased"),
    Reason.THERE_AGAIN: Message("is there again already"),
    Reason.UNKNOWN: Message("nobody knows any more what stood there"),
    Reason.FINAL: Message("stays once it is done"),
    Reason.NO_RIGHT: Message("your account may not change it"),
}


class PartInWords(NamedTuple):
    """What can be taken back by itself, or not, and why."""

    key: str
    what: Reference | Message
    label: Message
    change: FieldChange | None  # None: the row came or went
    reason: Message | None = None
    newer: HistoryEntry | None = None


def parts_in_words(parts: Iterable[Part], names: Names, clock: Clock) -> list[PartInWords]:
    """Return parts in words; fields that nobody is told of go with those they belong to."""
    return [told for part in parts if (told := part_in_words(part, names, clock))]


def obstacles_in_words(
    obstacles: Iterable[Obstacle], names: Names, clock: Clock
) -> list[PartInWords]:
    """Return what cannot be taken back, why, and the newer entry that stands in the way."""
    found = []
    for obstacle in obstacles:
        if told := part_in_words(obstacle.part, names, clock):
            newer = entry_of(obstacle.newer)
            found.append(told._replace(reason=REASONS[obstacle.reason], newer=newer))
    return found


def entry_of(row: HistoryRow | None) -> HistoryEntry | None:
    """Return the entry of a row of the history; None: only a row is known that stands there."""
    return row.entry if row is not None and row.entry_id is not None else None


def part_in_words(part: Part, names: Names, clock: Clock) -> PartInWords | None:
    """Return a part in words; None: there is no word for its field."""
    change = told_change(part.row, part.row.values)
    what = reference(head_of(change), names, change.row)
    if part.field is None:
        return PartInWords(part.key, what, TABLES[change.table], None)
    if part.field == "deleted_at":
        return PartInWords(part.key, what, IN_TRASH, None)
    word = field_word(change.table, part.field)
    if word is None:
        return None
    told = field_changes(change, names, clock)
    return PartInWords(part.key, what, word, next((o for o in told if o.name == part.field), None))
