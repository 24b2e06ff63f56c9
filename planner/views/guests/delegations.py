"""Delegations: the lists of those who travel together, in their order."""

from functools import partial

from flask import Blueprint, abort, flash, redirect, request, url_for

from planner.addresses import row_id
from planner.db import session
from planner.forms.guests.delegations import DelegateForm, DelegationForm, OrderForm
from planner.forms.people.duplicates import HintForm
from planner.languages import Message, reader_language, translate
from planner.models import DelegationOrder
from planner.queries.guests.comparison import delegates_with_removed, guests_of_delegation
from planner.queries.guests.delegations import delegates_of, delegation_of
from planner.queries.guests.guest_sources import read_host
from planner.queries.guests.guests import events_to_invite_to
from planner.queries.people.people import municipalities, organisations
from planner.queries.precedence.schemes import read_scheme
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.guests.comparison import invited_counts
from planner.rules.guests.delegations import (
    RankingContext,
    delegates_in_order,
    new_delegation,
    partner_in,
    possible_moves,
    printed_function,
)
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission
from planner.services.guests import delegations as acts
from planner.views.editing import merge_or_ask
from planner.views.guests.adding_delegates import adding_page, address_to_find
from planner.views.guests.faster import tell_other_order, tell_removed_delegate
from planner.views.guests.guests import event_line
from planner.views.overtaken import told_in
from planner.views.people.duplicates import duplicates_of_form, hints_part
from planner.views.visit_head import may_open, visit_page
from planner.web.access import allowed, form_status

bp = Blueprint("delegations", __name__)
STEPS = {"up": -1, "down": 1}
LONGEST_ID = 11  # digits


def delegation_at(visit, delegation_id):
    """Return the delegation of an address, which must be the visit's."""
    return session.scalar(delegation_of(visit, delegation_id)) or abort(404)


def delegates_at(delegation):
    """Return the delegates in the order of their sender."""
    return session.scalars(delegates_of(delegation)).all()


def delegate_in(delegates, delegate_id):
    """Return a delegate, who must be one of those."""
    return next((one for one in delegates if one.id == delegate_id), None) or abort(404)


def address_of(visit, delegation, part=None):
    """Return the address of a delegation's page, or of a part of it."""
    return url_for("delegations.show", slug=visit.slug, delegation_id=delegation.id, _anchor=part)


@bp.get("/visits/<slug>/delegations")
@allowed(Permission.READ_VISITS)
def index(visit):
    """Show the delegations of a visit."""
    return visit_page("delegations/list.html", visit)


@bp.get("/visits/<slug>/delegations/<int:delegation_id>")
@allowed(Permission.READ_VISITS)
def show(visit, delegation_id):
    """Show a delegation with its delegates in their order."""
    delegation = delegation_at(visit, delegation_id)
    everybody = session.scalars(delegates_with_removed(delegation)).all()
    delegates = [one for one in everybody if not one.deleted_at]
    return visit_page(
        "delegations/show.html",
        visit,
        delegation=delegation,
        delegates=delegates_in_order(delegates, delegation.ordering, ground_of(visit, delegation)),
        partners={one.id: partner_in(one, delegates) for one in delegates},
        moves=possible_moves(delegates),
        order=OrderForm(formdata=None, obj=delegation),
        printed_function=printed_function,
        invitations=invitations(visit, delegation, everybody),
        event_line=event_line,
        overtaken=told_in({f"delegate-{one.id}" for one in delegates}),
    )


def ground_of(visit, delegation):
    """Return what precedence rests on; the scheme is read only where it orders the list."""
    if delegation.ordering is not DelegationOrder.BY_SCHEME:
        return RankingContext(visit.first_day)
    return RankingContext(visit.first_day, read_scheme(session, visit), read_host(session, visit))


def invitations(visit, delegation, everybody):
    """Return (event, how many are invited, how many differences) of the events with some."""
    if not may_open("guests.index"):
        return []
    events = session.execute(events_to_invite_to(visit)).all()
    found = session.scalars(
        guests_of_delegation(delegation, everybody, [one.id for one in events])
    ).all()
    return invited_counts(events, everybody, found)


