"""Rules of subscribing: which feeds one can make, their words, and who may renew them."""

from planner.languages import LANGUAGES, Message
from planner.models import FeedKind
from planner.rules.permissions import Permission, may

KINDS = {
    FeedKind.VISIT: Message("Whole visit, with internal events"),
    FeedKind.GUESTS: Message("Guests' view"),
    FeedKind.PERSON: Message("One person's own program"),
    FeedKind.TRANSFERS: Message("Transfers, for drivers"),
    FeedKind.INTERPRETATION: Message("For interpreters"),
    FeedKind.VENUE: Message("All events at a venue"),
    FeedKind.USER: Message("What I am responsible for"),
}
TOLD = {
    FeedKind.VISIT: Message("For the office: also what guests do not see."),
    FeedKind.GUESTS: Message("What all guests may know: the program without internal events."),
    FeedKind.PERSON: Message("Only the events to which this person is invited."),
    FeedKind.TRANSFERS: Message("Where to pick up, how many, and whom to call; no names."),
    FeedKind.INTERPRETATION: Message(
        "What needs an interpreter, in which languages, whom to call."
    ),
    FeedKind.VENUE: Message("When the venue is taken, without internal events."),
    FeedKind.USER: Message("All events of which you are in charge, also internal ones."),
}
VISIT_OVER = Message("This visit is over; its addresses have ended.")
OF_A_VISIT = {
    kind: word for kind, word in KINDS.items() if kind not in {FeedKind.VENUE, FeedKind.USER}
}


def first_language(person, default):
    """Return the language of a person's program: the first that is spoken, if we write it."""
    first = person.languages.partition(" ")[0]
    return first if first in LANGUAGES else default


def is_taken(label, labels):
    """Tell whether there is such a label already, however it is written."""
    return label.casefold() in {taken.casefold() for taken in labels}


def label_taken(label: str) -> Message:
    """Return that there is such an address: each can be ended by itself (S05)."""
    return Message(
        "There is an address “%(label)s” already. Renew it, or write another name here.",
        label=label,
    )


def may_renew(user, feed):
    """Tell whether a user may have a new address: one's own duties, or with the right to make."""
    return feed.user_id == user.id or may(user, Permission.MAKE_FEEDS)
