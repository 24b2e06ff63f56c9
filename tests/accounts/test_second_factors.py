"""Second factors: an app, passkeys, recovery codes, and roles that need one."""

import contextlib
import datetime as dt
import html
import json
import re

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from planner.clock import utc_now
from planner.encryption import KeyChanged, decrypt, encrypt
from planner.models import AuthenticatorApp, Passkey, RecoveryCode, Role, RoleName, UserSession
from planner.rules import RuleBroken
from planner.rules.second_factors import (
    Challenge,
    challenge_of,
    clean_code,
    is_usable,
    new_challenge,
    new_recovery_codes,
    relying_party,
    timecode_of,
)
from planner.services.accounts.passkeys import credential_id_of, new_key, signed_challenge
from tests.authenticator import Authenticator
from tests.conftest import PASSWORD

HOST = "https://planner.example"
NOW = dt.datetime(2027, 4, 12, 9, 0, tzinfo=dt.UTC)
HERE = "/account/second-factor"


@pytest.fixture
def app(app):
    app.config["PUBLIC_URL"] = HOST
    return app


@pytest.fixture
def user(user_with):
    return user_with(RoleName.ORGANISER)


def browser(app, user, *, next_address=None):
    """Return a browser in which a user has just typed the right password."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    query = {"next": next_address} if next_address else None
    answer = client.post(
        "/sign-in", query_string=query, data={"email": user.email, "password": PASSWORD}
    )
    return client, answer


def field(page, name):
    return html.unescape(re.search(rf'name="{name}"[^>]*value="([^"]+)"', page.text)[1])


def asked(page):
    """Return what the page wants to know of a device."""
    return json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page.text)[1]))


def codes_on(page):
    return re.findall(r"<code>([^<]+)</code>", page.text)


def add_app(client):
    """Add an authenticator app; return its secret and the recovery codes."""
    page = client.get(f"{HERE}/app")
    secret = re.search(r'id="secret" readonly value="([^"]+)"', page.text)[1].replace(" ", "")
    entry = {"setup": field(page, "setup"), "code": pyotp.TOTP(secret).now()}
    return secret, codes_on(client.post(f"{HERE}/app", data=entry))


def add_passkey(client, device, name="blue key"):
    page = client.get(f"{HERE}/passkeys/add")
    entry = {"credential": device.create(asked(page)), "name": name}
    return client.post(f"{HERE}/passkeys/add", data=entry)


def later(secret, seconds=30):
    """Return a code that the app shows after those that were used."""
    return pyotp.TOTP(secret).at(utc_now().timestamp() + seconds)


def is_in(client):
    return client.get("/overview").status_code == 200


def let_passkeys_rest(change):
    """Let the passkeys have been used long ago: a challenge of this second is newer."""
    change(update(Passkey).values(last_used_at=utc_now() - dt.timedelta(hours=1)))


@pytest.fixture
def change(app):
    """Return a function that executes a statement."""

    def change(statement):
        with app.extensions["sessionmaker"].begin() as own:
            own.connection(execution_options={"writes": True})
            own.execute(statement)

    return change


def test_with_an_app_the_password_alone_opens_nothing(app, user):
    secret, codes = add_app(browser(app, user)[0])
    assert len(codes) == 10

    client, answer = browser(app, user, next_address="/people")

    assert answer.headers["Location"] == "/sign-in/second-step?next=/people"
    assert not is_in(client)
    assert client.get("/account").status_code == 302
    done = client.post("/sign-in/second-step?next=/people", data={"code": later(secret)})
    assert done.headers["Location"] == "/people"
    assert is_in(client)


def test_a_code_works_once(app, user):
    secret, _ = add_app(browser(app, user)[0])
    code = later(secret)
    first, second = browser(app, user)[0], browser(app, user)[0]

    assert first.post("/sign-in/second-step", data={"code": code}).status_code == 303
    again = second.post("/sign-in/second-step", data={"code": code})

    assert (again.status_code, is_in(second)) == (422, False)
    assert "This code is not right, or was used already." in again.text


def test_recovery_code_stands_in_once_however_it_is_typed(app, user):
    _, codes = add_app(browser(app, user)[0])
    typed = codes[0].upper().replace("-", " ")

    first, second = browser(app, user)[0], browser(app, user)[0]
    assert first.post("/sign-in/second-step", data={"code": typed}).status_code == 303
    assert second.post("/sign-in/second-step", data={"code": codes[0]}).status_code == 422

    assert "9 codes are left." in first.get(HERE).text


def test_neither_code_nor_secret_lies_in_the_database(app, user, load):
    secret, codes = add_app(browser(app, user)[0])

    stored = [
        *load(select(AuthenticatorApp.encrypted_secret)),
        *load(select(RecoveryCode.code_hash)),
    ]

    assert len(stored) == 11
    assert not any(part in kept for kept in stored for part in (secret, *codes))


def test_wrong_codes_are_counted(app, user):
    add_app(browser(app, user)[0])
    client = browser(app, user)[0]

    answers = [client.post("/sign-in/second-step", data={"code": "000000"}) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "Too many tries. Please wait" in answers[-1].text


def test_code_of_another_user_is_wrong(app, user, user_with):
    other = user_with(RoleName.READER, email="other@planner.example")
    _, foreign = add_app(browser(app, other)[0])
    add_app(browser(app, user)[0])
    client = browser(app, user)[0]

    assert client.post("/sign-in/second-step", data={"code": foreign[0]}).status_code == 422


def test_app_is_added_only_once_it_shows_a_right_code(app, user, load):
    client = browser(app, user)[0]
    page = client.get(f"{HERE}/app")

    wrong = client.post(f"{HERE}/app", data={"setup": field(page, "setup"), "code": "12345"})

    assert wrong.status_code == 422
    assert field(wrong, "setup"), "and the key that was scanned is still the one of the page"
    assert load(select(func.count()).select_from(AuthenticatorApp)) == [0]


def test_second_step_without_the_password_leads_to_the_password(client):
    assert client.get("/sign-in/second-step").headers["Location"] == "/sign-in"
    assert client.post("/sign-in/second-step", data={"code": "1"}).headers["Location"] == "/sign-in"


def test_with_another_secret_key_the_recovery_codes_still_work(app, user):
    secret, codes = add_app(browser(app, user)[0])
    app.config["SECRET_KEY"] = "y" * 40
    client = browser(app, user)[0]

    refused = client.post("/sign-in/second-step", data={"code": later(secret)})

    assert "The secret key of this planner has changed" in refused.text
    assert client.post("/sign-in/second-step", data={"code": codes[0]}).status_code == 303


def test_passkey_is_a_second_step(app, user, change):
    device = Authenticator(HOST, knows_its_user=False)
    assert len(codes_on(add_passkey(browser(app, user)[0], device))) == 10
    client = browser(app, user)[0]

    page = client.get("/sign-in/second-step")
    done = client.post("/sign-in/second-step/passkey", data={"credential": device.get(asked(page))})

    assert (done.status_code, is_in(client)) == (303, True)


def test_passkey_that_knows_its_user_signs_in_alone(app, user, client):
    device = Authenticator(HOST)
    add_passkey(browser(app, user)[0], device)

    answer = device.get(asked(client.get("/sign-in")))
    done = client.post("/sign-in/passkey?next=/people", data={"credential": answer})

    assert (done.headers["Location"], is_in(client)) == ("/people", True)


@pytest.mark.parametrize(
    ("device", "lie"),
    [
        (Authenticator(HOST, knows_its_user=False), {}),
        (Authenticator(HOST), {"origin": "https://evil.example"}),
        (Authenticator(HOST), {"id": b"another"}),
    ],
    ids=["does not know its user", "of another page", "unknown"],
)
def test_passkey_that_proves_too_little_signs_nobody_in(app, user, client, device, lie):
    add_passkey(browser(app, user)[0], device)
    vars(device).update(lie)

    client.post("/sign-in/passkey", data={"credential": device.get(asked(client.get("/sign-in")))})

    assert not is_in(client)
    assert "The passkey was not accepted." in client.get("/sign-in").text


def test_answer_of_a_passkey_is_taken_once(app, user):
    device = Authenticator(HOST)
    add_passkey(browser(app, user)[0], device)
    thief, owner = app.test_client(), app.test_client()
    answer = device.get(asked(owner.get("/sign-in")))

    owner.post("/sign-in/passkey", data={"credential": answer})
    thief.post("/sign-in/passkey", data={"credential": answer})

    assert (is_in(owner), is_in(thief)) == (True, False)


def test_passkey_that_was_copied_is_noticed_by_its_count(app, user, client, change):
    device = Authenticator(HOST)
    add_passkey(browser(app, user)[0], device)
    change(update(Passkey).values(sign_count=5))

    client.post("/sign-in/passkey", data={"credential": device.get(asked(client.get("/sign-in")))})

    assert not is_in(client)


def test_passkey_of_another_user_is_no_second_step(app, user, user_with):
    other = user_with(RoleName.READER, email="other@planner.example")
    foreign = Authenticator(HOST)
    add_passkey(browser(app, other)[0], foreign)
    add_passkey(browser(app, user)[0], Authenticator(HOST))
    client = browser(app, user)[0]

    answer = foreign.get(asked(client.get("/sign-in/second-step")))
    done = client.post("/sign-in/second-step/passkey", data={"credential": answer})

    assert (done.status_code, is_in(client)) == (422, False)


def test_passkey_is_added_once(app, user, user_with, load):
    device = Authenticator(HOST)
    add_passkey(browser(app, user)[0], device)
    other = browser(app, user_with(RoleName.READER, email="other@planner.example"))[0]

    refused = add_passkey(other, device)

    assert (refused.status_code, "This passkey is known already." in refused.text) == (422, True)
    assert load(select(Passkey.user_id)) == [user.id]


def test_account_that_is_off_is_not_opened_by_a_passkey(app, user, client, change):
    device = Authenticator(HOST)
    add_passkey(browser(app, user)[0], device)
    change(update(type(user)).values(active=False))

    client.post("/sign-in/passkey", data={"credential": device.get(asked(client.get("/sign-in")))})

    assert not is_in(client)


def test_no_passkey_is_offered_where_browsers_refuse_them(app, user, client):
    app.config["PUBLIC_URL"] = "http://127.0.0.1:8000"

    assert "data-passkey" not in client.get("/sign-in").text
    assert client.post("/sign-in/passkey").status_code == 404
    assert browser(app, user)[0].get(f"{HERE}/passkeys/add").status_code == 404


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://planner.example", "planner.example"),
        ("https://planner.example:8443/office", "planner.example"),
        ("http://localhost:8000", "localhost"),
        ("http://planner.example", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]", None),
    ],
)
def test_passkeys_are_of_a_name_with_https(address, host):
    party = relying_party(address)

    assert (party and party.id) == host


def test_nothing_is_changed_long_after_the_password(app, user, change, load):
    client = browser(app, user)[0]
    add_app(client)
    change(update(UserSession).values(password_at=utc_now() - dt.timedelta(minutes=11)))

    refused = client.post(f"{HERE}/app/remove")

    assert refused.headers["Location"].startswith(f"{HERE}/confirm")
    assert client.get(f"{HERE}/app").headers["Location"] == f"{HERE}/confirm?next={HERE}/app"
    wrong = client.post(f"{HERE}/confirm", data={"current_password": "wrong"})
    assert (wrong.status_code, "This is not your password." in wrong.text) == (422, True)
    client.post(f"{HERE}/confirm", data={"current_password": PASSWORD})
    client.post(f"{HERE}/app/remove")
    assert load(select(func.count()).select_from(AuthenticatorApp)) == [0]
    assert load(select(func.count()).select_from(RecoveryCode)) == [0], "they stand for nothing"


def test_passkey_alone_does_not_count_as_the_password(app, user, client):
    device = Authenticator(HOST)
    add_passkey(browser(app, user)[0], device)
    answer = device.get(asked(client.get("/sign-in")))
    client.post("/sign-in/passkey", data={"credential": answer})

    assert client.get(f"{HERE}/app").headers["Location"].startswith(f"{HERE}/confirm")


def test_ones_own_passkeys_are_removed_and_no_others(app, user, user_with, load):
    other = user_with(RoleName.READER, email="other@planner.example")
    add_passkey(browser(app, other)[0], Authenticator(HOST))
    [foreign] = load(select(Passkey.id))
    client = browser(app, user)[0]
    add_passkey(client, Authenticator(HOST), "my <b>key</b>")
    own = load(select(Passkey.id).where(Passkey.user_id == user.id))[0]

    assert client.post(f"{HERE}/passkeys/{foreign}/remove").status_code == 404
    assert "my &lt;b&gt;key" in client.get(HERE).text
    assert client.post(f"{HERE}/passkeys/{own}/remove").status_code == 303
    assert load(select(Passkey.id)) == [foreign]


def test_new_recovery_codes_replace_the_old_ones(app, user):
    client = browser(app, user)[0]
    _, old = add_app(client)

    new = codes_on(client.post(f"{HERE}/recovery-codes"))

    fresh = browser(app, user)[0]
    assert fresh.post("/sign-in/second-step", data={"code": old[0]}).status_code == 422
    assert fresh.post("/sign-in/second-step", data={"code": new[0]}).status_code == 303


def version_of(client, address="/settings/users/second-factor"):
    """Return the version that a form sends along."""
    return re.search(r'name="lock_version"[^>]* value="(\d+)"', client.get(address).text)[1]


def save_roles(administrator, roles, seen=None):
    """Choose the roles that need a second factor, as they are or were seen."""
    entry = {"roles": roles, "lock_version": seen or version_of(administrator)}
    return administrator.post("/settings/users/second-factor", data=entry)


def test_role_that_needs_a_second_factor_sets_one_up_before_anything_else(
    app, user, administrator, load
):
    client = browser(app, user)[0]
    assert is_in(client)

    save_roles(administrator, ["organiser"])

    assert client.get("/overview").headers["Location"] == HERE
    assert "Your role needs a second factor." in client.get(HERE).text
    assert client.post("/people/add", data={}).headers["Location"] == HERE
    add_app(client)
    assert is_in(client)
    needing = load(select(Role.name).where(Role.needs_second_factor))
    assert needing == ["organiser"]
    save_roles(administrator, [])
    assert load(select(Role.name).where(Role.needs_second_factor)) == []


def test_two_who_choose_roles_at_once_learn_of_each_other(administrator, load):
    seen = version_of(administrator)
    save_roles(administrator, ["organiser"])

    answer = save_roles(administrator, ["reader"], seen)

    assert answer.status_code == 409
    assert "Two have changed this" in answer.text
    assert load(select(Role.name).where(Role.needs_second_factor)) == ["organiser"]
    assert save_roles(administrator, ["reader"]).status_code == 303
    assert load(select(Role.name).where(Role.needs_second_factor)) == ["reader"]


def test_role_that_is_none_is_refused(administrator, load):
    answer = administrator.post("/settings/users/second-factor", data={"roles": ["emperor"]})

    assert answer.status_code == 422
    assert load(select(Role.name).where(Role.needs_second_factor)) == []


def test_administrator_removes_what_somebody_has_lost(app, user, administrator):
    client = browser(app, user)[0]
    add_app(client)
    add_passkey(client, Authenticator(HOST))
    page = administrator.get(f"/settings/users/{user.id}/edit")
    assert "Remove the second factor" in page.text

    administrator.post(f"/settings/users/{user.id}/second-factors/remove")

    assert not is_in(client), "every browser is signed out"
    assert is_in(browser(app, user)[0])


def test_terminal_removes_what_the_last_administrator_has_lost(app, user):
    client = browser(app, user)[0]
    add_app(client)

    said = app.test_cli_runner().invoke(args=["user", "remove-second-factors", user.email])

    assert (said.exit_code, "with the password alone" in said.output) == (0, True)
    assert not is_in(client)
    assert is_in(browser(app, user)[0])


def test_recovery_codes_are_many_and_never_the_same():
    codes = [code for _ in range(20) for code in new_recovery_codes()]

    assert len(set(codes)) == 200
    assert all(clean_code(code) == code for code in codes)
    assert not any(code.replace("-", "").isdecimal() for code in codes)


@pytest.mark.parametrize(("seconds", "is_right"), [(-30, True), (0, True), (30, True), (61, False)])
def test_clock_of_a_phone_may_be_half_a_minute_off(seconds, is_right):
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at(NOW + dt.timedelta(seconds=seconds))

    assert (timecode_of(secret, code, NOW, 0) is not None) == is_right


def test_challenge_is_of_its_purpose_and_for_a_while():
    made = new_challenge("key", "sign in", NOW)

    assert challenge_of("key", "sign in", made.value) == made
    assert challenge_of("key", "a new one of 7", made.value) is None
    assert challenge_of("other", "sign in", made.value) is None
    assert not is_usable(made, None, NOW + dt.timedelta(minutes=11))
    assert not is_usable(made, NOW, NOW + dt.timedelta(minutes=1))
    assert is_usable(made, NOW - dt.timedelta(seconds=1), NOW)


@given(st.binary(max_size=80))
def test_what_is_no_challenge_is_none(value):
    assert challenge_of("key", "sign in", value) is None


def test_what_is_encrypted_is_read_for_its_purpose_only():
    stored = encrypt("key", "app", "secret")

    assert "secret" not in stored
    assert decrypt("key", "app", stored) == "secret"
    for key, purpose, text in (("key", "x", stored), ("y", "app", stored), ("key", "app", "ä\0")):
        with pytest.raises(KeyChanged):
            decrypt(key, purpose, text)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
LIKE_AN_ANSWER = st.fixed_dictionaries(
    {"id": PLAIN, "rawId": PLAIN, "type": st.just("public-key") | PLAIN},
    optional={
        "response": st.fixed_dictionaries(
            {},
            optional={
                "clientDataJSON": PLAIN,
                "attestationObject": PLAIN,
                "authenticatorData": PLAIN,
                "signature": PLAIN,
            },
        )
    },
)


@given(st.text() | LIKE_AN_ANSWER.map(json.dumps) | PLAIN.map(json.dumps))
def test_whatever_a_browser_sends_as_an_answer_is_refused_in_words(answer):
    party, challenge = relying_party(HOST), Challenge(b"x", NOW)
    for read in (credential_id_of, signed_challenge):
        with contextlib.suppress(RuleBroken):
            read(answer)
    with pytest.raises(RuleBroken, match="was not accepted"):
        new_key(answer, party, challenge)
