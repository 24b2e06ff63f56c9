"""Acts on copies: keep a list as it was given to somebody, and forget it."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import insert

from planner.db import act
from planner.models import HandedCopy, HandedRow, Medium
from planner.printing.documents import Document
from planner.printing.spreadsheets import as_text
from planner.printing.tables import CellKind, CellValue, Column, Subject, Table
from planner.queries.copies import copy_with
from planner.rules.printing.copies import Cell
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from planner.services.papers import Told, note_people, printout_of
from planner.services.rows import one_or_not_found


def hand_copy(
    document: Document,
    occasion: Occasion,
    choice: PaperChoice,
    table: Table,
    *,
    recipient: str,
    handed_on: dt.date,
    medium: Medium,
    user_id: int,
    now: dt.datetime,
) -> HandedCopy:
    """Keep the rows of a list as a user gives it to somebody; it counts as printed."""
    people = len(table.rows) if table.people is None else table.people
    told = Told(medium, table.version, people, user_id, now)
    printout = printout_of(document, occasion, choice, told)
    columns = [[column.label, column.kind.name] for column in table.columns]
    copy = HandedCopy(printout=printout, recipient=recipient, handed_on=handed_on, columns=columns)
    with act("hand_copy") as own:
        own.add(copy)
        own.flush()
        note_people(own, printout, table.person_ids)
        rows = [
            {"copy_id": copy.id, **subject._asdict(), "cells": cells}
            for subject, cells in rows_of(table)
        ]
        if rows:
            own.execute(insert(HandedRow), rows)
    return copy


def rows_of(table: Table) -> Iterator[tuple[Subject, list[Cell]]]:
    """Yield the rows of a table as they are kept, each with what it tells of."""
    for subject, row in zip(table.subjects, table.rows, strict=True):
        yield subject, [kept(cell) for cell in row]


def kept(cell: CellValue) -> Cell:
    """Return what stands in a cell as JSON has it; a day as a spreadsheet writes it."""
    return cell if cell is None or isinstance(cell, str | int) else as_text(cell)


def table_of(copy: HandedCopy, rows: list[HandedRow]) -> Table:
    """Return a copy as the table that it was."""
    columns = tuple(Column(label, CellKind[kind]) for label, kind in copy.columns)
    return Table(columns, tuple(tuple(row.cells) for row in rows), copy.printout.version)


def delete_copy(copy_id: int) -> None:
    """Forget what stood in a copy, and to whom it was given; that it was printed stays.

    Raises NotFound if it is gone.
    """
    with act("delete_copy") as own:
        own.delete(one_or_not_found(own, copy_with(copy_id)))
