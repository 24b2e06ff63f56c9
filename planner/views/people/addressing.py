"""Forms of address beside the form of a person, as they follow from what is typed."""

from flask import Blueprint, render_template

from planner.db import session
from planner.forms.people.addressing import LABELS, AddressedPersonForm
from planner.languages import LANGUAGES, reader_language
from planner.languages import NATIVE_NAMES as LANGUAGE_NAMES
from planner.now import today
from planner.queries.people.people import organisations
from planner.rules.people.addressing.addressing import (
    confirmed_term,
    forms_of_address,
    is_to_confirm,
)
from planner.rules.permissions import Permission
from planner.views.people.people import person_at
from planner.web.access import allowed

bp = Blueprint("addressing", __name__)


@bp.post("/people/forms-of-address")
@bp.post("/people/<int:person_id>/forms-of-address")
@allowed(Permission.EDIT_PEOPLE)
def preview(person_id=None):
    """Answer the form of a person with the forms of address as typed so far; nothing is saved."""
    person = person_at(person_id) if person_id is not None else None
    form = AddressedPersonForm()
    form.offer_organisations(session.scalars(organisations(reader_language())))
    return render_template("people/_preview.html", person=form.draft(person), today=today())


@bp.app_template_global("forms_of_address")
def forms_in_languages(person, day):
    """Return (code, name of the language, forms by AddressForm) for each language."""
    return [(code, LANGUAGE_NAMES[code], forms_of_address(person, day, code)) for code in LANGUAGES]


@bp.app_template_global("address_labels")
def labels():
    """Return what the forms of address are called."""
    return LABELS


bp.add_app_template_global(confirmed_term)
bp.add_app_template_global(is_to_confirm)
