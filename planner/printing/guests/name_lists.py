"""Name lists: lists on paper with a row for each person, as at the door or for a speaker.

A name list knows its columns; print_name_list.typ and print_name_list.html write it down, and its
table for spreadsheets has the same rows.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from planner.languages import Message, Text, translate
from planner.printing import tables
from planner.printing.paper import Sheet


class Holds(enum.StrEnum):
    """What a column holds; the print templates know these words."""

    TEXT = "text"
    NUMBER = "number"
    TICK = "tick"  # a box
    SIGN = "sign"  # room for a signature


class Look(enum.StrEnum):
    """How a line looks; the print templates know these words."""

    NAME = "name"
    TEXT = "text"
    NOTE = "note"
    MARK = "mark"
    NUMBER = "number"
    SPOKEN = "spoken"


@dataclass(frozen=True)
class Column:
    """A column: its head, its share of the width, and what it holds."""

    title: str
    share: int
    holds: Holds = Holds.TEXT


#: A column as papers give it: title, share and perhaps what it holds.
ColumnHead: TypeAlias = tuple[Message | str, int] | tuple[Message | str, int, Holds]


@dataclass(frozen=True)
class Line:
    """A line in a cell."""

    words: Text
    look: Look = Look.TEXT


@dataclass(frozen=True)
class Row:
    """The row of a person: the lines of each column; a companion may stand below the partner."""

    cells: tuple[tuple[Line, ...], ...]
    is_below: bool = False
    person_id: int = 0


@dataclass(frozen=True)
class NameListSection:
    """Rows under a heading, which may be empty."""

    heading: Text
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Captions:
    """The fixed words of a name list in the language of the paper."""

    empty: str
    unprintable: str


@dataclass(frozen=True)
class NameList:
    """A list on paper."""

    sheet: Sheet
    words: Captions
    parts: tuple[NameListSection, ...]
    notes: tuple[str, ...] = ()  # below the list
    is_wide: bool = False
    has_pages: bool = False  # each part begins a page
    scale: float = 1  # of the letters: a list at the door is read in bad light
    row_height: float = 0  # in millimeters, at least: room to sign


def captions(empty: Message, language: str) -> Captions:
    """Return the fixed words of a name list."""
    return Captions(
        empty=translate(empty, language),
        unprintable=translate(Message("Characters that cannot be printed (▯) in:"), language),
    )


def columns(language: str, *heads: ColumnHead) -> tuple[Column, ...]:
    """Return the columns of a name list."""
    return tuple(
        Column(translate(title, language) if isinstance(title, Message) else title, share, *holds)
        for title, share, *holds in heads
    )


def cell(*lines: tuple[Text, Look]) -> tuple[Line, ...]:
    """Return the lines of a cell, given as (Text, look), without the empty ones."""
    return tuple(Line(words, look) for words, look in lines if words.text)


def plain_cell(text: str, language: str, look: Look = Look.TEXT) -> tuple[Line, ...]:
    """Return a cell of one line in the language of the paper."""
    return cell((Text(text, language), look))


def table_of(name_list: NameList, group: str = "") -> tables.Table:
    """Return the rows of a name list for a spreadsheet.

    group: the head of a first column, in which the headings of the sections stand; empty: none.
    """
    listed = name_list.parts[0].columns if name_list.parts else ()
    kinds = {Holds.NUMBER: tables.CellKind.NUMBER}
    heads = [
        tables.Column(
            column.title, kinds.get(column.holds, tables.CellKind.TEXT), max(8, column.share)
        )
        for column in listed
    ]
    rows = tuple(
        (
            *([part.heading.text] if group else []),
            *(value(*pair) for pair in zip(row.cells, listed, strict=True)),
        )
        for part in name_list.parts
        for row in part.rows
    )
    first = [tables.Column(group, width=30)] if group else []
    subjects = tuple(tables.Subject(row.person_id) for part in name_list.parts for row in part.rows)
    sheet = name_list.sheet
    return tables.Table((*first, *heads), rows, sheet.version, None, sheet.person_ids, subjects)


def value(lines: Iterable[Line], column: Column) -> str | int | None:
    """Return the value of a cell for a spreadsheet."""
    text = "; ".join(line.words.text for line in lines)
    if column.holds is Holds.NUMBER:
        return int(text) if text else None
    return text
