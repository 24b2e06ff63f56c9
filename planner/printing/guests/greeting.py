"""The list for whoever greets the guests (D-05): in the order of precedence, as it is spoken."""

from collections.abc import Container, Iterator

from sqlalchemy.orm import Session

from planner.languages import Message, Messages, Text, translate
from planner.models import AddressForm
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
from planner.printing.guests.named_guests import NamedGuest, people_of
from planner.printing.paper import PrintContext
from planner.printing.tables import Table
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printed_lists import guests_to_greet, is_companion
from planner.rules.printing.printing import PaperChoice, PaperOrder

TITLE = Message("Greeting list")
EMPTY = Message("Nobody has accepted yet.")
COLLECTIVE = {
    "de": "„Meine sehr verehrten Damen und Herren“",
    "en": "“Distinguished guests, ladies and gentlemen”",
}


def make(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> NameList:
    """Return the list of those whom a speaker greets by name, with the words for all others."""
    language = printing.language
    people = people_of(
        session, occasion, wanted._replace(only_accepted=True), PaperOrder.PRECEDENCE
    )
    by_name = {row.id for row in guests_to_greet([one.row for one in people.named])}
    named = [one for one in people.named if one.row.id in by_name]
    heads_of_parties = {one.row.rank.position for one in named if not is_companion(one.row)}
    heads = columns(
        language,
        (Message("No."), 11, Holds.NUMBER),
        (Message("As spoken"), 70),
        (Message("Name and office"), 95),
    )
    rows = tuple(
        entry(number, one, heads_of_parties, language)
        for number, one in enumerate(named[: wanted.most], start=1)
    )
    parts = (NameListSection(Text("", language), "", heads, rows),) if rows else ()
    return NameList(
        sheet=people.sheet(TITLE, occasion, printing, parts),
        words=captions(EMPTY, language),
        parts=parts,
        notes=tuple(notes(len(named) - len(rows), language)) if rows else (),
        scale=1.15,
    )


def entry(number: int, named: NamedGuest, heads_of_parties: Container[int], language: str) -> Row:
    """Return the row of a guest."""
    row, pronunciation = named.row, named.person.pronunciation
    represents = Message("representing %(name)s", name=row.represents)
    with_whom = Message("comes with %(name)s", name=row.partner)
    spoken = Message("pronounced: %(said)s", said=pronunciation)
    return Row(
        (
            plain_cell(str(number), language, Look.NUMBER),
            cell(
                (Text(named.form(AddressForm.ORAL), language), Look.SPOKEN),
                (Text(translate(spoken, language) if pronunciation else "", language), Look.TEXT),
            ),
            cell(
                (Text(named.form(AddressForm.PROGRAMME), language), Look.TEXT),
                (
                    Text(translate(represents, language) if row.represents else "", language),
                    Look.NOTE,
                ),
                (Text(translate(with_whom, language) if row.partner else "", language), Look.NOTE),
            ),
        ),
        is_below=is_companion(row) and row.rank.position in heads_of_parties,
        person_id=row.id,
    )


def notes(others: int, language: str) -> Iterator[str]:
    """Yield the notes below the list: how to greet all others, and not to repeat the names."""
    count = Message("Then everybody together:")
    if others:
        count = Messages(
            "%(others)s more guest is greeted together with all others:",
            "%(others)s more guests are greeted together:",
            others,
            others=others,
        )
    yield f"{translate(count, language)} {COLLECTIVE[language]}"
    yield translate(
        Message(
            "Whoever speaks later does not repeat the names: a short form of address is enough."
        ),
        language,
    )


def table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Table:
    """Return the same rows for a spreadsheet."""
    return table_of(make(session, occasion, wanted, printing))
