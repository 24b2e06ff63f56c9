"""Cards on tables (D-10): place cards, tent cards with name and office, signs of the tables.

Each is folded and says the same on both sides, so that neighbors and those opposite can read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from planner.languages import Message, Text
from planner.models import AddressForm
from planner.printing.cards.card_sheets import NOBODY, Captions, CardSheet, captions, card_sheet
from planner.printing.guests.named_guests import NamedGuest, people_of
from planner.printing.paper import PrintContext, Sheet, about
from planner.rules.printing.labels import A4, US_LETTER, LabelSheet
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printed_lists import natural_sort_key, seat_of, table_of
from planner.rules.printing.printing import PaperChoice, PaperOrder, PaperSize

PLACE_CARDS = Message("Place cards")
TENT_CARDS = Message("Tent cards")
TABLE_SIGNS = Message("Table signs")
NO_SEATS = Message("Nobody has a seat yet.")
SIZES = {PaperSize.A4: A4, PaperSize.US_LETTER: US_LETTER}
SMALL, WIDE = (95, 62, 2, 4), (190, 124, 1, 2)  # width, height, columns, rows


@dataclass(frozen=True)
class Card:
    """What stands on both sides of a card."""

    name: str
    below: Text


@dataclass(frozen=True)
class Cards:
    """Cards on sheets that get cut."""

    sheet: Sheet
    words: Captions
    cut: CardSheet
    cards: tuple[Card, ...]


def place_cards(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Cards:
    """Return a small card for each guest, with the name as people say it at the table."""
    people = people_of(session, occasion, wanted)
    cards = [card(one, AddressForm.PLACE_CARD, wanted.language) for one in people.named]
    return paper(cards, SMALL, people.sheet(PLACE_CARDS, occasion, printing, cards))


def tent_cards(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Cards:
    """Return a large card with name and office (AddressForm.TENT_CARD)."""
    people = people_of(session, occasion, wanted)
    cards = [card(one, AddressForm.TENT_CARD, wanted.language) for one in people.named]
    return paper(cards, WIDE, people.sheet(TENT_CARDS, occasion, printing, cards))


def table_signs(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Cards:
    """Return a sign for each table at which somebody has a seat."""
    people = people_of(session, occasion, wanted, PaperOrder.TABLE)
    tables = {table_of(seat_of(one.row)) for one in people.named} - {""}
    subject, _ = about(occasion, wanted.language)
    cards = [Card(table, subject) for table in sorted(tables, key=natural_sort_key)]
    frame = people.sheet(TABLE_SIGNS, occasion, printing, cards)
    return paper(cards, WIDE, frame, empty=NO_SEATS if people.named else NOBODY)


def card(named: NamedGuest, form: AddressForm, language: str) -> Card:
    """Return the card of a guest: the first line is large, the others stand below."""
    name, _, below = named.form(form).partition("\n")
    return Card(name, Text(below, language))


def paper(
    cards: Iterable[Card],
    size: tuple[float, float, int, int],
    frame: Sheet,
    empty: Message = NOBODY,
) -> Cards:
    """Return cards on sheets of the chosen size."""
    width, height, columns, rows = size
    layout = LabelSheet(width, height, columns, rows, page=SIZES[PaperSize(frame.size)])
    return Cards(
        sheet=frame,
        words=captions(frame.language, empty),
        cut=card_sheet(layout, has_lines=True, is_folded=True),
        cards=tuple(cards),
    )
