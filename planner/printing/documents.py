"""Documents: all that can be printed, who may read it, and which choices it has."""

from collections.abc import Callable
from typing import Any, NamedTuple

from planner.languages import Message
from planner.models import Audience
from planner.printing import guests
from planner.rules.printing import Order

VISIT, EVENT, PERSON = "visit", "event", "person"

#: Who sits where is known of an event, who arrives how of a visit.
ONLY = {Order.TABLE: EVENT, Order.ARRIVAL: VISIT}


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
    says: Message  # one sentence: what it is for
    subjects: frozenset[str]
    reader: Audience  # its class: who may read it
    choices: tuple[str, ...]  # fields of PrintForm that matter to it
    template: str  # below templates/, without the ending
    make: Callable  # (session, occasion, wanted, printing) -> a dataclass with .sheet
    table: Callable | None = None  # (session, occasion, wanted, printing) -> Table
    orders: tuple[Order, ...] = (Order.PRECEDENCE,)  # the first one is the default

    def orders_of(self, occasion):
        """Return the orders that a list of this occasion can have."""
        return [
            order for order in self.orders if ONLY.get(order, occasion.subject) == occasion.subject
        ]


#: In the order of the chooser.
DOCUMENTS = (
    Document(
        key="guests",
        number="D-03",
        name=guests.TITLE,
        says=Message("Everybody who is invited, with replies: for the desk of the office."),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=("order", "accepted", "alone", "reasons", "language", "both", "size", "large"),
        template="guests/print_list",
        make=guests.make,
        table=guests.table,
        orders=tuple(Order),
    ),
)
BY_KEY = {document.key: document for document in DOCUMENTS}


def documents_of(occasion):
    """Return the documents that there are of a visit or of an event."""
    return [document for document in DOCUMENTS if occasion.subject in document.subjects]
