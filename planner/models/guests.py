"""Guests: people invited to an event, and what they answered."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base
from planner.models.columns import Deletable, UtcDateTime, enum_column, trash_index

if TYPE_CHECKING:
    from planner.models.events import Event
    from planner.models.people import Person
    from planner.models.precedence import Move
    from planner.models.visits import Delegation


class GuestRole(enum.StrEnum):
    """What a guest is at an event, in the order of model rule 7."""

    GUEST_OF_HONOUR = "guest_of_honour"
    HOST = "host"
    SPEAKER = "speaker"
    DELEGATE = "delegate"
    COMPANION = "companion"
    GUEST = "guest"
    INTERPRETER = "interpreter"
    PRESS = "press"
    STAFF = "staff"


class Reply(enum.StrEnum):
    """What a guest answered."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPRESENTED = "represented"


class Representation(enum.StrEnum):
    """Which place a representative takes (P-29 to P-31)."""

    OWN_RANK = "own_rank"
    PLACE_OF_REPRESENTED = "place_of_represented"


class Guest(Base, Deletable):
    """A person invited to an event; a companion is a full guest who comes with another."""

    __tablename__ = "guest"
    __table_args__ = (
        CheckConstraint("companion_of_id <> id", name="not_own_companion"),
        CheckConstraint("represents_id <> person_id", name="represents_another"),
        UniqueConstraint("event_id", "id"),
        trash_index("guest"),
        ForeignKeyConstraint(
            ["event_id", "companion_of_id"],
            ["guest.event_id", "guest.id"],
            name="fk_guest_companion_of",
        ),
        Index("uq_guest_person", "event_id", "person_id", unique=True,
              sqlite_where=text("deleted_at IS NULL"),
              postgresql_where=text("deleted_at IS NULL")),
        Index("ix_guest_companion_of_id", "companion_of_id",  # who deletes a guest asks for it
              sqlite_where=text("companion_of_id IS NOT NULL"),
              postgresql_where=text("companion_of_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[GuestRole] = enum_column(GuestRole, GuestRole.GUEST)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"), index=True)
    companion_of_id: Mapped[int | None] = mapped_column()
    represents_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    representation: Mapped[Representation] = enum_column(Representation, Representation.OWN_RANK)
    reply: Mapped[Reply] = enum_column(Reply, Reply.OPEN)
    replied_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    replied_through: Mapped[str] = mapped_column(default="")  # phone, e-mail, the aide
    seat: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")  # internal: never leave the office
    lock_version: Mapped[int] = mapped_column()

    event: Mapped["Event"] = relationship(back_populates="guests")
    person: Mapped["Person"] = relationship(foreign_keys=person_id)
    represents: Mapped["Person | None"] = relationship(foreign_keys=represents_id)
    delegation: Mapped["Delegation | None"] = relationship()
    companion_of: Mapped["Guest | None"] = relationship(
        foreign_keys=companion_of_id, primaryjoin="Guest.companion_of_id == remote(Guest.id)"
    )
    move: Mapped["Move | None"] = relationship(
        foreign_keys="Move.guest_id", back_populates="guest", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": lock_version}
