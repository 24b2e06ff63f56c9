"""Forms of events."""

import enum
from collections.abc import Iterable, Mapping
from typing import TypeVar

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    TimeField,
)
from wtforms.validators import NumberRange, Optional

from planner.forms import (
    NOT_BLANK,
    LazyText,
    NotBlank,
    VersionedForm,
    line,
    paragraphs,
)
from planner.forms.bounds import ChecksField, DayField, NumberField
from planner.forms.choices import (
    LongSelect,
    NamedRow,
    SelectChoice,
    id_or_none,
    optional_choices,
    zone_choices,
)
from planner.forms.places.pictures import PictureFields
from planner.forms.precedence.schemes import version_choices
from planner.forms.programme.publishing import PublishingFields
from planner.forms.programme.times import MISSING, TimeRequired, TimeRules, fold_or_none
from planner.forms.programme.transfers import TransferFields
from planner.languages import Message, reader_language
from planner.models import Audience, Interpretation, Kind, Representation, Status, Venue
from planner.rules.people.spoken_languages import spoken_languages
from planner.rules.precedence.schemes import LabelledScheme
from planner.wording.events import AUDIENCES, INTERPRETATIONS, KINDS, STATUSES

Member = TypeVar("Member", bound=enum.StrEnum)

COLUMNS = (
    *("title_de", "title_en", "description_de", "description_en", "kind", "status"),
    *("venue_id", "audience", "is_side_programme", "is_highlight", "municipality_id"),
    *("responsible_id", "interpretation", "dress_de", "dress_en", "capacity", "reply_by"),
    *("representation", "scheme_version_id", "internal_notes"),
)
OFTEN_SPOKEN = ("de", "en", "fr", "es", "it", "nl", "pl", "tr", "uk")
FOLD_CHOICES = [
    SelectChoice(0, lazy_gettext("the first time, before the clock is put back")),
    SelectChoice(1, lazy_gettext("the second time, after it")),
]


REPRESENTATIONS = [
    SelectChoice(Representation.OWN_RANK, lazy_gettext("keep their own rank")),
    SelectChoice(
        Representation.PLACE_OF_REPRESENTED, lazy_gettext("take the place of the represented")
    ),
]


def enum_choices(messages: Mapping[Member, Message]) -> list[SelectChoice]:
    """Return the members of an enum to choose from, each with its word."""
    return [SelectChoice(member, lazy_gettext(word.msgid)) for member, word in messages.items()]


def day(label: LazyText) -> DayField:
    """Return a field for a day."""
    return DayField(label, [NotBlank(MISSING)])


def fold_field(label: LazyText) -> RadioField:
    """Return a field that asks which of two equal hours is meant."""
    return RadioField(label, choices=FOLD_CHOICES, coerce=fold_or_none, validate_choice=False)


class LanguagesField(ChecksField):
    """Choose languages by check boxes; a row keeps them as codes: "de en"."""

    def process_data(self, value: str | None) -> None:
        """Split the codes of a row."""
        super().process_data(value.split() if value else [])


