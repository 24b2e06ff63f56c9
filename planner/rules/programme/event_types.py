"""What rules ask of an event: rows of the database have it, plain rows of papers too."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from planner.languages import Bilingual
from planner.models import Audience, Event, Interpretation, Status

if TYPE_CHECKING:
    from planner.queries.programme.programme_rows import Item

PlannedTime: TypeAlias = tuple[dt.datetime, str, int]  # wall clock, zone, fold
Span: TypeAlias = tuple[dt.datetime, dt.datetime]  # start and end, both in UTC


class TimedEvent(Protocol):
    """An event with its times; `starts_at` and `ends_at` are wall clock."""

    @property
    def uid(self) -> uuid.UUID:
        """The id of the event in calendars."""

    @property
    def is_whole_day(self) -> bool:
        """Whether the event lasts for whole days; then it starts and ends at midnight."""

    @property
    def starts_at(self) -> dt.datetime:
        """The start on the clock of the event."""

    @property
    def ends_at(self) -> dt.datetime:
        """The end on the clock of the event; of whole days the last day, included."""

    @property
    def starts(self) -> dt.datetime:
        """The moment of the start, in UTC."""

    @property
    def ends(self) -> dt.datetime:
        """The moment of the end, in UTC."""


class TitledEvent(Protocol):
    """An event of which only the id and the title are known."""

    @property
    def id(self) -> int:
        """The id of the event."""

    @property
    def title(self) -> Bilingual:
        """The title of the event."""


class EventForReaders(Protocol):
    """An event that only some classes of readers may see."""

    @property
    def audience(self) -> Audience:
        """Who may see the event."""


class Vehicle(Protocol):
    """How people travel to an event of kind transfer."""

    @property
    def seats(self) -> int | None:
        """The number of seats, or None where nobody knows it."""


class EventToStaff(Protocol):
    """An event that needs seats or an interpreter."""

    @property
    def status(self) -> Status:
        """How sure it is that the event takes place."""

    @property
    def interpretation(self) -> Interpretation:
        """How the event is interpreted."""

    @property
    def transfer(self) -> Vehicle | None:
        """How the people travel, if the event is a transfer."""


AnyTimedEvent = TypeVar("AnyTimedEvent", bound=TimedEvent)
ProgrammeEvent = TypeVar("ProgrammeEvent", Event, "Item")  # of the database, or of a paper
