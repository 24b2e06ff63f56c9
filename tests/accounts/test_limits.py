"""Limits of tries: strangers wait, owners do not, and nothing that is typed is kept."""

import gc
import tracemalloc

import pytest
from flask import request
from limits.storage import Storage
from limits.storage.base import MovingWindowSupport, SlidingWindowCounterSupport
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests

from planner import create_app
from planner.machine.config_file import BadSetting
from planner.models import KnownDevice, RoleName, SignIn
from planner.web.limits import (
    BUCKETS,
    LIMITS,
    Counts,
    count_account,
    count_sender,
    counts_in,
    site_of,
)
from tests.conftest import PASSWORD, basic_settings

MARK = "marker-of-a-stranger"
OWNER, STRANGER, OTHER = "203.0.113.7", "198.51.100.9", "198.51.100.10"


def attempt(browser, email, password, address=OWNER):
    return browser.post(
        "/sign-in",
        data={"email": email, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
    )


def keys_of(app):
    """Return the names under which tries are counted."""
    storage = app.extensions["limits"].exact.storage
    return [*storage.storage, *storage.events]


def test_stranger_at_one_address_never_holds_up_the_owner_at_another(app, user_with):
    user = user_with(RoleName.ADMINISTRATOR, email="admin@planner.invalid")

    tried = [attempt(app.test_client(), user.email, "wrong", STRANGER) for _ in range(12)]

    assert [answer.status_code for answer in tried] == [422] * 5 + [429] * 7
    assert attempt(app.test_client(), user.email, PASSWORD).status_code == 303


def test_strangers_everywhere_hold_up_the_owner_in_no_browser_that_is_known(app, user_with):
    user = user_with(RoleName.READER)
    known = app.test_client()
    assert attempt(known, user.email, PASSWORD).status_code == 303
    known.post("/sign-out")

    for number in range(30):
        attempt(app.test_client(), user.email, "wrong", f"198.51.100.{number}")

    assert attempt(app.test_client(), user.email, PASSWORD).status_code == 429
    assert attempt(known, user.email, PASSWORD).status_code == 303


def test_known_browser_has_tries_of_its_own_and_not_without_end(app, user_with):
    user, known = user_with(RoleName.READER), app.test_client()
    attempt(known, user.email, PASSWORD)

    tried = [attempt(known, user.email, "wrong").status_code for _ in range(12)]

    assert tried == [422] * 10 + [429] * 2
    assert attempt(app.test_client(), user.email, PASSWORD).status_code == 303


def test_browser_is_known_for_whoever_signed_in_there_and_for_nobody_else(app, user_with, load):
    ada, ben, shared = user_with(RoleName.READER), user_with(RoleName.READER), app.test_client()
    attempt(shared, ada.email, PASSWORD)
    cookie = shared.get_cookie("planner_device", path="/sign-in")

    tried = [attempt(shared, ben.email, "wrong").status_code for _ in range(6)]
    assert tried == [422] * 5 + [429]
    assert attempt(shared, ben.email, PASSWORD, OTHER).status_code == 303

    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/sign-in")
    known = load(select(KnownDevice))
    assert {one.user_id for one in known} == {ada.id, ben.id}
    assert {one.token_hash for one in known} != {cookie.value}
    assert len({one.token_hash for one in known}) == 1


@pytest.mark.parametrize("forged", ["guess", "x" * 3000, "\x7f"])
def test_forged_cookie_makes_no_browser_known(app, user_with, load, forged):
    user, browser = user_with(RoleName.READER), app.test_client()
    browser.set_cookie("planner_device", forged, path="/sign-in")

    tried = [attempt(browser, user.email, "wrong").status_code for _ in range(6)]
    assert tried == [422] * 5 + [429]
    assert attempt(browser, user.email, PASSWORD, OTHER).status_code == 303

    assert len(load(select(KnownDevice))) == 1
    cookie = browser.get_cookie("planner_device", path="/sign-in")
    assert cookie.value != forged


def test_who_has_to_wait_is_told_at_the_form_which_keeps_the_address(client, user_with):
    user = user_with(RoleName.READER)
    for _ in range(6):
        answer = attempt(client, user.email, "wrong " + MARK)

    assert answer.status_code == 429
    assert "Too many tries. Please wait a minute before the next one." in answer.text
    assert f'value="{user.email}"' in answer.text
    assert MARK not in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 120


def test_nothing_that_is_typed_is_kept_and_memory_stays_flat(app, client):
    answers, before = set(), 0
    tracemalloc.start()
    for number in range(12):
        answers.add(attempt(client, f"{number}" + MARK * 40_000, "wrong").status_code)
        answers.add(attempt(client, f"{number}" + MARK * 9, "wrong").status_code)
        answers.add(attempt(client, f"{number}@planner.example", MARK).status_code)
        if number == 1:  # pages are drawn for the first time
            gc.collect()
            before = tracemalloc.get_traced_memory()[0]
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert answers == {413, 422}
    assert grown < 2_000_000
    assert MARK not in str(keys_of(app))


def test_names_of_accounts_and_addresses_stand_in_no_count(app, client):
    attempt(client, f"{MARK}@planner.example", "wrong", STRANGER)

    keys = keys_of(app)
    assert len(keys) == 6
    assert MARK not in str(keys)
    assert STRANGER not in str(keys)


def test_there_are_only_so_many_counts_however_many_addresses_ask(app):
    def ask(number):
        with app.test_request_context(environ_base={"REMOTE_ADDR": f"2001:db8:{number:x}::1"}):
            try:
                count_sender()
                count_account(f"user{number}@planner.example", None)
            except TooManyRequests:
                return 1
        return 0

    for number in range(3 * BUCKETS // 10):
        ask(number)

    windows = sum(len(LIMITS[kind]) for kind in ("address", "account from an address", "account"))
    assert len(keys_of(app)) <= windows * BUCKETS
    assert max(map(len, keys_of(app))) < 80


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("unix:", "unix:"),
        (None, ""),
    ],
)
def test_household_is_one_address(address, site):
    assert site_of(address) == site


