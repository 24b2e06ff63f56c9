"""What is new on an open guest list or programme: asked every few seconds, with one statement."""

import datetime as dt

from flask import abort, request

from planner.clock import utc_now
from planner.db import fetch_all, session
from planner.models import Event, Visit
from planner.queries.history.entries import rows_by_ids
from planner.queries.live.changes import SETTLED_AFTER, polled_changes
from planner.rules.history.lines import Line, told_change
from planner.rules.history.reading import readable_change
from planner.rules.permissions import Permission
from planner.views.history.telling import clock_of, named_in
from planner.views.live.presence import polls
from planner.web.cookies import polled_session
from planner.web.polls import LIVE_MARK, NOT_STORED, polled, require_asking, telling
from planner.wording.history.sentences import tell

LARGEST_ID = 2**31 - 1


@polls.get("/visits/<int:visit_id>/changes.json")
@polled(Permission.READ_GUESTS)
def visit_changes(visit_id):
    """Answer what is new at a visit."""
    return changes(Visit, visit_id)


@polls.get("/events/<int:event_id>/changes.json")
@polled(Permission.READ_GUESTS)
def event_changes(event_id):
    """Answer what is new at an event."""
    return changes(Event, event_id)


def changes(model, row_id):
    """Answer 204 if nothing is new, which costs one statement, else what others have done."""
    after, now = entry_in_address(), utc_now()
    values = polled_session() | {"row_id": row_id, "settled": now - SETTLED_AFTER}
    if after is None:
        values["since"] = moment_in_address() or now - SETTLED_AFTER
    else:
        values["after"] = after
    rows = fetch_all(polled_changes(model, is_first=after is None), values)
    asking = require_asking(rows[0] if rows else None, Permission.READ_GUESTS)
    if not rows[0].is_there:
        abort(404)
    headers = {**NOT_STORED, LIVE_MARK: str(rows[0].mark or 0)}
    new = [row for row in rows if row.entry_id]
    if not new:
        return "", 204, headers
    with telling(asking):
        return {"entries": entries_in_words(new, asking)}, headers


def entry_in_address():
    """Return the number of the last entry that a page knows, or None."""
    number = request.args.get("after", type=int)
    return number if number is not None and 0 <= number <= LARGEST_ID else None


def moment_in_address():
    """Return a moment shortly before a page was made; None if it names none."""
    try:
        moment = dt.datetime.fromisoformat(request.args.get("since", ""))
        return moment.astimezone(dt.UTC) - SETTLED_AFTER
    except (ValueError, OverflowError):
        return None


def entries_in_words(rows, asking):
    """Return number and words of each entry; nobody is told what they did themselves."""
    others = [row.row_id for row in rows if row.author_id != asking.id]
    told = sentences(others, asking) if others else {}
    return [{"id": number, "text": told.get(number, "")} for number in entry_ids(rows)]


def entry_ids(rows):
    """Return the numbers of the entries of rows, each once, in their order."""
    return dict.fromkeys(row.entry_id for row in rows)


def sentences(row_ids, asking):
    """Return in words what somebody may read of rows of the history, by their entries."""
    changes, entries = {}, {}
    for row in session.scalars(rows_by_ids(row_ids)):
        if change := readable_change(asking, told_change(row, row.values)):
            changes.setdefault(row.entry_id, []).append(change)
            entries[row.entry_id] = row.entry
    named = named_in([change for several in changes.values() for change in several])
    clock = clock_of(asking)
    lines = {number: Line((entry,), tuple(changes[number])) for number, entry in entries.items()}
    return {
        number: named.text(tell(line, named.names, clock).sentence)
        for number, line in lines.items()
    }
