"""Precedence schemes: editable, versioned data; and moves, places that somebody set by hand."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.clock import utc_now
from planner.db import Base
from planner.models.columns import UtcDateTime, enum_column, unique_where
from planner.models.guests import GuestRole
from planner.models.mixins.bilingual import BilingualColumns
from planner.models.people import Branch, Level

if TYPE_CHECKING:
    from planner.models.accounts.users import User
    from planner.models.guests import Guest
    from planner.models.people import Office


class FormerOffices(enum.StrEnum):
    """What an office counts that somebody has held, and none since."""

    NOT = "not"
    AFTER_ALL = "after_all"  # of those in office (P-16)
    WITH_OFFICE = "with_office"  # at the place of the office, perhaps after its holder (P-11)


class Scheme(Base):
    """An order of precedence: practice, not law (P-01); what it says stands in its versions."""

    __tablename__ = "scheme"
    __table_args__ = (
        Index("uq_scheme_default", "is_default", unique=True,
              sqlite_where=text("is_default"), postgresql_where=text("is_default")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    name_de: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    name = BilingualColumns()
    is_default: Mapped[bool] = mapped_column(default=False)  # new visits and events take it
    lock_version: Mapped[int] = mapped_column()

    versions: Mapped[list["SchemeVersion"]] = relationship(
        back_populates="scheme", order_by="SchemeVersion.number", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": lock_version}


class SchemeVersion(Base):
    """What a scheme said from a day on; one that a visit was planned with is never changed."""

    __tablename__ = "scheme_version"
    __table_args__ = (UniqueConstraint("scheme_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id", ondelete="CASCADE"))
    number: Mapped[int]
    as_of: Mapped[dt.date]
    tie_breakers: Mapped[str]  # keys in order: "elected foreign since" (P-08)
    keeps_delegations_together: Mapped[bool] = mapped_column(default=False)  # P-17
    former_offices: Mapped[FormerOffices] = enum_column(FormerOffices, FormerOffices.AFTER_ALL)
    lock_version: Mapped[int] = mapped_column()

    scheme: Mapped[Scheme] = relationship(back_populates="versions")
    entries: Mapped[list["SchemeEntry"]] = relationship(
        back_populates="version", order_by="SchemeEntry.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": lock_version}


class SchemeEntry(Base):
    """A place in a version: of a role, of an office, of a level or of one of its branches.

    The one that names nothing is the place of those who hold no office.
    """

    __tablename__ = "scheme_entry"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN role IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN office_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN level IS NULL THEN 0 ELSE 1 END) <= 1",
            name="names_one_thing",
        ),
        CheckConstraint("branch IS NULL OR level IS NOT NULL", name="branch_of_a_level"),
        CheckConstraint(
            "NOT in_own_place OR office_id IS NOT NULL OR level IS NOT NULL",
            name="own_place_of_an_office",
        ),
        unique_where("uq_scheme_entry_role", "version_id", "role", "in_own_place"),
        unique_where("uq_scheme_entry_office", "version_id", "office_id", "in_own_place"),
        unique_where("uq_scheme_entry_branch", "version_id", "level", "branch", "in_own_place"),
        unique_where(
            "uq_scheme_entry_level",
            *("version_id", "level", "in_own_place"),
            condition="branch IS NULL",
        ),
        unique_where(
            "uq_scheme_entry_rest",
            "version_id",
            condition="role IS NULL AND office_id IS NULL AND level IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("scheme_version.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    role: Mapped[GuestRole | None] = enum_column(GuestRole)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    level: Mapped[Level | None] = enum_column(Level)
    branch: Mapped[Branch | None] = enum_column(Branch)  # None: every branch of the level
    in_own_place: Mapped[bool] = mapped_column(default=False)  # only at home (P-15)

    version: Mapped[SchemeVersion] = relationship(back_populates="entries")
    office: Mapped["Office | None"] = relationship()


class Side(enum.StrEnum):
    """On which side of another guest somebody was put."""

    BEFORE = "before"
    AFTER = "after"


class Move(Base):
    """A guest put directly before or after another by hand: an act with a reason (P-03)."""

    __tablename__ = "move"
    __table_args__ = (CheckConstraint("anchor_id <> guest_id", name="beside_another"),)

    guest_id: Mapped[int] = mapped_column(
        ForeignKey("guest.id", ondelete="CASCADE"), primary_key=True
    )
    anchor_id: Mapped[int] = mapped_column(ForeignKey("guest.id"), index=True)
    side: Mapped[Side] = enum_column(Side)
    reason: Mapped[str]  # internal: never on a public list (T-03)
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    moved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)

    guest: Mapped["Guest"] = relationship(foreign_keys=guest_id, back_populates="move")
    anchor: Mapped["Guest"] = relationship(foreign_keys=anchor_id)
    moved_by: Mapped["User | None"] = relationship()
