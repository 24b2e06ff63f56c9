"""Taking back from a page of the history: one button, and no dead end."""

import functools
import re

import pytest
from sqlalchemy import select

from planner.models import Event, HistoryEntry, Person, RoleName
from tests.factories import make_event, make_person, make_user
from tests.history.pages import change_row, told


@pytest.fixture
def change(app):
    """Return a function by which a user changes a row."""
    return functools.partial(change_row, app)


@pytest.fixture
def brandt(save):
    """A user who changes things."""
    return save(make_user("S. Brandt"))


@pytest.fixture
def event(save):
    """A reception."""
    return save(make_event())


def test_an_entry_is_taken_back_by_its_button(organiser, brandt, change, event, load):
    change(brandt, event, title_en="Dinner")

    answer = organiser.post("/history/1/undo?next=/history")

    assert (answer.status_code, answer.location) == (303, "/history")
    [row] = load(select(Event))
    assert row.title_en == "Reception"
    page = organiser.get("/history")
    assert "Taken back: S. Brandt changed Dinner" in page.text
    sentence = "took back a change by S. Brandt: Reception Title (English) Dinner Reception"
    assert told(page)[0].endswith(sentence)
    assert "taken back" in page.text


def test_what_stands_in_the_way_is_said_and_the_rest_is_offered(
    organiser, brandt, change, event, save, load
):
    change(brandt, event, title_en="Dinner", capacity=40)
    change(save(make_user("J. Reuter")), event, title_en="Supper")

    page = organiser.post("/history/1/undo")

    assert page.status_code == 409
    assert "Title (English): was changed since" in page.text
    assert "J. Reuter" in page.text
    assert '<a href="/history/2">' in page.text
    [part] = re.findall(r'name="part" value="([^"]+)"', page.text)
    assert organiser.post("/history/1/undo", data={"part": part}).status_code == 303
    [row] = load(select(Event))
    assert (row.title_en, row.capacity) == ("Supper", None)


def test_who_may_not_change_it_is_told_so(sign_in, brandt, change, event, load):
    change(brandt, event, title_en="Dinner")
    reader = sign_in(RoleName.READER)

    page = reader.post("/history/1/undo")

    assert page.status_code == 409
    assert "your account may not change it" in page.text
    assert "Take back" not in reader.get("/history").text
    assert load(select(Event))[0].title_en == "Dinner"


def test_an_entry_that_nobody_may_read_cannot_be_taken_back(organiser, brandt, change, save):
    change(brandt, save(make_user("J. Reuter")), "save_user", phone="0100")

    assert organiser.post("/history/1/undo").status_code == 404
    assert organiser.post("/history/77/undo").status_code == 404


def test_the_page_after_an_act_of_mine_offers_to_undo_it(organiser, save, load):
    person = save(make_person("Ada", "Lindqvist"))
    form = {"given_name": "Ada", "family_name": "Berg", "lock_version": "1", "gender": "neither"}
    form |= {f"language_{number}": "" for number in range(1, 5)}

    answer = organiser.post(f"/people/{person.id}/edit", data=form)
    page = organiser.get(answer.location)

    assert 'action="/history/1/undo' in page.text
    assert 'action="/history/1/undo' not in organiser.get(answer.location).text
    organiser.post("/history/1/undo")
    assert load(select(Person))[0].family_name == "Lindqvist"
    assert len(load(select(HistoryEntry))) == 2


def test_signing_in_offers_nothing_to_undo(client, user_with):
    from tests.conftest import PASSWORD

    user = user_with(RoleName.ORGANISER)
    client.post("/sign-in", data={"email": user.email, "password": PASSWORD})

    assert "/undo" not in client.get("/overview").text


def test_error_page_that_follows_an_act_offers_nothing_and_the_next_page_does(organiser, save):
    person = save(make_person())
    form = {"given_name": "Neu", "family_name": "Da", "gender": "neither", "lock_version": 1}
    form |= dict.fromkeys((f"language_{number}" for number in range(1, 5)), "")
    saved = organiser.post(
        f"/people/{person.id}/edit", data=form | {"country": "", "organisation_id": "", "notes": ""}
    )
    assert saved.status_code == 303

    assert organiser.get("/people/4711").status_code == 404
    assert "/undo" in organiser.get("/people").text
