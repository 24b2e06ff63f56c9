"""Passwords in a browser: shown where one asks for it, pasted, and sent hidden."""

import pytest
from playwright.sync_api import expect

from planner.models import RoleName
from tests.browser.screens import ENGLISH
from tests.conftest import PASSWORD


@pytest.mark.parametrize("page", [ENGLISH], indirect=True, ids=str)
def test_password_is_shown_by_a_button_that_says_so(page, user_with):
    user = user_with(RoleName.READER)
    page.goto("/sign-in")
    field, button = page.get_by_label("Password"), page.get_by_role("button", name="Show Password")
    page.get_by_label("E-mail address").fill(user.email)
    field.fill(PASSWORD)

    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_value(PASSWORD)
    button.click()
    expect(field).to_have_attribute("type", "password")
    button.click()
    page.locator("form .btn.primary").click()

    page.wait_for_url("**/overview")
