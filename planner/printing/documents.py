"""Documents: what a kind of paper is, who may read it, and which choices it has."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from sqlalchemy.orm import Session

from planner.languages import Message
from planner.models import Audience
from planner.printing.paper import Paper, PrintContext
from planner.printing.tables import Table
from planner.rules.printing.occasions import EVENT, VISIT, Occasion
from planner.rules.printing.printing import PaperChoice, PaperOrder

#: Who sits where is known of an event, who arrives how of a visit.
SUBJECT_OF_ORDER = {PaperOrder.TABLE: EVENT, PaperOrder.ARRIVAL: VISIT}


MakePaper: TypeAlias = Callable[[Session, Occasion, PaperChoice, PrintContext], Paper]
MakeTable: TypeAlias = Callable[[Session, Occasion, PaperChoice, PrintContext], Table]


class Document(NamedTuple):
    """A kind of paper."""

    key: str  # the last part of its address
    number: str  # in the list of documents of the field
    name: Message
    description: Message  # one sentence: what it is for
    subjects: frozenset[str]
    reader: Audience  # its class: who may read it
    choices: tuple[str, ...]  # fields of PrintForm that matter to it
    template: str  # below templates/, without the ending
    make: MakePaper
    table: MakeTable | None = None  # None: it is no list
    orders: tuple[PaperOrder, ...] = (PaperOrder.PRECEDENCE,)  # the first one is the default
    in_folder: bool = True  # no: it goes on other paper than the folder

    def orders_of(self, occasion: Occasion) -> list[PaperOrder]:
        """Return the orders that a list of this occasion can have."""
        return [
            order
            for order in self.orders
            if SUBJECT_OF_ORDER.get(order, occasion.subject) == occasion.subject
        ]

    def usual_choice(self, occasion: Occasion, language: str) -> PaperChoice:
        """Return the choice with which this document gets printed unless somebody changes it."""
        return PaperChoice(order=self.orders_of(occasion)[0], language=language)


def file_stem(document: Document, occasion: Occasion, choice: PaperChoice) -> str:
    """Return the name of the file of a paper, without its ending."""
    visit, event, person = occasion
    parts = [
        visit.slug if visit else "",
        f"event-{event.id}" if event else "",
        f"person-{person.id}" if person else "",
        document.key if document.key != "guests" else "",
        choice.order if "order" in document.choices else "",
        "-".join(choice.languages),
    ]
    return "-".join(part for part in parts if part)
