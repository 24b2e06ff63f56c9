"""Feeds: secret addresses that calendar programs subscribe to, and what they last served."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Connection, ForeignKey, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from planner.clock import utc_now
from planner.db import Base
from planner.models.columns import UtcDateTime, enum_column, unique_where

if TYPE_CHECKING:
    from planner.models.accounts.users import User
    from planner.models.people import Person
    from planner.models.places import Venue
    from planner.models.visits import Visit


class FeedKind(enum.StrEnum):
    """Which events a secret feed tells of, and to whom."""

    VISIT = "visit"  # the whole visit, for the office
    GUESTS = "guests"  # the guests' view of a visit
    PERSON = "person"  # what one person at a visit is invited to
    TRANSFERS = "transfers"  # for drivers
    INTERPRETATION = "interpretation"  # for interpreters
    VENUE = "venue"
    USER = "user"  # what a user of the office is responsible for


SERVES = "revoked_at IS NULL"


class Feed(Base):
    """A calendar of one subject in one language; only the hash of its secret token is kept.

    The subject is a visit, a person at a visit, a venue or a user. Transfers and interpretation
    of a visit may be narrowed to those that one person is assigned to.
    """

    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint("language IN ('de', 'en')", name="language"),
        CheckConstraint(
            "CASE kind WHEN 'venue' THEN venue_id IS NOT NULL AND visit_id IS NULL"
            " AND user_id IS NULL WHEN 'user' THEN user_id IS NOT NULL AND visit_id IS NULL"
            " AND venue_id IS NULL ELSE visit_id IS NOT NULL AND venue_id IS NULL"
            " AND user_id IS NULL END",
            name="exactly_one_subject",
        ),
        CheckConstraint(
            "CASE kind WHEN 'person' THEN person_id IS NOT NULL"
            " WHEN 'transfers' THEN TRUE WHEN 'interpretation' THEN TRUE"
            " ELSE person_id IS NULL END",
            name="person_where_it_belongs",
        ),
        unique_where("uq_feed_label_of_venue", "venue_id", "label_key", condition=SERVES),
        unique_where("uq_feed_label_of_user", "user_id", "label_key", condition=SERVES),
        unique_where(
            "uq_feed_label_of_visit",
            *("visit_id", "kind", "label_key"),
            condition=f"{SERVES} AND person_id IS NULL",
        ),
        unique_where(
            "uq_feed_label_of_person",
            *("visit_id", "kind", "person_id", "label_key"),
            condition=SERVES,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FeedKind] = enum_column(FeedKind, FeedKind.GUESTS)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    label: Mapped[str]  # of the holder: "Handy", "Outlook"
    label_key: Mapped[str]  # the same however it is written; kept on every save
    language: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256
    token_end: Mapped[str]  # the last four characters
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    wiped_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)  # rules.feeds.end_and_wipe
    last_fetched_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    last_agent: Mapped[str] = mapped_column(default="")  # the program that fetched it

    visit: Mapped["Visit | None"] = relationship()
    person: Mapped["Person | None"] = relationship()
    venue: Mapped["Venue | None"] = relationship()
    user: Mapped["User | None"] = relationship(foreign_keys=user_id)
    made_by: Mapped["User | None"] = relationship(foreign_keys=made_by_id)


@event.listens_for(Feed, "before_insert")
@event.listens_for(Feed, "before_update")
def keep_label_key(_mapper: Mapper[Feed], _connection: Connection, feed: Feed) -> None:
    """Spell out by which label a feed is told from others."""
    feed.label_key = feed.label.casefold()


class FeedSnapshot(Base):
    """What a feed served last: the bytes, and until when they can be served unread.

    The name is that of a public feed ("highlights/de") or "feed/7". Small columns come first: a
    poll that is answered with 304 reads only those.
    """

    __tablename__ = "feed_snapshot"

    name: Mapped[str] = mapped_column(primary_key=True)
    renderer_hash: Mapped[str]  # a hash of settings, time zones and this program's way to print
    revision: Mapped[int]  # the calendar revision that it was made of
    status: Mapped[int]  # 200, or 410: ended
    etag: Mapped[str]  # SHA-256 of the body
    modified_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)  # only rises
    content_hash: Mapped[str]  # of the body without its LAST-MODIFIED
    next_change_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    event_sequences: Mapped[str] = mapped_column(default="{}")  # JSON: sequence by event id
    gzipped: Mapped[bytes]  # the body, gzipped


class RenderedEvent(Base):
    """An event as a feed prints it: serialised once per revision, language and reader."""

    __tablename__ = "rendered_event"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(primary_key=True)  # a FeedReader: feeds.feed_readers
    renderer_hash: Mapped[str]
    revised_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)  # the event's, when printed
    sort_key: Mapped[str]  # in the order of a calendar: start and UID
    leaves_on: Mapped[dt.date]  # rules.feeds.leaves_on
    zones: Mapped[str]  # names of the zones that it is written in, with its years
    text: Mapped[bytes]


class Tombstone(Base):
    """An event that left a feed (R05, R08); it stays on when the event comes back (R02).

    It says nothing of the event but its UID and times, and outlives it: its number is negative
    then, so that another event which gets that of the erased one is not taken for it (SQLite).
    """

    __tablename__ = "tombstone"

    name: Mapped[str] = mapped_column(primary_key=True)  # of the snapshot
    event_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    sequence: Mapped[int]  # that the feed said last
    sequence_offset: Mapped[int]  # by how much this is above the sequence of the event
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)  # when it left or came back
    is_gone: Mapped[bool]
    sort_key: Mapped[str]
    leaves_on: Mapped[dt.date]
    zones: Mapped[str]
    text: Mapped[bytes]  # the tombstone: what the feed said when it left


class CalendarRevision(Base):
    """One row whose number rises whenever something changes that any feed prints."""

    __tablename__ = "calendar_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
