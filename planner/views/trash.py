"""The trash: ask, delete, undo, look through what was deleted of late, and erase it now."""

import datetime as dt
from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from planner.addresses import query_values
from planner.clock import utc_now
from planner.db import Base, session
from planner.languages import Message, translate
from planner.models import Delegate, Delegation, Event, Guest, Person, Visit
from planner.queries.people.people import merged_people
from planner.queries.trash import amounts_going, deleted_rows, number_deleted, row_of, rows_named
from planner.rules import EditConflict, NotFound
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission, may
from planner.rules.trash import TRASH_RETENTION, is_over, waits_until
from planner.services.trash import delete_row, erase_now, restore_row
from planner.views.overtaken import changes_since, removed_message, tell, tell_removed
from planner.views.paging import ROWS, Page, wanted_page
from planner.web.access import Removed, allowed, safe_next, signed_in_user
from planner.wording.trash import amounts_in_words

bp = Blueprint("trash", __name__)


class TrashKind(NamedTuple):
    """What may be deleted: its table, the right to do it, its word, and that of many."""

    model: type[Base]
    permission: Permission
    word: Message
    plural: Message


class TrashRow(NamedTuple):
    """A row of the trash as the list shows it."""

    kind: str
    word: Message
    row_id: int
    name: str
    deleted_at: dt.datetime
    until: dt.datetime
    merged_into: str


KINDS = {
    "visit": TrashKind(Visit, Permission.EDIT_VISITS, Message("Visit"), Message("Visits")),
    "delegation": TrashKind(
        Delegation, Permission.EDIT_VISITS, Message("Delegation"), Message("Delegations")
    ),
    "delegate": TrashKind(
        Delegate, Permission.EDIT_VISITS, Message("Delegate"), Message("Delegates")
    ),
    "event": TrashKind(Event, Permission.EDIT_EVENTS, Message("Event"), Message("Events")),
    "guest": TrashKind(Guest, Permission.EDIT_GUESTS, Message("Guest"), Message("Guests")),
    "person": TrashKind(Person, Permission.EDIT_PEOPLE, Message("Person"), Message("People")),
}


def name_of(row):
    """Return what a row is called."""
    if isinstance(row, Person):
        return full_name(row)
    if isinstance(row, Guest | Delegate):
        return full_name(row.person)
    return (row.name if isinstance(row, Delegation) else row.title).in_language().text


def going_with(row):
    """Return in words what is erased with a row, such as "3 invitations, 1 delegation"."""
    statement = amounts_going(row)
    found = {} if statement is None else session.execute(statement).one()._mapping
    return ", ".join(translate(amount) for amount in amounts_in_words(found))


def in_trash_or_404(kind, row_id):
    """Return a row of a kind that waits in the trash, and that somebody may still restore."""
    row = session.scalar(row_of(kind.model, row_id))
    if row is None or row.deleted_at is None or is_over(row, utc_now()):
        abort(404)
    return row


def version_seen():
    """Return the version of a row that the reader has seen, on the page that asks or in a list."""
    return request.form.get("seen", type=int) or request.args.get("seen", type=int)


def asking_page(kind, row, back, seen):
    """Return the page that asks before a row is deleted, and says what has changed meanwhile."""
    is_changed = seen is not None and seen != row.lock_version
    return render_template(
        "trash/ask.html",
        back=back,
        row=row,
        name=name_of(row),
        word=kind.word,
        going=going_with(row),
        changes=changes_since(row, name_of(row), seen) if is_changed else [],
    )


def deleted_already(name, row):
    """Say who has deleted a row meanwhile, on the page to which deleting it would have led."""
    if is_over(row, utc_now()):
        abort(404)
    back = safe_next(request.args.get("after") or request.args.get("next"))
    return tell_removed(name, row, name_of(row), back)


def delete_view(name, kind):
    """Return the view that asks, and on POST puts a row of a kind into the trash."""

    def delete(row_id):
        row = session.scalar(row_of(kind.model, row_id)) or abort(404)
        back, seen = safe_next(request.args.get("next")), version_seen()
        if row.deleted_at:
            return deleted_already(name, row)
        if request.method == "GET":
            return asking_page(kind, row, back, seen), 200
        try:
            row = delete_row(kind.model, row_id, seen=seen, now=utc_now())
        except EditConflict:
            return asking_page(kind, row, back, seen), 409
        except NotFound:
            return deleted_already(name, row)
        undo = {
            "text": translate(Message("Deleted: %(name)s", name=name_of(row))),
            "address": url_for(f"trash.restore_{name}", row_id=row_id, next=back),
        }
        flash(undo, "undo")
        return redirect(safe_next(request.args.get("after") or back), 303)

    return delete


