"""Documents: what a kind of paper is, who may read it, and which choices it has."""

from collections.abc import Callable
from typing import Any, NamedTuple

from planner.languages import Message
from planner.models import Audience
from planner.rules.printing.printing import PaperChoice, PaperOrder

VISIT, EVENT, PERSON = "visit", "event", "person"

#: Who sits where is known of an event, who arrives how of a visit.
SUBJECT_OF_ORDER = {PaperOrder.TABLE: EVENT, PaperOrder.ARRIVAL: VISIT}


class Occasion(NamedTuple):
    """What a paper is about."""

    visit: Any = None  # Visit
    event: Any = None  # Event: of the visit, or on its own
    person: Any = None  # Person: whose own paper it is; None: everybody's

    @property
    def subject(self):
        """What kind of thing a paper of this occasion is about: "visit" or "event"."""
        return EVENT if self.event else VISIT


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
    make: Callable  # (session, occasion, wanted, printing) -> a dataclass with .sheet
    table: Callable | None = None  # (session, occasion, wanted, printing) -> Table
    orders: tuple[PaperOrder, ...] = (PaperOrder.PRECEDENCE,)  # the first one is the default
    in_folder: bool = True  # no: it goes on other paper than the folder

    def orders_of(self, occasion):
        """Return the orders that a list of this occasion can have."""
        return [
            order
            for order in self.orders
            if SUBJECT_OF_ORDER.get(order, occasion.subject) == occasion.subject
        ]

    def usual_choice(self, occasion: Occasion, language: str) -> PaperChoice:
        """Return how this document gets printed in a language if nobody chooses."""
        return PaperChoice(order=self.orders_of(occasion)[0], language=language)


def file_stem(document: Document, occasion: Occasion, choice: PaperChoice) -> str:
    """Return the name of the file of a paper, without its ending."""
    visit, event, person = occasion
    parts = [
        visit and visit.slug,
        event and f"event-{event.id}",
        person and f"person-{person.id}",
        document.key != "guests" and document.key,
        "order" in document.choices and choice.order,
        "-".join(choice.languages),
    ]
    return "-".join(part for part in parts if part)
