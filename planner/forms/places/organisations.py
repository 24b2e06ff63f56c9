"""Forms of organisations."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import SelectField

from planner.forms import NOT_BLANK, VersionedForm, line
from planner.forms.choices import NamedRow, SelectChoice, id_or_none, optional_choices
from planner.forms.people.people import SECTORS
from planner.models import Sector


class OrganisationForm(VersionedForm):
    """Add or change an organisation."""

    name_de = line(lazy_gettext("Name (German)"), NOT_BLANK)
    name_en = line(lazy_gettext("Name (English)"))
    sector = SelectField(
        lazy_gettext("Sector"),
        choices=[SelectChoice(value, label) for value, label in SECTORS.items()],
        coerce=Sector,
    )
    municipality_id = SelectField(lazy_gettext("Municipality"), coerce=id_or_none)
    state = line(
        lazy_gettext("State"),
        description=lazy_gettext("For what belongs to no municipality, such as a ministry."),
    )

    def set_choices(self, municipalities: Iterable[NamedRow]) -> None:
        """Let the user choose among the municipalities."""
        self.municipality_id.choices = optional_choices(municipalities)
