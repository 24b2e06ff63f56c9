"""Did you mean …? Who in the address book may be the person whom somebody types in."""

from typing import NamedTuple

from flask import Blueprint, render_template, url_for

from planner.forms.people.duplicates import HintForm, typed_person
from planner.languages import Message, translate
from planner.models import Person
from planner.now import today
from planner.rules.permissions import Permission
from planner.services.people.duplicates import find_duplicates
from planner.web.access import allowed

bp = Blueprint("duplicates", __name__)


class DuplicateHint(NamedTuple):
    """Somebody of the address book who may be meant, and why."""

    person: Person
    reasons: tuple[Message, ...]

    @property
    def why(self):
        """The reasons in the language of the reader."""
        return ", ".join(translate(reason) for reason in self.reasons)


def duplicates_of_form(form, excluded_id=None):
    """Return who may be meant by what a form says so far."""
    return duplicates_of_typed(typed_person(form), excluded_id)


def duplicates_of_typed(typed, excluded_id=None):
    """Return who may be meant, the most likely first."""
    return [DuplicateHint(*found) for found in find_duplicates(typed, excluded_id)]


@bp.post("/people/duplicates")
@bp.post("/people/<int:person_id>/duplicates")
@allowed(Permission.READ_PEOPLE)
def show(person_id=None):
    """Answer a form with who may be meant by what is typed so far; nothing is saved."""
    return hints_part(duplicates_of_form(HintForm(), excluded_id=person_id))


def hints_part(found, link=None):
    """Return the part of a page that lists who may be meant, each with a link."""
    return render_template(
        "people/_hints.html", found=found, link=link or person_address, today=today()
    )


@bp.app_template_global("person_address")
def person_address(person):
    """Return the address of the page of a person."""
    return url_for("people.show", person_id=person.id)
