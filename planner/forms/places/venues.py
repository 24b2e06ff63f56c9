"""Forms of venues."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField
from wtforms.validators import NumberRange, Optional

from planner.forms import NOT_BLANK, VersionedForm, line, paragraphs
from planner.forms.bounds import NumberField
from planner.forms.choices import NamedRow, SelectChoice, id_or_none, optional_choices
from planner.models import StepFree

SEATS = NumberRange(1, 1_000_000, lazy_gettext("Please write a whole number, 1 or more."))
STEP_FREE = {
    StepFree.UNKNOWN: lazy_gettext("not known yet"),
    StepFree.YES: lazy_gettext("step-free"),
    StepFree.PARTLY: lazy_gettext("partly step-free"),
    StepFree.NO: lazy_gettext("not step-free"),
}


class VenueForm(VersionedForm):
    """Add or change a venue."""

    joined_fields = (("step_free", "step_free_how_de", "step_free_how_en"),)

    name_de = line(lazy_gettext("Name (German)"), NOT_BLANK)
    name_en = line(lazy_gettext("Name (English)"))
    room = line(lazy_gettext("Room"))
    capacity = NumberField(lazy_gettext("Capacity (people)"), [Optional(), SEATS])
    address = line(
        lazy_gettext("Address"), description=lazy_gettext("Street, number, postal code, town")
    )
    municipality_id = SelectField(lazy_gettext("Municipality"), coerce=id_or_none)
    step_free = RadioField(
        lazy_gettext("Can one get in without steps?"),
        choices=[SelectChoice(value, label) for value, label in STEP_FREE.items()],
        coerce=StepFree,
        default=StepFree.UNKNOWN,
    )
    step_free_how_de = line(
        lazy_gettext("How one gets in without steps (German)"),
        description=lazy_gettext("Such as: ramp at the side entrance"),
    )
    step_free_how_en = line(lazy_gettext("How one gets in without steps (English)"))
    directions_de = paragraphs(lazy_gettext("How to get there (German)"))
    directions_en = paragraphs(lazy_gettext("How to get there (English)"))

    def set_choices(self, municipalities: Iterable[NamedRow]) -> None:
        """Let the user choose among the municipalities."""
        self.municipality_id.choices = optional_choices(municipalities)
