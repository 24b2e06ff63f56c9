"""The print page: every document with its class, its choices and a preview of its first page."""

import re
import stat
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from planner.models import Event, RoleName
from planner.printing.catalogue import DOCUMENTS
from planner.printing.typesetting import previews
from planner.rules.printing.occasions import EVENT, VISIT
from tests.factories import make_guest, make_person
from tests.reception import make_reception

ENDINGS = ("", ".pdf", ".png", ".csv", ".xlsx")
QUERIES = 10


@pytest.fixture
def visit(save):
    """A visit with guests of every kind."""
    return save(*make_reception())


@pytest.fixture
def evening(visit):
    """The address of an event of the visit."""
    return f"/visits/lyon/events/{min(event.id for event in visit.events)}"


def pictures(app):
    """Return the previews that are kept."""
    return sorted(Path(app.config["CACHE_FOLDER"]).glob("*"))


def keys(page):
    """Return the documents that a chooser offers, in order."""
    return re.findall(r'<h3 id="([\w-]+)">', page)


@pytest.mark.parametrize("subject", [VISIT, EVENT])
def test_chooser_offers_every_document_there_is_once(organiser, visit, evening, subject):
    address = "/visits/lyon" if subject == VISIT else evening

    page = organiser.get(f"{address}/print").text

    assert sorted(keys(page)) == sorted(one.key for one in DOCUMENTS if subject in one.subjects)


def test_public_papers_come_first_and_internal_ones_last(organiser, visit):
    page = organiser.get("/visits/lyon/print").text

    readers = {document.key: document.reader for document in DOCUMENTS}
    found = [readers[key] for key in keys(page)]
    assert found == sorted(found, key=["public", "guests", "internal"].index)
    assert found.count("public") > 0


def test_previews_are_loaded_only_when_somebody_scrolls_to_them(organiser, visit):
    page = organiser.get("/visits/lyon/print").text

    images = re.findall(r'<img src="[^"]*/print/[^"]+\.png"[^>]*>', page)
    assert len(images) == len(keys(page))
    assert all('loading="lazy"' in image for image in images)


def test_address_of_the_chooser_names_the_choice_of_one_document(organiser, visit):
    page = organiser.get("/visits/lyon/print?document=guests&order=delegation&large=y").text

    form = page.partition('id="guests"')[2].partition("</form>")[0]
    assert re.findall(r'checked [^>]*value="([\w-]+)"', form)[0] == "delegation"
    assert '<details class="paper-choices" open>' in form
    assert page.count('<details class="paper-choices" open>') == 1
    assert "/visits/lyon/print/guests.png?order=delegation&amp;large=y" in page


def test_choice_that_does_not_exist_is_told_at_its_document_only(organiser, visit):
    response = organiser.get("/visits/lyon/print?document=guests&size=a5")

    assert response.status_code == 422
    assert response.text.count('aria-describedby="guests-size-error"') == 1


def test_preview_is_drawn_once_as_long_as_its_data_stay_the_same(
    organiser, app, save, load, evening
):
    first = organiser.get(f"{evening}/print/guests.png?language=de")
    again = organiser.get(f"{evening}/print/guests.png?language=de")
    [picture] = pictures(app)
    drawn = picture.stat().st_ino

    assert first.mimetype == "image/png"
    assert first.data.startswith(b"\x89PNG")
    assert again.data == first.data
    assert picture.stat().st_ino == drawn
    assert stat.S_IMODE(picture.stat().st_mode) == 0o600

    save(make_guest(make_person("New", "Guest"), load(select(Event).order_by(Event.id))[0]))
    assert organiser.get(f"{evening}/print/guests.png?language=de").data != first.data


def test_browser_that_has_the_preview_is_told_so(organiser, evening):
    first = organiser.get(f"{evening}/print/guests.png")
    headers = {"If-None-Match": first.headers["ETag"]}

    again = organiser.get(f"{evening}/print/guests.png", headers=headers)

    assert (again.status_code, again.data) == (304, b"")
    assert "no-cache" in first.headers["Cache-Control"]


def test_browser_whose_preview_shows_something_older_gets_the_new_one(
    organiser, save, load, evening
):
    address = f"{evening}/print/guests.png"
    known = {"If-None-Match": organiser.get(address).headers["ETag"]}

    save(make_guest(make_person("New", "Guest"), load(select(Event).order_by(Event.id))[0]))
    new = organiser.get(address, headers=known)
    of_another = organiser.get(f"{address}?large=y", headers=known)

    assert (new.status_code, of_another.status_code) == (200, 200)
    assert len({known["If-None-Match"], new.headers["ETag"], of_another.headers["ETag"]}) == 3


def test_only_the_latest_previews_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(previews, "MOST", 3)

    for number in range(5):
        previews.save_preview(tmp_path / "kept" / f"{number}.png", b"picture")

    assert len(list((tmp_path / "kept").iterdir())) == 3
    assert (tmp_path / "kept" / "4.png").exists()


@pytest.mark.parametrize("ending", ENDINGS)
def test_document_that_there_is_not_is_not_found(organiser, visit, evening, ending):
    assert organiser.get(f"/visits/lyon/print/seating{ending}").status_code == 404
    assert organiser.get(f"/visits/lyon/print/guests{ending}?person=999999").status_code == 404


def test_paper_of_a_visit_only_is_not_found_at_an_event(organiser, visit, evening):
    [key, *_] = [one.key for one in DOCUMENTS if EVENT not in one.subjects]

    assert organiser.get(f"{evening}/print/{key}").status_code == 404
    assert organiser.get(f"/visits/lyon/print/{key}").status_code == 200


@pytest.mark.parametrize("role", [RoleName.READER, RoleName.DOOR])
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_only_who_may_print_gets_any_document(sign_in, visit, role, document):
    client = sign_in(role)

    answers = [client.get(f"/visits/lyon/print/{document.key}{ending}") for ending in ENDINGS]

    assert [answer.status_code for answer in answers] == [403] * len(ENDINGS)


@pytest.mark.parametrize("guests", [1, 5])
def test_chooser_takes_the_same_queries_for_any_number_of_guests(
    organiser, save, visit, count_queries, guests
):
    for number in range(guests):
        save(make_guest(make_person("Bo", f"Berg {number}"), visit.events[0]))

    with count_queries() as queries:
        organiser.get("/visits/lyon/print")

    assert len(queries) == QUERIES


ARMS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 12"><path d="M0 0h9v12z"/></svg>'


def test_arms_of_the_city_stand_on_paper_in_place_of_two_letters(organiser, app, visit, tmp_path):
    path = tmp_path / "arms.svg"
    path.write_text(ARMS)
    app.config["CITY_ARMS"] = str(path)

    page = organiser.get("/visits/lyon/print/guests?language=de").text
    pdf = organiser.get("/visits/lyon/print/guests.pdf?language=de").data
    words = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()

    assert '<img class="arms" src="data:image/svg+xml;base64,' in page
    assert 'class="crest"' not in page
    assert words.startswith("Stadt Iserlohn")
