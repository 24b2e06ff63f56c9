"""History: who did what when, which rows it changed, and what stood in them before and after."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.clock import utc_now
from planner.db import Base
from planner.models.columns import UtcDateTime, enum_column

if TYPE_CHECKING:
    from planner.models.accounts.users import User


class Operation(enum.StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


class HistoryEntry(Base):
    """An act that somebody did; the trail writes it in the transaction of the act, nobody else."""

    __tablename__ = "history_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )  # None: nobody who is signed in, or somebody whose account is gone
    has_author: Mapped[bool] = mapped_column(default=False)  # somebody who was signed in
    act: Mapped[str]  # the name of the function in services/ that acted
    undoes_id: Mapped[int | None] = mapped_column(
        ForeignKey("history_entry.id", ondelete="SET NULL"), index=True
    )

    user: Mapped["User | None"] = relationship()
    rows: Mapped[list["HistoryRow"]] = relationship(
        back_populates="entry", order_by="HistoryRow.id", passive_deletes=True
    )


class HistoryRow(Base):
    """A row that an act added, changed or deleted; what it belongs to is kept beside it.

    Whoever may not know of the visit or the event reads no row of it; those of a confidential visit
    that was erased are sealed, and nobody reads them.
    """

    __tablename__ = "history_row"
    __table_args__ = (Index("ix_history_row_of", "table_name", "row_key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("history_entry.id", ondelete="CASCADE"), index=True
    )
    table_name: Mapped[str]
    row_key: Mapped[str]  # "12", or "12/en/envelope"; empty: the row is erased
    operation: Mapped[Operation] = enum_column(Operation)
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)  # that were changed
    old_version: Mapped[int | None]  # lock_version before and after
    version: Mapped[int | None]
    visit_id: Mapped[int | None] = mapped_column(
        ForeignKey("visit.id", ondelete="SET NULL"), index=True
    )
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="SET NULL"), index=True
    )
    delegation_id: Mapped[int | None] = mapped_column(
        ForeignKey("delegation.id", ondelete="SET NULL"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    scheme_id: Mapped[int | None] = mapped_column(
        ForeignKey("scheme.id", ondelete="SET NULL"), index=True
    )
    is_sealed: Mapped[bool] = mapped_column(default=False)

    entry: Mapped[HistoryEntry] = relationship(back_populates="rows")
    values: Mapped["HistoryValues | None"] = relationship(
        back_populates="row", passive_deletes=True
    )


class HistoryValues(Base):
    """What stood in the fields of a row before and after an act; erasing deletes it.

    Of a row that was added there is all after it, of one that was deleted all before it. Of what
    nobody may read, such as passwords, nothing is kept (rules/history/followed.py).
    """

    __tablename__ = "history_values"

    row_id: Mapped[int] = mapped_column(
        ForeignKey("history_row.id", ondelete="CASCADE"), primary_key=True
    )
    before: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))

    row: Mapped[HistoryRow] = relationship(back_populates="values")


class HistoryLook(Base):
    """When a user looked at the history last: what was done since is new to them."""

    __tablename__ = "history_look"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    since: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)  # the time before; None: never

    user: Mapped["User"] = relationship()
