"""People, the offices that one can hold, and who holds which when."""

import datetime as dt
import enum
from typing import TYPE_CHECKING, ClassVar, Protocol

from sqlalchemy import CheckConstraint, Connection, ForeignKey, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session, relationship

from planner.db import SORTS_WITH_PREFIX, Base
from planner.models.columns import Deletable, enum_column, trash_index, unique_where
from planner.models.mixins.bilingual import BilingualColumns
from planner.models.mixins.search import Searchable
from planner.models.mixins.sorting import SORTABLE_STRING, Sortable
from planner.spelling import sort_form

if TYPE_CHECKING:
    from planner.models.places import Municipality, Organisation


LONGEST_SORT_NAME = 400  # one letter may spell out as 18; an index of PostgreSQL holds 2,704 bytes


class Gender(enum.StrEnum):
    """How a person is addressed: Frau, Herr or neither."""

    FRAU = "frau"
    HERR = "herr"
    NEITHER = "neither"


class Level(enum.StrEnum):
    """The level of an office, in the order of precedence (P-07)."""

    INTERNATIONAL = "international"
    FEDERAL = "federal"
    STATE = "state"
    DISTRICT = "district"
    MUNICIPAL = "municipal"
    OTHER = "other"


class Branch(enum.StrEnum):
    """The branch of an office, in the order of precedence within a level (P-04)."""

    LEGISLATIVE = "legislative"
    EXECUTIVE = "executive"
    JUDICIAL = "judicial"
    DIPLOMATIC = "diplomatic"
    ADMINISTRATION = "administration"
    OTHER = "other"


class Style(enum.StrEnum):
    """What stands before the name of an office holder on an envelope (P-22, P-23)."""

    NONE = "none"
    THE_HONORABLE = "the_honorable"
    EXZELLENZ = "exzellenz"