def test_address_behind_a_proxy_is_that_of_the_reader(template):
    path = template[0]
    app = create_app(basic_settings(path) | {"TRUSTED_PROXIES": 1})
    seen = []
    app.before_request(lambda: seen.append(site_of(request.remote_addr)))

    app.test_client().get("/sign-in", headers={"X-Forwarded-For": "9.9.9.9, 2001:db8::5"})

    assert seen == ["2001:db8::/64"]


class AwayStorage(Storage, MovingWindowSupport, SlidingWindowCounterSupport):
    """A storage of which nobody gets an answer, as a Redis that is away."""

    STORAGE_SCHEME = ["away"]
    base_exceptions = ConnectionError

    def fail(self, *_):
        raise ConnectionError(MARK)

    acquire_sliding_window_entry = get_sliding_window = clear_sliding_window = fail
    acquire_entry = get_moving_window = fail
    incr = get = get_expiry = check = reset = clear = fail


def test_process_counts_for_itself_while_the_storage_is_away(app, client, user_with, caplog):
    user = user_with(RoleName.READER)
    kept = app.extensions["limits"]
    app.extensions["limits"] = away = counts_in(AwayStorage("away://", wrap_exceptions=True))
    try:
        tried = [attempt(client, user.email, "wrong").status_code for _ in range(6)]
    finally:
        app.extensions["limits"] = kept
        app.extensions["limits of this process"].exact.storage.reset()

    assert isinstance(away, Counts)
    assert tried == [422] * 5 + [429]
    assert "The counts of tries are away: ConnectionError" in caplog.text
    assert MARK not in caplog.text


def test_storage_that_is_none_stops_the_start_in_a_sentence(template):
    settings = basic_settings(template[0])

    with pytest.raises(BadSetting, match="RATELIMIT_STORAGE_URI must be memory"):
        create_app(settings | {"RATELIMIT_STORAGE_URI": "nowhere://"})


def test_tries_that_must_wait_are_not_logged(app, client, user_with, load):
    user = user_with(RoleName.READER)

    for _ in range(9):
        attempt(client, user.email, "wrong")

    assert len(load(select(SignIn))) == 5


def test_own_password_can_be_guessed_only_so_often(reader):
    entry = {"new_password": "another good passphrase"}
    entry["new_password_again"] = entry["new_password"]

    tried = [
        reader.post("/account/password", data=entry | {"current_password": "wrong"})
        for _ in range(6)
    ]

    assert [answer.status_code for answer in tried] == [422] * 5 + [429]
    assert "Too many tries" in tried[-1].text
    assert int(tried[-1].headers["Retry-After"]) > 0
