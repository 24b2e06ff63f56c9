"""Two editors of a page with a picture: a file is never dropped without a word."""

import io

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.models import Event
from tests.editing.typed_forms import changed, typed_form
from tests.factories import make_event, make_visit

ADDRESS = "/visits/lyon/events/1/edit"
WORDS = {"picture_alt_de": "Der Saal", "picture_alt_en": "The hall"}
EVENTS = select(Event).options(joinedload(Event.picture))
OTHER_WORDS = {"picture_alt_de": "Der Markt", "picture_alt_en": "The market"}


@pytest.fixture
def ada(sign_in, save):
    """A browser of an organiser, beside an event."""
    save(make_event(visit=make_visit(slug="lyon")))
    return sign_in("organiser", name="Ada Lindqvist", email="ada@city.example")


@pytest.fixture
def bea(sign_in, ada):
    """The browser of another one."""
    return sign_in("organiser", name="Bea Brandt", email="bea@city.example")


def shown(browser):
    return typed_form(browser.get(ADDRESS).text)


def file(color="red"):
    content = io.BytesIO()
    Image.new("RGB", (900, 600), color).save(content, "PNG")
    content.seek(0)
    return {"picture_file": (content, "hall.png")}


def sent(form, **more):
    """Return what a browser sends of a form with files."""
    return {name: form.getlist(name) for name in form} | more


def test_a_picture_and_another_field_are_both_kept(ada, bea, load):
    before = shown(ada)
    assert bea.post(ADDRESS, data=changed(before, title_en="Gala")).status_code == 303

    late = ada.post(ADDRESS, data=sent(changed(before, **WORDS), **file()))

    assert late.status_code == 303
    [event] = load(EVENTS)
    assert (event.title_en, event.picture.alt.en) == ("Gala", "The hall")


def test_a_file_is_asked_for_again_where_something_is_to_choose(ada, bea, load):
    before = shown(ada)
    bea.post(ADDRESS, data=changed(before, title_en="Gala"))

    page = ada.post(ADDRESS, data=sent(changed(before, title_en="Feast", **WORDS), **file()))

    assert page.status_code == 409
    assert 'type="file"' in page.text
    assert 'enctype="multipart/form-data"' in page.text
    form = typed_form(page.text)
    refused = ada.post(ADDRESS, data=form)
    assert refused.status_code == 422
    assert 'id="picture_file-error"' in refused.text
    assert ada.post(ADDRESS, data=sent(form, **file())).status_code == 303
    [event] = load(EVENTS)
    assert (event.title_en, event.picture.alt.en) == ("Feast", "The hall")


def test_who_sends_no_file_the_second_time_means_it(ada, bea, load):
    before = shown(ada)
    bea.post(ADDRESS, data=changed(before, title_en="Gala"))
    page = ada.post(ADDRESS, data=sent(changed(before, title_en="Feast", **WORDS), **file()))
    again = typed_form(ada.post(ADDRESS, data=typed_form(page.text)).text)

    last = ada.post(ADDRESS, data=changed(again, picture_alt_de="", picture_alt_en=""))

    assert last.status_code == 303
    assert load(EVENTS)[0].picture is None


def test_of_two_new_pictures_one_is_chosen_with_its_words(ada, bea, load):
    before = shown(ada)
    bea.post(ADDRESS, data=sent(changed(before, **OTHER_WORDS), **file("blue")))

    page = ada.post(ADDRESS, data=sent(changed(before, **WORDS), **file()))

    assert page.status_code == 409
    form = typed_form(page.text)
    assert [name for name in form if name.startswith("pick-")] == ["pick-picture_file"]
    assert "The market" in page.text
    assert (
        ada.post(ADDRESS, data=changed(form, **{"pick-picture_file": "theirs"})).status_code == 303
    )
    assert load(EVENTS)[0].picture.alt.en == "The market"

    assert (
        ada.post(ADDRESS, data=sent(changed(form, lock_version="3"), **file())).status_code == 303
    )
    assert load(EVENTS)[0].picture.alt.en == "The hall"


def test_a_new_picture_of_a_colleague_stays_beside_ones_own_words(ada, bea, load):
    before = shown(ada)
    bea.post(ADDRESS, data=sent(changed(before, **OTHER_WORDS), **file("blue")))

    assert ada.post(ADDRESS, data=changed(before, dress_en="Tails")).status_code == 303

    [event] = load(EVENTS)
    assert (event.dress_en, event.picture.alt.en) == ("Tails", "The market")


def test_a_picture_that_another_picture_replaced_is_no_reason_to_ask(ada, bea, load):
    ada.post(ADDRESS, data=sent(changed(shown(ada), **WORDS), **file()))
    before = shown(ada)
    bea.post(ADDRESS, data=sent(changed(before, **OTHER_WORDS), **file("blue")))

    assert ada.post(ADDRESS, data=changed(before, dress_en="Tails")).status_code == 303

    [event] = load(EVENTS)
    assert (event.dress_en, event.picture.alt.en) == ("Tails", "The market")
