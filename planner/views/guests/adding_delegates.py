"""Who joins a delegation: somebody of the address book, or somebody new."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from planner.addresses import row_id
from planner.db import session
from planner.forms.guests.delegations import AddDelegateForm, NewDelegateForm
from planner.languages import Message, reader_language, translate
from planner.models import Delegate, Visit
from planner.queries.people.people import address_book, organisations, person_with
from planner.rules.guests.delegations import InDelegationAlready
from planner.rules.people.people import full_name
from planner.services.guests import delegations as acts
from planner.views.paging import sought_text
from planner.views.people.duplicates import duplicates_of_form
from planner.views.visit_head import visit_page
from planner.web.access import form_status

MOST_FOUND = 20


def adding_page(visit, delegation, delegates):
    """Add somebody whom a search has found, or somebody new; else return the page to choose."""
    known, new, found, alike = AddDelegateForm(), NewDelegateForm(), people_found(), []
    known.set_choices(found, delegates)
    new.set_choices(session.scalars(organisations(reader_language())))
    if "person_id" in request.form:
        if known.validate():
            try:
                person_id = known.person_id.data
                return confirm_joining(visit, acts.add_delegate(visit, delegation.id, person_id))
            except InDelegationAlready as broken:
                known.refuse(broken)
    elif new.validate_on_submit():
        alike = [] if new.is_another.data else alike_by(new)
        if not alike:
            values = new.person_values()
            return confirm_joining(visit, acts.add_new_delegate(visit, delegation.id, values))
    form = known if known.errors else new
    page = visit_page(
        "delegations/add_delegate.html",
        visit,
        form=form,
        known=known,
        new=new,
        found=[one.person for one in alike] or found,
        why={one.person.id: one.why for one in alike},
        delegation=delegation,
        delegates=delegates,
    )
    return page, form_status(form)


def people_found():
    """Return whom the search has found, and whoever was chosen among them."""
    sought = sought_text()
    chosen = request.form.get("person_id", type=row_id)
    found = session.scalars(address_book(sought).limit(MOST_FOUND)).all() if sought else []
    if chosen and chosen not in {person.id for person in found}:
        found += session.scalars(person_with(chosen)).all()
    return found


def alike_by(form):
    """Return who may be meant, and say at the name that there is somebody."""
    alike = duplicates_of_form(form)
    if alike:
        form.ask_who_is_meant()
    return alike


def address_to_find(visit, delegation, person):
    """Return the address that finds a person in the address book, to be added from there."""
    values = {"slug": visit.slug, "delegation_id": delegation.id}
    return url_for(
        "delegations.add_delegate", q=f"{person.given_name} {person.family_name}", **values
    )


def confirm_joining(visit: Visit, delegate: Delegate) -> Response:
    """Say who has joined, and ask for the next one."""
    flash(translate(Message("Added: %(name)s", name=full_name(delegate.person))))
    page = "delegations.add_delegate"
    address = url_for(page, slug=visit.slug, delegation_id=delegate.delegation_id)
    return redirect(address, 303)
