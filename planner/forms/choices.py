"""Choices and checks that several forms of places share."""

from functools import cache, lru_cache
from urllib.parse import urlsplit

from flask_babel import lazy_gettext
from wtforms import SelectChoice, ValidationError
from wtforms.validators import NumberRange
from wtforms.widgets import Select

from planner.languages import reader_language
from planner.rules.places.countries import countries, zone_place, zones

YEAR = NumberRange(1000, 2999, lazy_gettext("Please write the year with four digits."))


class LongSelect(Select):
    """A select of which each option is drawn once, not again for every page."""

    @classmethod
    def render_option(cls, choice, **_):
        return drawn_option(choice._replace(label=str(choice.label), render_kw=None))


@lru_cache(maxsize=4096)
def drawn_option(choice):
    """Return the markup of an option."""
    return Select.render_option(choice)


def country_choices():
    """Return all countries, named in the reader's language."""
    named = countries(reader_language()).items()
    return [SelectChoice("", "–"), *(SelectChoice(code, name) for code, name in named)]


@cache
def zone_choices():
    """Return all time zones, by region."""
    return [
        SelectChoice(name, zone_place(name), optgroup=name.partition("/")[0]) for name in zones()
    ]


def optional_choices(rows):
    """Return municipalities to choose from, or none of them."""
    return [SelectChoice("", "–"), *(SelectChoice(row.id, row.name) for row in rows)]


def id_or_none(text):
    """Return the id of the row that was chosen."""
    return int(text) if text else None


def web_address(_form, field):
    """Refuse what is no address of a page: javascript: and the like must never be a link."""
    if field.data and not is_web_address(field.data):
        raise ValidationError(lazy_gettext("Please write an address such as https://example.org."))


def is_web_address(text):
    """Tell whether a text is an address that begins with http: or https:."""
    try:
        parts = urlsplit(text)
    except ValueError:  # brackets that do not belong together
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text
