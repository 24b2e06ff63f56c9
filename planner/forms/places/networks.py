"""Forms of networks."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms.validators import Optional

from planner.forms import NOT_BLANK, VersionedForm, line, paragraphs
from planner.forms.bounds import ChecksField, NumberField
from planner.forms.choices import YEAR, NamedRow, SelectChoice, web_address
from planner.models import Network


class NetworkForm(VersionedForm):
    """Add or change a network and its members."""

    separate_fields = ("member_ids",)
    name = line(lazy_gettext("Name"), NOT_BLANK)
    since = NumberField(lazy_gettext("Since (year)"), [Optional(), YEAR])
    website = line(lazy_gettext("Website"), web_address)
    description_de = paragraphs(lazy_gettext("Description (German)"))
    description_en = paragraphs(lazy_gettext("Description (English)"))
    member_ids = ChecksField(lazy_gettext("Members"), coerce=int)

    def values_of_row(self, row: object) -> dict[str, object]:
        """Return which municipalities are members."""
        values = super().values_of_row(row)
        if isinstance(row, Network):
            values["member_ids"] = [member.municipality_id for member in row.members]
        return values

    def set_choices(self, municipalities: Iterable[NamedRow]) -> None:
        """Let the user choose among all municipalities."""
        self.member_ids.choices = [SelectChoice(row.id, row.name) for row in municipalities]
