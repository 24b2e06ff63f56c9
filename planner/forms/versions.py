"""Two editors: what one wants to save against what the other has saved meanwhile."""

import datetime as dt
from typing import NamedTuple

from wtforms import Field, FileField, HiddenField, SelectField

from planner import dates
from planner.forms import Form
from planner.languages import reader_language

IGNORED_FIELDS = FileField, HiddenField


class Difference(NamedTuple):
    """A field in which the two versions differ, in words."""

    label: str
    yours: str
    theirs: str


def differences(form: Form, saved: Form) -> list[Difference]:
    """Return the fields in which a form differs from one that is filled with the saved row."""
    pairs = [
        (yours.label.text, field_text(yours), field_text(with_choices_of(saved[yours.name], yours)))
        for yours in form
        if yours.name in saved
        and yours.name != "lock_version"
        and not isinstance(yours, IGNORED_FIELDS)
    ]
    return [Difference(str(label), *words) for label, *words in pairs if words[0] != words[1]]


def with_choices_of(field: Field, other: Field) -> Field:
    """Return a field with the choices of another, which its view has offered."""
    if isinstance(field, SelectField) and isinstance(other, SelectField):
        field.choices = field.choices if other.choices is None else other.choices
    return field


def field_text(field: Field) -> str:
    """Return the value of a field as its user reads it."""
    if isinstance(field, SelectField):
        chosen = [str(label) for _, label, selected, _ in field.iter_choices() if selected]
        return ", ".join(chosen) or "–"
    if isinstance(field.data, dt.time):
        return f"{field.data:%H:%M}"
    if isinstance(field.data, dt.date):
        return dates.day(field.data, reader_language())
    if isinstance(field.data, bool):
        return "✓" if field.data else "–"
    return str(field.data) if field.data not in (None, "") else "–"
