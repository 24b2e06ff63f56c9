"""Two editors of every form that changes a row with a version: nothing of either is lost."""

import sqlite3
from typing import NamedTuple

import pytest
from sqlalchemy import event, func, select

from planner.forms import VersionedForm
from planner.forms.guests.delegations import DelegateForm, DelegationForm, OrderForm
from planner.forms.guests.guests import GuestForm
from planner.forms.people.addressing import AddressedPersonForm
from planner.forms.people.terms import TermForm
from planner.forms.places.networks import NetworkForm
from planner.forms.places.organisations import OrganisationForm
from planner.forms.places.partners import MunicipalityAddressForm, PartnershipForm
from planner.forms.places.venues import VenueForm
from planner.forms.precedence.moves import MoveForm
from planner.forms.precedence.offices import OfficeForm
from planner.forms.precedence.schemes import SchemeForm
from planner.forms.programme.briefings import BriefingForm
from planner.forms.programme.events import EventForm
from planner.forms.programme.visits import VisitAddressForm
from planner.forms.second_factors import SecondFactorRolesForm
from planner.forms.sent import all_forms
from planner.forms.users import AccountForm, UserChangeForm
from planner.models import HistoryEntry, Partnership
from tests.editing.typed_forms import changed, typed_form
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_municipality,
    make_network,
    make_office,
    make_organisation,
    make_person,
    make_scheme,
    make_term,
    make_venue,
    make_visit,
)


class Kind(NamedTuple):
    """A form: where it is, a field that one changes, and one that the other does."""

    form: type
    address: str
    one: dict
    other: dict


KINDS = [
    Kind(VisitAddressForm, "/visits/lyon/edit", {"title_en": "Gala"}, {"purpose_en": "Trade"}),
    Kind(EventForm, "/visits/lyon/events/1/edit", {"title_en": "Gala"}, {"end_time": "23:00"}),
    Kind(BriefingForm, "/visits/lyon/events/1/briefing", {"aim": "Peace"}, {"raised": "Heat"}),
    Kind(DelegationForm, "/visits/lyon/delegations/1/edit", {"name_en": "X"}, {"name_de": "Y"}),
    Kind(
        DelegateForm,
        "/visits/lyon/delegations/1/delegates/1",
        {"function_en": "Head"},
        {"notes": "Late"},
    ),
    Kind(GuestForm, "/visits/lyon/events/1/guests/1", {"seat": "A 1"}, {"notes": "By phone"}),
    Kind(
        AddressedPersonForm,
        "/people/1/edit",
        {"given_name": "Adele"},
        {"envelope_de": "Frau\nAda Lindqvist"},
    ),
    Kind(TermForm, "/people/1/terms/1", {"body_en": "Senate"}, {"since": "2025-01-01"}),
    Kind(OfficeForm, "/settings/offices/1/edit", {"title_en": "Reeve"}, {"spoken_en": "Mayor"}),
    Kind(VenueForm, "/settings/venues/1/edit", {"room": "Hall"}, {"address": "Am Markt 1"}),
    Kind(OrganisationForm, "/settings/organisations/1/edit", {"name_en": "X"}, {"name_de": "Y"}),
    Kind(
        MunicipalityAddressForm,
        "/partners/1/edit",
        {"state": "Rhône"},
        {"website": "https://lyon.example"},
    ),
    Kind(
        NetworkForm,
        "/settings/networks/1/edit",
        {"website": "https://rivers.example"},
        {"member_ids": ["1"]},
    ),
    Kind(
        PartnershipForm,
        "/partners/1/partnerships/1/edit",
        {"about_en": "Since the fair"},
        {"since": "1970"},
    ),
    Kind(
        UserChangeForm,
        "/settings/users/1/edit",
        {"name": "Ada Adler"},
        {"email": "adler@city.example"},
    ),
    Kind(SchemeForm, "/settings/schemes/1/edit", {"name_en": "Gala"}, {"as_of": "2025-03-01"}),
]
MERGED_OTHERWISE = {
    MoveForm,  # all its fields say one thing: test_moves_are_one_thing
    OrderForm,  # it has one field: test_the_order_of_a_list_is_chosen
    AccountForm,  # everybody edits their own: test_two_windows_of_one_user
    SecondFactorRolesForm,  # it edits many rows: test_a_form_of_many_rows
}
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.form.__name__)


@pytest.fixture
def world(save):
    """One row of each kind, all with the id 1."""
    office, lyon = make_office(), make_municipality()
    person = make_person(terms=[make_term(office)])
    visit = make_visit(slug="lyon")
    event = make_event(visit=visit, title_en="Dinner")
    delegation = make_delegation(visit, delegates=[make_delegate(person)])
    save(lyon, Partnership(one=lyon, other=make_municipality("Elk River"), since=1960))
    save(make_venue(municipality=lyon), make_organisation(), make_network(), make_scheme())
    save(person, delegation, event)
    others = make_person("Mia", "Berg"), make_person("Zoe", "Zander")
    save(make_guest(person, event), *(make_guest(other, event) for other in others))


