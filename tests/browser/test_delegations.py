"""The page of a delegation in a browser: the focus stays on who was moved."""

import pytest
from playwright.sync_api import expect

from tests.browser.screens import DESKTOP, NO_JAVASCRIPT
from tests.factories import make_delegate, make_delegation, make_person, make_visit


@pytest.mark.parametrize("screen", [DESKTOP, NO_JAVASCRIPT])
def test_delegate_is_moved_by_keyboard_and_keeps_the_focus(
    open_screen, live_server, organiser, take_over, save, screen
):
    people = [make_person("A.", name) for name in ("Olsen", "Berg", "Adams")]
    delegates = [make_delegate(one, n) for n, one in enumerate(people, start=1)]
    save(make_delegation(make_visit(slug="lyon"), delegates=delegates))
    page = open_screen(screen, live_server)
    take_over(page, organiser)
    page.goto("/visits/lyon/delegations/1")
    names = page.locator("tbody .c-name a")

    page.locator("#up-3").press("Enter")

    expect(names).to_have_text(["A. Olsen", "A. Adams", "A. Berg"])
    expect(page.locator("#up-3")).to_be_focused()
    page.keyboard.press("Enter")
    expect(names).to_have_text(["A. Adams", "A. Olsen", "A. Berg"])
    expect(page.locator("#delegate-3")).to_be_focused()
