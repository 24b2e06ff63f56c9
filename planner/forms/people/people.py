"""Forms of people."""

from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

from flask_babel import lazy_gettext
from wtforms import (
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    TelField,
    TextAreaField,
)
from wtforms.validators import Email, Optional

from planner.forms import (
    LINE,
    NOT_BLANK,
    PARAGRAPHS,
    Joined,
    LazyText,
    VersionedForm,
    clean_text,
    line,
    one_line,
    paragraphs,
)
from planner.forms.choices import LongSelect, SelectChoice, country_choices, id_or_none
from planner.forms.people.names import FAMILY_WITHOUT_TITLE, WITHOUT_TITLE
from planner.languages import reader_language
from planner.models import Gender, Organisation, Person, Sector
from planner.rules.people.people import name_in_list
from planner.rules.people.spoken_languages import spoken_languages

GENDERS = [
    SelectChoice(Gender.FRAU, lazy_gettext("Ms. (Frau)")),
    SelectChoice(Gender.HERR, lazy_gettext("Mr. (Herr)")),
    SelectChoice(Gender.NEITHER, lazy_gettext("neither")),
]
SECTORS = {
    Sector.POLITICS: lazy_gettext("Politics"),
    Sector.ADMINISTRATION: lazy_gettext("Administration"),
    Sector.BUSINESS: lazy_gettext("Business"),
    Sector.SCIENCE: lazy_gettext("Science"),
    Sector.CIVIL_SOCIETY: lazy_gettext("Civil society"),
    Sector.PRESS: lazy_gettext("Press"),
}


LANGUAGE_FIELDS = [f"language_{number}" for number in range(1, 5)]  # the fields, the best first


class Name(NamedTuple):
    """The parts of a name that lists put in order."""

    academic_title: str
    given_name: str
    name_prefix: str
    family_name: str


EXAMPLE = Name("Prof. Dr.", "Anna", "von der", "Heide")
PREFIX_SORT_VALUES = {"": None, "no": False, "yes": True}  # whether lists sort by the prefix
PREFIX_SORT_CHOICES = [
    SelectChoice("", lazy_gettext("As the office does")),
    SelectChoice("no", lazy_gettext("By the family name")),
    SelectChoice("yes", lazy_gettext("By the prefix")),
]


def prefix_sort_value(chosen: str | bool | None) -> bool | None:
    """Return whether lists sort somebody by the prefix of the name; None: as the office does."""
    if isinstance(chosen, str):
        if chosen not in PREFIX_SORT_VALUES:
            raise ValueError
        return PREFIX_SORT_VALUES[chosen]
    return chosen


def spoken_choices() -> list[SelectChoice]:
    """Return all languages, named in the reader's own."""
    named = spoken_languages(reader_language()).items()
    return [SelectChoice("", "–"), *(SelectChoice(code, name) for code, name in named)]


def language_field(label: LazyText) -> SelectField:
    """Return a field for one of the languages of a person."""
    return SelectField(label, choices=spoken_choices)


class PersonHint(Protocol):
    """A hint at somebody of the address book who may be meant."""

    @property
    def person(self) -> Person:
        """The person who may be meant."""


class PersonForm(VersionedForm):
    """Add or change a person; only the family name must be known, e-mail and phone never (e-21)."""

    separate_fields = ("another_than", *LANGUAGE_FIELDS)
    joined_fields: Joined = ((*LANGUAGE_FIELDS,),)

    gender = RadioField(
        lazy_gettext("Salutation"),
        choices=GENDERS,
        coerce=Gender,
        default=Gender.NEITHER,
        description=lazy_gettext("Decides the German form of an office: Landrätin or Landrat."),
    )
    academic_title = line(lazy_gettext("Academic title"), description="Prof. Dr.")
    given_name = line(lazy_gettext("Given name"), WITHOUT_TITLE)
    name_prefix = line(lazy_gettext("Name prefix"), description="von der, de, van")
    family_name = line(
        lazy_gettext("Family name"),
        NOT_BLANK,
        FAMILY_WITHOUT_TITLE,
        description=lazy_gettext("Without the prefix, which has a field of its own."),
    )
    sorts_with_prefix = RadioField(
        lazy_gettext("Place in lists"), choices=PREFIX_SORT_CHOICES, coerce=prefix_sort_value
    )
    post_nominals = line(lazy_gettext("After the name"), description="Ph.D., MdL")
    pronunciation = line(
        lazy_gettext("Pronunciation"),
        description=lazy_gettext("As one would read it out: WOO-tch for Łódź"),
    )
    language_1 = language_field(lazy_gettext("Speaks best"))
    language_2 = language_field(lazy_gettext("Second language"))
    language_3 = language_field(lazy_gettext("Third language"))
    language_4 = language_field(lazy_gettext("Fourth language"))
    organisation_id = SelectField(lazy_gettext("Organization"), coerce=id_or_none)
    country = SelectField(lazy_gettext("Country"), choices=country_choices, widget=LongSelect())
    function_de = line(
        lazy_gettext("Function (German)"),
        description=lazy_gettext("For those who hold no office: what stands below the name."),
    )
    function_en = line(lazy_gettext("Function (English)"))
    email = EmailField(
        lazy_gettext("E-mail address"),
        [Optional(), LINE, Email(lazy_gettext("This is no e-mail address."))],
        filters=[one_line],
    )
    phone = TelField(lazy_gettext("Phone"), [LINE], filters=[one_line])
    postal_address = TextAreaField(
        lazy_gettext("Postal address"),
        [LINE],
        filters=[clean_text],
        description=lazy_gettext(
            "Street, postcode and town, each on its own line; abroad the country last. "
            "It stands on address labels only."
        ),
    )
    biography_de = paragraphs(lazy_gettext("Biography (German)"))
    biography_en = paragraphs(lazy_gettext("Biography (English)"))
    notes = paragraphs(
        lazy_gettext("Notes for the office"),
        description=lazy_gettext("Internal: never on paper, in feeds or on public pages."),
    )
    # those who may be meant, whom the user has seen
    another_than = HiddenField(validators=[PARAGRAPHS], filters=[one_line])

    def offer_organisations(self, organisations: Iterable[Organisation]) -> None:
        """Let the user choose among the organisations."""
        named = [SelectChoice(one.id, one.name.in_language().text) for one in organisations]
        self.organisation_id.choices = [SelectChoice("", "–"), *named]

    def places(self, by_default: bool) -> list[str]:
        """Return how lists name the person, or an example, for each choice of the place.

        `by_default` says whether the office sorts by the prefix.
        """
        typed = Name(*(self[part].data or "" for part in Name._fields))
        return [
            name_in_list(
                typed if typed.family_name else EXAMPLE, by_default if chosen is None else chosen
            )
            for chosen in PREFIX_SORT_VALUES.values()
        ]

    def has_confirmed_new(self, alike: Collection[PersonHint]) -> bool:
        """Tell whether the user has seen all who may be meant, and still wants to save."""
        seen, self.another_than.data = (
            self.another_than.data,
            " ".join(str(one.person.id) for one in alike),
        )
        return not alike or seen == self.another_than.data

    def values(self) -> dict[str, object]:
        """Return what was typed about the person, by the names of columns."""
        chosen = (self[name].data for name in LANGUAGE_FIELDS)
        languages = " ".join(dict.fromkeys(filter(None, chosen)))
        return super().values() | {"languages": languages}
