"""Forms: turn what people type into clean values, and say what is wrong with the rest."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from flask_babel import LazyString, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField, TextAreaField
from wtforms.csrf.core import CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import HiddenInput

from planner.forms.bounds import LINE as LINE
from planner.forms.bounds import PARAGRAPHS as PARAGRAPHS
from planner.forms.bounds import VersionField
from planner.forms.editing.picks import with_picks
from planner.languages import Bilingual, translate
from planner.rules import RuleBroken

LazyText: TypeAlias = str | LazyString  # a text that is translated where it is shown
FormData: TypeAlias = MultiDict[str, str]  # what a browser has sent
Validator: TypeAlias = Callable[["Form", StringField], None]
ExtraValidators: TypeAlias = Mapping[str, Sequence[Validator]]  # by the name of a field
Joined: TypeAlias = tuple[tuple[str, ...], ...]  # names of fields that belong together
ExtraFilters: TypeAlias = Mapping[str, Sequence[Callable[[str], str]]]  # by the name of a field

CONTROLS = re.compile(  # no tab, no line feed; half characters and those that are none
    r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]"
)
INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}  # categories: a text of nothing else says nothing
TOO_OLD = lazy_gettext("This page had been open for too long. Please send it once more.")
NO_VALUES = {"csrf_token", "lock_version"}  # of forms, not of rows


class NotBlank(InputRequired):
    """Refuse an empty entry, also one of blanks and characters that nobody can see."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Raise StopValidation if nothing is left once the entry is clean."""
        super().__call__(form, field)
        if field.data == "":
            raise StopValidation(self.message or "")


NOT_BLANK = NotBlank(lazy_gettext("Please fill this in."))


def clean_text(text: str | None) -> str:
    """Return what a user typed without blanks around it and without invisible characters."""
    cleaned = CONTROLS.sub("", text.replace("\r\n", "\n")).strip() if text else ""
    return cleaned if any(unicodedata.category(one) not in INVISIBLE for one in cleaned) else ""


def one_line(text: str | None) -> str:
    """Return what a user typed as a single clean line."""
    return " ".join(clean_text(text).split())


def line(label: LazyText, *validators: Validator, description: LazyText = "") -> StringField:
    """Return a field for one line of text."""
    return StringField(label, [*validators, LINE], filters=[one_line], description=description)


def paragraphs(
    label: LazyText, *validators: Validator, description: LazyText = ""
) -> TextAreaField:
    """Return a field for a longer text."""
    return TextAreaField(
        label, [*validators, PARAGRAPHS], filters=[clean_text], description=description
    )


def typed_text(form: FlaskForm, name: str) -> Bilingual:
    """Return a text from what was typed into its fields; each language has one."""
    return Bilingual.made(lambda language: form[f"{name}_{language}"].data or "")


class Form(FlaskForm):
    """A form of ours; a lost CSRF token shows it again with everything that was typed."""

    csrf_token: CSRFTokenField  # FlaskForm adds it where a form changes something
    edited: object = None  # the row that the form was filled with
    separate_fields: tuple[str, ...] = ()  # fields that values() leaves out: the view passes them
    joined_fields: Joined = ()  # of which each alone would say something wrong
    is_outdated = False  # somebody has saved the row since its user has opened it
    stored_files: Mapping[str, str] = {}  # what tells apart the files that the row has, by field

    def process(
        self,
        formdata: FormData | None = None,
        obj: object = None,
        data: Mapping[str, object] | None = None,
        extra_filters: ExtraFilters | None = None,
        **values: object,
    ) -> None:
        """Fill the fields: from what was sent, else from the row, else from `values`."""
        super().process(formdata, obj, data, extra_filters, **values | self.values_of_row(obj))
        self.edited = obj

    def values_of_row(self, row: object) -> dict[str, object]:
        """Return by field what a row says there, for fields that no column of it is named like."""
        return {}

    def validate(self, extra_validators: ExtraValidators | None = None) -> bool:
        """Tell whether every entry is right; say in plain words that the page was too old."""
        is_right: bool = super().validate(extra_validators)
        if "csrf_token" in self.errors:
            self.csrf_token.errors = [TOO_OLD]
        return is_right

    def values(self) -> dict[str, object]:
        """Return what was entered for a row, by the names of its columns."""
        left_out = {*NO_VALUES, *self.separate_fields}
        return {name: value for name, value in self.data.items() if name not in left_out}

    def joined(self) -> Joined:
        """Return the fields that two editors choose together, as one."""
        return self.joined_fields

    def refuse(self, broken: RuleBroken) -> None:
        """Show a broken rule at the field that it is about; raise it anew if there is none."""
        if broken.field is None or broken.field not in self:
            raise broken
        field = self[broken.field]
        field.errors = [*field.errors, translate(broken.message)]


class VersionedForm(Form):
    """A form that knows which version of the row its user has seen: two editors.

    Its view answers EditConflict with `merge_or_ask`; what that page sends is read here.
    """

    class Meta(FlaskForm.Meta):
        """How the form reads what was sent."""

        def wrap_formdata(self, form: BaseForm, formdata: FormData | None) -> FormData | None:
            """Return what was sent, each field as its user has chosen on the page of both."""
            sent: FormData | None = super().wrap_formdata(form, formdata)
            return sent and with_picks(sent)

    lock_version = VersionField(
        validators=[InputRequired()],
        filters=[lambda seen: seen or 0],  # a row that is to be added has none
        widget=HiddenInput(),
    )

    def process(
        self,
        formdata: FormData | None = None,
        obj: object = None,
        data: Mapping[str, object] | None = None,
        extra_filters: ExtraFilters | None = None,
        **values: object,
    ) -> None:
        """Fill the fields, and see whether they were sent for the row as it is by now."""
        super().process(formdata, obj, data, extra_filters, **values)
        stored = getattr(obj, "lock_version", None)
        self.is_outdated = stored is not None and stored != self.lock_version.data
