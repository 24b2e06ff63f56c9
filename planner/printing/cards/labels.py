"""Labels (D-17): the lines of an envelope for each guest, on sheets that come cut."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from planner.languages import Message, translate
from planner.models import AddressForm
from planner.printing import tables
from planner.printing.cards.card_sheets import Captions, CardSheet, captions, card_sheet
from planner.printing.guests.named_guests import NamedGuest, people_of
from planner.printing.paper import PrintContext, Sheet
from planner.rules.printing.labels import LABEL_SHEETS, address_lines
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice

TITLE = Message("Address labels")


@dataclass(frozen=True)
class Label:
    """The lines of an address."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Labels:
    """Labels on sheets that come cut."""

    sheet: Sheet
    words: Captions
    cut: CardSheet
    labels: tuple[Label, ...]


def make(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Labels:
    """Return a label for each guest of an event or a visit (AddressForm.ENVELOPE)."""
    people = people_of(session, occasion, wanted)
    found = tuple(Label(tuple(lines(one))) for one in people.named)
    return Labels(
        sheet=people.sheet(TITLE, occasion, printing, found),
        words=captions(printing.language),
        cut=card_sheet(LABEL_SHEETS[wanted.labels]),
        labels=found,
    )


def lines(named: NamedGuest) -> list[str]:
    """Return the lines of an address: form of address, street and town."""
    return address_lines(named.form(AddressForm.ENVELOPE), named.person.postal_address)


def table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> tables.Table:
    """Return a table with a column for each line, as a mail merge needs it."""
    paper = make(session, occasion, wanted, printing)
    labels, ids = paper.labels, paper.sheet.person_ids
    most = max((len(label.lines) for label in labels), default=1)
    heads = (
        translate(Message("Line %(number)s", number=number), printing.language)
        for number in range(1, most + 1)
    )
    rows = ((*label.lines, *[""] * (most - len(label.lines))) for label in labels)
    columns = tuple(tables.Column(head, width=40) for head in heads)
    subjects = tuple(map(tables.Subject, ids))
    return tables.Table(columns, tuple(rows), paper.sheet.version, None, ids, subjects)
