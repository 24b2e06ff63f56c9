"""Users: accounts of the office, kept in the settings."""

import re

import pytest
from sqlalchemy import select

from planner.models import RoleName, User
from planner.queries.users import user_with_email
from planner.rules.permissions import Permission
from planner.rules.users import random_password
from tests.conftest import PASSWORD
from tests.factories import make_person

OTHER = "another good passphrase"


def entry(**values):
    return {"name": "Ben Groß", "email": "ben@planner.example", "role": "assistant"} | values


def shown_link(page):
    """Return the path of the link that a page shows once."""
    return re.search(r'<input id="link" readonly value="https://planner.example([^"]+)"', page)[1]


def changed(account, **values):
    """Return what the form of an account sends."""
    entry = {"name": account.name, "email": account.email, "role": "reader", "active": "y"}
    return entry | {"lock_version": "1"} | values


def sign_in_with(app, email, password):
    browser = app.test_client()
    answer = browser.post("/sign-in", data={"email": email, "password": password})
    return browser, answer.status_code


def user_of(load, email):
    return load(user_with_email(email))[0]


def test_new_user_gets_a_link_that_is_shown_once_and_chooses_a_password(
    app, administrator, load, client
):
    page = administrator.post("/settings/users/add", data=entry(email=" Ben@Planner.example "))

    link = shown_link(page.text)
    assert sign_in_with(app, "ben@planner.example", "")[1] == 422
    chosen = {"new_password": OTHER, "new_password_again": OTHER}
    assert client.post(link, data=chosen).headers["Location"] == "/sign-in"
    browser, status = sign_in_with(app, "ben@planner.example", OTHER)
    assert (status, browser.get("/overview").status_code) == (303, 200)
    user = user_of(load, "ben@planner.example")
    assert page.headers["Cache-Control"] == "private, no-store"
    token = link.rpartition("/")[2]
    assert token not in str(page.headers)
    assert token not in administrator.get("/settings/users").text
    assert token not in administrator.get(f"/settings/users/{user.id}/edit").text


def test_passwords_are_long_and_never_the_same():
    passwords = {random_password() for _ in range(100)}

    assert len(passwords) == 100
    assert min(map(len, passwords)) >= 24


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "USER@planner.example"}, "There is an account with this e-mail address already"),
        ({"email": "nobody"}, "This is no e-mail address."),
        ({"name": "\x00 "}, "Please fill this in."),
        ({"name": "N" * 10_000}, "at most 200 characters"),
        ({"role": "emperor"}, "Invalid Choice: could not coerce"),
    ],
)
def test_wrong_user_is_told_and_not_added(administrator, user_with, load, wrong, sentence):
    user_with(RoleName.READER, email="user@planner.example")

    answer = administrator.post("/settings/users/add", data=entry(**wrong))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(load(select(User))) == 2


def test_change_of_role_counts_at_once(administrator, sign_in):
    browser = sign_in(RoleName.READER)
    assert browser.get("/people/add").status_code == 403

    answer = administrator.post(
        f"/settings/users/{browser.user.id}/edit",
        data=changed(browser.user, role="organiser"),
    )

    assert answer.status_code == 303
    assert browser.get("/people/add").status_code == 200


def test_what_two_change_of_a_user_at_once_is_both_kept(administrator, user_with, load):
    user = user_with(RoleName.READER, email="ben@planner.example")
    address = f"/settings/users/{user.id}/edit"
    administrator.post(address, data=changed(user, role="organiser"))

    answer = administrator.post(address, data=changed(user, name="Ben"))

    assert answer.status_code == 303
    stored = user_of(load, user.email)
    assert (stored.name, stored.role) == ("Ben", RoleName.ORGANISER)


def test_account_that_is_switched_off_is_signed_out_and_cannot_sign_in(app, administrator, sign_in):
    browser = sign_in(RoleName.READER)

    administrator.post(
        f"/settings/users/{browser.user.id}/edit", data=changed(browser.user, active="")
    )

    assert browser.get("/overview").status_code == 302
    assert sign_in_with(app, browser.user.email, PASSWORD)[1] == 422


