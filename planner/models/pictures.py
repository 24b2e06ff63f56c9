"""Pictures of highlights and municipalities."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.clock import utc_now
from planner.db import Base
from planner.models.columns import UtcDateTime
from planner.models.mixins.bilingual import BilingualColumns


class Picture(Base):
    """A picture in three sizes under MEDIA_FOLDER, told in words in both languages.

    It belongs to one event or municipality; two that show the same share the files.
    """

    __tablename__ = "picture"
    __table_args__ = (CheckConstraint("alt_de <> '' AND alt_en <> ''", name="told_in_words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)  # of its files: a hash of what they show
    width: Mapped[int]  # of the largest size, in pixels
    height: Mapped[int]
    alt_de: Mapped[str]
    alt_en: Mapped[str]
    alt = BilingualColumns()
    credit: Mapped[str] = mapped_column(default="")
    uploaded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)
