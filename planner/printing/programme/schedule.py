"""Schedules on paper: parts, sections and rows of lines, as all papers about a programme are.

print_schedule.html and print_schedule.typ only write them down.
"""

import enum
from dataclasses import dataclass, replace

from planner.languages import Message, Text, translate
from planner.printing import tables
from planner.printing.paper import Fact, Sheet


class Tone(enum.StrEnum):
    """How a line looks; the words of each say the same."""

    TITLE = "title"
    PLAIN = "plain"
    NOTE = "note"
    HOUR = "hour"
    WAIT = "wait"  # not sure yet
    NO = "no"  # off, or lacking


@dataclass(frozen=True)
class Line:
    """A line of a cell, in its language."""

    text: str
    language: str
    tone: str = Tone.PLAIN


@dataclass(frozen=True)
class Column:
    """A column: the same key has the same meaning in all sections of a paper."""

    key: str
    label: str
    share: int  # of the width
    language: str = ""  # of the label; empty: that of the part


@dataclass(frozen=True)
class Row:
    """A row: the lines of each column."""

    cells: tuple[tuple[Line, ...], ...]
    is_off: bool = False  # what was cancelled
    person_id: int | None = None  # of whom it tells
    event_id: int | None = None  # or of what


@dataclass(frozen=True)
class Section:
    """Rows under a heading, and between them the facts about the section."""

    heading: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    facts: tuple[Fact, ...] = ()
    note: Line | None = None
    is_off: bool = False


@dataclass(frozen=True)
class SchedulePart:
    """Sections for one reader; each part but the first begins on a new page."""

    sections: tuple[Section, ...]
    language: str
    heading: str = ""
    lines: tuple[Line, ...] = ()
    facts: tuple[Fact, ...] = ()
    empty: str = ""  # instead of sections


@dataclass(frozen=True)
class Schedule:
    """A paper about a programme."""

    sheet: Sheet
    parts: tuple[SchedulePart, ...]
    unprintable: str
    empty: str = ""  # instead of parts
    is_wide: bool = False  # on a sheet that lies on its side


HOURS = ("time", "home")  # columns
PERSON, DAY = Message("Person"), Message("Day")
UNPRINTABLE = Message("Characters that cannot be printed (▯) in:")


def lines(language: str, *texts: str | Text | None, tone: Tone = Tone.PLAIN) -> tuple[Line, ...]:
    """Return the texts that are not empty as lines; a text without a language has the given one."""
    found = (one if isinstance(one, Text) else Text(one, language) for one in texts if one)
    return tuple(Line(*one, tone) for one in found if one.text)


def facts(language: str, *pairs: tuple[Message, str | None]) -> tuple[Fact, ...]:
    """Return pairs of (label, words) as facts, without those whose words are empty."""
    return tuple(Fact(translate(label, language), words) for label, words in pairs if words)


def with_facts(frame: Sheet, found: tuple[Fact, ...]) -> Sheet:
    """Return the frame of a paper with more facts, before those that it has."""
    return replace(frame, facts=(*found, *frame.facts))


def table_of(schedule: Schedule) -> tables.Table:
    """Return the rows of a paper as one table; each begins with what stands above it on paper."""
    sections = [(part, section) for part in schedule.parts for section in part.sections]
    labels = list(dict.fromkeys(fact.label for _, one in sections for fact in one.facts))
    columns: dict[str, str] = {}  # label by key
    for _, section in sections:
        for column in section.columns:
            columns.setdefault(column.key, column.label)
    has_people = any(part.heading for part in schedule.parts)
    heads = [translate(head, schedule.sheet.language) for head in (*[PERSON] * has_people, DAY)]
    rows = []
    for part, section in sections:
        words = {fact.label: fact.words.replace("\u00a0", " ") for fact in section.facts}
        above = (*[part.heading] * has_people, section.heading.text)
        above += tuple(words.get(label, "") for label in labels)
        rows += [
            above + tuple(cell_text(section, row, key) for key in columns) for row in section.rows
        ]
    return tables.Table(
        tuple(tables.Column(head) for head in (*heads, *labels, *columns.values())),
        tuple(rows),
        version=schedule.sheet.version,
        people=schedule.sheet.people,
        person_ids=schedule.sheet.person_ids,
        subjects=tuple(
            tables.Subject(row.person_id, row.event_id)
            for _, section in sections
            for row in section.rows
        ),
    )


def cell_text(section: Section, row: Row, key: str) -> str:
    """Return the text of a row in a column; it is empty if the section has no such column."""
    for column, cell in zip(section.columns, row.cells, strict=True):
        if column.key == key:
            apart = " " if key in HOURS else "\n"
            return apart.join(line.text for line in cell).replace("\u00a0", " ")
    return ""
