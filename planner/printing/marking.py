"""Marks on paper: rows that are new or were changed since a print say so, with a sign and a word.

The version of a paper stays that of its content: marks tell of another paper.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from planner import dates
from planner.languages import Message, Text, translate
from planner.models import Printout
from planner.printing.guests.guest_entries import Entry
from planner.printing.guests.guests import GuestList
from planner.printing.guests.name_lists import Line as NameLine
from planner.printing.guests.name_lists import Look, NameList
from planner.printing.guests.name_lists import Row as NameRow
from planner.printing.paper import Fact, Paper, PrintContext
from planner.printing.programme.schedule import Line, Row, Schedule, Section, Tone
from planner.printing.tables import Column, Table
from planner.rules.printing.marks import WORDS, Mark, Marks

NAMES = (Look.NAME, Look.SPOKEN)
MARKED_TEMPLATES = frozenset(
    {"guests/print_list", "guests/print_name_list", "events/print_schedule"}
)
NOTHING = Message("nothing that this paper shows")


def in_words(mark: Mark | None, language: str) -> str:
    """Return the sign and the word of a mark; empty for what is as it was."""
    return translate(WORDS[mark], language) if mark else ""


def marked(paper: Paper, marks: Marks) -> Paper:
    """Return a paper whose rows say what is new and what was changed."""
    language = paper.sheet.language
    if isinstance(paper, GuestList):
        mark = partial(marked_entry, marks=marks, language=language)
        groups = (replace(group, entries=tuple(map(mark, group.entries))) for group in paper.groups)
        return replace(paper, groups=tuple(groups))
    if isinstance(paper, NameList):
        row = partial(marked_name, marks=marks, language=language)
        parts = (replace(part, rows=tuple(map(row, part.rows))) for part in paper.parts)
        return replace(paper, parts=tuple(parts))
    if isinstance(paper, Schedule):
        found = (
            replace(
                part,
                sections=tuple(marked_section(one, marks, part.language) for one in part.sections),
            )
            for part in paper.parts
        )
        return replace(paper, parts=tuple(found))
    return paper


def marked_entry(entry: Entry, marks: Marks, language: str) -> Entry:
    """Return a guest with companions, each with the mark below the name."""
    words = in_words(marks.of_person(entry.person_id), language)
    lines = (Text(words, language), *entry.lines) if words else entry.lines
    companions = tuple(marked_entry(one, marks, language) for one in entry.companions)
    return replace(entry, lines=lines, companions=companions)


def marked_name(row: NameRow, marks: Marks, language: str) -> NameRow:
    """Return the row of a person with the mark below the name."""
    words = in_words(marks.of_person(row.person_id), language)
    if not words:
        return row
    mark = NameLine(Text(words, language), Look.MARK)
    cells = [
        (cell[0], mark, *cell[1:]) if cell and cell[0].look in NAMES else cell for cell in row.cells
    ]
    return replace(row, cells=tuple(cells))


def marked_section(section: Section, marks: Marks, language: str) -> Section:
    """Return a section whose rows have the mark below what they begin with."""
    return replace(section, rows=tuple(marked_row(row, marks, language) for row in section.rows))


def marked_row(row: Row, marks: Marks, language: str) -> Row:
    """Return a row of a schedule with the mark below each title."""
    words = in_words(marks.of_row(row.person_id, row.event_id), language)
    if not words:
        return row
    mark = Line(words, language, Tone.WAIT)
    cells = (tuple(one for line in cell for one in with_mark(line, mark)) for cell in row.cells)
    return replace(row, cells=tuple(cells))


def with_mark(line: Line, mark: Line) -> tuple[Line, ...]:
    """Return a line, with the mark below it if it is a title."""
    return (line, mark) if line.tone == Tone.TITLE else (line,)


def marked_table(table: Table, marks: Marks, printout: Printout, printing: PrintContext) -> Table:
    """Return a table with the marks in a first column."""
    language = printing.language
    words = (in_words(marks.of_row(*one), language) for one in table.subjects)
    rows = tuple((mark, *row) for mark, row in zip(words, table.rows, strict=True))
    head = Column(since_words(printout, printing), width=14)
    return table._replace(columns=(head, *table.columns), rows=rows)


def since_words(printout: Printout, printing: PrintContext) -> str:
    """Return since when: "Since Oct 12, 9:10 AM"."""
    moment = dates.stamp(printout.printed_at, printing.zone, printing.language)
    return translate(Message("Since %(when)s", when=moment), printing.language)


def with_legend(
    paper: Paper,
    marks: Marks,
    removed: Sequence[str],
    printout: Printout,
    printing: PrintContext,
) -> Paper:
    """Return a paper that says at its head since when it marks, how much, and what is gone."""
    language = printing.language
    found = marks_on(paper, marks)
    numbers = ((found.count(mark), in_words(mark, language)) for mark in Mark)
    parts = [f"{words}: {number}" for number, words in numbers if number]
    if removed:
        gone = Message("no longer there: %(names)s", names="; ".join(removed))
        parts.append(translate(gone, language))
    words = " · ".join(parts) or translate(NOTHING, language)
    frame = paper.sheet
    label = translate(Message("Marks"), language)
    fact = Fact(label, f"{since_words(printout, printing)}: {words}")
    return replace(paper, sheet=replace(frame, facts=(*frame.facts, fact)))


def marks_on(paper: Paper, marks: Marks) -> list[Mark | None]:
    """Return the mark of each row of a schedule, and of each person on any other paper."""
    if not isinstance(paper, Schedule):
        return [marks.of_person(one) for one in paper.sheet.person_ids]
    rows = (row for part in paper.parts for one in part.sections for row in one.rows)
    return [marks.of_row(row.person_id, row.event_id) for row in rows]
