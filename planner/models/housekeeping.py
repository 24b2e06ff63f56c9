"""Housekeeping: what the clock showed last, and when the trash was emptied."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.db import Base
from planner.models.columns import UtcDateTime


class Housekeeping(Base):
    """The one row of what must be known of the last time before anything is deleted for good."""

    __tablename__ = "housekeeping"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)  # what it showed last
    clock_steady_since: Mapped[dt.datetime] = mapped_column(UtcDateTime)  # no jump after this
    erased_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)  # when the trash was emptied
