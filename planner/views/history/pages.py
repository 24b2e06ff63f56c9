"""The history of the office, of a visit, an event, a person, a delegation and a scheme."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.addresses import query_values, row_id
from planner.clock import day_start, utc_now
from planner.db import session
from planner.languages import Message, translate
from planner.models import Event, HistoryLook, User, Visit
from planner.queries.guests.delegations import delegation_of
from planner.queries.history.entries import Wanted, authors, entries_by_ids
from planner.queries.people.people import person_for_addressing
from planner.queries.precedence.schemes import scheme_with
from planner.rules.history.lines import Line
from planner.rules.history.looks import is_worth_noting, new_since
from planner.rules.history.reading import KINDS, may_undo, readable_tables
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission
from planner.services.history.looks import note_look
from planner.views.history.telling import (
    MOST_ON_PAGE,
    History,
    changes_of,
    clock_of,
    history,
    named_in,
    undone_ids,
    yesterday,
)
from planner.views.visit_head import visit_page
from planner.web.access import allowed, signed_in_user
from planner.wording.history.sentences import tell, whole

bp = Blueprint("history", __name__)
KIND_WORDS = {
    "programme": Message("Visits and program"),
    "guests": Message("Guests and delegations"),
    "people": Message("People"),
    "places": Message("Places and organizations"),
    "papers": Message("Papers and calendars"),
    "settings": Message("Settings and accounts"),
}
assert KIND_WORDS.keys() == KINDS.keys()


@bp.get("/history")
@allowed(Permission.READ_VISITS)
def index() -> ResponseReturnValue:
    """Show what was done in the office, narrowed as the address says."""
    found = filtered(None)
    user_id, moment = signed_in_user().id, utc_now()
    page = render_template("history/office.html", **found)
    if is_worth_noting(session.get(HistoryLook, user_id), moment):
        note_look(user_id, now=moment)
    return page


@bp.get("/visits/<slug>/history")
@allowed(Permission.READ_VISITS)
def visit(visit: Visit) -> ResponseReturnValue:
    """Show what was done at a visit."""
    return visit_page("history/visit.html", visit, **filtered(("visit_id", visit.id)))


@bp.get("/visits/<slug>/events/<int:event_id>/history")
@bp.get("/events/<int:event_id>/history")
@allowed(Permission.READ_VISITS)
def event(event: Event, visit: Visit | None = None) -> ResponseReturnValue:
    """Show what was done at an event."""
    found = filtered(("event_id", event.id))
    return visit_page("history/event.html", visit, event=event, **found)


@bp.get("/visits/<slug>/delegations/<int:delegation_id>/history")
@allowed(Permission.READ_VISITS)
def delegation(visit: Visit, delegation_id: int) -> ResponseReturnValue:
    """Show what was done to a delegation."""
    row = session.scalar(delegation_of(visit, delegation_id)) or abort(404)
    found = filtered(("delegation_id", row.id))
    return visit_page("history/delegation.html", visit, delegation=row, **found)


@bp.get("/people/<int:person_id>/history")
@allowed(Permission.READ_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    """Show what was done to a person."""
    row = session.scalar(person_for_addressing(person_id)) or abort(404)
    crumbs = [
        (translate(Message("People")), url_for("people.index")),
        (full_name(row), url_for("people.show", person_id=row.id)),
    ]
    found = filtered(("person_id", row.id))
    return render_template("history/subject.html", name=full_name(row), crumbs=crumbs, **found)


@bp.get("/settings/schemes/<int:scheme_id>/history")
@allowed(Permission.READ_GUESTS)
def scheme(scheme_id: int) -> ResponseReturnValue:
    """Show what was done to a precedence scheme."""
    row = session.scalar(scheme_with(scheme_id)) or abort(404)
    crumbs = [
        (translate(Message("Precedence schemes")), url_for("schemes.index")),
        (row.name.in_language().text, url_for("schemes.show", scheme_id=row.id)),
    ]
    found = filtered(("scheme_id", row.id))
    return render_template(
        "history/subject.html", name=row.name.in_language().text, crumbs=crumbs, **found
    )


@bp.get("/history/<int:entry_id>")
@allowed(Permission.READ_VISITS)
def entry(entry_id: int) -> ResponseReturnValue:
    """Show an entry as a whole: each row, each field before and after."""
    return render_template("history/entry.html", **entry_values(signed_in_user(), entry_id))


def entry_values(user: User, entry_id: int) -> dict[str, Any]:
    """Return what the page of an entry shows; 404 if the user may read none of its rows."""
    row = session.scalar(entries_by_ids([entry_id])) or abort(404)
    wanted = Wanted(readable_tables(user))
    found, more = changes_of(user, [row], wanted, MOST_ON_PAGE)
    changes = found.get(row.id) or abort(404)
    named, clock = named_in(changes), clock_of(user)
    line = Line((row,), tuple(changes))
    return {
        "told": tell(line, named.names, clock, unshown=more.get(row.id, 0)),
        "rows": whole(changes, named.names, clock),
        "named": named,
        "unshown": more.get(row.id, 0),
        "entry": row,
        "may_undo": may_undo(user, changes),
        "is_undone": row.id in undone_ids([row]),
        "zone": clock.zone,
    }


def filtered(subject: tuple[str, int] | None) -> dict[str, object]:
    """Return what a history shows: its lines, narrowed as the address says, and the choices."""
    user = signed_in_user()
    kind = request.args.get("kind")
    since, chosen = since_chosen(user)
    author_id = request.args.get("who", type=row_id)
    zone = current_app.config["OFFICE_ZONE"]
    wanted = Wanted(
        readable_tables(user, kind if kind in KINDS else None),
        subject,
        since,
        request.args.get("before", type=row_id),
        author_id,
    )
    found: History = history(user, wanted)
    return {
        "history": found,
        "since": chosen,
        "day": request.args.get("day", ""),
        "who": author_id,
        "kind": kind if kind in KINDS else None,
        "authors": [(one.id, one.name) for one in session.scalars(authors())],
        "kinds": [(key, translate(word)) for key, word in KIND_WORDS.items()],
        "today": utc_now().astimezone(ZoneInfo(zone)).date(),
        "zone": zone,
        "address": address_with,
    }


def address_with(**changed: object) -> str:
    """Return the address of this page with other choices; None takes one away."""
    values = {**(request.view_args or {}), **query_values(), "before": None, **changed}
    return url_for(request.endpoint or "", **values)


def since_chosen(user: User) -> tuple[dt.datetime | None, str]:
    """Return the moment since which the address asks, in UTC, and the choice that says so."""
    zone = current_app.config["OFFICE_ZONE"]
    if request.args.get("since") == "last":
        return new_since(session.get(HistoryLook, user.id), utc_now()), "last"
    if request.args.get("since") == "yesterday":
        return yesterday(), "yesterday"
    try:
        return day_start(dt.date.fromisoformat(request.args.get("day", "")), zone), "day"
    except (ValueError, OverflowError):
        return None, ""
