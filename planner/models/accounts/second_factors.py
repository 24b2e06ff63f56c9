"""Second factors: what a user signs in with besides the password."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base
from planner.models.columns import UtcDateTime

if TYPE_CHECKING:
    from planner.models.accounts.users import User


class AuthenticatorApp(Base):
    """An app that shows a code of six digits, another one every thirty seconds (RFC 6238)."""

    __tablename__ = "authenticator_app"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    encrypted_secret: Mapped[str]  # with the SECRET_KEY of the settings
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_timecode: Mapped[int] = mapped_column(default=0)  # no code works twice (RFC 6238 5.2)

    user: Mapped["User"] = relationship()


class Passkey(Base):
    """A key that a device or a password manager keeps for a user (WebAuthn, level 2)."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)  # 0 where the device does not count
    name: Mapped[str]  # as its user calls it
    added_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    user: Mapped["User"] = relationship()


class RecoveryCode(Base):
    """A code on paper that stands in for a lost device, once; only its hash is stored."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)

    user: Mapped["User"] = relationship()
