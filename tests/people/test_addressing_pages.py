"""Forms of address on pages: shown, set by hand, and previewed while one types."""

import datetime as dt

import pytest
from sqlalchemy import select

from planner.models import AddressForm, AddressOverride, Gender, Person, RoleName, Style
from tests.factories import (
    make_event,
    make_guest,
    make_municipality,
    make_office,
    make_person,
    make_term,
)

ENTRY = {
    **{"family_name": "Senjem", "given_name": "David", "gender": "herr", "country": "US"},
    **{"organisation_id": "", "language_1": "", "language_2": "", "language_3": ""},
    "language_4": "",
}
PREVIEW = "/people/forms-of-address"


@pytest.fixture
def senator(save):
    """A state senator whose office nobody has asked yet."""
    office = make_office("State Senator", spoken_en="Senator", style=Style.THE_HONORABLE)
    term = make_term(office, body_en="Minnesota Senate")
    return save(make_person("David", "Senjem", gender=Gender.HERR, country="US", terms=[term]))


def overrides(load):
    return {(one.language, one.form): one.text for one in load(select(AddressOverride))}


def test_page_shows_the_forms_in_both_languages_and_asks_to_confirm_them(reader, senator):
    page = reader.get(f"/people/{senator.id}").text

    assert "The Honorable David Senjem\nState Senator, Minnesota Senate" in page
    assert "Sehr geehrter Herr Senjem," in page
    assert "Please confirm these forms" in page


def test_t09_page_says_when_the_office_has_confirmed_the_forms(reader, save, senator):
    senator.terms[0].form_confirmed_on = dt.date(2026, 5, 4)
    senator.terms[0].form_confirmed_by = "Ms. Hale"
    save(senator)

    page = reader.get(f"/people/{senator.id}").text

    assert "Please confirm these forms" not in page
    assert page.count("confirmed on May 4, 2026 by Ms. Hale") == 2  # at the term and at the forms


def test_form_set_by_hand_wins_and_is_marked_until_it_is_emptied(organiser, load, senator):
    address = f"/people/{senator.id}/edit"
    entry = {**ENTRY, "oral_en": " Dave ", "envelope_de": "Herrn\r\nDavid Senjem"}

    organiser.post(address, data={**entry, "lock_version": 1})
    set_by_hand = overrides(load)
    page = organiser.get(f"/people/{senator.id}").text
    emptied = {**ENTRY, "oral_en": "David", "envelope_de": "", "lock_version": 2}
    organiser.post(address, data=emptied)

    assert set_by_hand == {
        ("en", AddressForm.ORAL): "Dave",
        ("de", AddressForm.ENVELOPE): "Herrn\nDavid Senjem",
    }
    assert "Dave" in page
    assert page.count("set by hand") == 2
    assert overrides(load) == {("en", AddressForm.ORAL): "David"}


def test_new_person_can_have_forms_set_by_hand(organiser, load):
    answer = organiser.post(
        "/people/add", data={**ENTRY, "place_card_de": "Dave", "lock_version": 0}
    )

    assert answer.status_code == 303
    assert overrides(load) == {("de", AddressForm.PLACE_CARD): "Dave"}


def test_second_editor_of_forms_of_address_sees_both_versions(organiser, load, senator):
    address = f"/people/{senator.id}/edit"
    organiser.post(address, data={**ENTRY, "oral_en": "Dave", "lock_version": 1})

    answer = organiser.post(address, data={**ENTRY, "oral_en": "David", "lock_version": 1})

    assert answer.status_code == 409
    assert "Spoken to as (English)" in answer.text
    assert overrides(load) == {("en", AddressForm.ORAL): "Dave"}


def test_form_that_is_too_long_is_refused_at_its_place(organiser, load, senator):
    entry = {**ENTRY, "envelope_en": "x" * 201, "lock_version": 1}

    answer = organiser.post(f"/people/{senator.id}/edit", data=entry)

    assert answer.status_code == 422
    assert 'id="envelope_en-error"' in answer.text
    assert '<details class="field wide" open>' in answer.text
    assert overrides(load) == {}