class Person(Base, Deletable, Searchable):
    """Somebody whom the office knows; e-mail and phone are optional (e-21)."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        trash_index("person"),
    )
    search_columns = (
        *("academic_title", "given_name", "name_prefix", "family_name", "post_nominals"),
        *("function_de", "function_en"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    name_prefix: Mapped[str] = mapped_column(default="")  # "von der"
    academic_title: Mapped[str] = mapped_column(default="")  # "Prof. Dr."
    post_nominals: Mapped[str] = mapped_column(default="")  # "Ph.D."
    sort_name: Mapped[str] = mapped_column(SORTABLE_STRING, index=True)  # kept on every save
    sorts_with_prefix: Mapped[bool | None]  # "von der Heide" at V; None: as the office does it
    gender: Mapped[Gender] = enum_column(Gender, Gender.NEITHER)
    pronunciation: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")  # codes in order: "en de"
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2
    function_de: Mapped[str] = mapped_column(default="")  # for those who hold no office
    function_en: Mapped[str] = mapped_column(default="")
    function = BilingualColumns()
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    biography_de: Mapped[str] = mapped_column(default="")
    biography_en: Mapped[str] = mapped_column(default="")
    biography = BilingualColumns()
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    postal_address: Mapped[str] = mapped_column(default="")  # internal; below a name on envelopes
    notes: Mapped[str] = mapped_column(default="")  # internal: never leave the office
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True
    )  # the person as whom this entry lives on; it lies in the trash itself
    lock_version: Mapped[int] = mapped_column()

    organisation: Mapped["Organisation | None"] = relationship()
    merged_into: Mapped["Person | None"] = relationship(remote_side=id)
    address_overrides: Mapped[list["AddressOverride"]] = relationship(
        back_populates="person", cascade="all, delete-orphan"
    )
    terms: Mapped[list["Term"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="Term.id"
    )

    __mapper_args__ = {"version_id_col": lock_version}


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def keep_sort_name(_mapper: Mapper[Person], _connection: Connection, person: Person) -> None:
    """Spell out what a name is sorted by: without title and accents, prefix last or not (P-28)."""
    if own := object_session(person):
        person.sort_name = sort_name(person, own.info[SORTS_WITH_PREFIX])


class NameParts(Protocol):
    """What a person is sorted by: a Person, or a row with the same columns."""

    @property
    def given_name(self) -> str:
        """The given name."""

    @property
    def name_prefix(self) -> str:
        """Such as "von der"."""

    @property
    def family_name(self) -> str:
        """The family name without its prefix."""

    @property
    def sorts_with_prefix(self) -> bool | None:
        """Whether the prefix comes first; None: as the office does it."""


def sort_name(person: NameParts, by_default: bool) -> str:
    """Return what a person is sorted by: with the prefix if the person or else the office says."""
    chosen = person.sorts_with_prefix
    form = sort_form(
        person.given_name,
        person.name_prefix or "",
        person.family_name,
        by_default if chosen is None else chosen,
    )
    return form[:LONGEST_SORT_NAME]


class AddressForm(enum.StrEnum):
    """Where somebody is addressed or named (P-18 to P-28)."""

    ENVELOPE = "envelope"
    SALUTATION = "salutation"
    ORAL = "oral"
    PLACE_CARD = "place_card"
    TENT_CARD = "tent_card"
    PROGRAMME = "programme"


class AddressOverride(Base):
    """A form of address that somebody wants otherwise than the rules make it."""

    __tablename__ = "address_override"
    __table_args__ = (CheckConstraint("language IN ('de', 'en')", name="language"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[AddressForm] = enum_column(AddressForm, primary_key=True)
    text: Mapped[str]

    person: Mapped[Person] = relationship(back_populates="address_overrides")


class Office(Base, Searchable, Sortable):
    """What one can be: mayor, state senator, consul general."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint("deputy_number > 0", name="deputy_number_positive"),)
    search_columns = ("title_de_feminine", "title_de_masculine", "title_de_neutral", "title_en")
    sort_columns: ClassVar = {
        "de": ("title_de_neutral", "title_en"),
        "en": ("title_en", "title_de_neutral"),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    title_de_feminine: Mapped[str]
    title_de_masculine: Mapped[str]
    title_de_neutral: Mapped[str]
    title_en: Mapped[str]
    level: Mapped[Level] = enum_column(Level)
    branch: Mapped[Branch] = enum_column(Branch)
    is_elected: Mapped[bool]
    is_singular: Mapped[bool] = mapped_column(default=False)  # one holder per place or body
    deputy_number: Mapped[int | None]  # 1: represents the mayor before all other deputies (P-12)
    style: Mapped[Style] = enum_column(Style, Style.NONE)
    translation_approved: Mapped[bool] = mapped_column(default=False)
    to_confirm: Mapped[bool] = mapped_column(default=False)  # its forms rest on weak sources
    spoken_de_feminine: Mapped[str] = mapped_column(default="")  # "Bürgermeisterin"; "": the name
    spoken_de_masculine: Mapped[str] = mapped_column(default="")
    spoken_de_neutral: Mapped[str] = mapped_column(default="")
    spoken_en: Mapped[str] = mapped_column(default="")  # "Senator" as in "Dear Senator Senjem:"
    lock_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock_version}


class Term(Base, Searchable):
    """A person holds an office from one day to another, both included (T-01)."""

    __tablename__ = "term"
    __table_args__ = (
        CheckConstraint("until >= since", name="ends_after_it_begins"),
        unique_where(
            "uq_term_holder",
            *("office_id", "municipality_id", "body_de", "body_en", "is_acting"),
            condition="is_exclusive AND until IS NULL",
        ),
        unique_where(
            "uq_term_holder_anywhere",
            *("office_id", "body_de", "body_en", "is_acting"),
            condition="is_exclusive AND until IS NULL AND municipality_id IS NULL",
        ),
    )
    search_columns = ("body_de", "body_en")

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    body_de: Mapped[str] = mapped_column(default="")  # of what: "Senat von Minnesota"
    body_en: Mapped[str] = mapped_column(default="")
    body = BilingualColumns()
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    since: Mapped[dt.date | None]
    until: Mapped[dt.date | None]
    is_acting: Mapped[bool] = mapped_column(default=False)  # P-27
    is_exclusive: Mapped[bool] = mapped_column(
        default=False
    )  # kept by acts: see rules.people.terms
    form_confirmed_on: Mapped[dt.date | None]  # with the office itself (P-23)
    form_confirmed_by: Mapped[str] = mapped_column(default="")
    lock_version: Mapped[int] = mapped_column()

    person: Mapped[Person] = relationship(back_populates="terms")
    office: Mapped[Office] = relationship()
    municipality: Mapped["Municipality | None"] = relationship()

    __mapper_args__ = {"version_id_col": lock_version}
