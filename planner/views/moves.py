"""Places set by hand: put a guest beside another, and take it back with one click (P-03)."""

from flask import abort, flash, redirect, request

from planner.access import allowed, form_status, signed_in_user
from planner.clock import utc_now
from planner.db import session, touch
from planner.forms.moves import move_form
from planner.languages import Message, translate
from planner.queries.guest_sources import read_sources
from planner.queries.guests import guests_to_move
from planner.rules import RuleBroken
from planner.rules.guests import guest_rows
from planner.rules.history import moved_entry, undone_entry
from planner.rules.moves import put
from planner.rules.people import full_name
from planner.rules.permissions import Permission
from planner.views.editing import conflict_page
from planner.views.guests import EVENT_PLACES, at_places, bp, guest_at, list_address, words
from planner.views.visit_head import visit_page

__all__ = ["bp"]
MOVED_MEANWHILE = Message("Someone else has changed this guest meanwhile. Please look again.")
GONE = Message("This guest is no longer on the list. Please choose somebody else.")


@at_places(EVENT_PLACES, "/guests/<int:guest_id>/move", methods=["GET", "POST"])
@allowed(Permission.EDIT_GUESTS)
def move(guest_id, event, visit=None):
    """Put a guest directly before or after another, with a reason."""
    guest, back = guest_at(event, guest_id), list_address(visit, event)
    rows = guest_rows(read_sources(session, visit, event))
    form = move_form(guest)
    form.offer(others_in_order(rows, guest))
    if form.validate_on_submit():
        if conflict := conflict_page(form, guest, back, move_form(guest, formdata=None)):
            return conflict
        if moved(guest, event, form):
            flash(translate(Message("Moved by hand: %(name)s", name=full_name(guest.person))))
            return redirect(back, 303)
    page = visit_page(
        "moves/edit.html",
        visit,
        event=event,
        guest=guest,
        row=next((row for row in rows if row.id == guest.person_id), None) or abort(404),
        form=form,
        back=back,
        **words(),
    )
    return page, form_status(form)


def others_in_order(rows, guest):
    """Return (guest id, rank and name) of all others, in the order of precedence."""
    return [
        (row.invitations[0].id, f"{row.rank.position}. {row.name}")
        for row in rows
        if row.id != guest.person_id
    ]


def moved(guest, event, form):
    """Save the move; tell whether no rule is against it."""
    guests = session.scalars(guests_to_move(event)).all()
    anchor = next((one for one in guests if one.id == form.anchor_id.data), None)
    if anchor is None:
        form.refuse(RuleBroken(GONE))
        return False
    reason = form.reason.data
    try:
        put(guest, anchor, form.side.data, reason, signed_in_user(), utc_now(), guests)
    except RuleBroken as broken:
        form.refuse(broken)
        return False
    touch(guest)
    session.add(moved_entry(guest, event, signed_in_user(), utc_now()))
    session.commit()
    return True


@at_places(EVENT_PLACES, "/guests/<int:guest_id>/move/undo", methods=["POST"])
@allowed(Permission.EDIT_GUESTS)
def undo_move(guest_id, event, visit=None):
    """Let the rules place a guest again, unless somebody else has moved the guest meanwhile."""
    guest = guest_at(event, guest_id)
    if guest.move and request.args.get("seen", type=int) != guest.lock_version:
        raise RuleBroken(MOVED_MEANWHILE)
    if guest.move:
        guest.move = None
        touch(guest)
        session.add(undone_entry(guest, event, signed_in_user(), utc_now()))
    session.commit()
    flash(translate(Message("By the rules again: %(name)s", name=full_name(guest.person))))
    return redirect(list_address(visit, event), 303)