def test_preview_follows_what_is_typed_and_saves_nothing(organiser, load, senator):
    typed = {**ENTRY, "gender": "neither", "family_name": "Quist", "place_card_en": "Rob"}

    page = organiser.post(f"/people/{senator.id}/forms-of-address", data=typed).text

    assert "The Honorable David Quist\nState Senator, Minnesota Senate" in page
    assert "Guten Tag David Quist," in page
    assert "Rob" in page
    assert "<html" not in page
    assert [one.family_name for one in load(select(Person))] == ["Senjem"]
    assert overrides(load) == {}


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"family_name": "", "gender": "nonsense", "country": "??", "organisation_id": "x"},
        {"family_name": "x" * 5000, "organisation_id": "9" * 40, "lock_version": "x"},
        {"family_name": "\0\ud7ff\u202e", "envelope_de": "\x07", "language_1": "xx"},
    ],
)
def test_preview_takes_whatever_is_typed(organiser, typed):
    answer = organiser.post(PREVIEW, data=typed)

    assert answer.status_code == 200
    assert answer.text.count("data-form=") == 2 * len(AddressForm)


def test_preview_takes_no_text_for_html(organiser):
    hostile = "<script>alert(1)</script>"
    fields = ("family_name", "function_en", "envelope_de", "oral_en")

    page = organiser.post(PREVIEW, data=dict.fromkeys(fields, hostile)).text

    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (RoleName.ORGANISER, 200),
        (RoleName.ASSISTANT, 200),
        (RoleName.DOOR, 403),
        (RoleName.READER, 403),
    ],
)
def test_preview_is_for_those_who_edit_people(sign_in, senator, role, status):
    browser = sign_in(role)

    for address in (PREVIEW, f"/people/{senator.id}/forms-of-address"):
        assert browser.post(address, data=ENTRY).status_code == status


def test_preview_of_nobody_is_not_found(organiser, save):
    deleted = save(make_person(deleted_at=dt.datetime(2026, 5, 4, tzinfo=dt.UTC)))

    for person_id in (0, deleted.id, 2**31 - 1):
        assert organiser.post(f"/people/{person_id}/forms-of-address").status_code == 404


def test_preview_needs_the_token_of_its_page(app, organiser):
    app.config["WTF_CSRF_ENABLED"] = True

    assert organiser.post(PREVIEW, data=ENTRY).status_code == 400


def test_guest_form_tells_how_to_greet_the_person_on_the_day(organiser, save, senator):
    guest = make_guest(senator, make_event())
    save(guest)

    edit = organiser.get(f"/events/{guest.event_id}/guests/{guest.id}").text
    add = organiser.get(f"/events/{guest.event_id}/guests/add?person={senator.id}").text

    for page in (edit, add):
        assert "Dear Senator Senjem:" in page
        assert "Sehr geehrter Herr Senjem," in page
        assert "The Honorable" not in page


@pytest.mark.parametrize("number", [1, 5])
def test_form_of_a_guest_asks_the_database_as_often_for_many_offices_as_for_one(
    organiser, save, count_queries, number
):
    person = make_person(country="US")
    for n in range(number):
        place = make_municipality(f"Town {n}")
        person.terms.append(make_term(make_office(f"Office {n}"), municipality=place))
        wanted = {"form": list(AddressForm)[n], "language": "en", "text": "Ada"}
        person.address_overrides.append(AddressOverride(**wanted))
    guest = save(make_guest(person, make_event()))

    with count_queries() as queries:
        assert organiser.get(f"/events/{guest.event_id}/guests/{guest.id}").status_code == 200

    assert len(queries) == 12


def test_preview_says_whether_the_office_has_confirmed_the_forms(organiser, save, senator):
    address = f"/people/{senator.id}/edit"
    asked = organiser.get(address).text
    senator.terms[0].form_confirmed_on = dt.date(2026, 5, 4)
    senator.terms[0].form_confirmed_by = "Ms. Hale"
    save(senator)

    confirmed = organiser.get(address).text.replace("\xa0", " ")

    assert "Please confirm these forms" in asked
    assert "Please confirm these forms" not in confirmed
    assert "Form of address confirmed on May 4, 2026 by Ms. Hale" in confirmed
