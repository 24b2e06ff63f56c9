"""Rules of marks: what is new on a paper, and what has changed, since it was printed before."""

import datetime as dt
import enum
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeVar

from planner.languages import Message

Key = TypeVar("Key")


class Mark(enum.StrEnum):
    """What a row is since a print."""

    NEW = "new"
    CHANGED = "changed"


#: What stands at a row: a sign and a word, so that nobody has to know the sign.
WORDS = {Mark.NEW: Message("+ new"), Mark.CHANGED: Message("± changed")}


class Marks(NamedTuple):
    """What is new and what has changed since a print, by the ids of people and events."""

    since: dt.datetime  # UTC
    people: frozenset[int] = frozenset()  # who was in it
    changed_people: frozenset[int] = frozenset()
    new_events: frozenset[int] = frozenset()
    changed_events: frozenset[int] = frozenset()

    def of_person(self, person_id: int) -> Mark | None:
        """Return the mark of a person; None: as it was."""
        if person_id not in self.people:
            return Mark.NEW
        return Mark.CHANGED if person_id in self.changed_people else None

    def of_event(self, event_id: int) -> Mark | None:
        """Return the mark of an event; None: as it was."""
        if event_id in self.new_events:
            return Mark.NEW
        return Mark.CHANGED if event_id in self.changed_events else None

    def of_row(self, person_id: int | None, event_id: int | None) -> Mark | None:
        """Return the mark of a row that tells of a person, or else of an event."""
        if event_id is not None:
            return self.of_event(event_id)
        return None if person_id is None else self.of_person(person_id)


class Difference(NamedTuple):
    """How two versions of a list differ, by the keys of their rows."""

    new: list[object]
    changed: list[object]
    removed: list[object]

    @property
    def is_none(self) -> bool:
        """Whether nothing differs."""
        return not (self.new or self.changed or self.removed)


def difference(marks: Marks, now: Collection[int]) -> Difference:
    """Return which of the people who are on a paper now are new or changed, and who is gone."""
    new = [one for one in now if marks.of_person(one) is Mark.NEW]
    changed = [one for one in now if marks.of_person(one) is Mark.CHANGED]
    return Difference([*new], [*changed], [*sorted(marks.people - set(now))])


def rows_by_key(rows: Iterable[tuple[Key, object]]) -> Mapping[Key, list[object]]:
    """Return the rows of a table by what they tell of: there may be several of one."""
    found: dict[Key, list[object]] = {}
    for key, row in rows:
        found.setdefault(key, []).append(row)
    return found
