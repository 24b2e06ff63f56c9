"""Documents: all that can be printed, who may read it, and which choices it has."""

from collections.abc import Callable
from typing import Any, NamedTuple

from planner.languages import Message
from planner.models import Audience
from planner.printing import (
    guests,
    interpreters,
    itinerary,
    minute_plan,
    programme,
    transfers,
)
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
    Document(
        key="programme",
        number="D-06",
        name=Message("Public program"),
        says=Message("What everybody may know: for the press and for the counter."),
        subjects=frozenset({VISIT}),
        reader=Audience.PUBLIC,
        choices=("language", "both", "size", "large"),
        template="events/print_schedule",
        make=programme.make,
        table=programme.table,
    ),
    Document(
        key="guests-programme",
        number="D-06",
        name=Message("Program for guests"),
        says=Message("What delegation and guests may know, on the days of travel on two clocks."),
        subjects=frozenset({VISIT}),
        reader=Audience.GUESTS,
        choices=("language", "both", "size", "large"),
        template="events/print_schedule",
        make=programme.make,
        table=programme.table,
    ),
    Document(
        key="itineraries",
        number="D-08",
        name=itinerary.TITLE,
        says=Message(
            "Each delegate's own items with pick-ups and addresses, in a language that the "
            "delegate speaks."
        ),
        subjects=frozenset({VISIT}),
        reader=Audience.GUESTS,
        choices=("language", "both", "size", "large"),
        template="events/print_schedule",
        make=itinerary.make,
        table=itinerary.table,
    ),
    Document(
        key="minute-plan",
        number="D-07",
        name=minute_plan.TITLE,
        says=Message("Everything, to the minute: where, who, whom to call, and your notes."),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=("language", "size", "large"),
        template="events/print_schedule",
        make=minute_plan.make,
        table=minute_plan.table,
    ),
    Document(
        key="transfers",
        number="D-13",
        name=transfers.TITLE,
        says=Message("For drivers: pick-up, way, vehicle, passengers, and whom to call."),
        subjects=frozenset({VISIT}),
        reader=Audience.INTERNAL,
        choices=("language", "size", "large"),
        template="events/print_schedule",
        make=transfers.make,
        table=transfers.table,
    ),
    Document(
        key="interpreters",
        number="D-16",
        name=interpreters.TITLE,
        says=Message("What is interpreted, in both languages, and who takes part."),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=("language", "size", "large"),
        template="events/print_schedule",
        make=interpreters.make,
        table=interpreters.table,
    ),
)
BY_KEY = {document.key: document for document in DOCUMENTS}


def documents_of(occasion):
    """Return the documents that there are of a visit or of an event."""
    return [document for document in DOCUMENTS if occasion.subject in document.subjects]
