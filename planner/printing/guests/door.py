"""The list at the door (D-04): by the alphabet, in large letters, with boxes to tick."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from planner.languages import Message, Messages, Text, translate
from planner.models import Reply
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
from planner.printing.guests.named_guests import office_of_row, organisation_of, people_of
from planner.printing.paper import PrintContext
from planner.printing.tables import Table
from planner.rules.guests.guests import GuestRow
from planner.rules.people.people import list_name
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printed_lists import seat_of
from planner.rules.printing.printing import PaperChoice, PaperOrder

TITLE = Message("Door list")
EMPTY = Message("Nobody is expected yet.")


def make(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> NameList:
    """Return the door list of an event, or of a visit."""
    language = printing.language
    people = people_of(session, occasion, wanted, PaperOrder.ALPHABET)
    has_seats = any(seat_of(one.row) for one in people.named)
    heads = columns(
        language,
        (Message("Here"), 14, Holds.TICK),
        (Message("Name"), 78),
        (Message("Organization"), 48),
        *([(Message("Table"), 36)] if has_seats else []),
    )
    rows = tuple(entry(one.row, has_seats, language) for one in people.named)
    count = Messages("%(people)s person", "%(people)s people", len(rows), people=len(rows))
    parts = (
        (NameListSection(Text("", language), translate(count, language), heads, rows),)
        if rows
        else ()
    )
    return NameList(
        sheet=people.sheet(TITLE, occasion, printing, parts),
        words=captions(EMPTY, language),
        parts=parts,
        notes=tuple(notes(occasion, language)),
        scale=1.25,
    )


def entry(row: GuestRow, has_seats: bool, language: str) -> Row:
    """Return the row of a guest; companions have a row of their own."""
    partner = translate(Message("comes with %(name)s", name=row.partner), language)
    pending = translate(Message("has not replied yet"), language)
    return Row(
        (
            (),
            cell(
                (Text(list_name(row.person), language), Look.NAME),
                (office_of_row(row, language), Look.NOTE),
                (Text(partner if row.partner else "", language), Look.NOTE),
                (Text(pending if row.reply is Reply.OPEN else "", language), Look.NOTE),
            ),
            cell((organisation_of(row, language), Look.TEXT)),
            *([plain_cell(seat_of(row), language)] if has_seats else []),
        ),
        person_id=row.id,
    )


def notes(occasion: Occasion, language: str) -> Iterator[str]:
    """Yield the note that names whom to ask about missing guests; it has no phone number."""
    event, visit = occasion.event, occasion.visit
    contact = (event.responsible if event else None) or (visit.in_charge if visit else None)
    if contact:
        message = Message("Somebody is not on the list? Ask %(name)s.", name=contact.name)
        yield translate(message, language)


def table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Table:
    """Return the same rows for a spreadsheet."""
    return table_of(make(session, occasion, wanted, printing))
