"""Forms of assignments."""

from flask_babel import lazy_gettext
from wtforms import SelectField

from planner.forms import Form
from planner.forms.programme.events import LanguagesField, enum_choices, language_choices
from planner.languages import translate
from planner.models import Duty, Person
from planner.rules import RuleBroken
from planner.rules.programme.assignments import DUTIES


class AssignmentForm(Form):
    """Say what a person does at an event, and in which languages."""

    duty = SelectField(lazy_gettext("Duty"), choices=enum_choices(DUTIES), coerce=Duty)
    languages = LanguagesField(
        lazy_gettext("Languages"),
        description=lazy_gettext("Of an interpreter: between which languages."),
    )

    def set_choices(self, person: Person) -> None:
        """Let the user choose among the languages that are often spoken, and the person's."""
        self.languages.choices = language_choices(person.languages)

    def refuse(self, broken: RuleBroken) -> None:
        """Show at the duty which rule is broken."""
        self.duty.errors = [*self.duty.errors, translate(broken.message)]
