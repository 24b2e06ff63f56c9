"""What signing in leaves: who did when, which browsers are known, and links to a new password."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base
from planner.models.columns import UtcDateTime

if TYPE_CHECKING:
    from planner.models.accounts.users import User


class SignIn(Base):
    """A try to sign in, kept for 90 days; of unknown accounts nothing is kept but that it was."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    succeeded: Mapped[bool]
    browser: Mapped[str]  # a kind, such as Firefox; empty if nobody knows
    system: Mapped[str]  # a kind, such as Windows

    user: Mapped["User | None"] = relationship()


class KnownDevice(Base):
    """A browser in which a user has signed in before; strangers' tries do not hold it up."""

    __tablename__ = "known_device"
    __table_args__ = (UniqueConstraint("token_hash", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)

    user: Mapped["User"] = relationship()


class ResetLink(Base):
    """A secret address at which a user chooses a password, once; a new one ends the old."""

    __tablename__ = "reset_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), unique=True)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)

    user: Mapped["User"] = relationship()
