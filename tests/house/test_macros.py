"""Macros: what every form and every list gets without asking."""

import pytest
from flask import render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired

from planner.web.icons import icon


class Contact(Form):
    phone = StringField("Phone", [InputRequired("Enter a phone number.")])


class Sample(Form):
    title_de = StringField("Title (German)", [InputRequired("Enter a title.")])
    about_en = TextAreaField("About", description="Two sentences.")
    kind = SelectField("Kind", choices=[SelectChoice("tour", "Tour")])
    venue = SelectField("Venue", choices=[SelectChoice("", "none"), SelectChoice("1", "Hall")])
    audience = RadioField("Who sees it?", choices=["guests", "internal"], default="guests")
    highlight = BooleanField("Highlight")
    picture = FileField("Picture")
    day = DateField("Day")
    version = HiddenField(default="7")
    contact = FormField(Contact, "Contact")
    cars = FieldList(StringField("Car", [InputRequired("Enter a plate.")]), "Cars", min_entries=1)

    def validate_audience(self, field):
        if field.data == "internal":
            raise ValidationError("A public event is not internal.")


@pytest.fixture
def draw(app):
    """Return a function that draws a template on an English page."""

    def draw(source, at="/sign-in", **values):
        with app.test_request_context(at, headers={"Accept-Language": "en"}):
            return " ".join(render_template_string(source, **values).split())

    return draw


@pytest.fixture
def draw_field(draw):
    """Return a function that draws one field of the sample form."""

    def draw_field(name, form=None, call="field(form[name])"):
        source = '{% from "macros/forms.html" import field, when %}{{ ' + call + " }}"
        return draw(source, form=form or Sample(), name=name)

    return draw_field


def wrong(**typed):
    """Return a sample form that has been refused."""
    named = {key.replace("__", "-"): text for key, text in typed.items()}
    form = Sample(MultiDict({"audience": "guests", "kind": "tour", "venue": ""} | named))
    form.validate()
    return form


def test_a_field_that_may_stay_empty_says_so(draw_field):
    assert '<span class="optional">(optional)</span>' in draw_field("about_en")
    assert "optional" not in draw_field("title_de")


def test_a_list_is_optional_only_where_one_may_choose_nothing(draw_field):
    assert "optional" in draw_field("venue")
    assert "optional" not in draw_field("kind")


def test_hint_and_error_belong_to_their_control(draw_field):
    drawn = draw_field("title_de", wrong())

    assert 'aria-describedby="title_de-error" aria-invalid="true"' in drawn
    assert '<p class="error" id="title_de-error">' in drawn
    assert 'aria-describedby="about_en-hint"' in draw_field("about_en")


def test_a_bilingual_field_names_its_language(draw_field):
    assert 'lang="de"' in draw_field("title_de")
    assert 'lang="en"' in draw_field("about_en")
    assert "lang=" not in draw_field("kind")


def test_radio_buttons_are_a_group_with_a_line_that_explains_each(draw_field):
    call = 'field(form[name], previews={"guests": "In their calendars."})'
    drawn = draw_field("audience", call=call)

    assert drawn.startswith('<fieldset class="field options" id="audience">')
    assert "<legend>Who sees it?</legend>" in drawn
    assert 'aria-describedby="audience-0-preview"' in drawn
    assert '<span class="preview" id="audience-0-preview">In their calendars.</span>' in drawn


def test_a_day_stands_in_words_beside_its_field(draw_field):
    drawn = draw_field("day", call='when("Start", form.day, words="Thu, May 13, 2027")')

    assert '<output class="words" for="day">Thu, May 13, 2027</output>' in drawn


def test_the_summary_counts_and_links_every_wrong_entry_also_of_nested_forms(draw):
    source = '{% from "macros/forms.html" import error_summary %}{{ error_summary(form) }}'
    drawn = draw(source, form=wrong(audience="internal"))

    assert "Please check 4 entries" in drawn
    assert '<a href="#title_de">Title (German): Enter a title.</a>' in drawn
    assert '<a href="#audience-0">Who sees it?: A public event is not internal.</a>' in drawn
    assert '<a href="#contact-phone">Phone: Enter a phone number.</a>' in drawn
    assert '<a href="#cars-0">Cars: Enter a plate.</a>' in drawn


def test_one_wrong_entry_is_singular_and_none_is_no_summary(draw):
    source = '{% from "macros/forms.html" import error_summary %}{{ error_summary(form) }}'
    right = {"title_de": "Tour", "contact__phone": "1", "cars__0": "MK-X 1"}

    assert "Please check 1 entry<" in draw(source, form=wrong(**right | {"title_de": ""}))
    assert draw(source, form=wrong(**right)) == ""


def test_a_form_carries_files_and_hidden_fields_by_itself(draw):
    source = '{% from "macros/forms.html" import form_page %}{{ form_page(form, "Save") }}'
    drawn = draw(source, form=Sample())

    assert 'enctype="multipart/form-data"' in drawn
    assert drawn.count('name="version" type="hidden" value="7"') == 1


def test_text_typed_by_people_stays_text(draw):
    source = '{% from "macros/forms.html" import form_page %}{{ form_page(form, "Save") }}'

    assert "<script>" not in draw(source, form=Sample(data={"title_de": "<script>"}))


def test_a_heading_sorts_and_turns_round_and_keeps_the_filter(draw):
    source = (
        '{% from "macros/tables.html" import sort_column %}{{ sort_column("Name", "name", now) }}'
    )

    first = draw(source, at="/sign-in?q=lee&page=3", now="rank")
    again = draw(source, at="/sign-in?q=lee&sort=name", now="name")
    back = draw(source, at="/sign-in?q=lee&sort=-name", now="-name")

    assert "aria-sort" not in first
    assert 'href="/sign-in?q=lee&amp;sort=name"' in first
    assert 'aria-sort="ascending"' in again
    assert 'href="/sign-in?q=lee&amp;sort=-name"' in again
    assert 'aria-sort="descending"' in back
    assert 'href="/sign-in?q=lee&amp;sort=name"' in back


def test_an_icon_is_silent_and_an_unknown_one_is_an_error():
    assert icon("printer", 16).startswith('<svg aria-hidden="true"')
    assert 'width="16" height="16"' in icon("printer", 16)
    with pytest.raises(LookupError):
        icon("no such icon")
