"""Two random edits of one form, of every kind of field, merge as said."""

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectField

from planner.forms import VersionedForm, line, paragraphs
from planner.forms.bounds import ChecksField, DayField, NumberField
from planner.forms.choices import id_or_none
from planner.forms.editing.merging import Whose, merge_forms
from planner.forms.editing.picks import with_picks
from planner.models import StepFree

DAYS = ("2027-05-13", "2027-05-14", "")
LISTS = st.lists(st.sampled_from(["1", "2", "3"]), unique=True)
TYPED = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Gala", "Feast", " Feast ", ""]),
        "notes": st.sampled_from(["a\r\nb\r\nc", "A\r\nb\r\nc", "a\r\nb\r\nC", ""]),
        "seats": st.sampled_from(["1", "2", " 2", ""]),
        "day": st.sampled_from(DAYS),
        "is_public": st.sampled_from([["y"], []]),
        "venue_id": st.sampled_from(["1", "2", ""]),
        "access": st.sampled_from(["yes", "no"]),
        "side": st.sampled_from(["before", "after"]),
        "anchor": st.sampled_from(["Ada", "Bea"]),
        "members": LISTS,
    }
)
SINGLE = ("title", "seats", "day", "is_public", "venue_id", "access")


class AnyForm(VersionedForm):
    """A form with a field of every kind, and two that say one thing."""

    joined_fields = (("side", "anchor"),)

    title = line("Title")
    notes = paragraphs("Notes")
    seats = NumberField("Seats")
    day = DayField("Day")
    is_public = BooleanField("Public")
    venue_id = SelectField("Venue", coerce=id_or_none, choices=["", "1", "2"])
    access = RadioField("Access", coerce=StepFree, choices=["yes", "no"])
    side = RadioField("Side", choices=["before", "after"])
    anchor = line("Beside")
    members = ChecksField("Members", coerce=int, choices=["1", "2", "3"])


@pytest.fixture(autouse=True)
def in_request(app):
    """Forms read in a language, and make a token."""
    with app.test_request_context():
        yield


def sent_form(values, form=AnyForm):
    """Return the form that a browser has sent."""
    pairs = [
        (name, text)
        for name, value in values.items()
        for text in (value if isinstance(value, list) else [value])
    ]
    return form(MultiDict([*pairs, ("lock_version", "1")]))


def filled_form(values):
    """Return the form as a row fills it that was saved from what a browser has sent."""
    return AnyForm(formdata=None, obj=SimpleNamespace(**data_of(sent_form(values))))


def data_of(form):
    values = form.values()
    return values | {"members": sorted(values["members"] or [])}


def cleaned(values):
    """Return what a form makes of what was typed."""
    return data_of(sent_form(values))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TYPED, TYPED, TYPED)
def test_each_field_is_kept_from_whoever_has_changed_it(base, mine, theirs):
    merged = merge_forms(sent_form(mine), filled_form(theirs), filled_form(base))

    before, one, other = cleaned(base), cleaned(mine), cleaned(theirs)
    result = data_of(AnyForm(MultiDict([*merged.sent, ("lock_version", "2")])))
    to_choose = {conflict.key for conflict in merged.conflicts}
    for name in SINGLE:
        both = before[name] != one[name] != other[name] != before[name]
        assert (name in to_choose) == both
        assert result[name] == (one[name] if one[name] != before[name] else other[name])
    for item in (1, 2, 3):
        changes = {item in who["members"] for who in (one, other)} - {item in before["members"]}
        assert (item in result["members"]) == (
            changes.pop() if changes else item in before["members"]
        )
    pairs = [(who["side"], who["anchor"]) for who in (before, one, other)]
    assert (result["side"], result["anchor"]) in pairs
    assert ("side" in to_choose) == (len(set(pairs)) == len(pairs))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TYPED, TYPED, TYPED)
def test_who_chooses_theirs_everywhere_keeps_all_that_they_have_changed(base, mine, theirs):
    merged = merge_forms(sent_form(mine), filled_form(theirs), filled_form(base))

    page = MultiDict([*merged.sent, ("lock_version", "2")])
    for one in merged.conflicts:
        page[f"pick-{one.key}"] = "theirs"
        page[f"fields-{one.key}"] = " ".join(one.names)
        for name, text in one.their_texts:
            page.add(f"theirs-{name}", text)
    result, before, other = data_of(AnyForm(page)), cleaned(base), cleaned(theirs)
    for name in {*SINGLE, *(name for one in merged.conflicts for name in one.names)}:
        if other[name] != before[name]:
            assert result[name] == other[name]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TYPED, TYPED)
def test_a_form_that_was_sent_as_it_was_filled_changes_nothing(base, theirs):
    merged = merge_forms(sent_form(base), filled_form(theirs), filled_form(base))

    assert merged.conflicts == []
    assert {one.whose for one in merged.kept} <= {Whose.THEIRS}
    result = data_of(AnyForm(MultiDict([*merged.sent, ("lock_version", "2")])))
    assert result == cleaned(theirs)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TYPED, TYPED)
def test_without_a_base_all_that_differs_is_to_choose(mine, theirs):
    merged = merge_forms(sent_form(mine), filled_form(theirs), None)

    one, other = cleaned(mine), cleaned(theirs)
    differing = {name for name in one if one[name] != other[name]}
    assert {name for conflict in merged.conflicts for name in conflict.names} >= differing
    assert all(differing & set(conflict.names) for conflict in merged.conflicts)
    assert merged.kept == []


def test_what_no_page_of_two_versions_has_sent_stays_as_it_is():
    sent = MultiDict([("title", "Gala"), ("theirs-title", "Feast")])

    assert with_picks(sent) is sent
