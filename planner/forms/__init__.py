"""Forms: turn what people type into clean values, and say what is wrong with the rest."""

import re

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation
from wtforms.widgets import HiddenInput

from planner.languages import Bilingual, translate
from planner.rules import RuleBroken

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufeff]")  # no tab, no line feed
TOO_OLD = lazy_gettext("This page had been open for too long. Please send it once more.")
NO_VALUES = {"csrf_token", "lock_version"}  # of forms, not of rows
LINE = Length(max=200, message=lazy_gettext("Please use at most 200 characters."))
PARAGRAPHS = Length(max=10_000, message=lazy_gettext("Please use at most 10,000 characters."))


class NotBlank(InputRequired):
    """Refuse an empty entry, also one of blanks and characters that nobody can see."""

    def __call__(self, form, field):
        """Look at what is left once the entry is clean."""
        super().__call__(form, field)
        if field.data == "":
            raise StopValidation(self.message)


NOT_BLANK = NotBlank(lazy_gettext("Please fill this in."))


def clean_text(text):
    """Drop the blanks around what a user typed, and characters that nobody can see."""
    return CONTROLS.sub("", text.replace("\r\n", "\n")).strip() if text else ""


def one_line(text):
    """Return what a user typed as a single clean line."""
    return " ".join(clean_text(text).split())


def line(label, *validators, **options):
    """Return a field for one line of text."""
    return StringField(label, [*validators, LINE], filters=[one_line], **options)


def paragraphs(label, *validators, **options):
    """Return a field for a longer text."""
    return TextAreaField(label, [*validators, PARAGRAPHS], filters=[clean_text], **options)


def typed_text(form: FlaskForm, name: str) -> Bilingual:
    """Return what was typed into the fields of a text, one a language."""
    return Bilingual.made(lambda language: form[f"{name}_{language}"].data or "")


class Form(FlaskForm):
    """A form of ours; a lost CSRF token shows it again with everything that was typed."""

    separate_fields = ()  # fields that values() leaves out: the view passes them

    def validate(self, extra_validators=None):
        """Say in plain words that the page was too old."""
        right = super().validate(extra_validators)
        if "csrf_token" in self.errors:
            self.csrf_token.errors = [TOO_OLD]
        return right

    def values(self):
        """Return what was entered for a row, by the names of its columns."""
        left_out = {*NO_VALUES, *self.separate_fields}
        return {name: value for name, value in self.data.items() if name not in left_out}

    def refuse(self, broken: RuleBroken) -> None:
        """Say at its field which rule is broken; raise it anew if no field is about that."""
        if broken.field not in self:
            raise broken
        field = self[broken.field]
        field.errors = [*field.errors, translate(broken.message)]


class VersionedForm(Form):
    """A form that knows which version of the row its user has seen: two editors."""

    lock_version = IntegerField(
        validators=[InputRequired()],
        filters=[lambda seen: seen or 0],  # a row that is to be added has none
        widget=HiddenInput(),
    )
