"""Choices and checks that several forms share."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from flask_babel import lazy_gettext
from markupsafe import Markup
from wtforms import SelectChoice as SelectChoice  # type: ignore[attr-defined]  # stubs: 3.2
from wtforms import StringField, ValidationError
from wtforms.fields.choices import Choice  # type: ignore[attr-defined]  # stubs: 3.2
from wtforms.validators import NumberRange
from wtforms.widgets import Select

from planner.forms import Form
from planner.forms.bounds import read_number
from planner.languages import Bilingual, reader_language
from planner.rules.places.countries import countries, zone_place, zones

YEAR = NumberRange(1000, 2999, lazy_gettext("Please write the year with four digits."))


class NamedRow(Protocol):
    """A row that a select offers by its name."""

    @property
    def id(self) -> int:
        """The id of the row."""

    @property
    def name(self) -> str:
        """The name of the row."""


class BilingualRow(Protocol):
    """A row that a select offers by its name in the language of the reader."""

    @property
    def id(self) -> int:
        """The id of the row."""

    @property
    def name(self) -> Bilingual:
        """The name of the row in each language."""


class LongSelect(Select):
    """A select of which each option is drawn once, not again for every page."""

    @classmethod
    def render_option(  # type: ignore[override]  # stubs: 3.2, which passed the parts of a choice
        cls, choice: Choice, **_: object
    ) -> Markup:
        """Return the markup of an option; the options of a long select need no attributes."""
        return drawn_option(choice._replace(label=str(choice.label), render_kw=None))


@lru_cache(maxsize=4096)
def drawn_option(choice: Choice) -> Markup:
    """Return the markup of an option."""
    return Select.render_option(choice)  # type: ignore[call-arg]  # stubs: 3.2, as above


def country_choices() -> list[SelectChoice]:
    """Return all countries, named in the reader's language."""
    named = countries(reader_language()).items()
    return [SelectChoice("", "–"), *(SelectChoice(code, name) for code, name in named)]


@cache
def zone_choices() -> list[SelectChoice]:
    """Return all time zones, by region."""
    return [
        SelectChoice(name, zone_place(name), optgroup=name.partition("/")[0]) for name in zones()
    ]


def optional_choices(rows: Iterable[NamedRow]) -> list[SelectChoice]:
    """Return rows to choose from, and the choice of none of them."""
    return [SelectChoice("", "–"), *(SelectChoice(row.id, row.name) for row in rows)]


def id_or_none(text: str | int | None) -> int | None:
    """Return the id of the row that was chosen; None if it is none."""
    return read_number(str(text)) if text else None


def web_address(_form: Form, field: StringField) -> None:
    """Refuse what is no address of a page: javascript: and the like must never be a link."""
    if field.data and not is_web_address(field.data):
        raise ValidationError(lazy_gettext("Please write an address such as https://example.org."))


def is_web_address(text: str) -> bool:
    """Tell whether a text is an address that begins with http: or https:."""
    try:
        parts = urlsplit(text)
    except ValueError:  # brackets that do not belong together
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text
