"""The attendance sheet (D-18): the guests, with room for a signature for each day."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from planner import dates
from planner.languages import Message, Text, translate
from planner.printing.guests.name_lists import (
    Holds,
    Look,
    NameList,
    NameListSection,
    Row,
    captions,
    cell,
    columns,
    plain_cell,
    table_of,
)
from planner.printing.guests.named_guests import (
    NamedGuest,
    office_of_row,
    organisation_of,
    people_of,
)
from planner.printing.paper import PrintContext
from planner.printing.tables import Table
from planner.rules.guests.guests import GuestRow
from planner.rules.people.people import list_name
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from planner.rules.programme.events import last_day
from planner.rules.programme.visits import days_of

TITLE = Message("Attendance sheet")
EMPTY = Message("Nobody is expected yet.")
DAY = dt.timedelta(days=1)
MOST_DAYS, PORTRAIT_DAYS = 5, 2  # beside each other on a landscape sheet, on an upright one
ALL_DAYS = 1000  # a spreadsheet is as wide as it has to be


def make(
    session: Session,
    occasion: Occasion,
    wanted: PaperChoice,
    printing: PrintContext,
    most_days: int = MOST_DAYS,
) -> NameList:
    """Return the sheet on which guests sign for each day of a visit or an event."""
    language, days = printing.language, days_on(occasion)
    people = people_of(session, occasion, wanted)
    blocks = [days[first : first + most_days] for first in range(0, len(days), most_days)]
    parts = tuple(
        part(block, people.named, language, has_heading=len(blocks) > 1)
        for block in blocks
        if people.named
    )
    note = Message("By signing you confirm that you were there on that day.")
    return NameList(
        sheet=people.sheet(TITLE, occasion, printing, parts),
        words=captions(EMPTY, language),
        parts=parts,
        notes=(translate(note, language),) if parts else (),
        is_wide=len(days) > PORTRAIT_DAYS,
        has_pages=True,
        row_height=8,
    )


def days_on(occasion: Occasion) -> list[dt.date]:
    """Return the days of an event, or else of a visit."""
    event = occasion.event
    if event is None:
        return days_of(occasion.required_visit)
    first = event.starts_at.date()
    return [first + DAY * number for number in range((last_day(event) - first).days + 1)]


def part(
    days: Sequence[dt.date], named: Sequence[NamedGuest], language: str, has_heading: bool = False
) -> NameListSection:
    """Return the section with a column for each of some days."""
    heading = dates.days(days[0], days[-1], language) if has_heading else ""
    heads = columns(
        language,
        (Message("No."), 10, Holds.NUMBER),
        (Message("Name"), 58),
        (Message("Organization"), 45),
        *(
            (dates.day(day, language, year=False), max(28, 84 // len(days)), Holds.SIGN)
            for day in days
        ),
    )
    rows = tuple(
        entry(number, one.row, len(days), language) for number, one in enumerate(named, start=1)
    )
    return NameListSection(Text(heading, language), "", heads, rows)


def entry(number: int, row: GuestRow, days: int, language: str) -> Row:
    """Return the line of a guest."""
    return Row(
        (
            plain_cell(str(number), language, Look.NUMBER),
            cell(
                (Text(list_name(row.person), language), Look.NAME),
                (office_of_row(row, language), Look.NOTE),
            ),
            cell((organisation_of(row, language), Look.TEXT)),
            *([()] * days),
        ),
        person_id=row.id,
    )


def table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Table:
    """Return the same rows for a spreadsheet, all days beside each other."""
    return table_of(make(session, occasion, wanted, printing, most_days=ALL_DAYS))
