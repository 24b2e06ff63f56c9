"""Fields as texts: what a browser would send of each, and the words for it."""

import datetime as dt

from wtforms import (
    BooleanField,
    Field,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
)

from planner import dates
from planner.forms.bounds import DayField
from planner.languages import Message, reader_language, translate

Texts = tuple[str, ...]  # of one field: several of a list, none of an empty box
NOTHING = "–"
A_FILE = Message("a picture")


def texts_of(field: Field, offering: Field) -> Texts:
    """Return what a browser would send of a field; `offering` is its like that has the choices."""
    if isinstance(field, BooleanField):
        return ("y",) if field.data else ()
    if isinstance(field, SelectMultipleField):
        return tuple(sorted({str(one) for one in field.data or ()}))
    if isinstance(field, SelectField):
        return chosen_texts(field, offering)
    if isinstance(field, FileField):
        return (field.data.filename,)
    if isinstance(field.data, dt.time):
        return (f"{field.data:%H:%M}",)
    return ("" if field.data is None else str(field.data),)


def chosen_texts(field: SelectField, offering: Field) -> Texts:
    """Return the value of what is chosen; of radio buttons there may be none."""
    for value, *_ in choices_of(offering):
        if field.coerce(value) == field.data:
            return (str(value),)
    if field.data is None:
        return () if isinstance(field, RadioField) else ("",)
    return (str(field.data),)


def choices_of(field: Field) -> list[tuple[object, str]]:
    """Return (value, words) of all that a field offers; a view may have given it nothing yet."""
    if not isinstance(field, SelectField | SelectMultipleField) or field.choices is None:
        return []
    return [(value, str(label)) for value, label, *_ in field.iter_choices()]


def words_of(field: Field, texts: Texts) -> str:
    """Return what somebody has entered in words; `field` offers the choices."""
    if isinstance(field, BooleanField):
        return "✓" if texts else NOTHING
    if isinstance(field, SelectField | SelectMultipleField):
        named = [label for value, label in choices_of(field) if str(value) in texts]
        return ", ".join(named) or NOTHING
    if isinstance(field, FileField):
        return translate(A_FILE) if any(texts) else NOTHING
    text = "".join(texts)
    if text and isinstance(field, DayField):
        return dates.day(dt.date.fromisoformat(text), reader_language())
    return text or NOTHING
