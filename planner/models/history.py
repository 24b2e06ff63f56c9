"""History: what was done to whom, by whom and when."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.clock import utc_now
from planner.db import Base
from planner.models.columns import UtcDateTime, enum_column

if TYPE_CHECKING:
    from planner.models.accounts.users import User
    from planner.models.people import Person


class HistoryKind(enum.StrEnum):
    """What was done."""

    MERGED = "merged"  # another entry of the address book into the person
    MOVED = "moved"  # to a place beside another guest, by hand
    MOVE_UNDONE = "move_undone"


class HistoryEntry(Base):
    """Something that was done to a person.

    Its words are made from the kind and the details when they are read, in the language of the
    reader (rules.history); of free text only the reason of a move is copied into it (T-03).
    """

    __tablename__ = "history_entry"
    __table_args__ = (CheckConstraint("merged_id <> person_id", name="merges_another"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[HistoryKind] = enum_column(HistoryKind)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    merged_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True
    )  # the entry that went into the person's, and lies in the trash
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), index=True
    )  # at which it was done: whoever may not know of the event reads no entry of it
    beside_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True
    )  # whose name is in the details of a move
    details: Mapped[dict] = mapped_column(JSON, default=dict)  # by kind: names and numbers

    user: Mapped["User | None"] = relationship()
    person: Mapped["Person | None"] = relationship(foreign_keys=person_id)
    merged: Mapped["Person | None"] = relationship(foreign_keys=merged_id)
    beside: Mapped["Person | None"] = relationship(foreign_keys=beside_id)
