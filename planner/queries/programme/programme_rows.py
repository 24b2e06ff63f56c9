"""What papers about a programme are made of: plain rows of the database."""

import datetime as dt
import uuid
from typing import NamedTuple, Protocol

from planner.clock import instant
from planner.languages import Bilingual
from planner.models import (
    Audience,
    Duty,
    Event,
    GuestRole,
    Interpretation,
    Kind,
    Reply,
    Status,
    Visit,
)
from planner.queries.people.person_rows import PersonRow
from planner.rules.programme.clashes import ABSENT_REPLIES
from planner.rules.programme.visits import VisitEnd

DAY = dt.timedelta(days=1)


class Site(NamedTuple):
    """Where an event is, or where a transfer begins or ends."""

    name: Bilingual
    room: str
    address: str
    town: str


class ContactPerson(NamedTuple):
    """Somebody of the office; without a phone on all papers but internal ones."""

    name: str
    phone: str


class Journey(NamedTuple):
    """How the guests of an event of kind transfer travel."""

    pick_up_at: dt.datetime | None  # on the clock of the event's start; None: its start
    vehicle: str
    seats: int | None
    number: str  # of the flight or train
    from_site: Site | None
    to_site: Site | None


class Item(NamedTuple):
    """An event as papers print it; the rules of programmes take it as an Event."""

    id: int
    uid: uuid.UUID
    title: Bilingual
    description: Bilingual
    kind: Kind
    status: Status
    audience: Audience
    is_side_programme: bool
    public_from: dt.datetime | None
    dress: Bilingual
    languages: str
    interpretation: Interpretation
    is_whole_day: bool
    starts_at: dt.datetime
    start_zone: str
    start_fold: int
    ends_at: dt.datetime
    end_zone: str | None
    end_fold: int
    internal_notes: str  # empty on all papers but internal ones
    venue: Site | None = None
    transfer: Journey | None = None
    responsible: ContactPerson | None = None

    @property
    def starts(self) -> dt.datetime:
        """The moment of the start, in UTC."""
        return instant(self.starts_at, self.start_zone, self.start_fold)

    @property
    def ends(self) -> dt.datetime:
        """The moment of the end, in UTC; whole days end when the day after the last begins."""
        ends_at = self.ends_at + DAY if self.is_whole_day else self.ends_at
        return instant(ends_at, self.end_zone or self.start_zone, self.end_fold)


class AssignmentRow(NamedTuple):
    """A person who works at an event, and the duty."""

    event_id: int
    person_id: int
    duty: Duty
    languages: str
    phone: str  # empty on all papers but internal ones


class AttendanceRow(NamedTuple):
    """A guest of an event, with role and reply."""

    event_id: int
    person_id: int
    role: GuestRole
    reply: Reply
    partner_id: int | None  # the person with whom the guest comes

    @property
    def comes(self) -> bool:
        """Whether the guest comes, or may still come."""
        return self.reply not in ABSENT_REPLIES


class ProgrammeSubject(Protocol):
    """What a paper is about: a visit, an event of it, or an event on its own."""

    @property
    def visit(self) -> Visit | None:
        """The visit."""

    @property
    def event(self) -> Event | None:
        """The event."""


class ProgrammeSources(NamedTuple):
    """What a paper about the programme of a visit, or about one event, is made of."""

    items: list[Item]  # those that its readers may see, in the order in which they start
    working: dict[int, list[AssignmentRow]]  # by the id of the event
    attending: dict[int, list[AttendanceRow]]
    people: dict[int, PersonRow]
    entries: dict[tuple[int, str], str]  # in programmes, as somebody wants it: person, language
    zone: str  # whose clock the paper is on
    first_day: dt.date
    last_day: dt.date
    far: VisitEnd | None  # where the visitors come from, if another clock hangs there
    in_charge: ContactPerson | None
