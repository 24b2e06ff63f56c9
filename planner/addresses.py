"""Addresses: which page belongs to what, and how the world outside reaches it."""

from typing import Protocol

from flask import current_app, request
from werkzeug.routing import IntegerConverter, ValidationError

from planner.languages import LANGUAGES

LARGEST_ID = 2**31 - 1


class HasSlug(Protocol):
    """A row whose pages have a readable address."""

    @property
    def slug(self) -> str:
        """The readable part of the address."""


class HasId(Protocol):
    """A row whose pages have its number in the address."""

    @property
    def id(self) -> int:
        """The number of the row."""


class RowIdConverter(IntegerConverter):
    """The id of a row in an address; a number that no database column can hold is a 404."""

    def to_python(self, value: str) -> int:
        """Return the id, without asking Python to read a number of any length."""
        if len(value) > len(str(LARGEST_ID)) or int(value) > LARGEST_ID:
            raise ValidationError
        return int(super().to_python(value))


def row_id(text: str) -> int:
    """Return the id in a query or a form: request.args.get("event", type=row_id), else None."""
    number = int(text[: len(str(LARGEST_ID)) + 1])
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


def url_values(visit: HasSlug | None = None, event: HasId | None = None) -> dict[str, str | int]:
    """Return the values by which addresses name a visit, one of its events or a free event."""
    values: dict[str, str | int] = {"slug": visit.slug} if visit else {}
    return values | ({"event_id": event.id} if event else {})


def query_values() -> dict[str, list[str]]:
    """Return what the query of this page says, without what url_for would take for its own."""
    rules = current_app.url_map.iter_rules(request.endpoint)
    taken = {"endpoint"}.union(*(rule.arguments or () for rule in rules))
    given = request.args.to_dict(flat=False)
    return {
        name: texts
        for name, texts in given.items()
        if name not in taken and not name.startswith("_")
    }


def external_url(endpoint: str, **values: object) -> str:
    """Return the address of a page as seen from outside; never taken from a request."""
    public_url: str = current_app.config["PUBLIC_URL"]
    return public_url + current_app.url_map.bind("").build(endpoint, values)


def blueprint_in_language(blueprint: str, language: str) -> str:
    """Return the name under which a public blueprint is registered for a language."""
    default = current_app.config["DEFAULT_LANGUAGE"]
    return blueprint if language == default else f"{blueprint}_{language}"


def highlight_address(slug: str, language: str) -> str:
    """Return the address of the page of a highlight as seen from outside."""
    return external_url(f"{blueprint_in_language('public', language)}.highlight", slug=slug)


def in_any_language(blueprint: str) -> str:
    """Return the name of a public blueprint without its language."""
    name, _, language = blueprint.rpartition("_")
    return name if language in LANGUAGES else blueprint
