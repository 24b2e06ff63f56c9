"""Rules of subscribing: which feeds one can make, their words, and who may renew them."""

from collections.abc import Iterable

from planner.languages import LANGUAGES, Message
from planner.models import Feed, Person, User
from planner.rules.permissions import Permission, may

VISIT_OVER = Message("This visit is over; its addresses have ended.")


def program_language(person: Person, default: str) -> str:
    """Return the language of a person's program: the first that is spoken, if feeds have it."""
    first = person.languages.partition(" ")[0]
    return first if first in LANGUAGES else default


def is_label_taken(label: str, labels: Iterable[str]) -> bool:
    """Tell whether there is such a label already, however it is written."""
    return label.casefold() in {taken.casefold() for taken in labels}


def label_taken_message(label: str) -> Message:
    """Return the message that there is such an address: each can be ended by itself (S05)."""
    return Message(
        "There is an address “%(label)s” already. Renew it, or write another name here.",
        label=label,
    )


def may_renew(user: User, feed: Feed) -> bool:
    """Tell whether a user may have a new address: one's own duties, or with the right to make."""
    return feed.user_id == user.id or may(user, Permission.MAKE_FEEDS)