@bp.route("/visits/<slug>/delegations/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_VISITS)
def add(visit):
    """Add a delegation to a visit."""
    form = with_choices(DelegationForm(obj=new_delegation(visit)))
    if form.validate_on_submit():
        return confirm_saved(visit, acts.save_delegation(visit, form.values()))
    return visit_page("delegations/edit.html", visit, form=form), form_status(form)


@bp.route("/visits/<slug>/delegations/<int:delegation_id>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_VISITS)
def edit(visit, delegation_id):
    """Change a delegation."""
    delegation = delegation_at(visit, delegation_id)
    form = with_choices(DelegationForm(obj=delegation))
    if form.validate_on_submit():
        which = {"delegation_id": delegation_id, "seen": form.lock_version.data}
        try:
            return confirm_saved(visit, acts.save_delegation(visit, form.values(), **which))
        except EditConflict:
            return merge_or_ask(form, delegation, address_of(visit, delegation))
    page = visit_page("delegations/edit.html", visit, form=form, delegation=delegation)
    return page, form_status(form)


@bp.post("/visits/<slug>/delegations/<int:delegation_id>/order")
@allowed(Permission.EDIT_VISITS)
def order(visit, delegation_id):
    """Choose the order of a delegation's list."""
    delegation = delegation_at(visit, delegation_id)
    form = OrderForm()
    if not form.validate():
        abort(400)
    back, seen = address_of(visit, delegation, "order"), form.lock_version.data
    try:
        acts.choose_order(visit, delegation_id, form.ordering.data, seen=seen)
    except EditConflict:
        return merge_or_ask(form, delegation, back)
    return redirect(back, 303)


def with_choices(form):
    """Let the user choose among the municipalities and organisations."""
    form.set_choices(
        session.scalars(municipalities()), session.scalars(organisations(reader_language()))
    )
    return form


def confirm_saved(visit, delegation):
    """Say that a delegation is saved, and show it."""
    flash(translate(Message("Saved: %(title)s", title=delegation.name.in_language().text)))
    return redirect(address_of(visit, delegation), 303)


def order_seen():
    """Return the ids of the delegates in the order that the reader has seen; None: not told."""
    told = request.form.get("order") or request.args.get("order")
    return (
        None
        if told is None
        else [int(one) for one in told.split() if one.isdecimal() and len(one) < LONGEST_ID]
    )


@bp.post("/visits/<slug>/delegations/<int:delegation_id>/move")
@allowed(Permission.EDIT_VISITS)
def move_delegate(visit, delegation_id):
    """Move a delegate one place up or down; the focus stays on the button that was pressed."""
    delegation = delegation_at(visit, delegation_id)
    direction = next((name for name in STEPS if name in request.form), None) or abort(400)
    delegate_id = request.form.get(direction, type=row_id) or abort(404)
    which = delegation_id, delegate_id
    try:
        found = acts.move_delegate(visit, *which, STEPS[direction], seen=order_seen())
    except NotFound:
        return tell_removed_delegate(delegation, delegate_id, address_of(visit, delegation))
    except EditConflict:
        return tell_other_order(visit, delegation, delegate_id, direction)
    room = dict(zip(STEPS, found, strict=True))
    part = direction if room[direction] else "delegate"
    return redirect(address_of(visit, delegation, f"{part}-{delegate_id}"), 303)


@bp.route("/visits/<slug>/delegations/<int:delegation_id>/delegates/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_VISITS)
def add_delegate(visit, delegation_id):
    """Add somebody to a delegation."""
    delegation = delegation_at(visit, delegation_id)
    return adding_page(visit, delegation, delegates_at(delegation))


@bp.post("/visits/<slug>/delegations/<int:delegation_id>/delegates/add/duplicates")
@allowed(Permission.EDIT_VISITS)
def hint(visit, delegation_id):
    """Answer the form of a new delegate with who may be meant; whoever it is can be added."""
    delegation = delegation_at(visit, delegation_id)
    return hints_part(duplicates_of_form(HintForm()), partial(address_to_find, visit, delegation))


@bp.route(
    "/visits/<slug>/delegations/<int:delegation_id>/delegates/<int:delegate_id>",
    methods=["GET", "POST"],
)
@allowed(Permission.EDIT_VISITS)
def edit_delegate(visit, delegation_id, delegate_id):
    """Change what somebody is in a delegation."""
    delegation = delegation_at(visit, delegation_id)
    delegates = delegates_at(delegation)
    delegate = delegate_in(delegates, delegate_id)
    form = DelegateForm(obj=delegate)
    form.set_choices(delegate, delegates)
    if form.validate_on_submit():
        back = address_of(visit, delegation, f"delegate-{delegate.id}")
        which = delegation_id, delegate_id
        try:
            acts.save_delegate(visit, *which, form.values(), seen=form.lock_version.data)
        except EditConflict:
            return merge_or_ask(form, delegate, back)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(translate(Message("Saved: %(title)s", title=full_name(delegate.person))))
            return redirect(back, 303)
    values = {"delegation": delegation, "delegate": delegate}
    return visit_page("delegations/delegate.html", visit, form=form, **values), form_status(form)
