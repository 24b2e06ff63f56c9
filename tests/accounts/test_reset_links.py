"""Links at which a user chooses a password: once, in time, and without a word about the account."""

import datetime as dt
import logging
import re

import pytest
from sqlalchemy import select, update

from planner.clock import utc_now
from planner.models import KnownDevice, ResetLink, RoleName, User, UserSession
from planner.rules.users import hash_token
from planner.services.accounts.reset_links import LINK_SERVES
from tests.conftest import PASSWORD

OTHER = "another good passphrase"
CHOSEN = {"new_password": OTHER, "new_password_again": OTHER}


@pytest.fixture
def link_of(administrator):
    """Return a function that makes a link for a user, and gives its path."""

    def link_of(user):
        page = administrator.post(f"/settings/users/{user.id}/link").text
        return re.search(r'value="https://planner.example(/set-password/[^"]+)"', page)[1]

    return link_of


def signs_in(app, user, password):
    entry = {"email": user.email, "password": password}
    return app.test_client().post("/sign-in", data=entry).status_code == 303


def test_link_gives_a_password_once_and_ends_all_sessions_and_devices(
    app, client, sign_in, link_of, load
):
    browser = sign_in(RoleName.READER)
    assert signs_in(app, browser.user, PASSWORD)
    link = link_of(browser.user)
    assert browser.get("/overview").status_code == 200, "until the link is used nothing ends"

    answer = client.post(link, data=CHOSEN)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert "Your password is set. Please sign in with it." in client.get("/sign-in").text
    assert browser.get("/overview").status_code == 302
    [device] = load(select(KnownDevice))
    cookie = client.get_cookie("planner_device", path="/sign-in")
    assert device.token_hash == hash_token(cookie.value), "this browser alone is known"
    assert not signs_in(app, browser.user, PASSWORD)
    assert signs_in(app, browser.user, OTHER)
    assert client.post(link, data=CHOSEN).status_code == 404


def test_looking_at_a_link_uses_nothing_up_and_tells_nothing(client, user_with, link_of):
    user = user_with(RoleName.READER, name="MARK-NAME", email="mark@planner.example")
    link = link_of(user)

    pages = [client.get(link) for _ in range(3)] + [client.head(link)]

    assert {page.status_code for page in pages} == {200}
    assert not re.search("MARK-NAME|mark@planner", pages[0].text)
    assert client.post(link, data=CHOSEN).status_code == 303


def test_only_a_hash_of_the_newest_link_is_stored(client, user_with, link_of, load):
    user = user_with(RoleName.READER)
    old, new = link_of(user), link_of(user)

    assert load(select(ResetLink.token_hash)) == [hash_token(new.rpartition("/")[2])]
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def lapse(app, user):
    return update(ResetLink).values(expires_at=utc_now())


def switch_off(app, user):
    return update(User).where(User.id == user.id).values(active=False)


@pytest.mark.parametrize("end", [lapse, switch_off])
def test_link_that_serves_no_more_says_the_same_as_one_that_never_was(
    app, client, user_with, link_of, load, end
):
    user = user_with(RoleName.READER)
    link = link_of(user)
    with app.extensions["sessionmaker"]() as own:
        own.execute(end(app, user), execution_options={"seen_by_calendars": True})
        own.commit()

    pages = [client.get(link), client.post(link, data=CHOSEN)]
    pages += [client.get("/set-password/guess"), client.post("/set-password/guess", data=CHOSEN)]
    pages += [client.get("/set-password/" + "x" * 3000)]

    texts = {re.sub(r'name="csrf_token" value="[^"]+"', "", page.text) for page in pages}
    assert {page.status_code for page in pages} == {404}
    assert len(texts) == 1
    assert "This link does not work any more" in texts.pop()
    assert dt.timedelta(hours=24) == LINK_SERVES


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("123456789012", "a password that many use"),
        (PASSWORD, "That is the password that you have now."),
        ("Ada Lindqvist 7", "made of names and words"),
    ],
)
def test_link_takes_no_easy_password_and_stays(
    client, user_with, link_of, load, password, sentence
):
    link = link_of(user_with(RoleName.READER))

    answer = client.post(link, data={"new_password": password, "new_password_again": password})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert password not in answer.text
    assert len(load(select(ResetLink))) == 1


def test_account_that_is_off_gets_no_link(administrator, user_with, load):
    user = user_with(RoleName.READER, active=False)

    assert administrator.post(f"/settings/users/{user.id}/link").status_code == 404
    assert load(select(ResetLink)) == []


def test_link_stands_in_no_log(app, client, user_with, link_of, caplog):
    logger = logging.getLogger("planner.access")
    logger.propagate = True
    link = link_of(user_with(RoleName.READER))

    with caplog.at_level(logging.INFO):
        for path in (link, f"{link}/x", link.upper()):
            client.get(path)
        client.post(link, data=CHOSEN)
    logger.propagate = False

    token = link.rpartition("/")[2]
    assert "request" in caplog.text
    assert token not in caplog.text
    assert token.upper() not in caplog.text


def test_other_sessions_are_untouched_by_the_link_of_somebody_else(sign_in, client, link_of, load):
    mine, other = sign_in(RoleName.READER), sign_in(RoleName.READER)

    client.post(link_of(mine.user), data=CHOSEN)

    assert other.get("/overview").status_code == 200
    assert other.user.id in load(select(UserSession.user_id))
