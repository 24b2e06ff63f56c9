"""What is kept for a time: files in pieces, so that each is written and read in a moment."""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base
from planner.models.columns import UtcDateTime


class StoredFile(Base):
    """A file of the planner's own, handed out until it expires."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(unique=True)  # None: half written, or replaced
    media_type: Mapped[str]
    size: Mapped[int | None] = mapped_column(BigInteger)  # in bytes; None: half written
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)


class StoredPiece(Base):
    """A part of a file."""

    __tablename__ = "stored_piece"

    file_id: Mapped[int] = mapped_column(
        ForeignKey("stored_file.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)  # the first one is 0
    content: Mapped[bytes]

    file: Mapped[StoredFile] = relationship()
