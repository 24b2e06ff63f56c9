"""Forms of partner cities and their partnerships."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional

from planner.forms import (
    CONTROLS,
    NOT_BLANK,
    PARAGRAPHS,
    LazyText,
    VersionedForm,
    line,
    paragraphs,
)
from planner.forms.bounds import NumberField
from planner.forms.choices import (
    YEAR,
    LongSelect,
    NamedRow,
    SelectChoice,
    country_choices,
    web_address,
    zone_choices,
)
from planner.forms.places.pictures import PictureFields
from planner.languages import LANGUAGES, translate
from planner.models import Municipality
from planner.rules import RuleBroken
from planner.rules.places.partners import facts_in_lines, read_facts
from planner.rules.slugs import check_slug

POPULATION = NumberRange(0, 1_000_000_000, lazy_gettext("Please write a whole number, 0 or more."))
FACTS = lazy_gettext(
    "One a line, such as “Energy: wind and sun”. The same line in both languages is one fact."
)


def kept_lines(text: str | None) -> str:
    """Return lines as they were typed, also empty ones: a fact has its place by its line."""
    return CONTROLS.sub("", text.replace("\r\n", "\n")).rstrip() if text else ""


def facts(label: LazyText) -> TextAreaField:
    """Return a field for facts, one a line."""
    return TextAreaField(label, [PARAGRAPHS], filters=[kept_lines], description=FACTS)


class MunicipalityForm(PictureFields, VersionedForm):
    """Add or change a municipality."""

    separate_fields = ("facts_de", "facts_en", "slug")
    joined_fields = (("facts_de", "facts_en"),)
    name = line(lazy_gettext("Name"), NOT_BLANK)
    state = line(lazy_gettext("State"))
    country = SelectField(
        lazy_gettext("Country"), [NOT_BLANK], choices=country_choices, widget=LongSelect()
    )
    zone = SelectField(lazy_gettext("Time zone"), choices=zone_choices, widget=LongSelect())
    population = NumberField(lazy_gettext("Population"), [Optional(), POPULATION])
    website = line(lazy_gettext("Website"), web_address)
    is_home = BooleanField(lazy_gettext("This is where our office is at home"))
    is_public = BooleanField(lazy_gettext("Everybody may read the portrait"), default=True)
    portrait_de = paragraphs(lazy_gettext("Portrait (German)"))
    portrait_en = paragraphs(lazy_gettext("Portrait (English)"))
    facts_de = facts(lazy_gettext("Facts (German)"))
    facts_en = facts(lazy_gettext("Facts (English)"))

    def values_of_row(self, row: object) -> dict[str, object]:
        """Return the facts and the picture of the row; each fact is a line."""
        values = super().values_of_row(row)
        if isinstance(row, Municipality) and row.facts:
            values |= {f"facts_{code}": facts_in_lines(row.facts, code) for code in LANGUAGES}
        return values

    def validate_facts_de(self, field: TextAreaField) -> None:
        """Refuse lines that are no facts."""
        try:
            read_facts(field.data or "")
        except RuleBroken as broken:
            raise ValidationError(translate(broken.message)) from broken

    validate_facts_en = validate_facts_de


class MunicipalityAddressForm(MunicipalityForm):
    """Change a municipality that has an address already."""

    slug = line(
        lazy_gettext("Address of the portrait"),
        NOT_BLANK,
        description=lazy_gettext("Links to the old address lead to the new one."),
    )

    def validate_slug(self, field: StringField) -> None:
        """Refuse what is no address; the act refuses one that another municipality has."""
        try:
            check_slug(field.data or "", ())
        except RuleBroken as broken:
            raise ValidationError(translate(broken.message)) from broken


class PartnershipForm(VersionedForm):
    """Add or change a partnership."""

    separate_fields = ("partner_id",)
    partner_id = SelectField(lazy_gettext("Partner"), coerce=int)
    since = NumberField(lazy_gettext("Partner since (year)"), [Optional(), YEAR])
    about_de = paragraphs(lazy_gettext("What it is about (German)"))
    about_en = paragraphs(lazy_gettext("What it is about (English)"))

    def set_choices(self, municipalities: Iterable[NamedRow]) -> None:
        """Let the user choose among municipalities that are no partners yet."""
        self.partner_id.choices = [SelectChoice(row.id, row.name) for row in municipalities]
