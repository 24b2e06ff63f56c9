"""The catalogue of papers: each document that can be printed, in the order of the chooser."""

from planner.languages import Message
from planner.models import Audience
from planner.printing.books import briefing
from planner.printing.cards import badges, cards, labels
from planner.printing.documents import Document
from planner.printing.guests import attendance, delegations, door, greeting, guests
from planner.printing.programme import interpreters, itinerary, minute_plan, programme, transfers
from planner.rules.printing.occasions import EVENT, PERSON, VISIT, Occasion
from planner.rules.printing.printing import PaperOrder

WHO = ("order", "accepted", "alone", "language")
CARD_ORDERS = (PaperOrder.PRECEDENCE, PaperOrder.ALPHABET, PaperOrder.DELEGATION, PaperOrder.TABLE)
LABEL_ORDERS = (
    PaperOrder.PRECEDENCE,
    PaperOrder.ALPHABET,
    PaperOrder.DELEGATION,
    PaperOrder.INSTITUTION,
)

DOCUMENTS = (
    Document(
        key="guests",
        number="D-03",
        name=guests.TITLE,
        description=Message("Everybody who is invited, with replies: for the desk of the office."),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=(*WHO[:3], "reasons", "columns", "language", "both", "size", "large"),
        template="guests/print_list",
        make=guests.make,
        table=guests.table,
        orders=tuple(PaperOrder),
    ),
    Document(
        key="programme",
        number="D-06",
        name=Message("Public program"),
        description=Message("What everybody may know: for the press and for the counter."),
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
        description=Message(
            "What delegation and guests may know, on the days of travel on two clocks."
        ),
        subjects=frozenset({VISIT}),
        reader=Audience.GUESTS,
        choices=("language", "both", "size", "large"),
        template="events/print_schedule",
        make=programme.make,
        table=programme.table,
    ),
    Document(
        key="briefing",
        number="D-14",
        name=briefing.TITLE,
        description=Message(
            "Aims, delegation with biographies, talking points, partner city and contacts: for "
            "those who receive the guests."
        ),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=("language", "size", "large"),
        template="visits/print_briefing",
        make=briefing.make,
    ),
    Document(
        key="itineraries",
        number="D-08",
        name=itinerary.TITLE,
        description=Message(
            "Each delegate's own items with pick-ups and addresses, in a language that the "
            "delegate speaks."
        ),
        subjects=frozenset({VISIT, PERSON}),
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
        description=Message("Everything, to the minute: where, who, whom to call, and your notes."),
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
        description=Message("For drivers: pick-up, way, vehicle, passengers, and whom to call."),
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
        description=Message("What is interpreted, in both languages, and who takes part."),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=("language", "size", "large"),
        template="events/print_schedule",
        make=interpreters.make,
        table=interpreters.table,
    ),
    Document(
        key="delegation-list",
        number="D-01",
        name=delegations.TITLE,
        description=Message(
            "Who comes, with function and organization: for the press and the website."
        ),
        subjects=frozenset({VISIT}),
        reader=Audience.PUBLIC,
        choices=("alone", "language", "both", "size", "large"),
        template="guests/print_name_list",
        make=delegations.make,
        table=delegations.table,
    ),
    Document(
        key="delegation-list-internal",
        number="D-02",
        name=delegations.INTERNAL_TITLE,
        description=Message("The same with forms of address, languages and phone: for the office."),
        subjects=frozenset({VISIT}),
        reader=Audience.INTERNAL,
        choices=("alone", "language", "size", "large"),
        template="guests/print_name_list",
        make=delegations.make_internal,
        table=delegations.internal_table,
    ),
    Document(
        key="door-list",
        number="D-04",
        name=door.TITLE,
        description=Message(
            "By the alphabet, in large letters, with boxes to tick: for the entrance."
        ),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=("accepted", "alone", "language", "size", "large"),
        template="guests/print_name_list",
        make=door.make,
        table=door.table,
    ),
    Document(
        key="greeting-list",
        number="D-05",
        name=greeting.TITLE,
        description=Message(
            "Who has accepted, by precedence, as it is spoken: for whoever speaks."
        ),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=("most", "alone", "language", "size", "large"),
        template="guests/print_name_list",
        make=greeting.make,
        table=greeting.table,
    ),
    Document(
        key="place-cards",
        number="D-10",
        name=cards.PLACE_CARDS,
        description=Message("A small card for each seat, to cut and to fold: as one speaks there."),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=(*WHO, "size"),
        template="guests/print_cards",
        make=cards.place_cards,
        in_folder=False,
        orders=CARD_ORDERS,
    ),
    Document(
        key="tent-cards",
        number="D-10",
        name=cards.TENT_CARDS,
        description=Message("A large card with name and office on both sides, to cut and to fold."),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=(*WHO, "size"),
        template="guests/print_cards",
        make=cards.tent_cards,
        in_folder=False,
        orders=CARD_ORDERS,
    ),
    Document(
        key="table-signs",
        number="D-10",
        name=cards.TABLE_SIGNS,
        description=Message("A sign for each table at which somebody has a seat."),
        subjects=frozenset({EVENT}),
        reader=Audience.INTERNAL,
        choices=("language", "size"),
        template="guests/print_cards",
        make=cards.table_signs,
        in_folder=False,
    ),
    Document(
        key="badges",
        number="D-11",
        name=badges.TITLE,
        description=Message(
            "Name, organization, city, role and languages on sheets that come cut."
        ),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=("badges", *WHO),
        template="guests/print_badges",
        make=badges.make,
        in_folder=False,
        orders=LABEL_ORDERS,
    ),
    Document(
        key="labels",
        number="D-17",
        name=labels.TITLE,
        description=Message(
            "The lines of an envelope for each guest, on label sheets or envelopes."
        ),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=("labels", *WHO),
        template="guests/print_labels",
        make=labels.make,
        in_folder=False,
        table=labels.table,
        orders=LABEL_ORDERS,
    ),
    Document(
        key="attendance",
        number="D-18",
        name=attendance.TITLE,
        description=Message(
            "Who was there on which day, with room to sign: for those who fund a visit."
        ),
        subjects=frozenset({VISIT, EVENT}),
        reader=Audience.INTERNAL,
        choices=(*WHO, "size", "large"),
        template="guests/print_name_list",
        make=attendance.make,
        table=attendance.table,
        orders=(PaperOrder.PRECEDENCE, PaperOrder.ALPHABET, PaperOrder.DELEGATION),
    ),
)
BY_KEY = {document.key: document for document in DOCUMENTS}


def documents_of(occasion: Occasion) -> list[Document]:
    """Return the documents that a visit or an event can have."""
    return [document for document in DOCUMENTS if occasion.subject in document.subjects]
