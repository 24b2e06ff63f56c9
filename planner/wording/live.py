"""The words in which an open page says what somebody else has just changed."""

from collections.abc import Sequence
from typing import NamedTuple

from planner.languages import Bilingual, Message, Messages
from planner.models import Operation, Reply
from planner.rules.guests.guests import REPLIES

SOMEBODY = Message("Somebody")
FIRST = ("guest", "delegate", "event", "person", "")  # of several kinds, what is told of
TOLD_WITH = {  # what belongs to a row of a kind and tells nothing for itself
    **dict.fromkeys(("talking_point", "transfer", "assignment", "old_slug"), "event"),
    **dict.fromkeys(("term", "address_override"), "person"),
    "move": "guest",
}


class LiveChange(NamedTuple):
    """A row that an entry of the history has changed, and what is called so now."""

    table: str
    operation: Operation
    fields: Sequence[str]
    name: str | Bilingual | None = None  # None: nothing that the page names
    reply: Reply | None = None  # of a guest, as it is now
    is_gone: bool = False  # in the trash now


def change_in_words(author: str | None, changes: Sequence[LiveChange]) -> Message:
    """Return what an entry has changed: of one thing its name, of several their number."""
    who = author or SOMEBODY
    kind = min((kind_of(change) for change in changes), key=FIRST.index)
    told = [change for change in changes if change.table == kind and change.name]
    if len(told) > 1:
        return Messages(
            "%(who)s changed %(num)s entry", "%(who)s changed %(num)s entries", len(told), who=who
        )
    if not told:
        return Message("%(who)s changed something here", who=who)
    change, values = told[0], {"who": who, "name": told[0].name}
    if change.is_gone or change.operation is Operation.DELETED:
        return Message("%(who)s removed %(name)s", **values)
    if change.operation is Operation.ADDED or "deleted_at" in change.fields:
        return Message("%(who)s added %(name)s", **values)
    if "reply" in change.fields and change.reply:
        return Message(
            "%(who)s: reply of %(name)s is now: %(reply)s", reply=REPLIES[change.reply], **values
        )
    return Message("%(who)s changed %(name)s", **values)


def kind_of(change: LiveChange) -> str:
    """Return of what a changed row tells; empty for what the page does not name."""
    kind = TOLD_WITH.get(change.table, change.table)
    return kind if kind in FIRST else ""
