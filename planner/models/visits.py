"""Visits, the delegations that come, and who belongs to them."""

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.clock import utc_now
from planner.db import Base
from planner.models.columns import (
    Deletable,
    UtcDateTime,
    enum_column,
    trash_index,
    unique_where,
)
from planner.models.mixins.bilingual import BilingualColumns
from planner.models.mixins.search import Searchable

if TYPE_CHECKING:
    from planner.models.accounts.users import User
    from planner.models.events import Event
    from planner.models.people import Person
    from planner.models.places import Municipality, Network, Organisation
    from planner.models.precedence import SchemeVersion


class Direction(enum.StrEnum):
    """Whether they come to us or we go to them."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class VisitStatus(enum.StrEnum):
    """How far a visit has come."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    OVER = "over"


class DelegationOrder(enum.StrEnum):
    """The order of a delegation's list (P-17)."""

    AS_SENT = "as_sent"
    LEADER_THEN_ALPHABET = "leader_then_alphabet"
    BY_SCHEME = "by_scheme"


class Visit(Base, Deletable, Searchable):
    """A delegation's stay; its events are on the clock of its zone unless they say another."""

    search_columns = ("title_de", "title_en")

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="ends_after_it_begins"),
        trash_index("visit"),
        CheckConstraint("NOT (is_confidential AND is_public)", name="confidential_is_not_public"),
        Index("ix_visit_confidential", "id",
              sqlite_where=text("is_confidential = 1"),
              postgresql_where=text("is_confidential")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title_de: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    title = BilingualColumns()
    direction: Mapped[Direction] = enum_column(Direction, Direction.INCOMING)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    network_id: Mapped[int | None] = mapped_column(ForeignKey("network.id"), index=True)
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    zone: Mapped[str]
    status: Mapped[VisitStatus] = enum_column(VisitStatus, VisitStatus.DRAFT)
    purpose_de: Mapped[str] = mapped_column(default="")
    purpose_en: Mapped[str] = mapped_column(default="")
    purpose = BilingualColumns()
    summary_de: Mapped[str] = mapped_column(default="")  # for the public page
    summary_en: Mapped[str] = mapped_column(default="")
    summary = BilingualColumns()
    outcomes_de: Mapped[str] = mapped_column(default="")
    outcomes_en: Mapped[str] = mapped_column(default="")
    outcomes = BilingualColumns()
    in_charge_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    scheme_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("scheme_version.id"), index=True
    )  # None: the scheme that is shipped
    is_public: Mapped[bool] = mapped_column(default=False)  # shown on the public page
    is_confidential: Mapped[bool] = mapped_column(default=False)  # only its readers learn of it
    notes: Mapped[str] = mapped_column(default="")  # internal: never leave the office
    revised_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)
    lock_version: Mapped[int] = mapped_column()

    host: Mapped["Municipality | None"] = relationship()
    network: Mapped["Network | None"] = relationship()
    in_charge: Mapped["User | None"] = relationship()
    scheme_version: Mapped["SchemeVersion | None"] = relationship()
    events: Mapped[list["Event"]] = relationship(back_populates="visit")
    delegations: Mapped[list["Delegation"]] = relationship(
        back_populates="visit", order_by="Delegation.id"
    )

    __mapper_args__ = {"version_id_col": lock_version}


class VisitReader(Base):
    """A user who is named at a confidential visit: nobody else learns of it (model rule 4)."""

    __tablename__ = "visit_reader"
    __table_args__ = (UniqueConstraint("visit_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    named_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    named_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)
    told_until: Mapped[int] = mapped_column(default=0)  # the latest takeover that the user knows

    visit: Mapped[Visit] = relationship()
    user: Mapped["User"] = relationship(foreign_keys=user_id)
    named_by: Mapped["User | None"] = relationship(foreign_keys=named_by_id)


class VisitTakeover(Base):
    """An administrator took over a confidential visit whose readers were all gone."""

    __tablename__ = "visit_takeover"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    taken_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)

    visit: Mapped[Visit] = relationship()
    user: Mapped["User | None"] = relationship()


class Delegation(Base, Deletable):
    """Those who travel together, sent by a municipality or an organisation."""

    __tablename__ = "delegation"
    __table_args__ = (trash_index("delegation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    name_de: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    name = BilingualColumns()
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    ordering: Mapped[DelegationOrder] = enum_column(DelegationOrder, DelegationOrder.AS_SENT)
    lock_version: Mapped[int] = mapped_column()

    visit: Mapped[Visit] = relationship(back_populates="delegations")
    municipality: Mapped["Municipality | None"] = relationship()
    organisation: Mapped["Organisation | None"] = relationship()
    delegates: Mapped[list["Delegate"]] = relationship(
        back_populates="delegation", order_by="Delegate.position"
    )

    __mapper_args__ = {"version_id_col": lock_version}


class Delegate(Base, Deletable):
    """A person in a delegation; a companion travels with another delegate of the same one."""

    __tablename__ = "delegate"
    __table_args__ = (
        CheckConstraint("companion_of_id <> id", name="not_own_companion"),
        UniqueConstraint("delegation_id", "id"),
        trash_index("delegate"),
        ForeignKeyConstraint(
            ["delegation_id", "companion_of_id"],
            ["delegate.delegation_id", "delegate.id"],
            name="fk_delegate_companion_of",
        ),
        Index("uq_delegate_person", "delegation_id", "person_id", unique=True,
              sqlite_where=text("deleted_at IS NULL"),
              postgresql_where=text("deleted_at IS NULL")),
        unique_where(
            "uq_delegate_leader",
            "delegation_id",
            condition="is_leader AND deleted_at IS NULL",
        ),
        Index("ix_delegate_companion_of_id", "companion_of_id",
              sqlite_where=text("companion_of_id IS NOT NULL"),
              postgresql_where=text("companion_of_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]  # in the sender's order
    is_leader: Mapped[bool] = mapped_column(default=False)
    function_de: Mapped[str] = mapped_column(default="")  # as printed
    function_en: Mapped[str] = mapped_column(default="")
    function = BilingualColumns()
    companion_of_id: Mapped[int | None] = mapped_column()
    notes: Mapped[str] = mapped_column(default="")  # internal: never leave the office
    lock_version: Mapped[int] = mapped_column()

    delegation: Mapped[Delegation] = relationship(back_populates="delegates")
    person: Mapped["Person"] = relationship()
    companion_of: Mapped["Delegate | None"] = relationship(
        foreign_keys=companion_of_id,
        primaryjoin="Delegate.companion_of_id == remote(Delegate.id)",
    )

    __mapper_args__ = {"version_id_col": lock_version}


class OldSlug(Base):
    """A slug that a visit, an event or a municipality had before; it redirects."""

    __tablename__ = "old_slug"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN event_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN municipality_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="exactly_one_subject",
        ),
        *(
            unique_where(f"uq_old_slug_{subject}", "slug", condition=f"{subject}_id IS NOT NULL")
            for subject in ("visit", "event", "municipality")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(index=True)
    visit_id: Mapped[int | None] = mapped_column(
        ForeignKey("visit.id", ondelete="CASCADE"), index=True
    )
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), index=True
    )
    municipality_id: Mapped[int | None] = mapped_column(
        ForeignKey("municipality.id", ondelete="CASCADE")
    )
