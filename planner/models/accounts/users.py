"""People who sign in, what they are, and where they are signed in."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from flask_login import UserMixin
from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.clock import utc_now
from planner.db import Base
from planner.models.columns import UtcDateTime, enum_column

if TYPE_CHECKING:
    from planner.models.people import Person


class RoleName(enum.StrEnum):
    """The five roles; what each may do stands in rules/permissions.py."""

    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    ASSISTANT = "assistant"
    DOOR = "door"
    READER = "reader"


class Theme(enum.StrEnum):
    """Light or dark pages; auto follows the device."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


roles_users = Table(
    "roles_users",
    Base.metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), nullable=False),
)  # the user alone is the key: exactly one role per user


class Role(Base):
    """A role; its rows come with the migrations."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    needs_second_factor: Mapped[bool] = mapped_column(default=False)
    lock_version: Mapped[int] = mapped_column()

    users: Mapped[list["User"]] = relationship(secondary=roles_users, back_populates="roles")

    __mapper_args__ = {"version_id_col": lock_version}


class User(Base, UserMixin):
    """An account of the office."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    password: Mapped[str]  # its Argon2 hash
    must_change_password: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]  # None: as the browser asks
    theme: Mapped[Theme] = enum_column(Theme, Theme.AUTO)
    hours_12: Mapped[bool | None]  # None: as the language has it
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)
    lock_version: Mapped[int] = mapped_column()

    roles: Mapped[list[Role]] = relationship(secondary=roles_users, back_populates="users")
    person: Mapped["Person | None"] = relationship()
    sessions: Mapped[list["UserSession"]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": lock_version}

    @property
    def role(self) -> RoleName:
        """The one role of the user."""
        return RoleName(self.roles[0].name)


class UserSession(Base):
    """A browser in which a user is signed in; gone with sign-out or a change of password."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)  # or later
    agent: Mapped[str]
    password_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)  # typed; None: a passkey
    is_pending: Mapped[bool] = mapped_column(default=False)  # the password was right, more is asked

    user: Mapped[User] = relationship(back_populates="sessions")
