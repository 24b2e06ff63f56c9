"""Guest lists on paper (D-03): by precedence, by alphabet, by delegation."""

import enum
from dataclasses import dataclass

from planner.languages import Text
from planner.printing.paper import Sheet


class Order(enum.StrEnum):
    """The orders in which a guest list gets printed."""

    PRECEDENCE = "precedence"
    ALPHABET = "alphabet"
    DELEGATION = "delegation"


@dataclass(frozen=True)
class Count:
    """How many people gave an answer, and how many of them are companions."""

    label: str
    people: int
    companions: int


@dataclass(frozen=True)
class Entry:
    """A guest in the list; companions stand directly after their partner (P-10)."""

    number: str
    name: str
    lines: tuple[Text, ...]
    organisation: Text
    country: str
    role: str
    reply: str
    tone: str
    companions: tuple["Entry", ...] = ()


@dataclass(frozen=True)
class Group:
    """Guests under a heading; an empty heading is not printed."""

    heading: Text
    count: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Words:
    """The fixed words of the list in the language of the paper."""

    replies: str
    people: str
    without_companions: str
    empty: str
    unprintable: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class GuestList:
    """A guest list as data; print_list.html and print_list.typ only write it down."""

    sheet: Sheet
    words: Words
    counts: tuple[Count, ...]
    groups: tuple[Group, ...]
    notes: tuple[str, ...]
