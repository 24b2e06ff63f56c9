"""Assign people to events: choose somebody in the address book, then say as what."""

from flask import Blueprint, abort, flash, redirect, request, url_for

from planner.addresses import url_values
from planner.db import session
from planner.forms.programme.assignments import AssignmentForm
from planner.languages import Message, reader_language, translate
from planner.models import Duty
from planner.now import today
from planner.queries.history.last_changes import last_change
from planner.queries.people.people import address_book, person_with
from planner.queries.programme.assignments import assignment_of, assignments_of
from planner.rules import NotFound, RuleBroken
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission
from planner.rules.programme.assignments import DUTIES
from planner.services.programme import assignments as acts
from planner.views.guests.guests import EVENT_URL_PREFIXES, id_in_address
from planner.views.overtaken import tell, who_and_when
from planner.views.paging import paginate, sought_text
from planner.views.visit_head import visit_page
from planner.web.access import allowed, form_status

bp = Blueprint("assignments", __name__)
RELEASED = Message("%(who)s has taken this assignment away already (%(moment)s).")
CLOSE = Message("Close")


def assignment_route(ending, **options):
    """Give a view its addresses at an event of a visit and at a free-standing one."""

    def decorate(view):
        for start in EVENT_URL_PREFIXES:
            bp.add_url_rule(f"{start}/assignments{ending}", view_func=view, **options)
        return view

    return decorate


@assignment_route("/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_EVENTS)
def add(event, visit=None):
    """Assign somebody: choose the person in the address book, then say as what."""
    person_id = id_in_address("person")
    if person_id is None:
        return choosing_page(event, visit)
    person = session.scalar(person_with(person_id)) or abort(404)
    form = AssignmentForm(duty=duty_in_address(), languages=person.languages)
    form.set_choices(person)
    if form.validate_on_submit():
        duty, languages = form.duty.data, " ".join(form.languages.data)
        try:
            acts.assign_person(event, person_id, duty, languages)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            names = {"name": full_name(person), "duty": DUTIES[duty]}
            flash(translate(Message("Assigned: %(name)s (%(duty)s)", **names)))
            return redirect(url_for("events.show", **url_values(visit, event)), 303)
    return page("add", event, visit, form=form, person=person, today=today()), form_status(form)


def choosing_page(event, visit):
    """Return the page on which one looks for a person in the address book."""
    sought = sought_text()
    duties = {}
    for one in session.scalars(assignments_of(event)):
        duties.setdefault(one.person_id, []).append(translate(DUTIES[one.duty]))
    return page(
        "choose",
        event,
        visit,
        found=paginate(address_book(sought, language=reader_language())),
        sought=sought,
        today=today(),
        duties=duties,
    )


def page(name, event, visit, **values):
    """Return a page about assignments to an event."""
    return visit_page(
        f"assignments/{name}.html",
        visit,
        event=event,
        duty=duty_in_address(),
        back=url_for("events.show", **url_values(visit, event)),
        **values,
    )


def duty_in_address():
    """Return the duty that the address asks for, or None."""
    duty = request.args.get("duty")
    return Duty(duty) if duty in set(Duty) else None


@assignment_route("/<int:assignment_id>/remove", methods=["POST"])
@allowed(Permission.EDIT_EVENTS)
def remove(assignment_id, event, visit=None):
    """Take a duty from somebody again."""
    assignment = session.scalar(assignment_of(event, assignment_id))
    back = url_for("events.show", **url_values(visit, event))
    if assignment is None:
        return tell_released(event, assignment_id, back)
    name, duty = full_name(assignment.person), DUTIES[assignment.duty]
    try:
        acts.release_assignment(event, assignment_id)
    except NotFound:
        return tell_released(event, assignment_id, back)
    flash(translate(Message("Not assigned any more: %(name)s (%(duty)s)", name=name, duty=duty)))
    return redirect(back, 303)


def tell_released(event, assignment_id, back):
    """Say who has taken a duty away already; one that the event never had is not found."""
    change = last_change(session, "assignment", [assignment_id])
    if change is None or change.event_id != event.id:
        abort(404)
    return tell(back, [Message(RELEASED.msgid, **who_and_when(change))], None, leave=CLOSE)