def restore_view(kind):
    """Return the view that takes a row of a kind out of the trash."""

    def restore(row_id):
        row = session.scalar(row_of(kind.model, row_id)) or abort(404)
        if row.deleted_at:
            name = name_of(row)
            restore_row(kind.model, row_id, name=name, now=utc_now())
            flash(translate(Message("Restored: %(name)s", name=name)))
        return redirect(safe_next(request.args.get("next")), 303)

    return restore


def erase_view(kind):
    """Return the view that asks, and on POST erases a row of the trash for good."""

    def erase(row_id):
        row = in_trash_or_404(kind, row_id)
        if request.method == "GET":
            asked = {"name": name_of(row), "word": kind.word, "going": going_with(row)}
            return render_template("trash/erase.html", **asked)
        name = name_of(row)
        erase_now(kind.model, row_id, now=utc_now())
        flash(translate(Message("Erased for good: %(name)s", name=name)))
        return redirect(url_for("trash.index"), 303)

    return erase


for name, kind in KINDS.items():
    bp.add_url_rule(
        f"/bin/{name}s/<int:row_id>/delete",
        f"delete_{name}",
        allowed(kind.permission)(delete_view(name, kind)),
        methods=["GET", "POST"],
    )
    bp.add_url_rule(
        f"/bin/{name}s/<int:row_id>/restore",
        f"restore_{name}",
        allowed(kind.permission)(restore_view(kind)),
        methods=["POST"],
    )
    bp.add_url_rule(
        f"/bin/{name}s/<int:row_id>/erase",
        f"erase_{name}",
        allowed(Permission.CHANGE_SETTINGS)(erase_view(kind)),
        methods=["GET", "POST"],
    )


@bp.app_errorhandler(Removed)
def removed_meanwhile(removed):
    """Lead whoever pressed a button about a visit or event in the trash to where it is restored."""
    kind, row = KINDS[removed.kind], removed.row
    if is_over(row, utc_now()):
        abort(404)
    back = url_for(f"{removed.kind}s.index")
    if may(signed_in_user(), kind.permission):
        return tell_removed(removed.kind, row, name_of(row), back)
    return tell(back, [removed_message(row, name_of(row))], None)


@bp.get("/settings/bin")
@allowed(Permission.EDIT_GUESTS)
def index():
    """Show what was deleted in the last 30 days and can come back, a page at a time."""
    user, since = signed_in_user(), utc_now() - TRASH_RETENTION
    mine = {name: kind for name, kind in KINDS.items() if may(user, kind.permission)}
    wanted = request.args.get("kind")
    chosen = {wanted: mine[wanted]} if wanted in mine else mine
    counts = {
        name: session.scalar(number_deleted(kind.model, since)) for name, kind in mine.items()
    }
    total = sum(counts[name] for name in chosen)
    number = wanted_page(total)
    found = deleted_rows([kind.model for kind in chosen.values()], since)
    rows = session.execute(found.limit(ROWS).offset((number - 1) * ROWS)).all()
    tabs = [(name, kind.plural, counts[name]) for name, kind in mine.items() if counts[name]]
    return render_template(
        "trash/list.html",
        page=Page(listed(rows), number, total),
        tabs=tabs,
        total=sum(counts.values()),
        wanted=wanted if wanted in mine else None,
        address=lambda kind: url_for(
            "trash.index", **(query_values() | {"kind": kind, "page": None})
        ),
    )


def listed(rows):
    """Return rows of the trash, of which kind, id and moment are known, as the list shows them."""
    ids = {name: [row.row_id for row in rows if row.kind == name] for name in KINDS}
    names = {
        (name, row.id): name_of(row)
        for name, kind in KINDS.items()
        if ids[name]
        for row in session.scalars(rows_named(kind.model, ids[name]))
    }
    merges = session.scalars(merged_people(ids["person"])).all() if ids["person"] else ()
    merged = {("person", one.id): full_name(one.merged_into) for one in merges if one.merged_into}
    return [
        TrashRow(
            row.kind,
            KINDS[row.kind].word,
            row.row_id,
            names[row.kind, row.row_id],
            row.deleted_at,
            waits_until(row.deleted_at),
            merged.get((row.kind, row.row_id), ""),
        )
        for row in rows
        if (row.kind, row.row_id) in names
    ]
