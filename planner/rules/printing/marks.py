"""Rules of marks: what is new on a paper, and what has changed, since it was printed before."""

import datetime as dt
import enum
from typing import NamedTuple

from planner.languages import Message


class Mark(enum.StrEnum):
    """What a row is since a print."""

    NEW = "new"
    CHANGED = "changed"


#: What stands at a row: a sign and a word, so that nobody has to know the sign.
WORDS = {Mark.NEW: Message("• new"), Mark.CHANGED: Message("± changed")}


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


class Changed(NamedTuple):
    """Somebody or something that is new, changed or gone, by name."""

    name: str
    person_id: int | None = None
    event_id: int | None = None


class PaperChanges(NamedTuple):
    """What is new, changed and gone on a paper since it was printed."""

    new: list[Changed]
    changed: list[Changed]
    removed: list[Changed]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.new) + len(self.changed) + len(self.removed)