@pytest.fixture
def ada(sign_in, world):
    """A browser of an administrator."""
    return sign_in("administrator", name="Ada Lindqvist", email="ada@city.example")


@pytest.fixture
def bea(sign_in, world):
    """The browser of another one."""
    return sign_in("administrator", name="Bea Brandt", email="bea@city.example")


def shown(browser, kind):
    """Return the form as a browser shows it."""
    return typed_form(browser.get(kind.address).text)


def said(form, values):
    """Return what a form says in the fields of some values."""
    return {
        name: form.getlist(name) if isinstance(value, list) else form.get(name, "")
        for name, value in values.items()
    }


def test_every_form_with_a_version_is_tried_here():
    leaves = {
        form
        for form in all_forms(VersionedForm)
        if form.__module__.startswith("planner.") and not form.__subclasses__()
    }
    added_only = {form for form in leaves if form.__name__.startswith(("New", "Inviting"))}
    elsewhere = {form for form in leaves if form.__name__ in {"SendingForm", "MergeForm"}}

    tried = {kind.form for kind in KINDS} | MERGED_OTHERWISE
    assert leaves - added_only - elsewhere <= tried


@each_kind
def test_changes_of_two_fields_are_both_kept_without_asking(kind, ada, bea):
    one, other = changed(shown(ada, kind), **kind.one), changed(shown(bea, kind), **kind.other)
    assert bea.post(kind.address, data=other).status_code == 303

    answer = ada.post(kind.address, data=one)

    assert answer.status_code == 303
    after = shown(bea, kind)
    assert said(after, kind.one | kind.other) == kind.one | kind.other
    assert "changed by Bea Brandt" in ada.get(answer.location).text


@each_kind
def test_changes_of_one_field_stand_side_by_side_until_one_chooses(kind, ada, bea):
    before = shown(ada, kind)
    theirs = {name: swapped(value) for name, value in kind.one.items()}
    assert bea.post(kind.address, data=changed(before, **theirs)).status_code == 303

    page = ada.post(kind.address, data=changed(before, **kind.one | kind.other))

    assert page.status_code == 409
    assert "Bea Brandt" in page.text
    assert said(shown(bea, kind), theirs) == theirs
    [pick] = [name for name in typed_form(page.text) if name.startswith("pick-")]
    for choice, kept in (("theirs", theirs), ("mine", kind.one)):
        version = shown(bea, kind)["lock_version"]
        sent = changed(typed_form(page.text), **{pick: choice, "lock_version": version})
        assert ada.post(kind.address, data=sent).status_code == 303
        assert said(shown(bea, kind), kept | kind.other) == kept | kind.other


def swapped(value):
    """Return another value of the same kind."""
    return f"{value}2"


@each_kind
def test_a_base_that_the_history_does_not_hold_is_said_and_nothing_is_lost(
    kind, ada, bea, app, load
):
    before = shown(ada, kind)
    assert bea.post(kind.address, data=changed(before, **kind.other)).status_code == 303
    with app.extensions["sessionmaker"].begin() as session:
        for entry in session.scalars(select(HistoryEntry)):
            session.delete(entry)
    assert load(select(func.count(HistoryEntry.id))) == [0]

    page = ada.post(kind.address, data=changed(before, **kind.one))

    assert page.status_code == 409
    assert "no longer kept" in page.text
    picks = {name: "theirs" for name in typed_form(page.text) if name.startswith("pick-")}
    assert len(picks) == len(kind.one) + len(kind.other)
    mine = {name: "mine" for name in picks if name.removeprefix("pick-") in kind.one}
    sent = changed(typed_form(page.text), **picks | mine)
    assert ada.post(kind.address, data=sent).status_code == 303
    assert said(shown(bea, kind), kind.one | kind.other) == kind.one | kind.other


@each_kind
def test_who_sends_the_same_again_saves_nothing_of_anybody_else_away(kind, ada, bea):
    before = shown(ada, kind)
    assert bea.post(kind.address, data=changed(before, **kind.other)).status_code == 303

    assert ada.post(kind.address, data=before).status_code == 303

    assert said(shown(bea, kind), kind.other) == kind.other


