"""What rules ask of a person: rows of the database have it, plain rows of lists and drafts too."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol, TypeVar

from planner.languages import Bilingual
from planner.models import AddressForm, Gender, Office, Organisation


class NameInLists(Protocol):
    """The parts of somebody's name that lists print."""

    @property
    def academic_title(self) -> str:
        """The titles before the name: "Prof. Dr."."""

    @property
    def given_name(self) -> str:
        """All given names as one text."""

    @property
    def name_prefix(self) -> str:
        """What stands before the family name: "von der"."""

    @property
    def family_name(self) -> str:
        """The family name without its prefix."""


class PersonName(NameInLists, Protocol):
    """All parts of somebody's name."""

    @property
    def post_nominals(self) -> str:
        """What stands after the name: "Ph.D."."""


class SortedName(PersonName, Protocol):
    """A name, and what lists sort it by."""

    @property
    def sort_name(self) -> str:
        """The name as lists sort it (P-28)."""


class TermPlace(Protocol):
    """The municipality in which somebody holds an office."""

    @property
    def id(self) -> int:
        """The id of the municipality."""

    @property
    def name(self) -> str:
        """The name of the municipality."""


class TermFacts(Protocol):
    """What is known of a term besides its office: days, both included, and of what it is."""

    @property
    def since(self) -> dt.date | None:
        """The first day, or None where nobody knows it."""

    @property
    def until(self) -> dt.date | None:
        """The last day, or None."""

    @property
    def is_acting(self) -> bool:
        """Whether the person only acts in the office (P-27)."""

    @property
    def body(self) -> Bilingual:
        """Of what the office is."""

    @property
    def municipality(self) -> TermPlace | None:
        """Where the office is, if that is a municipality."""


class HeldTerm(TermFacts, Protocol):
    """A term: somebody holds an office from one day to another."""

    @property
    def office(self) -> Office:
        """The office."""


AnyTerm = TypeVar("AnyTerm", bound=HeldTerm)
TermType = TypeVar("TermType", covariant=True)  # a HeldTerm


class OfficeHolder(Protocol[TermType]):
    """Somebody who holds offices, or has held or will hold some."""

    @property
    def terms(self) -> Sequence[TermType]:
        """All terms, over or not."""


class PersonInOffice(PersonName, OfficeHolder[TermType], Protocol[TermType]):
    """Somebody with a name, with offices, and with what the person does besides."""

    @property
    def gender(self) -> Gender:
        """How the person is addressed: Frau, Herr or neither."""

    @property
    def country(self) -> str:
        """The code of the person's country in ISO 3166-1, or "" if nobody has told it."""

    @property
    def function(self) -> Bilingual:
        """What the person does."""


class WantedForm(Protocol):
    """A form of address that somebody wants otherwise than the rules make it."""

    @property
    def form(self) -> AddressForm:
        """Which form it is."""

    @property
    def language(self) -> str:
        """In which language."""

    @property
    def text(self) -> str:
        """What stands there instead."""


class PersonToAddress(PersonInOffice[TermType], Protocol[TermType]):
    """Somebody to whom one writes: a person, or the draft of one."""

    @property
    def organisation(self) -> Organisation | None:
        """Where the person works, and gets letters without an office."""

    @property
    def address_overrides(self) -> Sequence[WantedForm]:
        """The forms of address that the person wants."""
