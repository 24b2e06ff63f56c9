"""Printouts: who printed or exported what, when, who is in it, and to whom it was given (T-27)."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base
from planner.models.columns import UtcDateTime, enum_column
from planner.models.events import Audience

if TYPE_CHECKING:
    from planner.models.accounts.users import User
    from planner.models.events import Event
    from planner.models.people import Person
    from planner.models.visits import Visit


class Medium(enum.StrEnum):
    """As what a document was taken along."""

    PAGE = "page"  # for the printer of a browser
    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"
    ICS = "ics"  # a calendar as a file


CALENDAR = "calendar"  # the key of what was taken along as a calendar


class Printout(Base):
    """A document that somebody printed or exported; what was in it is not kept, but who."""

    __tablename__ = "printout"

    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str]  # its key; that of a calendar: CALENDAR
    audience: Mapped[Audience] = enum_column(Audience)  # its class
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    language: Mapped[str]  # "de", or "de-en" for both side by side
    order: Mapped[str]  # of a list
    chosen: Mapped[str]  # all of it, as it stands in an address
    medium: Mapped[Medium] = enum_column(Medium)
    version: Mapped[str]  # the fingerprint of the content
    people: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    printed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    user: Mapped["User | None"] = relationship()
    visit: Mapped["Visit | None"] = relationship()
    event: Mapped["Event | None"] = relationship()
    in_it: Mapped[list["PrintoutPerson"]] = relationship(
        back_populates="printout", passive_deletes=True
    )
    copy: Mapped["HandedCopy | None"] = relationship(
        back_populates="printout", passive_deletes=True
    )


class PrintoutPerson(Base):
    """Somebody who is in a printout."""

    __tablename__ = "printout_person"

    printout_id: Mapped[int] = mapped_column(
        ForeignKey("printout.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)

    printout: Mapped[Printout] = relationship(back_populates="in_it")
    person: Mapped["Person"] = relationship()


class HandedCopy(Base):
    """A list as it was given to somebody, such as the caterer: what stood in it is kept."""

    __tablename__ = "handed_copy"

    id: Mapped[int] = mapped_column(primary_key=True)
    printout_id: Mapped[int] = mapped_column(
        ForeignKey("printout.id", ondelete="CASCADE"), unique=True
    )
    recipient: Mapped[str]
    handed_on: Mapped[dt.date]
    columns: Mapped[list[list[str]]] = mapped_column(JSON)  # label and kind of each

    printout: Mapped[Printout] = relationship(back_populates="copy")
    rows: Mapped[list["HandedRow"]] = relationship(
        back_populates="copy", order_by="HandedRow.id", passive_deletes=True
    )


class HandedRow(Base):
    """A row of a copy; with the person or the event that it tells of it is erased."""

    __tablename__ = "handed_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    copy_id: Mapped[int] = mapped_column(
        ForeignKey("handed_copy.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    cells: Mapped[list[str | int | None]] = mapped_column(JSON)  # as they stood there

    copy: Mapped[HandedCopy] = relationship(back_populates="rows")
    person: Mapped["Person | None"] = relationship()
    event: Mapped["Event | None"] = relationship()
