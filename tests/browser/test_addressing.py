"""Forms of address beside the form of a person: they follow what is typed."""

import pytest
from playwright.sync_api import expect

from planner.models import Gender
from tests.browser.checks import check_axe, check_reflow
from tests.browser.screens import DESKTOP, NO_JAVASCRIPT, PHONE
from tests.factories import make_office, make_person, make_term


@pytest.fixture
def open_form(open_screen, live_server, organiser, take_over, save):
    """Return a function that opens the form of a mayor on a screen."""
    office = make_office(spoken_de_feminine="Bürgermeisterin", spoken_en="Mayor")
    mayor = make_person("Eva", "Moser", gender=Gender.FRAU, country="DE", terms=[make_term(office)])
    save(mayor)

    def open_form(screen=DESKTOP):
        page = open_screen(screen, live_server)
        take_over(page, organiser)
        page.goto(f"/people/{mayor.id}/edit")
        return page

    return open_form


def test_preview_follows_what_is_typed(open_form):
    page = open_form()
    place_card = page.locator("[data-form=place_card-de]")
    expect(place_card).to_contain_text("Eva Moser")

    page.fill("#academic_title", "Dr.")
    expect(place_card).to_contain_text("Dr. Eva Moser")

    page.locator("summary").click()
    page.fill("#oral_en", "Eva <b>")
    expect(page.locator("[data-form=oral-en]")).to_contain_text("Eva <b>")
    expect(page.locator("[data-form=salutation-de]")).to_contain_text("Frau Bürgermeisterin")
    check_axe(page)


def test_lost_preview_says_so_and_comes_back(open_form, problems):
    page = open_form()
    lost = page.locator("[data-preview-lost]")

    page.context.set_offline(True)
    page.fill("#given_name", "Ev")
    expect(lost).to_be_visible()
    page.context.set_offline(False)
    page.fill("#given_name", "Evi")

    expect(lost).to_be_hidden()
    expect(page.locator("[data-form=place_card-de]")).to_contain_text("Evi Moser")
    problems[:] = [one for one in problems if "DISCONNECTED" not in one]


@pytest.mark.parametrize("screen", [PHONE, NO_JAVASCRIPT], ids=str)
def test_preview_is_there_on_a_phone_and_without_javascript(open_form, screen):
    page = open_form(screen)

    expect(page.locator("[data-form=salutation-en]")).to_contain_text("Dear Mayor Moser,")
    check_reflow(page)
