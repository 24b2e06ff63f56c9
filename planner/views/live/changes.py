"""What is new on an open guest list or programme: asked every few seconds, with one statement."""

import datetime as dt
from itertools import groupby

from flask import abort, request

from planner.clock import utc_now
from planner.confidentiality import reading_as
from planner.db import fetch_all, session
from planner.languages import translate
from planner.models import Event, Person, Visit
from planner.queries.live.changes import (
    delegates_with,
    guests_with,
    polled_changes,
    rows_with_ids,
)
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission
from planner.views.live.presence import polls
from planner.web.cookies import polled_session
from planner.web.polls import LIVE_MARK, NOT_STORED, polled, require_asking
from planner.wording.live import LiveChange, change_in_words

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
    known = {"after": entry_in_address(), "since": moment_in_address()}
    statement = polled_changes(model, row_id, *polled_session(), now=utc_now(), **known)
    rows = fetch_all(statement)
    asking = require_asking(rows[0] if rows else None, Permission.READ_GUESTS)
    if not rows[0].is_there:
        abort(404)
    headers = {**NOT_STORED, LIVE_MARK: str(rows[0].mark or 0)}
    new = [row for row in rows if row.entry_id]
    if not new:
        return "", 204, headers
    with reading_as(asking.id):
        return {"entries": entries_in_words(new, asking)}, headers


def entry_in_address():
    """Return the number of the last entry that a page knows, or None."""
    number = request.args.get("after", type=int)
    return number if number is not None and 0 <= number <= LARGEST_ID else None


def moment_in_address():
    """Return the moment at which a page was made; None if it names none."""
    try:
        moment = dt.datetime.fromisoformat(request.args.get("since", ""))
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def entries_in_words(rows, asking):
    """Return number and words of each entry; nobody is told what they did themselves."""
    found = named_rows(rows)
    entries = []
    for (number, author_id, author), part in groupby(rows, key=entry_of):
        told = [change_of(row, found.get((row.table_name, row.row_key))) for row in part]
        text = translate(change_in_words(author, told)) if author_id != asking.id else ""
        entries.append({"id": number, "text": text})
    return entries


def entry_of(row):
    """Return the entry of a row, and who wrote it."""
    return row.entry_id, row.author_id, row.author


def named_rows(rows):
    """Return what is there now of the changed rows that a page names, by table and key."""
    statements = {
        "guest": guests_with,
        "delegate": delegates_with,
        "event": lambda ids: rows_with_ids(Event, ids),
        "person": lambda ids: rows_with_ids(Person, ids),
    }
    found = {}
    for table, statement in statements.items():
        ids = {int(row.row_key) for row in rows if row.table_name == table and row.row_key}
        for row in session.scalars(statement(ids)) if ids else ():
            found[table, str(row.id)] = row
    return found


def change_of(row, there):
    """Return a row of the history as a change in words; `there` is what is there of it now."""
    change = LiveChange(row.table_name, row.operation, row.fields)
    if there is None:
        return change
    name = there.title if isinstance(there, Event) else full_name(getattr(there, "person", there))
    reply = getattr(there, "reply", None)
    return change._replace(name=name, reply=reply, is_gone=there.deleted_at is not None)
