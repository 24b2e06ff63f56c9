"""Transfers and assignments: how people get there, and who works at an event."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.clock import instant
from planner.db import Base
from planner.models.columns import enum_column

if TYPE_CHECKING:
    from planner.models.events import Event
    from planner.models.people import Person
    from planner.models.places import Venue


class Transfer(Base):
    """How the guests of an event of kind transfer travel."""

    __tablename__ = "transfer"
    __table_args__ = (CheckConstraint("seats > 0", name="seats_positive"),)

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    from_venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    to_venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    pick_up_at: Mapped[dt.datetime | None]  # on the clock of the event's start; None: its start
    vehicle: Mapped[str] = mapped_column(default="")
    seats: Mapped[int | None]
    number: Mapped[str] = mapped_column(default="")  # of the flight or train

    event: Mapped["Event"] = relationship(back_populates="transfer")
    from_venue: Mapped["Venue | None"] = relationship(foreign_keys=from_venue_id)
    to_venue: Mapped["Venue | None"] = relationship(foreign_keys=to_venue_id)

    @property
    def picks_up(self) -> dt.datetime:
        """The moment of the pick-up, in UTC."""
        event = self.event
        at = self.pick_up_at or event.starts_at
        return instant(at, event.start_zone, event.start_fold)


class Duty(enum.StrEnum):
    """What somebody does at an event."""

    INTERPRETER = "interpreter"
    DRIVER = "driver"
    CONTACT = "contact"
    SPEAKER = "speaker"


class Assignment(Base):
    """A person who works at an event: as interpreter, driver, contact on the spot or speaker."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("event_id", "person_id", "duty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    duty: Mapped[Duty] = enum_column(Duty)
    languages: Mapped[str] = mapped_column(default="")  # of an interpreter, in order: "de en"

    event: Mapped["Event"] = relationship(back_populates="assignments")
    person: Mapped["Person"] = relationship()
