"""Every field of every form takes what both databases can hold, and refuses the rest in words."""

import datetime as dt
import enum
import importlib
import pkgutil
from collections.abc import Mapping

import pytest
from sqlalchemy import Column, Date, Integer, MetaData, String, Table, Time, insert, select
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import FileField, PasswordField, SelectMultipleField

from planner import forms
from planner.forms import Form
from planner.forms.bounds import (
    FIRST_DAY,
    LARGEST_NUMBER,
    LAST_DAY,
    LINE,
    MOST_CHOSEN,
    PARAGRAPHS,
)
from planner.forms.choices import SelectChoice
from planner.forms.people.merging import merge_form
from planner.forms.places.pictures import PictureFields
from planner.forms.printing import PrintForm
from planner.forms.programme.events import EventForm
from planner.forms.programme.publishing import PublishingFields
from planner.forms.programme.times import TimeRules
from planner.forms.programme.transfers import TransferFields
from planner.models import FeedKind
from planner.printing.catalogue import DOCUMENTS
from planner.rules.printing.printing import PaperOrder
from planner.rules.programme.transfers import TRANSFER_COLUMNS
from tests.database.hostile_input import VALUES, files
from tests.factories import make_person

PARTS = {PictureFields, PublishingFields, TimeRules, TransferFields}  # walked in whole forms
MODES = (  # what a form that asks for more has ticked
    {},
    {"is_whole_day": "y", "kind": "transfer", "is_highlight": "y", "audience": "public"},
)
KINDS = {str: String, int: Integer, dt.date: Date, dt.time: Time}


def all_forms():
    """Return every class of forms that can be filled, however deep it is derived."""
    for module in pkgutil.walk_packages(forms.__path__, "planner.forms."):
        importlib.import_module(module.name)
    found, open_ones = {}, [Form]
    while open_ones:
        kinds = open_ones.pop().__subclasses__()
        found |= dict.fromkeys(kinds)
        open_ones += kinds
    return [
        kind
        for kind in found
        if kind.__module__.startswith("planner.") and kind not in {*PARTS, forms.VersionedForm}
    ]


def made(kind, sent):
    """Return a form that a browser has sent, each of its lists with one thing to choose."""
    if kind is PrintForm:
        document = max(DOCUMENTS, key=lambda one: len(one.choices))
        return PrintForm(document, PaperOrder, sent)
    if kind.__name__ == "MergeForm":
        two = make_person("Ada", notes="one"), make_person("Eva", notes="two")
        form = merge_form(*two)
        form.process(sent)
    else:
        form = kind(formdata=sent)
    for field in form:
        if getattr(field, "choices", True) is None:
            field.choices = [SelectChoice(FeedKind.VISIT if field.name == "kind" else 1, "one")]
    form.people = {}
    return form


def names_in(kind):
    """Return the names of the fields of a form."""
    return [field.name for field in made(kind, MultiDict()) if field.name != "csrf_token"]


def taken_of(kind, values, mode=None, *names):
    """Send values to fields of a form, all if none is named; yield what they have taken.

    `mode` is what other fields say. What is refused has a sentence at its field.
    """
    names = names or names_in(kind)
    sent = MultiDict(mode or {})
    for name in set(names) - set(sent):
        sent.setlist(name, values)
    form = made(kind, sent)
    form.validate()
    is_transfer = isinstance(form, TransferFields) and form.transfer() is not None
    for name in names:
        if name in TRANSFER_COLUMNS and not is_transfer:
            continue  # nothing of it is saved: the text stays on the page only
        kept = taken_by(kind, form[name], values)
        yield from kept if isinstance(kept, list) else [kept]


def taken_by(kind, field, values):
    """Return what a field took, or None if it has refused it at its place."""
    for error in field.errors:
        assert isinstance(error, Mapping) or str(error).strip()
    if field.errors:
        return None
    if isinstance(field, PasswordField):  # of which a hash is stored
        assert len(field.data) <= LINE.max
        return None
    assert fits(field.data), (kind.__name__, field.name, values[0][:20], repr(field.data)[:80])
    return field.data


def fits(value):
    """Tell whether a column, a calendar and a sheet can all hold a value."""
    match value:
        case None | bool() | enum.Enum() | dt.time() | FileStorage():
            return True
        case str():
            storable = value.encode(errors="ignore").decode().replace("\0", "")
            return len(value) <= PARAGRAPHS.max and value == storable
        case int():
            return abs(value) <= LARGEST_NUMBER
        case dt.date():
            return FIRST_DAY <= value <= LAST_DAY
        case list():
            return len(value) <= MOST_CHOSEN and all(map(fits, value))
    return False


def test_parts_of_forms_are_walked_in_whole_ones():
    kinds = all_forms()

    assert len(kinds) > 40
    assert [part for part in PARTS if not any(issubclass(kind, part) for kind in kinds)] == []


def test_whatever_is_sent_is_refused_at_its_field_or_fits_into_both_databases(either_app):
    taken = {}
    with either_app.test_request_context("/", method="POST"):
        for kind in all_forms():
            for value in VALUES:
                for mode in MODES if issubclass(kind, EventForm) else MODES[:1]:
                    for one in taken_of(kind, [value], mode):
                        taken.setdefault(type(one), set()).add(one)
            for name in names_in(kind):
                for one in taken_of(kind, ["2027-02-30"], {}, name):
                    taken.setdefault(type(one), set()).add(one)

    assert dt.date not in taken  # no day of those is one
    engine = either_app.extensions["sessionmaker"].kw["bind"]
    for python_type, column_type in KINDS.items():
        if values := sorted(taken.get(python_type, ())):
            assert stored(engine, column_type, values) == values
    assert len(taken[str]) > 5


def stored(engine, column_type, values):
    """Return values as a database gives them back."""
    table = Table("tried", MetaData(), Column("id", Integer, primary_key=True),
                  Column("value", column_type), prefixes=["TEMPORARY"])  # fmt: skip
    with engine.connect() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"value": value} for value in values])
        found = list(connection.scalars(select(table.c.value).order_by(table.c.id)))
        connection.rollback()
    return found


def test_a_key_that_comes_ten_thousand_times_is_read_once_or_refused(lasting_app):
    many = [str(number) for number in range(10_000)]
    with lasting_app.test_request_context("/", method="POST"):
        for kind in all_forms():
            for values in (["1"] * 10_000, ["de"] * 10_000, many):
                kept = list(taken_of(kind, values))
                assert len(kept) <= len(names_in(kind))


def test_files_of_any_name_are_taken_as_they_are(lasting_app):
    with lasting_app.test_request_context("/", method="POST"):
        found = [
            (kind, field.name)
            for kind in all_forms()
            for field in made(kind, MultiDict())
            if isinstance(field, FileField)
        ]
        for kind, name in found:
            for file in files():
                list(taken_of(kind, [file], {}, name))

    assert len(found) >= 2


def test_lists_to_tick_bound_what_is_sent(lasting_app):
    with lasting_app.test_request_context("/", method="POST"):
        lists = {
            type(field)
            for kind in all_forms()
            for field in made(kind, MultiDict())
            if isinstance(field, SelectMultipleField)
        }

    assert SelectMultipleField not in lists
    assert lists


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("2027-02-30", "There is no such day."),
        ("9999-12-31", "Please enter a day from 1900 to 2199."),
    ],
)
def test_what_is_refused_stays_in_its_field(organiser, value, sentence):
    answer = organiser.post("/visits/add", data={"title_de": "x" * 201, "last_day": value})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{value}"' in answer.text
    assert f'value="{"x" * 201}"' in answer.text
    assert "maxlength" not in answer.text
