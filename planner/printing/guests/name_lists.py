"""Rolls: lists on paper with a row for each person, for the door, the speaker and the funder.

A roll knows its columns; print_roll.typ and print_roll.html write it down, and its table for
spreadsheets has the same rows.
"""

from dataclasses import dataclass

from planner.languages import Message, Text, translate
from planner.printing import tables
from planner.printing.paper import Sheet


@dataclass(frozen=True)
class Column:
    """A column: its head, its share of the width, and what it holds.

    It holds "text", a "number", a box to "tick" or room to "sign".
    """

    title: str
    share: int
    holds: str = "text"


@dataclass(frozen=True)
class Line:
    """A line in a cell: its words, and whether it is a "name", "text", "note" or "spoken"."""

    words: Text
    look: str = "text"


@dataclass(frozen=True)
class Row:
    """A person: for each column the lines in it; whoever comes with another may stand below."""

    cells: tuple[tuple[Line, ...], ...]
    is_below: bool = False


@dataclass(frozen=True)
class NameListSection:
    """Rows under a heading, which may be empty."""

    heading: Text
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Captions:
    """The fixed words of a roll in the language of the paper."""

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


def captions(empty, language):
    """Return the fixed words of a roll."""
    return Captions(
        empty=translate(empty, language),
        unprintable=translate(Message("Characters that cannot be printed (▯) in:"), language),
    )


def columns(language, *columns):
    """Return columns, given as (title, share) or (title, share, what it holds)."""
    return tuple(
        Column(translate(title, language) if isinstance(title, Message) else title, *rest)
        for title, *rest in columns
    )


def cell(*lines):
    """Return the lines of a cell, given as (Text, look), without the empty ones."""
    return tuple(Line(words, look) for words, look in lines if words.text)


def plain_cell(text, language, look="text"):
    """Return a cell of one line of ours."""
    return cell((Text(text, language), look))


def table_of(roll, group=None):
    """Return the rows of a roll for a spreadsheet; group: the head of the column of headings."""
    listed = roll.parts[0].columns if roll.parts else ()
    kinds = {"number": tables.CellKind.NUMBER}
    heads = [
        tables.Column(
            column.title, kinds.get(column.holds, tables.CellKind.TEXT), max(8, column.share)
        )
        for column in listed
    ]
    rows = [
        ([part.heading.text] if group else [])
        + [value(*pair) for pair in zip(row.cells, listed, strict=True)]
        for part in roll.parts
        for row in part.rows
    ]
    first = [tables.Column(group, width=30)] if group else []
    return tables.Table((*first, *heads), tuple(tuple(row) for row in rows), roll.sheet.version)


def value(lines, column):
    """Return what a spreadsheet has in a cell."""
    text = "; ".join(line.words.text for line in lines)
    if column.holds == "number":
        return int(text) if text else None
    return text
