"""Compare a delegation with its guests at an event, and take over what is chosen."""

from flask import abort, flash, redirect

from planner.clock import utc_now
from planner.db import session
from planner.forms.guests.comparison import ComparisonForm
from planner.languages import Message, Messages, translate
from planner.models import Delegation, Event
from planner.queries.guests.comparison import delegates_with_removed, guests_of_delegation
from planner.queries.guests.delegations import delegation_of
from planner.rules import EditConflict
from planner.rules.guests.comparison import Difference, DifferenceKind, differences
from planner.rules.guests.invitations import PartnerNotInvited
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission
from planner.services.guests import comparison as acts
from planner.views.guests.guests import bp, list_address, template_context
from planner.views.visit_head import visit_page
from planner.web.access import allowed, form_status

__all__ = ["bp"]


@bp.route(
    "/visits/<slug>/events/<int:event_id>/delegations/<int:delegation_id>",
    methods=["GET", "POST"],
)
@allowed(Permission.EDIT_GUESTS)
def compare(delegation_id, event, visit):
    """Show what has changed in a delegation since it was invited; take over what is chosen."""
    delegation = session.scalar(delegation_of(visit, delegation_id)) or abort(404)
    found, whole = differences_now(delegation, event)
    form = ComparisonForm(differences=[one.key for one in found if one.is_change])
    form.set_choices(found)
    if form.validate_on_submit():
        keys = form.differences.data
        try:
            taken = acts.apply_differences(event, delegation_id, keys, now=utc_now())
        except (EditConflict, PartnerNotInvited) as broken:
            found, whole = differences_now(delegation, event)
            form.set_choices(found)
            form.refuse(broken)
        else:
            number = Messages("%(num)s difference", "%(num)s differences", len(taken))
            flash(translate(Message("Taken over: %(number)s", number=number)))
            return redirect(list_address(visit, event), 303)
    return comparing_page(visit, event, delegation, form, whole), form_status(form)


def differences_now(delegation: Delegation, event: Event) -> tuple[list[Difference], int]:
    """Return the differences at an event, and how many people the delegation has."""
    everybody = session.scalars(delegates_with_removed(delegation)).all()
    guests = session.scalars(guests_of_delegation(delegation, everybody, [event.id])).all()
    return differences(everybody, guests), sum(not one.deleted_at for one in everybody)


def comparing_page(visit, event, delegation, form, whole):
    """Return the form that lists the differences, each with what it would do."""
    return visit_page(
        "guests/compare.html",
        visit,
        event=event,
        delegation=delegation,
        form=form,
        told={one.key: translate(sentence(one)) for one in form.offered},
        whole=whole,
        back=list_address(visit, event),
        **template_context(),
    )


def sentence(difference):
    """Say what a difference is."""
    other = full_name(difference.other) if difference.other else ""
    match difference.change:
        case DifferenceKind.JOINED:
            return Message("is in the delegation, but not invited: invite")
        case DifferenceKind.LEFT:
            return Message("has left the delegation, but is still a guest: take off the list")
        case DifferenceKind.COUNTED:
            return Message("is a guest, but not through the delegation: count with it")
        case DifferenceKind.ALONE if other:
            return Message("travels alone, but comes with %(other)s: let come alone", other=other)
        case DifferenceKind.ALONE:
            return Message("travels as a member, but is invited as a companion: change the role")
    partner = full_name(difference.partner)
    if other:
        return Message(
            "travels with %(partner)s, but comes with %(other)s: change",
            partner=partner,
            other=other,
        )
    return Message("travels as companion of %(partner)s: let come with them", partner=partner)
