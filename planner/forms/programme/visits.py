"""Forms of visits."""

from collections.abc import Collection, Iterable

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)

from planner.forms import (
    LINE,
    NOT_BLANK,
    Form,
    VersionedForm,
    line,
    one_line,
    paragraphs,
)
from planner.forms.bounds import DayField
from planner.forms.choices import (
    LongSelect,
    NamedRow,
    SelectChoice,
    id_or_none,
    optional_choices,
    zone_choices,
)
from planner.forms.precedence.schemes import version_choices
from planner.languages import translate
from planner.models import Direction, VisitStatus
from planner.rules import RuleBroken
from planner.rules.precedence.schemes import LabelledScheme
from planner.rules.programme.visits import check_days
from planner.rules.slugs import check_slug

STATUSES = [
    SelectChoice(VisitStatus.DRAFT, lazy_gettext("Draft")),
    SelectChoice(VisitStatus.CONFIRMED, lazy_gettext("Confirmed")),
    SelectChoice(VisitStatus.CANCELLED, lazy_gettext("Cancelled")),
    SelectChoice(VisitStatus.OVER, lazy_gettext("Over")),
]
DIRECTIONS = [
    SelectChoice(Direction.INCOMING, lazy_gettext("Incoming: they come to us")),
    SelectChoice(Direction.OUTGOING, lazy_gettext("Outgoing: we go to them")),
]


class VisitForm(VersionedForm):
    """Add or change a visit."""

    title_de = line(lazy_gettext("Title (German)"), NOT_BLANK)
    title_en = line(lazy_gettext("Title (English)"))
    direction = RadioField(lazy_gettext("Direction"), choices=DIRECTIONS, coerce=Direction)
    status = SelectField(lazy_gettext("Status"), choices=STATUSES, coerce=VisitStatus)
    first_day = DayField(lazy_gettext("First day"), [NOT_BLANK])
    last_day = DayField(lazy_gettext("Last day"), [NOT_BLANK])
    host_id = SelectField(lazy_gettext("Host municipality"), coerce=id_or_none)
    zone = SelectField(
        lazy_gettext("Time zone"),
        choices=zone_choices,
        widget=LongSelect(),
        description=lazy_gettext(
            "The clock of the program. Events that exist keep their own time zone and hour."
        ),
    )
    network_id = SelectField(lazy_gettext("Network"), coerce=id_or_none)
    in_charge_id = SelectField(lazy_gettext("Person in charge"), coerce=id_or_none)
    scheme_version_id = SelectField(
        lazy_gettext("Precedence scheme"),
        coerce=id_or_none,
        description=lazy_gettext("Its lists keep this version, whatever becomes of the scheme."),
    )
    purpose_de = paragraphs(lazy_gettext("Purpose (German)"))
    purpose_en = paragraphs(lazy_gettext("Purpose (English)"))
    is_public = BooleanField(
        lazy_gettext("Show this visit on the public page of the partner city"),
        description=lazy_gettext("Title, days and summary; never the program or a name."),
    )
    summary_de = paragraphs(lazy_gettext("Summary for the public page (German)"))
    summary_en = paragraphs(lazy_gettext("Summary for the public page (English)"))
    outcomes_de = paragraphs(lazy_gettext("Outcomes (German)"))
    outcomes_en = paragraphs(lazy_gettext("Outcomes (English)"))
    notes = paragraphs(
        lazy_gettext("Notes of the office"),
        description=lazy_gettext("Internal: in no calendar, on no paper, on no public page."),
    )

    def set_choices(
        self,
        municipalities: Iterable[NamedRow],
        networks: Iterable[NamedRow],
        users: Iterable[NamedRow],
        versions: Iterable[LabelledScheme],
    ) -> None:
        """Let the user choose among the places, people and schemes of the office."""
        built_in = SelectChoice("", lazy_gettext("the scheme of new visits"))
        self.scheme_version_id.choices = [built_in, *version_choices(versions)]
        self.host_id.choices = optional_choices(municipalities)
        self.network_id.choices = optional_choices(networks)
        self.in_charge_id.choices = optional_choices(users)

    def validate_last_day(self, field: DayField) -> None:
        """Refuse a last day that cannot follow the first."""
        if self.first_day.data and field.data:
            try:
                check_days(self.first_day.data, field.data)
            except RuleBroken as broken:
                raise ValidationError(translate(broken.message)) from broken


class NewVisitForm(VisitForm):
    """Add a visit, perhaps one of which only named users learn."""

    is_confidential = BooleanField(
        lazy_gettext("Confidential"),
        description=lazy_gettext(
            "Only you and the person in charge learn of it; you can name others next."
        ),
    )


class VisitAddressForm(VisitForm):
    """Change a visit that has an address already."""

    slug = StringField(
        lazy_gettext("Address of the page"),
        [NOT_BLANK, LINE],
        filters=[one_line],
        description=lazy_gettext(
            "The last part of the address of this visit. The old address leads to the new one."
        ),
    )
    taken: Collection[str] = ()  # addresses that other visits have or had

    def validate_slug(self, field: StringField) -> None:
        """Refuse an address that is none, or that another visit has or had."""
        try:
            check_slug(field.data or "", self.taken)
        except RuleBroken as broken:
            raise ValidationError(translate(broken.message)) from broken


class CancellingForm(Form):
    """Say what becomes of the events of a visit that is cancelled."""

    cancelling = RadioField(
        lazy_gettext("What about the events of this visit?"),
        [NOT_BLANK],
        choices=[
            SelectChoice("cancel", lazy_gettext("Cancel them too")),
            SelectChoice("keep", lazy_gettext("Leave them as they are")),
        ],
    )
