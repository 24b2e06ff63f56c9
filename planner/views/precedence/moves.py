"""Places set by hand: put a guest beside another, and take it back with one click (P-03)."""

from flask import abort, flash, redirect, request

from planner.clock import utc_now
from planner.db import session
from planner.forms.precedence.moves import MoveForm, move_form
from planner.languages import Message, translate
from planner.models import Event, Guest, Visit
from planner.queries.guests.guest_sources import read_sources
from planner.rules import EditConflict, RuleBroken
from planner.rules.guests.guests import GuestRow, guest_rows
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission
from planner.services.precedence import moves as acts
from planner.views.editing import conflict_page
from planner.views.guests.guests import (
    EVENT_URL_PREFIXES,
    bp,
    guest_at,
    guest_route,
    list_address,
    template_context,
)
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
            return conflict_page(form, guest, back, move_form(guest, formdata=None))
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
        back=back,
        **template_context(),
    )


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
    """Let the rules place a guest again, unless somebody else has moved the guest meanwhile."""
    guest = acts.undo_move(event, guest_id, seen=request.args.get("seen", type=int))
    flash(translate(Message("By the rules again: %(name)s", name=full_name(guest.person))))
    return redirect(list_address(visit, event), 303)
