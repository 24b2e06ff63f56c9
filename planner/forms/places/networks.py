"""Forms of networks."""

from flask_babel import lazy_gettext
from wtforms import IntegerField, SelectChoice, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from planner.forms import NOT_BLANK, VersionedForm, line, paragraphs
from planner.forms.choices import YEAR, web_address


class NetworkForm(VersionedForm):
    """Add or change a network and its members."""

    separate_fields = ("member_ids",)
    name = line(lazy_gettext("Name"), NOT_BLANK)
    since = IntegerField(lazy_gettext("Since (year)"), [Optional(), YEAR])
    website = line(lazy_gettext("Website"), web_address)
    description_de = paragraphs(lazy_gettext("Description (German)"))
    description_en = paragraphs(lazy_gettext("Description (English)"))
    member_ids = SelectMultipleField(
        lazy_gettext("Members"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def process(self, formdata=None, obj=None, data=None, extra_filters=None, **values):
        """Tick the municipalities that are members."""
        if obj is not None:
            values |= {"member_ids": [member.municipality_id for member in obj.members]}
        super().process(formdata, obj, data, extra_filters, **values)

    def set_choices(self, municipalities):
        """Let the user choose among all municipalities."""
        self.member_ids.choices = [SelectChoice(row.id, row.name) for row in municipalities]
