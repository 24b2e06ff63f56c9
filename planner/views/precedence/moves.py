"""Places set by hand: put a guest beside another, and take it back with one click (P-03)."""

from flask import abort, flash, redirect, request

from planner.addresses import row_id
from planner.clock import utc_now
from planner.db import session
from planner.forms.precedence.moves import MoveForm, move_form
from planner.languages import Message, translate
from planner.models import Event, Guest, Visit
from planner.queries.guests.guest_sources import read_sources
from planner.queries.guests.guests import guest_of, removed_guest_of
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.guests.guests import GuestRow, guest_rows
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission
from planner.rules.trash import is_over
from planner.services.precedence import moves as acts
from planner.views.editing import merge_or_ask
from planner.views.guests.faster import tell_other_move, tell_removed_guest
from planner.views.guests.guests import (
    EVENT_URL_PREFIXES,
    bp,
    guest_at,
    guest_route,
    list_address,
    template_context,
)
from planner.views.overtaken import removed_message
from planner.views.visit_head import visit_page
from planner.web.access import allowed, form_status, signed_in_user

__all__ = ["bp"]


@guest_route(EVENT_URL_PREFIXES, "/guests/<int:guest_id>/move", methods=["GET", "POST"])
@allowed(Permission.EDIT_GUESTS)
def move(guest_id, event, visit=None):
    """Put a guest directly before or after another, with a reason."""
    guest, back = guest_at(event, guest_id), list_address(visit, event)
    rows = guest_rows(read_sources(session, visit, event))
    form = move_form(guest)
    form.set_choices(others_in_order(rows, guest))
    if form.validate_on_submit():
        try:
            acts.move_guest(
                event,
                guest_id,
                anchor_id=form.anchor_id.data,
                side=form.side.data,
                reason=form.reason.data,
                seen=form.lock_version.data,
                user=signed_in_user(),
                now=utc_now(),
            )
        except EditConflict:
            return merge_or_ask(form, guest, back, lambda: move_form(guest, formdata=None))
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(translate(Message("Moved by hand: %(name)s", name=full_name(guest.person))))
            return redirect(back, 303)
    return moving_page(visit, event, guest, rows, form, back), form_status(form)


def moving_page(
    visit: Visit | None,
    event: Event,
    guest: Guest,
    rows: list[GuestRow],
    form: MoveForm,
    back: str,
) -> str:
    """Return the form that asks beside whom a guest shall stand, and says where the guest is."""
    return visit_page(
        "moves/edit.html",
        visit,
        event=event,
        guest=guest,
        row=next((row for row in rows if row.id == guest.person_id), None) or abort(404),
        form=form,
        gone=removed_anchor(event) if form.errors else None,
        back=back,
        **template_context(),
    )


def removed_anchor(event: Event) -> dict[str, object] | None:
    """Return who has taken the chosen other guest off the list, in words, and whom; or None."""
    chosen = request.form.get("anchor_id", type=row_id)
    other = session.scalar(removed_guest_of(event, chosen)) if chosen else None
    if other is None or is_over(other, utc_now()):
        return None
    return {"id": other.id, "said": translate(removed_message(other, full_name(other.person)))}


def others_in_order(rows, guest):
    """Return (guest id, rank and name) of all others, in the order of precedence."""
    return [
        (row.invitations[0].id, f"{row.rank.position}. {row.name}")
        for row in rows
        if row.id != guest.person_id
    ]


@guest_route(EVENT_URL_PREFIXES, "/guests/<int:guest_id>/move/undo", methods=["POST"])
@allowed(Permission.EDIT_GUESTS)
def undo_move(guest_id, event, visit=None):
    """Let the rules place a guest again; if somebody else has moved the guest, offer both."""
    guest, back = session.scalar(guest_of(event, guest_id)), list_address(visit, event)
    try:
        guest = acts.undo_move(event, guest_id, seen=request.args.get("seen", type=int))
    except NotFound:
        return tell_removed_guest(event, guest_id, back)
    except EditConflict:
        return tell_other_move(visit, event, guest, back)
    flash(translate(Message("By the rules again: %(name)s", name=full_name(guest.person))))
    return redirect(back, 303)
