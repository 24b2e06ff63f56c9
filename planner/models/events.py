"""Events: anything with a time, in the programme of a visit or free-standing."""

import datetime as dt
import enum
import uuid
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from planner.clock import instant, utc_now
from planner.db import Base
from planner.models.columns import Deletable, UtcDateTime, enum_column, trash_index
from planner.models.guests import Representation
from planner.models.mixins.bilingual import BilingualColumns

if TYPE_CHECKING:
    from planner.models.accounts.users import User
    from planner.models.briefings import TalkingPoint
    from planner.models.guests import Guest
    from planner.models.pictures import Picture
    from planner.models.places import Municipality, Venue
    from planner.models.precedence import SchemeVersion
    from planner.models.transfers import Assignment, Transfer
    from planner.models.visits import Visit

DAY = dt.timedelta(days=1)


class Status(enum.StrEnum):
    """How sure it is that an event happens."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Kind(enum.StrEnum):
    """What sort of event it is."""

    RECEPTION = "reception"
    MEETING = "meeting"
    TOUR = "tour"
    MEAL = "meal"
    TRANSFER = "transfer"
    CEREMONY = "ceremony"
    FREE_TIME = "free_time"
    OTHER = "other"


class Audience(enum.StrEnum):
    """The three classes of who may see an event."""

    PUBLIC = "public"
    GUESTS = "guests"
    INTERNAL = "internal"


class Interpretation(enum.StrEnum):
    """How an event is interpreted (P-54)."""

    NONE = "none"
    CONSECUTIVE = "consecutive"
    SIMULTANEOUS = "simultaneous"
    WHISPERED = "whispered"


class Event(Base, Deletable):
    """A reception, a meeting, a transfer: when, where and for whom."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("start_fold IN (0, 1)", name="start_fold"),
        trash_index("event"),
        CheckConstraint("end_fold IN (0, 1)", name="end_fold"),
        CheckConstraint("sequence >= 0", name="sequence_not_negative"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("NOT is_highlight OR slug IS NOT NULL", name="highlight_has_an_address"),
        CheckConstraint(
            "NOT is_highlight OR audience = 'public'", name="highlight_is_public"
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    slug: Mapped[str | None] = mapped_column(unique=True)  # of a highlight
    title_de: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    title = BilingualColumns()
    description_de: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    description = BilingualColumns()
    kind: Mapped[Kind] = enum_column(Kind, Kind.OTHER)
    status: Mapped[Status] = enum_column(Status, Status.CONFIRMED)
    audience: Mapped[Audience] = enum_column(Audience, Audience.GUESTS)
    is_side_programme: Mapped[bool] = mapped_column(default=False)
    is_highlight: Mapped[bool] = mapped_column(default=False, index=True)
    public_from: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)  # embargo of a highlight
    municipality_id: Mapped[int | None] = mapped_column(
        ForeignKey("municipality.id"), index=True
    )  # the partner city that a highlight is about
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"), index=True)
    dress_de: Mapped[str] = mapped_column(default="")
    dress_en: Mapped[str] = mapped_column(default="")
    dress = BilingualColumns()
    languages: Mapped[str] = mapped_column(default="")  # codes in order: "de en"
    interpretation: Mapped[Interpretation] = enum_column(Interpretation, Interpretation.NONE)
    capacity: Mapped[int | None]
    reply_by: Mapped[dt.date | None]
    representation: Mapped[Representation] = enum_column(Representation, Representation.OWN_RANK)
    scheme_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("scheme_version.id"), index=True
    )  # None: that of the visit
    internal_notes: Mapped[str] = mapped_column(default="")  # never leave the office
    aim: Mapped[str] = mapped_column(default="")  # internal, as the talking points (D-14)
    desired_outcome: Mapped[str] = mapped_column(default="")

    is_whole_day: Mapped[bool] = mapped_column(default=False)  # then at midnight; last day included
    starts_at: Mapped[dt.datetime]  # what the clock on the wall shows
    start_zone: Mapped[str]
    start_fold: Mapped[int] = mapped_column(default=0)  # 1: the second time it shows this
    ends_at: Mapped[dt.datetime]
    end_zone: Mapped[str | None]  # None: that of the start
    end_fold: Mapped[int] = mapped_column(default=0)

    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    sequence: Mapped[int] = mapped_column(default=0)  # this and revised_at: rules.events.revise
    revised_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)
    lock_version: Mapped[int] = mapped_column()  # SQLAlchemy counts the saves: two editors

    visit: Mapped["Visit | None"] = relationship(back_populates="events")
    venue: Mapped["Venue | None"] = relationship()
    responsible: Mapped["User | None"] = relationship()
    municipality: Mapped["Municipality | None"] = relationship()
    picture: Mapped["Picture | None"] = relationship()
    scheme_version: Mapped["SchemeVersion | None"] = relationship()
    passengers: Mapped[int] = query_expression()  # only where a query counts them
    guests: Mapped[list["Guest"]] = relationship(back_populates="event")
    transfer: Mapped["Transfer | None"] = relationship(
        back_populates="event", cascade="all, delete-orphan"
    )
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="Assignment.id"
    )
    talking_points: Mapped[list["TalkingPoint"]] = relationship(
        back_populates="event",
        cascade="all, delete-orphan",
        order_by="(TalkingPoint.kind, TalkingPoint.position)",
    )

    __mapper_args__ = {"version_id_col": lock_version}

    @property
    def starts(self) -> dt.datetime:
        """The moment of the start, in UTC."""
        return instant(self.starts_at, self.start_zone, self.start_fold)

    @property
    def ends(self) -> dt.datetime:
        """The moment of the end, in UTC; whole days end when the day after the last begins."""
        ends_at = self.ends_at + DAY if self.is_whole_day else self.ends_at
        return instant(ends_at, self.end_zone or self.start_zone, self.end_fold)
