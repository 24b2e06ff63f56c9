"""Did you mean …? The hint follows what is typed, and saving asks without JavaScript too."""

import pytest
from playwright.sync_api import expect

from tests.browser.checks import check_axe
from tests.browser.screens import DESKTOP, NO_JAVASCRIPT
from tests.factories import make_person


@pytest.fixture
def open_form(open_screen, live_server, organiser, take_over, save):
    """Return a function that opens the form of a new person on a screen."""
    save(make_person("Anna", "Müller", email="a@planner.example"))

    def open_form(screen=DESKTOP):
        page = open_screen(screen, live_server)
        take_over(page, organiser)
        page.goto("/people/add")
        return page

    return open_form


def test_hint_follows_what_is_typed_and_goes_again(open_form):
    page = open_form()
    hint = page.locator("[data-hints]")
    expect(hint).to_have_text("")

    page.fill("#given_name", "Anne")
    page.fill("#family_name", "Mueller")
    expect(hint).to_contain_text("Anna Müller (ähnlicher Name)")
    page.fill("#email", "a@planner.example")
    expect(hint).to_contain_text("(ähnlicher Name, gleiche E-Mail-Adresse)")
    check_axe(page)

    page.fill("#family_name", "Kern")
    page.fill("#email", "")
    expect(hint).to_have_text("")


def test_saving_asks_without_javascript(open_form):
    page = open_form(NO_JAVASCRIPT)

    page.fill("#given_name", "Anne")
    page.fill("#family_name", "Mueller")
    page.get_by_role("button", name="Speichern").click()

    expect(page.locator("#alike")).to_contain_text("Anna Müller (ähnlicher Name)")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anne Mueller")