class EventForm(PictureFields, PublishingFields, TransferFields, TimeRules, VersionedForm):
    """Add or change an event: what, when, where, for whom."""

    joined_fields = (
        ("public_date", "public_time"),
        ("pick_up_date", "pick_up_time"),
    )

    title_de = line(lazy_gettext("Title (German)"), NOT_BLANK)
    title_en = line(lazy_gettext("Title (English)"))
    kind = SelectField(lazy_gettext("Kind"), choices=enum_choices(KINDS), coerce=Kind)
    status = SelectField(lazy_gettext("Status"), choices=enum_choices(STATUSES), coerce=Status)
    description_de = paragraphs(lazy_gettext("Description (German)"))
    description_en = paragraphs(lazy_gettext("Description (English)"))
    is_side_programme = BooleanField(lazy_gettext("Side program, beside the main one"))

    is_whole_day = BooleanField(
        lazy_gettext("Whole days"),
        description=lazy_gettext("Without an hour; the last day is included."),
    )
    start_date = day(lazy_gettext("Starts on"))
    start_time = TimeField(lazy_gettext("Starts at"), [TimeRequired()])
    start_zone = SelectField(
        lazy_gettext("Time zone of the start"), choices=zone_choices, widget=LongSelect()
    )
    start_turn = fold_field(lazy_gettext("Which start is meant?"))
    end_date = day(lazy_gettext("Ends on"))
    end_time = TimeField(lazy_gettext("Ends at"), [TimeRequired()])
    end_zone = SelectField(
        lazy_gettext("Time zone of the end"),
        choices=lambda: [SelectChoice("", lazy_gettext("as at the start")), *zone_choices()],
        widget=LongSelect(),
        coerce=lambda name: name or None,
        description=lazy_gettext("For a flight or a journey that ends in another zone."),
    )
    end_turn = fold_field(lazy_gettext("Which end is meant?"))

    venue_id = SelectField(lazy_gettext("Venue"), coerce=id_or_none)

    audience = RadioField(
        lazy_gettext("Who may see it"), choices=enum_choices(AUDIENCES), coerce=Audience
    )
    responsible_id = SelectField(lazy_gettext("Responsible"), coerce=id_or_none)
    capacity = NumberField(
        lazy_gettext("Places for guests"),
        [Optional(), NumberRange(1, 100_000, lazy_gettext("Please enter a number from 1."))],
    )
    reply_by = DayField(lazy_gettext("Guests reply by"), [Optional()])
    representation = RadioField(
        lazy_gettext("Representatives"),
        choices=REPRESENTATIONS,
        coerce=Representation,
        description=lazy_gettext("The usual mode; each representative may have another."),
    )
    scheme_version_id = SelectField(lazy_gettext("Precedence scheme"), coerce=id_or_none)
    interpretation = SelectField(
        lazy_gettext("Interpretation"), choices=enum_choices(INTERPRETATIONS), coerce=Interpretation
    )
    languages = LanguagesField(lazy_gettext("Languages"))
    dress_de = line(lazy_gettext("Dress (German)"))
    dress_en = line(lazy_gettext("Dress (English)"))
    internal_notes = paragraphs(
        lazy_gettext("Internal notes"),
        description=lazy_gettext("They never leave the office: in no calendar, on no paper."),
    )
    municipality_id = SelectField(lazy_gettext("Partner city that it is about"), coerce=id_or_none)

    def set_choices(
        self,
        venues: Iterable[Venue],
        users: Iterable[NamedRow],
        municipalities: Iterable[NamedRow],
        versions: Iterable[LabelledScheme],
        spoken: str = "",
    ) -> None:
        """Let the user choose among venues, users, municipalities, schemes and languages.

        `spoken` has the codes of languages that are offered besides the usual ones: "sv pt".
        """
        usual = SelectChoice("", lazy_gettext("as the visit, or else that of new visits"))
        self.scheme_version_id.choices = [usual, *version_choices(versions)]
        offered = [SelectChoice("", "–"), *map(venue_choice, venues)]
        for field in (self.venue_id, self.from_venue_id, self.to_venue_id):
            field.choices = offered
        self.responsible_id.choices = optional_choices(users)
        self.municipality_id.choices = optional_choices(municipalities)
        self.languages.choices = language_choices(spoken)

    def values(self) -> dict[str, object]:
        """Return what was entered for the event by column, but for its picture and transfer."""
        return {
            **{name: self[name].data for name in COLUMNS},
            "slug": self.slug.data,
            "languages": " ".join(self.languages.data or ()),
            "public_from": self.public_from(),
            **self.times(),
        }


def language_choices(spoken: str = "") -> list[SelectChoice]:
    """Return the languages to choose from: those often spoken, and more by their codes."""
    names = spoken_languages(reader_language())
    codes = dict.fromkeys([*OFTEN_SPOKEN, *spoken.split()])
    return [SelectChoice(code, names.get(code, code)) for code in codes]


def venue_choice(venue: Venue) -> SelectChoice:
    """Return a venue to choose, with its room and its town."""
    town = venue.municipality.name if venue.municipality else ""
    parts = [venue.name.in_language().text, venue.room, town]
    return SelectChoice(venue.id, ", ".join(part for part in parts if part))
