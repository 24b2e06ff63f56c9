"""Sign in, sign out, password, language."""

import re

import pytest
from sqlalchemy import select, update

from planner.models import RoleName, Theme, User, UserSession
from tests.conftest import PASSWORD


def attempt(client, email, password):
    return client.post("/sign-in", data={"email": email, "password": password})


def said(answer, email):
    """Return the page without what was typed, and without what is new on every page."""
    new = r'name="csrf_token" value="[^"]+"|data-options="[^"]+"'
    return re.sub(new, "", answer.text).replace(email, "")


def copied(app, browser):
    """Return another browser with the same cookie."""
    copy = app.test_client()
    copy.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    copy.set_cookie("planner", browser.get_cookie("planner").value)
    return copy


def test_sign_in_leads_on_to_the_page_that_was_wanted(client, user_with):
    user = user_with(RoleName.READER)

    answer = client.post(
        "/sign-in?next=/account", data={"email": f" {user.email.upper()}", "password": PASSWORD}
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    "foreign", ["https://evil.example/", "//evil.example", "/\\evil.example", ""]
)
def test_sign_in_never_leads_to_another_site(client, user_with, foreign):
    user = user_with(RoleName.READER)

    answer = client.post(
        "/sign-in", query_string={"next": foreign}, data={"email": user.email, "password": PASSWORD}
    )

    assert answer.headers["Location"] == "/overview"


def test_wrong_password_and_unknown_account_get_the_same_answer(client, user_with):
    user = user_with(RoleName.READER)

    wrong = attempt(client, user.email, "wrong")
    unknown = attempt(client, "nobody@planner.example", "wrong")

    assert wrong.status_code == unknown.status_code == 422
    assert "E-mail address or password is wrong." in wrong.text
    assert said(wrong, user.email) == said(unknown, "nobody@planner.example")


def test_account_that_is_off_cannot_sign_in(client, user_with):
    user = user_with(RoleName.READER, active=False)

    assert attempt(client, user.email, PASSWORD).status_code == 422


def test_sixth_try_in_a_minute_must_wait(client, user_with):
    user, other = user_with(RoleName.READER), user_with(RoleName.READER)

    tries = [attempt(client, user.email, "wrong") for _ in range(6)]

    assert [answer.status_code for answer in tries] == [422] * 5 + [429]
    assert "Too many tries" in tries[-1].text
    assert int(tries[-1].headers["Retry-After"]) > 0
    assert attempt(client, other.email, PASSWORD).status_code == 303


def test_thirty_first_try_from_an_address_must_wait(client):
    tries = [attempt(client, f"user{n}@planner.example", "wrong") for n in range(31)]

    assert [answer.status_code for answer in tries] == [422] * 30 + [429]


def test_cookie_copied_before_sign_out_is_refused_afterwards(app, reader):
    copy = copied(app, reader)
    assert copy.get("/overview").status_code == 200

    assert reader.post("/sign-out").status_code == 303

    assert copy.get("/overview").status_code == 302
    assert reader.get("/overview").status_code == 302


def test_sign_out_leaves_other_devices_signed_in(app, reader):
    phone = app.test_client()
    attempt(phone, reader.user.email, PASSWORD)

    reader.post("/sign-out")

    assert phone.get("/overview").status_code == 200


def test_pending_session_opens_no_page(app, sign_in, load):
    browser = sign_in(RoleName.ADMINISTRATOR)
    with app.extensions["sessionmaker"]() as own:
        own.execute(update(UserSession).values(is_pending=True))
        own.commit()

    assert browser.get("/overview").headers["Location"] == "/sign-in?next=/overview"
    assert browser.post("/account/password").status_code == 403


def test_sign_out_by_get_is_refused(reader):
    assert reader.get("/sign-out").status_code == 405


def test_change_of_password_signs_out_every_other_browser(app, reader, load):
    copy = copied(app, reader)
    new = {
        "new_password": "another good passphrase",
        "new_password_again": "another good passphrase",
    }

    answer = reader.post("/account/password", data={"current_password": PASSWORD} | new)

    assert answer.status_code == 303
    assert reader.get("/overview").status_code == 200
    assert copy.get("/overview").status_code == 302
    assert len(load(select(UserSession))) == 1
    assert (
        attempt(app.test_client(), reader.user.email, "another good passphrase").status_code == 303
    )


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"current_password": "wrong"}, "This is not your password."),
        ({"new_password": "short", "new_password_again": "short"}, "at least 12 characters"),
        ({"new_password_again": "something else entirely"}, "The two are not the same."),
    ],
)
def test_wrong_change_of_password_says_why(reader, entry, sentence):
    right = {
        "current_password": PASSWORD,
        "new_password": "another good passphrase",
        "new_password_again": "another good passphrase",
    }

    answer = reader.post("/account/password", data=right | entry)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_first_password_must_be_changed_before_anything_else(sign_in):
    browser = sign_in(RoleName.ORGANISER, must_change_password=True)

    answer = browser.get("/overview")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/password")
    assert browser.get("/account/password").status_code == 200


def test_session_ends_after_the_hours_of_the_setting(app, reader):
    app.config["SESSION_HOURS"] = 0

    assert reader.get("/overview").status_code == 302


def test_account_changes_language_and_theme(reader, load):
    choice = {"name": "Ada", "phone": "", "language": "de", "hours_12": "12", "theme": "dark"}
    choice["lock_version"] = "1"

    page = reader.post("/account", data=choice, follow_redirects=True)

    assert '<html lang="de" data-theme="dark">' in page.text
    [user] = load(select(User))
    assert (user.language, user.hours_12) == ("de", True)


def test_account_that_was_changed_meanwhile_shows_both_versions(reader, load):
    choice = {"name": "Ada", "phone": "", "language": "", "hours_12": "12", "theme": "dark"}
    choice["lock_version"] = "1"
    reader.post("/account", data=choice)

    answer = reader.post("/account", data=choice | {"theme": "light"})

    assert (answer.status_code, load(select(User.theme))) == (409, [Theme.DARK])
    again = reader.post("/account", data=choice | {"theme": "light", "lock_version": "2"})
    assert (again.status_code, load(select(User.theme))) == (303, [Theme.LIGHT])


@pytest.mark.parametrize(("hours_12", "shown"), [(None, ""), (True, "12"), (False, "24")])
def test_account_shows_the_clock_that_was_chosen(sign_in, hours_12, shown):
    page = sign_in(RoleName.READER, hours_12=hours_12).get("/account").text

    chosen = [radio for radio in re.findall("<input[^>]*>", page) if "hours_12" in radio]
    [checked] = [radio for radio in chosen if re.search(r"\bchecked\b", radio)]
    assert f'value="{shown}"' in checked


def test_visitor_reads_the_sign_in_page_in_the_language_of_choice(client):
    client.post(
        "/account/language", data={"language": "de"}, headers={"Referer": "https://x/sign-in"}
    )

    assert '<html lang="de"' in client.get("/sign-in").text


def test_lost_csrf_token_shows_the_form_again_with_what_was_typed(app, client):
    app.config["WTF_CSRF_ENABLED"] = True

    page = attempt(client, "ada@planner.example", "secret")

    assert page.status_code == 400
    assert "ada@planner.example" in page.text
    assert "This page had been open for too long." in page.text