def test_a_third_editor_is_asked_by_what_the_second_has_saved(ada, bea, sign_in):
    cora = sign_in("administrator", name="Cora Klein", email="cora@city.example")
    [kind] = [kind for kind in KINDS if kind.form is EventForm]
    before = shown(ada, kind)
    bea.post(kind.address, data=changed(before, title_en="Feast"))
    page = typed_form(ada.post(kind.address, data=changed(before, title_en="Gala")).text)
    third = changed(shown(cora, kind), title_en="Ball", dress_en="Tails")
    assert cora.post(kind.address, data=third).status_code == 303

    again = ada.post(kind.address, data=page)

    assert again.status_code == 409
    assert "was: Feast" in again.text
    assert "Cora Klein" in again.text
    assert "Bea Brandt" not in again.text
    assert ada.post(kind.address, data=typed_form(again.text)).status_code == 303
    assert said(shown(bea, kind), third | {"title_en": "Gala"})["title_en"] == "Gala"
    assert shown(bea, kind)["dress_en"] == "Tails"


def test_a_merged_form_that_is_wrong_is_shown_with_all_that_both_have_entered(ada, bea):
    [kind] = [kind for kind in KINDS if kind.form is EventForm]
    before = shown(ada, kind)  # from 10:00 to 11:00
    bea.post(kind.address, data=changed(before, end_time="10:30"))

    page = ada.post(kind.address, data=changed(before, start_time="10:45", title_en="Gala"))

    assert page.status_code == 422
    form = typed_form(page.text)
    assert said(form, {"start_time": "", "end_time": "", "title_en": ""}) == {
        "start_time": "10:45",
        "end_time": "10:30",
        "title_en": "Gala",
    }
    assert 'id="end_time-error"' in page.text
    assert "Kept as well: Ends at" in page.text
    assert ada.post(kind.address, data=changed(form, end_time="11:30")).status_code == 303


def test_longer_texts_are_merged_by_their_lines(ada, bea):
    [kind] = [kind for kind in KINDS if kind.form is EventForm]
    ada.post(kind.address, data=changed(shown(ada, kind), description_en="One.\n\nTwo.\n\nThree."))
    before = shown(ada, kind)
    bea.post(kind.address, data=changed(before, description_en="1.\r\n\r\nTwo.\r\n\r\nThree."))

    late = changed(before, description_en="One.\r\n\r\nTwo.\r\n\r\n3.")
    assert ada.post(kind.address, data=late).status_code == 303

    assert shown(bea, kind)["description_en"].replace("\r", "") == "1.\n\nTwo.\n\n3."


def test_a_text_that_both_have_changed_can_be_written_anew(ada, bea):
    [kind] = [kind for kind in KINDS if kind.form is EventForm]
    before = shown(ada, kind)
    bea.post(kind.address, data=changed(before, description_en="Bring shoes."))
    page = typed_form(ada.post(kind.address, data=changed(before, description_en="Tour.")).text)
    assert page["own-description_en"] == "Tour.\nBring shoes."

    own = {"pick-description_en": "own", "own-description_en": "Tour: bring shoes."}
    assert ada.post(kind.address, data=changed(page, **own)).status_code == 303

    assert shown(bea, kind)["description_en"] == "Tour: bring shoes."


def test_moves_are_one_thing(ada, bea):
    address = "/visits/lyon/events/1/guests/1/move"
    before = typed_form(ada.get(address).text)
    bea.post(address, data=changed(before, anchor_id="2", reason="Friends"))

    page = ada.post(address, data=changed(before, side="before", anchor_id="3", reason="Age"))

    assert page.status_code == 409
    form = typed_form(page.text)
    assert [name for name in form if name.startswith("pick-")] == ["pick-side"]
    assert ada.post(address, data=changed(form, **{"pick-side": "theirs"})).status_code == 303
    after = typed_form(bea.get(address).text)
    assert (after["side"], after["anchor_id"], after["reason"]) == ("after", "2", "Friends")


def test_the_order_of_a_list_is_chosen(ada, bea, load):
    address = "/visits/lyon/delegations/1/order"
    bea.post(address, data={"ordering": "by_scheme", "lock_version": "1"})

    page = ada.post(address, data={"ordering": "leader_then_alphabet", "lock_version": "1"})

    assert page.status_code == 409
    assert ada.post(address, data=typed_form(page.text)).status_code == 303


def test_a_visit_that_is_cancelled_is_asked_about_after_both_are_merged(ada, bea):
    [kind] = [kind for kind in KINDS if kind.form is VisitAddressForm]
    before = shown(ada, kind)
    bea.post(kind.address, data=changed(before, purpose_en="Trade"))

    question = ada.post(kind.address, data=changed(before, status="cancelled"))

    assert "What about the events of this visit?" in question.text
    answer = changed(typed_form(question.text), asked="1", cancelling="keep")
    assert ada.post(kind.address, data=answer).status_code == 303
    assert shown(bea, kind)["status"] == "cancelled"
    assert shown(bea, kind)["purpose_en"] == "Trade"


