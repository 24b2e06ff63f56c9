"""Form of the terms in which people hold an office."""

from collections import Counter
from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField, ValidationError
from wtforms.validators import Optional

from planner.forms import NOT_BLANK, VersionedForm, line
from planner.forms.bounds import DayField
from planner.forms.choices import NamedRow, SelectChoice, id_or_none, optional_choices
from planner.forms.precedence.offices import STYLES
from planner.languages import reader_language, translate
from planner.models import Gender, Office, Style
from planner.rules import RuleBroken
from planner.rules.people.people import office_title
from planner.rules.people.terms import check_term


def distinct_title(office: Office, title: str, counts: Mapping[str, int]) -> str:
    """Return the title of an office; add the style if several offices have this title.

    `counts` says how many offices have each title.
    """
    if counts[title] > 1 and office.style is not Style.NONE:
        return f"{title} ({STYLES[office.style]})"
    return title


class TermForm(VersionedForm):
    """Add or change the term in which a person holds an office."""

    office_id = SelectField(lazy_gettext("Office"), [NOT_BLANK], coerce=id_or_none)
    body_de = line(
        lazy_gettext("Of what (German)"),
        description=lazy_gettext(
            "The town, the chamber or the authority: Stadt Hemer. Or as it follows the title:"
            " der Französischen Republik, für Umwelt"
        ),
    )
    body_en = line(
        lazy_gettext("Of what (English)"), description="Minnesota Senate, of the French Republic"
    )
    municipality_id = SelectField(lazy_gettext("Municipality"), coerce=id_or_none)
    since = DayField(lazy_gettext("First day"), [Optional()])
    until = DayField(
        lazy_gettext("Last day"),
        [Optional()],
        description=lazy_gettext("Empty as long as the office is held."),
    )
    is_acting = BooleanField(lazy_gettext("Acting, not appointed or elected"))
    form_confirmed_on = DayField(lazy_gettext("Form of address confirmed on"), [Optional()])
    form_confirmed_by = line(lazy_gettext("Confirmed by"))

    def set_choices(
        self, offices: Iterable[Office], municipalities: Iterable[NamedRow], gender: Gender
    ) -> None:
        """Let the user choose an office, named in the form for the person, and its place."""
        named = [(office, office_title(office, gender, reader_language())) for office in offices]
        counts = Counter(title for _, title in named)
        self.office_id.choices = [
            SelectChoice("", "–"),
            *(SelectChoice(one.id, distinct_title(one, title, counts)) for one, title in named),
        ]
        self.municipality_id.choices = optional_choices(municipalities)

    def validate_until(self, field: DayField) -> None:
        """Refuse a last day before the first."""
        try:
            check_term(self.since.data, field.data)
        except RuleBroken as broken:
            raise ValidationError(translate(broken.message)) from broken
