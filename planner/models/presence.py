"""Presence: who has the page of a row open for editing just now."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base
from planner.models.columns import UtcDateTime

if TYPE_CHECKING:
    from planner.models.accounts.users import User


class Editing(Base):
    """A user who has a row open for editing; worth nothing two minutes after it was last seen.

    The row is named by table and number: it may be of any kind, and may be gone before this is.
    """

    __tablename__ = "editing"
    __table_args__ = (UniqueConstraint("table_name", "row_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    table_name: Mapped[str]
    row_id: Mapped[int]
    since: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)

    user: Mapped["User"] = relationship()
