"""The trash: ask, delete, undo, and look through what was deleted in the last 30 days."""

from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from planner.access import allowed, safe_next, signed_in_user
from planner.clock import utc_now
from planner.db import Base, session
from planner.languages import Message, translate
from planner.models import Delegate, Delegation, Event, Guest, Person, Visit
from planner.queries.history import merges_of
from planner.queries.trash import deleted_rows, row_of
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission, may
from planner.rules.trash import TRASH_RETENTION
from planner.services.trash import delete_row, restore_row

bp = Blueprint("trash", __name__)


class TrashKind(NamedTuple):
    """What may be deleted: its table, the right to do it, and its word."""

    model: type[Base]
    permission: Permission
    word: Message


KINDS = {
    "visit": TrashKind(Visit, Permission.EDIT_VISITS, Message("Visit")),
    "delegation": TrashKind(Delegation, Permission.EDIT_VISITS, Message("Delegation")),
    "delegate": TrashKind(Delegate, Permission.EDIT_VISITS, Message("Delegate")),
    "event": TrashKind(Event, Permission.EDIT_EVENTS, Message("Event")),
    "guest": TrashKind(Guest, Permission.EDIT_GUESTS, Message("Guest")),
    "person": TrashKind(Person, Permission.EDIT_PEOPLE, Message("Person")),
}


def name_of(row):
    """Return what a row is called."""
    if isinstance(row, Person):
        return full_name(row)
    if isinstance(row, Guest | Delegate):
        return full_name(row.person)
    return (row.name if isinstance(row, Delegation) else row.title).in_language().text


def delete_view(name, kind):
    """Return the view that asks, and on POST puts a row of a kind into the trash."""

    def delete(row_id):
        row = session.scalar(row_of(kind.model, row_id)) or abort(404)
        if row.deleted_at:
            abort(404)
        back = safe_next(request.args.get("next"))
        if request.method == "GET":
            return render_template("trash/ask.html", name=name_of(row), word=kind.word, back=back)
        row = delete_row(kind.model, row_id, now=utc_now())
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


@bp.get("/settings/bin")
@allowed(Permission.EDIT_GUESTS)
def index():
    """Show what was deleted in the last 30 days and can come back."""
    user, not_before = signed_in_user(), utc_now() - TRASH_RETENTION
    found = [
        (name, kind.word, row.id, name_of(row), row.deleted_at)
        for name, kind in KINDS.items()
        if may(user, kind.permission)
        for row in session.scalars(deleted_rows(kind.model, not_before))
    ]
    rows = sorted(found, key=lambda row: (row[-1], row[0], row[2]), reverse=True)
    people = [row_id for name, _, row_id, *_ in rows if name == "person"]
    merges = session.scalars(merges_of(people)).all() if people else []
    merged = {merge.merged_id: full_name(merge.person) for merge in merges}
    return render_template("trash/list.html", rows=rows, merged=merged)
