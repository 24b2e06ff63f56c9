"""Second factors as a browser has them, with the virtual authenticator of Chromium."""

import re

import pyotp
import pytest
from playwright.sync_api import expect

from planner.clock import utc_now
from planner.models import RoleName
from tests.browser.screens import ENGLISH
from tests.conftest import PASSWORD


@pytest.fixture
def live_server(app, serve):
    """The address of the application by a name, as passkeys want it."""
    address = serve(app).replace("127.0.0.1", "localhost")
    app.config["PUBLIC_URL"] = address
    return address


def add_authenticator(page, **values):
    """Give the browser a device that has passkeys, and knows its user by a finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options | values})


def sign_in(page, live_server, user):
    page.goto(f"{live_server}/sign-in")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("page", [ENGLISH], indirect=True, ids=str)
def test_passkey_of_a_device_signs_in_alone_and_as_a_second_step(page, live_server, user_with):
    user = user_with(RoleName.ORGANISER)
    add_authenticator(page)
    sign_in(page, live_server, user)
    page.goto(f"{live_server}/account/second-factor/passkeys/add")
    page.get_by_label("Name").fill("service phone")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("heading", name="service phone")).to_be_visible()

    page.context.clear_cookies()
    page.wait_for_timeout(1100)  # a challenge is of a later second than the last use
    page.goto(f"{live_server}/sign-in?next=/people")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/people")

    page.context.clear_cookies()
    page.wait_for_timeout(1100)
    sign_in(page, live_server, user)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/overview")


@pytest.mark.parametrize("page", [ENGLISH], indirect=True, ids=str)
def test_device_that_gives_no_passkey_says_so_and_lets_one_try_again(page, live_server, user_with):
    add_authenticator(page, isUserVerified=False)
    page.goto(f"{live_server}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_have_text(
        "Your device has given no passkey. You can try once more."
    )
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


@pytest.mark.parametrize("page", [ENGLISH], indirect=True, ids=str)
def test_code_of_an_app_is_asked_for_after_the_password(page, live_server, user_with):
    user = user_with(RoleName.ORGANISER)
    sign_in(page, live_server, user)
    page.goto(f"{live_server}/account/second-factor")
    page.get_by_role("link", name="Add an authenticator app").click()
    shown = page.get_by_label("Cannot scan? Type this key into the app").input_value()
    app = pyotp.TOTP(re.sub(r"\s", "", shown))
    page.get_by_label("Six digits that the app shows").fill(app.now())
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".codes li")).to_have_count(10)

    page.context.clear_cookies()
    sign_in(page, live_server, user)
    page.get_by_label("Code", exact=True).fill(app.at(utc_now().timestamp() + 30))
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.wait_for_url("**/overview")
