"""Quick actions that meet a newer state: the page says what is there now, and offers both.

Whoever presses a button in a list is led back to it. What another has done meanwhile stands at the
row, or above all if the row is not shown any more, with a button that does it all the same.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from flask import current_app, flash, get_flashed_messages, redirect, url_for
from flask.typing import ResponseReturnValue

from planner import dates
from planner.db import session
from planner.forms.sent import label_of, labels_by_name
from planner.languages import Message, reader_language, translate
from planner.now import now
from planner.queries.history.last_changes import LastChange, changed_fields, last_change
from planner.queries.trash import Trashable
from planner.web.access import signed_in_user

OVERTAKEN = "overtaken"  # the category of such notes, and where a page shows one
SOMEBODY = Message("Somebody")
REMOVED = Message("%(who)s has removed %(name)s (%(moment)s).")
CHANGED = Message("%(who)s has changed %(name)s since you looked (%(moment)s).")
CHANGED_FIELDS = Message("Changed: %(fields)s.")
WANTED = Message("You wanted: %(wanted)s.")
RESTORE = Message("Restore")
LEAVE_SO = Message("Leave it so")


class Offer(NamedTuple):
    """A button that does all the same what was asked for: it posts a value to an address."""

    label: Message
    address: str
    name: str = ""
    value: str = ""


def tell(
    back: str,
    said: Collection[Message],
    offer: Offer | None,
    *,
    place: str = "",
    leave: Message = LEAVE_SO,
) -> ResponseReturnValue:
    """Lead back to a page that says what another has done meanwhile, and offers both.

    `place` is the row at which it is said; without one, or without the row, it stands above all.
    Without an offer nothing is left to do.
    """
    note = {
        "place": place,
        "said": [translate(message) for message in said],
        "offer": offer and offer._asdict() | {"label": translate(offer.label)},
        "leave": translate(leave),
    }
    flash(cast(Any, note), OVERTAKEN)  # the session holds what JSON does
    return redirect(f"{back}#{OVERTAKEN}", 303)


def told_in(places: Collection[str]) -> dict[str, dict[str, object]]:
    """Return what this page says at some of its rows, by their places."""
    notes = cast(list[Any], get_flashed_messages(category_filter=[OVERTAKEN]))
    return {note["place"]: note for note in notes if note["place"] in places}


def tell_removed(kind: str, row: Trashable, name: str, back: str) -> ResponseReturnValue:
    """Say who has put a row into the trash meanwhile, and offer to restore it."""
    address = url_for(f"trash.restore_{kind}", row_id=row.id, next=back)
    return tell(back, [removed_message(row, name)], Offer(RESTORE, address))


def removed_message(row: Trashable, name: str) -> Message:
    """Return the sentence that says who has put a row into the trash, and when."""
    change = last_change(session, row.__tablename__, [row.id], "deleted_at")
    return Message(REMOVED.msgid, name=name, **who_and_when(change, row.deleted_at))


def changes_since(row: Trashable, name: str, seen: int) -> list[str]:
    """Return in words who has changed a row since a version that was seen, and what."""
    by = who_and_when(last_change(session, row.__tablename__, [row.id]))
    said = [Message(CHANGED.msgid, name=name, **by)]
    known = labels_by_name()
    names = changed_fields(session, row.__tablename__, row.id, seen)
    if labels := [label_of(one) for one in names if one in known]:
        said.append(Message(CHANGED_FIELDS.msgid, fields=", ".join(dict.fromkeys(labels))))
    return [translate(message) for message in said]


def who_and_when(change: LastChange | None, at: dt.datetime | None = None) -> dict[str, str]:
    """Return who has changed something and when, as messages take it.

    `at` is the moment in UTC where the history does not know of the change.
    """
    name = change.name if change else None
    moment = change.at if change else at
    return {
        "who": name or translate(SOMEBODY),
        "moment": clock(moment) if moment else translate(Message("moment unknown")),
    }


def clock(moment: dt.datetime) -> str:
    """Return a moment in words: of today, what the clock showed."""
    zone, language = current_app.config["OFFICE_ZONE"], reader_language()
    hours_12 = signed_in_user().hours_12
    local = moment.astimezone(ZoneInfo(zone))
    if local.date() == now().astimezone(ZoneInfo(zone)).date():
        return dates.time(local, language, hours_12)
    return dates.stamp(moment, zone, language, hours_12)
