"""Networks, municipalities and their partnerships, venues and organisations."""

import enum
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.db import Base
from planner.models.columns import enum_column
from planner.models.mixins.bilingual import BilingualColumns
from planner.models.mixins.plain_names import PlainlyNamed
from planner.models.mixins.search import Searchable
from planner.models.mixins.sorting import Sortable

if TYPE_CHECKING:
    from planner.models.pictures import Picture


class Sector(enum.StrEnum):
    """The part of society that an organisation belongs to."""

    POLITICS = "politics"
    ADMINISTRATION = "administration"
    BUSINESS = "business"
    SCIENCE = "science"
    CIVIL_SOCIETY = "civil_society"
    PRESS = "press"


class StepFree(enum.StrEnum):
    """Whether a venue can be reached without a step."""

    UNKNOWN = "unknown"
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Network(Base, PlainlyNamed, Sortable):
    """A named exchange between municipalities, such as Climate Smart Municipalities."""

    __tablename__ = "network"
    __table_args__ = (UniqueConstraint("plain_name"),)
    plain_columns = ("name",)
    sort_columns: ClassVar = {"de": ("name",), "en": ("name",)}

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    since: Mapped[int | None]  # year
    description_de: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    description = BilingualColumns()
    website: Mapped[str] = mapped_column(default="")
    lock_version: Mapped[int] = mapped_column()

    members: Mapped[list["NetworkMember"]] = relationship(
        back_populates="network", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": lock_version}


class NetworkMember(Base):
    """A municipality in a network."""

    __tablename__ = "network_member"

    network_id: Mapped[int] = mapped_column(
        ForeignKey("network.id", ondelete="CASCADE"), primary_key=True
    )
    municipality_id: Mapped[int] = mapped_column(
        ForeignKey("municipality.id"), primary_key=True, index=True
    )

    network: Mapped[Network] = relationship(back_populates="members")
    municipality: Mapped["Municipality"] = relationship(back_populates="memberships")


class Municipality(Base, PlainlyNamed, Searchable, Sortable):
    """A town or city; place names come from here, never from free text (T-26)."""

    __tablename__ = "municipality"
    plain_columns = ("name", "state")
    search_columns = ("name", "state")
    sort_columns: ClassVar = {"de": ("name",), "en": ("name",)}
    __table_args__ = (
        CheckConstraint("population >= 0", name="population_not_negative"),
        Index("uq_municipality_home", "is_home", unique=True, sqlite_where=text("is_home"),
              postgresql_where=text("is_home")),
        UniqueConstraint("name", "state", "country"),
        UniqueConstraint("plain_name", "country"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    state: Mapped[str]
    country: Mapped[str]  # ISO 3166-1 alpha-2
    zone: Mapped[str]
    is_home: Mapped[bool] = mapped_column(default=False)
    population: Mapped[int | None]
    website: Mapped[str] = mapped_column(default="")
    portrait_de: Mapped[str] = mapped_column(default="")
    portrait_en: Mapped[str] = mapped_column(default="")
    portrait = BilingualColumns()
    is_public: Mapped[bool] = mapped_column(default=True)  # has a public portrait
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"), index=True)
    lock_version: Mapped[int] = mapped_column()

    picture: Mapped["Picture | None"] = relationship()
    facts: Mapped[list["Fact"]] = relationship(
        back_populates="municipality", cascade="all, delete-orphan", order_by="Fact.position"
    )
    memberships: Mapped[list[NetworkMember]] = relationship(back_populates="municipality")

    __mapper_args__ = {"version_id_col": lock_version}


class Fact(Base):
    """A labelled line in the portrait of a municipality."""

    __tablename__ = "fact"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(
        ForeignKey("municipality.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    label_de: Mapped[str] = mapped_column(default="")
    label_en: Mapped[str] = mapped_column(default="")
    label = BilingualColumns()
    text_de: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str] = mapped_column(default="")
    text = BilingualColumns()

    municipality: Mapped[Municipality] = relationship(back_populates="facts")


class Partnership(Base):
    """Two municipalities that are partners; the one with the smaller id comes first."""

    __tablename__ = "partnership"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="each_pair_once"),
        UniqueConstraint("one_id", "other_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    since: Mapped[int | None]  # year
    about_de: Mapped[str] = mapped_column(default="")
    about_en: Mapped[str] = mapped_column(default="")
    about = BilingualColumns()
    lock_version: Mapped[int] = mapped_column()

    one: Mapped[Municipality] = relationship(foreign_keys=one_id)
    other: Mapped[Municipality] = relationship(foreign_keys=other_id)

    __mapper_args__ = {"version_id_col": lock_version}


class Venue(Base, Searchable, Sortable):
    """A room or another place that holds one event at a time."""

    __tablename__ = "venue"
    search_columns = ("name_de", "name_en", "room", "address")
    sort_columns: ClassVar = {"de": ("name_de", "name_en"), "en": ("name_en", "name_de")}
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name_de: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    name = BilingualColumns()
    room: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    capacity: Mapped[int | None]
    step_free: Mapped[StepFree] = enum_column(StepFree, StepFree.UNKNOWN)
    step_free_how_de: Mapped[str] = mapped_column(default="")
    step_free_how_en: Mapped[str] = mapped_column(default="")
    step_free_how = BilingualColumns()
    directions_de: Mapped[str] = mapped_column(default="")
    directions_en: Mapped[str] = mapped_column(default="")
    directions = BilingualColumns()
    lock_version: Mapped[int] = mapped_column()

    municipality: Mapped[Municipality | None] = relationship()

    __mapper_args__ = {"version_id_col": lock_version}


class Organisation(Base, Searchable, Sortable):
    """A body that people speak for."""

    __tablename__ = "organisation"
    search_columns = ("name_de", "name_en")
    sort_columns: ClassVar = {"de": ("name_de", "name_en"), "en": ("name_en", "name_de")}

    id: Mapped[int] = mapped_column(primary_key=True)
    name_de: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    name = BilingualColumns()
    sector: Mapped[Sector] = enum_column(Sector)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    state: Mapped[str] = mapped_column(default="")
    lock_version: Mapped[int] = mapped_column()

    municipality: Mapped[Municipality | None] = relationship()

    __mapper_args__ = {"version_id_col": lock_version}