@pytest.mark.parametrize("change", [{"role": "reader", "active": "y"}, {"role": "administrator"}])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "the last administrator"), ("de", "die letzte Administration")],
)
def test_last_administrator_stays(administrator, user_with, load, change, language, sentence):
    user_with(RoleName.ADMINISTRATOR, active=False)

    answer = administrator.post(
        f"/settings/users/{administrator.user.id}/edit",
        data={"name": "Other", "email": administrator.user.email, "lock_version": "1"} | change,
        headers={"Accept-Language": language},
    )

    assert answer.status_code == 422
    assert sentence in answer.text
    user = user_of(load, administrator.user.email)
    assert (user.role, user.active, user.name) == (RoleName.ADMINISTRATOR, True, "Ada Lindqvist")


def test_administrator_may_go_when_another_is_left(administrator, user_with, load):
    user_with(RoleName.ADMINISTRATOR)

    administrator.post(
        f"/settings/users/{administrator.user.id}/edit",
        data=changed(administrator.user),
    )

    assert user_of(load, administrator.user.email).role is RoleName.READER
    assert administrator.get("/settings/users").status_code == 403


def test_link_is_made_by_post_only(administrator):
    address = f"/settings/users/{administrator.user.id}/link"

    assert administrator.get(address).status_code == 405


def test_administrator_signs_a_user_out_everywhere(administrator, sign_in):
    browser = sign_in(RoleName.READER)
    edit = f"/settings/users/{browser.user.id}/edit"
    assert "Signed in on 1 device." in administrator.get(edit).text

    answer = administrator.post(f"/settings/users/{browser.user.id}/sign-out")

    assert answer.headers["Location"] == edit
    assert browser.get("/overview").status_code == 302
    assert administrator.get("/overview").status_code == 200


def test_user_is_linked_with_a_person_and_unlinked(administrator, user_with, save, load):
    user, person = user_with(RoleName.READER), save(make_person("Ayşe", "Öztürk"))
    address = f"/settings/users/{user.id}/person"

    found = administrator.get(f"{address}?q=oeztuerk").text
    linked = administrator.post(f"{address}/{person.id}")

    assert f'action="{address}/{person.id}"' in found
    assert linked.status_code == 303
    assert user_of(load, user.email).person_id == person.id
    assert "Ayşe Öztürk" in administrator.get("/settings/users").text
    administrator.post(f"{address}/unlink")
    assert user_of(load, user.email).person_id is None


def test_person_has_one_account_at_most(administrator, user_with, save, load):
    person = save(make_person())
    user_with(RoleName.READER, name="Ben Groß", person_id=person.id)
    other = user_with(RoleName.READER)

    answer = administrator.post(f"/settings/users/{other.id}/person/{person.id}")

    assert answer.status_code == 409
    assert "This person has an account already: Ben Groß." in answer.text
    assert user_of(load, other.email).person_id is None


@pytest.mark.parametrize("number", [1, 5])
def test_list_asks_the_database_as_often_for_many_as_for_one(
    administrator, user_with, save, count_queries, number
):
    for n in range(number):
        user_with(RoleName.READER, person_id=save(make_person("Ada", f"Name{n}")).id)

    with count_queries() as queries:
        administrator.get("/settings/users")

    assert len(queries) == 3  # user, count, users


@pytest.mark.parametrize(
    "address",
    ["", "/add", "/1/edit", "/1/person", "/9/edit", "/9/person/1", "/9/link", "/sign-ins"],
)
def test_only_administrators_open_users(sign_in, address):
    assert sign_in(RoleName.ORGANISER).get(f"/settings/users{address}").status_code in {403, 405}


@pytest.mark.parametrize("address", ["9/edit", "9/person", "99999999999999999999/edit"])
def test_unknown_user_is_not_found(administrator, address):
    assert administrator.get(f"/settings/users/{address}").status_code == 404


@pytest.mark.parametrize(
    "address", ["9/link", "9/sign-out", "9/person/1", "9/person/unlink", "1/person/9"]
)
def test_unknown_user_or_person_cannot_be_changed(administrator, address):
    assert administrator.post(f"/settings/users/{address}").status_code == 404


def test_list_of_users_shows_who_may_not_sign_in_last(administrator, user_with):
    user_with(RoleName.READER, name="Aaron Off", active=False)
    user_with(RoleName.DOOR, name="Zoë New", must_change_password=True)

    page = administrator.get("/settings/users").text

    assert page.index("Zoë New") < page.index("Aaron Off")
    assert "may not sign in" in page
    assert "has chosen no password yet" in page


def test_settings_of_users_are_for_administrators_alone(app):
    names = [name for name in app.view_functions if name.split(".")[0] in {"users", "offices"}]

    assert {app.view_functions[name].permission for name in names} == {Permission.CHANGE_SETTINGS}
