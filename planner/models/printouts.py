"""Printouts: who printed or exported what, when, and how many people are in it (T-27)."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base
from planner.models.columns import UtcDateTime, enum_column
from planner.models.events import Audience

if TYPE_CHECKING:
    from planner.models.accounts.users import User
    from planner.models.visits import Visit


class Medium(enum.StrEnum):
    """As what a document was taken along."""

    PAGE = "page"  # for the printer of a browser
    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"


class Printout(Base):
    """A document that somebody printed or exported; what was in it is not kept."""

    __tablename__ = "printout"

    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str]  # its key
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