def test_a_visit_is_cancelled_also_after_one_has_chosen(ada, bea):
    [kind] = [kind for kind in KINDS if kind.form is VisitAddressForm]
    before = shown(ada, kind)
    bea.post(kind.address, data=changed(before, title_en="Feast"))
    page = ada.post(kind.address, data=changed(before, title_en="Gala", status="cancelled"))

    picked = changed(typed_form(page.text), **{"pick-title_en": "theirs"})
    question = typed_form(ada.post(kind.address, data=picked).text)
    done = ada.post(kind.address, data=changed(question, asked="1", cancelling="cancel"))

    assert done.status_code == 303
    assert said(shown(bea, kind), {"title_en": "", "status": ""}) == {
        "title_en": "Feast",
        "status": "cancelled",
    }


def test_a_merged_form_and_the_page_of_both_have_their_tokens(ada, bea, app):
    app.config["WTF_CSRF_ENABLED"] = True
    [kind] = [kind for kind in KINDS if kind.form is VenueForm]
    before = shown(ada, kind)
    bea.post(kind.address, data=changed(shown(bea, kind), room="Hall"))

    assert ada.post(kind.address, data=changed(before, address="Market")).status_code == 303
    page = ada.post(kind.address, data=changed(before, room="Cellar"))
    form = typed_form(page.text)
    assert ada.post(kind.address, data=changed(form, csrf_token="")).status_code == 400
    assert ada.post(kind.address, data=form).status_code == 303

    assert said(shown(bea, kind), {"room": "", "address": ""}) == {
        "room": "Cellar",
        "address": "Market",
    }


def test_who_meets_a_newer_state_again_and_again_looks_instead_of_waiting(ada, app):
    [kind] = [kind for kind in KINDS if kind.form is VenueForm]
    form = shown(ada, kind)

    def save_too(_own, _transaction):
        with sqlite3.connect(app.config["DATABASE_URL"].removeprefix("sqlite:///")) as other:
            other.execute("UPDATE venue SET lock_version = lock_version + 1")
        other.close()

    event.listen(app.extensions["sessionmaker"], "after_soft_rollback", save_too)
    page = ada.post(kind.address, data=form)
    event.remove(app.extensions["sessionmaker"], "after_soft_rollback", save_too)

    assert page.status_code == 409
    assert "There is nothing to choose." in page.text
    assert ada.post(kind.address, data=typed_form(page.text)).status_code == 303


def test_a_page_of_an_error_shows_what_was_chosen_from_once(ada, bea):
    [kind] = [kind for kind in KINDS if kind.form is VenueForm]
    before = shown(ada, kind)
    bea.post(kind.address, data=changed(before, room="Hall"))
    page = typed_form(ada.post(kind.address, data=changed(before, room="Cellar")).text)
    bea.post("/settings/venues/1/delete")

    gone = ada.post(kind.address, data=page)

    assert gone.status_code == 404
    assert "Cellar" in gone.text
    assert "Hall" not in gone.text


def test_two_windows_of_one_user(ada):
    before = typed_form(ada.get("/account").text)
    ada.post("/account", data=changed(before, phone="1234"))

    assert ada.post("/account", data=changed(before, name="Ada Adler")).status_code == 303
    page = ada.post("/account", data=changed(before, phone="99"))

    assert page.status_code == 409
    assert "Ada Adler (you)" in page.text
    after = typed_form(ada.get("/account").text)
    assert (after["phone"], after["name"]) == ("1234", "Ada Adler")


def test_a_form_of_many_rows(ada, bea):
    address = "/settings/users/second-factor"
    before = typed_form(ada.get(address).text)
    bea.post(address, data=changed(before, roles=["organiser"]))

    page = ada.post(address, data=changed(before, roles=["reader"]))

    assert page.status_code == 409
    sent = changed(typed_form(page.text), **{"pick-roles": "theirs"})
    assert ada.post(address, data=sent).status_code == 303
    assert typed_form(ada.get(address).text).getlist("roles") == ["organiser"]


def test_what_was_deleted_meanwhile_is_gone_and_what_was_typed_is_shown(ada, bea):
    [kind] = [kind for kind in KINDS if kind.form is VenueForm]
    before = shown(ada, kind)
    assert bea.post("/settings/venues/1/delete").status_code == 303

    page = ada.post(kind.address, data=changed(before, room="KEPT"))

    assert page.status_code == 404
    assert "KEPT" in page.text


def test_who_has_no_right_any_more_chooses_nothing(ada, sign_in, world):
    [kind] = [kind for kind in KINDS if kind.form is VenueForm]
    reader = sign_in("reader", name="Rea", email="rea@city.example")

    page = reader.post(kind.address, data={"room": "KEPT", "pick-room": "mine"})

    assert page.status_code == 403
    assert "KEPT" in page.text
    assert shown(ada, kind)["room"] == ""
