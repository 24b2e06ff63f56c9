"""What a change of a row means to calendars: the one list of all that feeds print or choose by."""

import datetime as dt
import enum
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from planner.clock import SECOND, instant
from planner.models import (
    Assignment,
    Event,
    Feed,
    Guest,
    Municipality,
    Person,
    Transfer,
    User,
    Venue,
    Visit,
    VisitReader,
    roles_users,
)
from planner.rules.programme.clashes import ABSENT_REPLIES

Values = Mapping[str, object]
Kind = TypeVar("Kind")


class CalendarEffect(enum.Flag):
    """What it means to calendars that a column is another."""

    CHOICE = enum.auto()  # which events a feed has, what it is called, whether it serves
    TEXT = enum.auto()  # events say something else: they are revised (R09)
    TIMES = enum.auto()  # so they do, and SEQUENCE rises if they are at another time (R01)


CHOICE, TEXT, TIMES = CalendarEffect.CHOICE, CalendarEffect.TEXT, CalendarEffect.TIMES
START = ("starts_at", "start_zone", "start_fold")
END = ("ends_at", "end_zone", "end_fold")

#: By table and column; whatever is not here changes no calendar.
WATCHED_BY_TABLE: dict[str, dict[str, CalendarEffect]] = {
    Event.__tablename__: {
        **dict.fromkeys(("title_de", "title_en", "description_de", "description_en"), TEXT),
        **dict.fromkeys(("dress_de", "dress_en", "languages", "interpretation"), TEXT),
        **dict.fromkeys(("kind", "audience", "is_highlight", "public_from", "slug"), TEXT),
        **dict.fromkeys(("venue_id", "responsible_id", "visit_id"), TEXT),
        **dict.fromkeys((*START, *END, "is_whole_day", "status", "deleted_at"), TIMES),
        **dict.fromkeys(("sequence", "revised_at"), TEXT),  # set here, never by hand
        "municipality_id": CHOICE,
    },
    Transfer.__tablename__: {
        **dict.fromkeys(("event_id", "from_venue_id", "to_venue_id"), TEXT),
        "pick_up_at": TIMES,
    },
    Guest.__tablename__: {
        **dict.fromkeys(("event_id", "reply", "deleted_at"), TEXT),  # drivers read how many come
        "person_id": CHOICE,
    },
    Assignment.__tablename__: dict.fromkeys(("event_id", "person_id", "duty"), CHOICE),
    Venue.__tablename__: dict.fromkeys(
        ("name_de", "name_en", "room", "address", "municipality_id"), TEXT
    ),
    Municipality.__tablename__: {"name": TEXT},
    User.__tablename__: {"name": TEXT, "phone": TEXT, "active": CHOICE},
    roles_users.name: {"role_id": CHOICE},
    Person.__tablename__: dict.fromkeys(
        ("given_name", "name_prefix", "family_name", "deleted_at"), CHOICE
    ),
    Visit.__tablename__: {
        "in_charge_id": TEXT,
        **dict.fromkeys(("title_de", "title_en", "status", "deleted_at"), CHOICE),
        **dict.fromkeys(("last_day", "zone", "revised_at", "is_confidential"), CHOICE),
    },
    VisitReader.__tablename__: dict.fromkeys(("visit_id", "user_id"), CHOICE),
    Feed.__tablename__: dict.fromkeys(
        (
            *("kind", "language", "visit_id", "person_id", "venue_id", "user_id", "token_hash"),
            *("made_by_id", "made_at", "revoked_at", "wiped_until"),
        ),
        CHOICE,
    ),
}

#: Tables whose rows count when they come and go too; nothing refers yet to a new row of others.
ROW_WATCHED_TABLES = {
    *(model.__tablename__ for model in (Event, Transfer, Guest, Assignment, VisitReader)),
    roles_users.name,
}

#: Tables by whose keys it is kept what a feed served: another row may get the key of a deleted one.
SNAPSHOT_KEY_TABLES = {Feed.__tablename__, Municipality.__tablename__}


class RowChange(NamedTuple):
    """A row before and after a transaction, by the names of its watched columns.

    None: the row was not there, or is no longer.
    """

    table: str
    key: int
    before: Values | None
    after: Values | None

    @property
    def names(self) -> set[str]:
        """The watched columns that have changed; of a row that comes or goes all of them."""
        watched = WATCHED_BY_TABLE[self.table]
        if self.before is None or self.after is None:
            return (
                set(watched)
                if self.table in ROW_WATCHED_TABLES and self.before != self.after
                else set()
            )
        return {name for name in watched if self.before[name] != self.after[name]}

    @property
    def meaning(self) -> CalendarEffect:
        """What the change means to calendars; nothing is false."""
        found = CalendarEffect(0)
        for name in self.names:
            found |= WATCHED_BY_TABLE[self.table][name]
        return found

    @property
    def values(self) -> list[Values]:
        """The row as it was and as it is, as far as there is or was one."""
        return [values for values in (self.before, self.after) if values is not None]

    @property
    def changes_text(self) -> bool:
        """Whether events say something else."""
        if self.table == Guest.__tablename__:
            return passenger_event_id(self.before) != passenger_event_id(self.after)
        return bool(self.meaning & (TEXT | TIMES))

    @property
    def raises_sequence(self) -> bool:
        """Whether an event is at another time, off or on again, deleted or restored (R01)."""
        if self.table == Transfer.__tablename__:
            return pick_up_time(self.before) != pick_up_time(self.after)
        if self.table != Event.__tablename__ or self.before is None or self.after is None:
            return False
        return sequence_values(self.before) != sequence_values(self.after)


def passenger_event_id(guest: Values | None) -> int | None:
    """Return the id of the event to which a guest comes in person; None: to no event."""
    if guest is None or guest["deleted_at"] or guest["reply"] in ABSENT_REPLIES:
        return None
    return column(guest, "event_id", int)


def pick_up_time(transfer: Values | None) -> tuple[int, dt.datetime] | None:
    """Return the id of an event and when people are picked up: for drivers it starts then."""
    if transfer is None or transfer["pick_up_at"] is None:
        return None
    return column(transfer, "event_id", int), column(transfer, "pick_up_at", dt.datetime)


def sequence_values(event: Values) -> tuple[object, ...]:
    """Return what SEQUENCE depends on: start and end as moments or days, status, deleted or not."""
    rest = event["status"], event["deleted_at"] is None
    starts_at, ends_at = (column(event, name, dt.datetime) for name in ("starts_at", "ends_at"))
    if event["is_whole_day"]:
        return starts_at.date(), ends_at.date(), *rest  # no zone (RFC 5545 3.3.4)
    start_zone = column(event, "start_zone", str)
    end_zone = column(event, "end_zone", str) if event["end_zone"] else start_zone
    return (
        instant(starts_at, start_zone, column(event, "start_fold", int)),
        instant(ends_at, end_zone, column(event, "end_fold", int)),
        *rest,
    )


def column(values: Values, name: str, kind: type[Kind]) -> Kind:
    """Return the value of a column that is not empty. Raises TypeError if it is of another kind."""
    value = values[name]
    if not isinstance(value, kind):
        raise TypeError(name)
    return value


def next_revision(revised_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return the time of a revision: later than the one before, even within a second (R03)."""
    return max(now, revised_at + SECOND)
