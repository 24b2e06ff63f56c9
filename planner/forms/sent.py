"""What a browser has sent, as a page may show it again: with its labels, without secrets."""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.form import Form as PlainForm
from wtforms.widgets import HiddenInput, PasswordInput

from planner.forms import NO_VALUES
from planner.forms.editing.picks import is_of_page

CSRF_TOKEN = "csrf_token"
SECRET_PURPOSES = {"one-time-code", "current-password", "new-password"}  # of autocomplete
CODES = {"code"}  # one-time codes, whatever form asks for them
SECRET_WORDS = ("password", "passphrase", "secret", "token", "recovery_code", "totp", "otp_")


class SentEntry(NamedTuple):
    """One field of a form that was sent."""

    name: str
    label: str  # in the reader's language; the name if no form has such a field
    text: str


def shown_entries(sent: MultiDict[str, str]) -> list[SentEntry]:
    """Return what somebody has typed or chosen; neither secrets nor what pages send along."""
    return [
        SentEntry(name, label_of(name), text)
        for name, text in sent.items(multi=True)
        if text and not is_secret(name) and not is_of_page(name)
        if plain_name(name) not in hidden_names() | NO_VALUES
    ]


def repeatable_entries(sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return what a form must send so that it is the same again, but for its secrets."""
    return [pair for pair in sent.items(multi=True) if not is_secret(pair[0])]


def has_secrets(sent: MultiDict[str, str]) -> bool:
    """Tell whether somebody has typed a password or a code, which nobody may be shown."""
    return any(
        text and is_secret(name) and name != CSRF_TOKEN for name, text in sent.items(multi=True)
    )


def is_secret(name: str) -> bool:
    """Tell whether a field of this name holds a password, a code or a token."""
    plain = plain_name(name)
    return plain in secret_names() or any(word in plain.lower() for word in SECRET_WORDS)


def plain_name(name: str) -> str:
    """Return the name that a field has in its own form: events-0-title is a title."""
    return name.rpartition("-")[2]


def label_of(name: str) -> str:
    """Return the label of a field, where forms differ that of most; else its name."""
    labels = labels_by_name().get(plain_name(name))
    return str(labels[0]) if labels else name


@functools.cache
def secret_names() -> frozenset[str]:
    """Return the names of all fields that forms of the planner declare as secret."""
    declared = frozenset({name for name, field in all_fields() if is_secret_field(field)})
    return declared | {CSRF_TOKEN, *CODES}


@functools.cache
def hidden_names() -> frozenset[str]:
    """Return the names of fields that are hidden wherever there is one of the name."""
    hidden: set[str] = set()
    seen: set[str] = set()
    for name, field in all_fields():
        (hidden if is_hidden_field(field) else seen).add(name)
    return frozenset(hidden - seen)


@functools.cache
def labels_by_name() -> dict[str, list[object]]:
    """Return the labels of fields by name, the commonest first; each is translated when shown."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    labels: dict[tuple[str, str], object] = {}
    for name, field in all_fields():
        label = field.args[0] if field.args else field.kwargs.get("label")
        if label and not isinstance(label, UnboundField | type):
            source = repr(label)
            counts[name][source] += 1
            labels[name, source] = label
    return {
        name: [labels[name, source] for source, _ in count.most_common()]
        for name, count in counts.items()
    }


def all_fields() -> Iterator[tuple[str, "UnboundField[Field]"]]:
    """Yield (name, field) of each field of each form that the planner has, inner ones too."""
    for form in filter(is_ours, all_forms(PlainForm)):
        for name in dir(form):
            field = getattr(form, name)
            if isinstance(field, UnboundField):
                yield name, field


def is_ours(form: type[BaseForm]) -> bool:
    """Tell whether a form is the planner's, and not one of a library."""
    return form.__module__.startswith("planner.")


def all_forms(parent: type[BaseForm]) -> Iterator[type[BaseForm]]:
    """Yield each form that is a child of another, children of children too."""
    for form in parent.__subclasses__():
        yield form
        yield from all_forms(form)


def is_secret_field(field: "UnboundField[Field]") -> bool:
    """Tell whether a field is for a password or a code, or a list of such."""
    if issubclass(field.field_class, FieldList):
        return any(
            is_secret_field(inner) for inner in field.args if isinstance(inner, UnboundField)
        )
    purpose = (field.kwargs.get("render_kw") or {}).get("autocomplete")
    return purpose in SECRET_PURPOSES or is_drawn_as(field, PasswordInput)


def is_hidden_field(field: "UnboundField[Field]") -> bool:
    """Tell whether nobody sees a field."""
    return is_drawn_as(field, HiddenInput)


def is_drawn_as(field: "UnboundField[Field]", widget: type) -> bool:
    """Tell whether a field is given a widget of a kind."""
    return isinstance(
        field.kwargs.get("widget", getattr(field.field_class, "widget", None)), widget
    )
