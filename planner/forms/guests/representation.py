"""Forms of representation: who comes instead of a guest."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField

from planner.forms import NOT_BLANK, VersionedForm, line
from planner.forms.choices import SelectChoice
from planner.forms.guests.guests import REPRESENTATIONS
from planner.languages import translate
from planner.models import Person, Representation
from planner.rules import RuleBroken
from planner.rules.guests.representation import TypedRepresentation
from planner.rules.people.people import full_name


class SendingForm(VersionedForm):
    """Decline for a guest, and send somebody else."""

    person_id = RadioField(lazy_gettext("Who comes instead"), [NOT_BLANK], coerce=int)
    replied_through = line(
        lazy_gettext("Announced through"),
        description=lazy_gettext("Who said so and how: the office, by phone."),
    )
    representation = RadioField(
        lazy_gettext("As representative"), choices=REPRESENTATIONS, coerce=Representation
    )
    has_accepted = BooleanField(
        lazy_gettext("The representative has accepted"),
        description=lazy_gettext("Without the check mark the reply stays open."),
    )
    removes_previous = BooleanField(
        lazy_gettext("Take whoever was to come before off the list"),
        description=lazy_gettext("Otherwise that person stays as a guest in their own right."),
    )
    people: dict[int, Person]  # those to choose from, by id

    def set_choices(self, people: Iterable[Person]) -> None:
        """Let the user choose among people."""
        self.people = {person.id: person for person in people}
        self.person_id.choices = [SelectChoice(one.id, full_name(one)) for one in people]

    def announced(self) -> TypedRepresentation:
        """Return what was typed about the representative."""
        return TypedRepresentation(
            **{name: self[name].data for name in TypedRepresentation._fields}
        )

    def refuse(self, broken: RuleBroken) -> None:
        """Show at the choice of a person which rule is broken."""
        self.person_id.errors = [*self.person_id.errors, translate(broken.message)]

    def show_version(self, version: int) -> None:
        """Let the form be sent once more, now about a later version of the guest."""
        self.lock_version.raw_data, self.lock_version.data = None, version
