"""Tables: the rows and columns of a paper, for whoever wants to calculate with them."""

import datetime as dt
import enum
from typing import NamedTuple, TypeAlias

#: What stands in a cell; None: nothing.
CellValue: TypeAlias = str | int | dt.date | dt.datetime | None


class CellKind(enum.Enum):
    """What the cells of a column hold."""

    TEXT = "str"
    NUMBER = "int or None"
    DAY = "datetime.date or None"
    MOMENT = "datetime.datetime on the clock that the paper shows, without a zone, or None"


class Column(NamedTuple):
    """A column under its head, in the language of the paper."""

    label: str
    kind: CellKind = CellKind.TEXT
    width: int = 20  # in characters


class Subject(NamedTuple):
    """The ids of what a row tells of: a person, or an event with all who are named in it."""

    person_id: int | None = None
    event_id: int | None = None


class Table(NamedTuple):
    """The same rows as on the paper; each has as many cells as there are columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    version: str = ""  # of the paper with the same rows
    people: int | None = None  # of whom they tell; None: one in each row
    person_ids: tuple[int, ...] = ()  # of all who are named
    subjects: tuple[Subject, ...] = ()  # what each row tells of
