"""Erasures: which rows were erased for good, and when; numbers, and nothing of what they said."""

import datetime as dt

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.db import Base
from planner.models.columns import UtcDateTime


class Erasure(Base):
    """A row of the trash that was erased, and all that hung on it with it.

    A backup that is restored still has the row: this table, which is also kept as a file beside the
    backups, says what is to be erased again (docs/decisions/015).
    """

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("erased_at", "table_name", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    erased_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    table_name: Mapped[str]
    row_id: Mapped[int]
    merged_into_id: Mapped[int | None]  # of a person who lives on in another entry; a mere number
