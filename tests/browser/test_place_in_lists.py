"""The form of a person in a browser: where lists will put the name, while one types it."""

import pytest
from playwright.sync_api import expect

from tests.browser.screens import DESKTOP, NO_JAVASCRIPT


@pytest.fixture
def open_form(open_screen, live_server, organiser, take_over):
    """Return a function that opens an empty form of a person on a screen."""

    def open_form(screen=DESKTOP):
        page = open_screen(screen, live_server)
        take_over(page, organiser)
        page.goto("/people/add")
        return page

    return open_form


def test_each_place_in_lists_follows_the_name_and_is_asked_only_of_a_prefix(open_form):
    page = open_form()
    expect(page.locator("#sorts_with_prefix")).to_be_hidden()

    page.fill("#given_name", "Ludwig")
    page.fill("#family_name", "Beethoven")
    page.fill("#name_prefix", "van")

    expect(page.locator("#sorts_with_prefix .preview")).to_have_text(
        ["Beethoven, Ludwig van", "Beethoven, Ludwig van", "van Beethoven, Ludwig"]
    )
    page.fill("#name_prefix", "")
    expect(page.locator("#sorts_with_prefix")).to_be_hidden()


def test_without_script_each_place_shows_an_example(open_form):
    page = open_form(NO_JAVASCRIPT)

    expect(page.locator("#sorts_with_prefix .preview").last).to_have_text(
        "von der Heide, Prof. Dr. Anna"
    )
