"""Which passwords may be chosen: at a page, at a link, in the terminal."""

import contextlib
import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from planner.models import RoleName, User
from planner.rules import RuleBroken
from planner.rules.passwords import check_password, is_same
from planner.rules.users import random_password
from tests.conftest import PASSWORD

KNOWN = ("Svenja Brandt", "s.brandt@iserlohn.example", "Stadt Iserlohn", "Büro der Bürgermeisterin")
WORDS = "made of names and words that are guessed first"
EASY = {
    "short": "at least 12",
    "x" * 201: "at most 200",
    "123456789012": "Rows such as|that many use",
    "aaaaaaaaaaaaaaaa": "repeats itself",
    "abcabcabcabcabc": "repeats itself",
    "qwertyuiopasdf": "side by side|many use",
    "password1234": WORDS,
    "trustno1trustno1": "repeats itself",
    "Passwort123456": WORDS,
    "Willkommen2026!": WORDS,
    "Buergermeister12": WORDS,
    "BürgermeisterIn!": WORDS,
    "SommerHerbst2026": WORDS,
    "Svenja Brandt 2024": WORDS,
    "iserlohn2026!!!": WORDS,
    "S.Brandt@iserlohn": WORDS,
    "brandtSVENJAbrandt": WORDS,
    "Stadt Iserlohn!!": WORDS,
}


@pytest.mark.parametrize(("password", "sentence"), EASY.items())
def test_easy_password_is_refused_with_the_reason(password, sentence):
    with pytest.raises(RuleBroken, match=sentence) as refused:
        check_password(password, KNOWN, "new_password")

    assert refused.value.field == "new_password"


@pytest.mark.parametrize(
    "password",
    [
        *(PASSWORD, "another good passphrase", "xK9$mQ2!vR7pLw", "Drei Otter tauchen morgens"),
        *("Пять синих утят плывут", "東京タワーの下で猫が踊る", "ẞ Straßenkätzchen üben ✨"),
        *("  blanks at both ends  x7", string.printable[:94] * 2 + " and more"),
    ],
)
def test_long_words_of_any_script_signs_and_blanks_are_taken(password):
    check_password(password, KNOWN, "new_password")


def test_first_passwords_of_the_planner_are_good_enough():
    for _ in range(20):
        check_password(random_password(), KNOWN, "new_password")


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="48(36917052%@{[<!|$+abcels", min_size=150, max_size=200))
def test_no_password_is_slow_to_check(password):
    began = time.process_time()

    with contextlib.suppress(RuleBroken):
        check_password(password, KNOWN, "new_password")

    assert time.process_time() - began < 2, "without a bound it takes minutes"


def test_passwords_are_the_same_but_for_capitals_and_blanks():
    assert is_same(" Correct Horse", "correct horse ")
    assert not is_same("correct horse", "correct house")


def choice(password):
    return {"new_password": password, "new_password_again": password}


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("123456789012", "is close to a word, a name or a password that many use"),
        (PASSWORD, "That is the password that you have now."),
        (PASSWORD.upper(), "That is the password that you have now."),
        ("Ada Lindqvist 1985", WORDS),
    ],
)
def test_page_refuses_at_the_field_what_is_easy_or_the_one_of_now(
    sign_in, load, password, sentence
):
    browser = sign_in(RoleName.READER, must_change_password=True)

    answer = browser.post(
        "/account/password", data=choice(password) | {"current_password": PASSWORD}
    )

    assert answer.status_code == 422
    [error] = [part for part in answer.text.split("<p ") if 'id="new_password-error"' in part]
    assert sentence in error
    assert PASSWORD not in answer.text
    assert load(select(User.must_change_password)) == [True]


def test_page_says_in_german_why_a_password_is_refused(reader):
    answer = reader.post(
        "/account/password",
        data=choice("1234 1234 1234") | {"current_password": PASSWORD},
        headers={"Accept-Language": "de"},
    )

    assert "Was sich wiederholt, ist leicht zu erraten." in answer.text


@pytest.fixture
def run(app):
    """Run a command as in a terminal."""

    def run(*arguments, typed=""):
        return app.test_cli_runner().invoke(args=["user", *arguments], input=typed)

    return run


@pytest.mark.parametrize("password", ["123456789012", "short", "Ben Brand 1985!"])
def test_terminal_refuses_what_the_page_refuses(run, user_with, load, password):
    user = user_with(RoleName.READER, name="Ben Brand")
    before = load(select(User.password))

    added = run(
        *("add", "new@planner.example", "--role", "reader", "--name", "Ben Brand"),
        *("--password-stdin",),
        typed=f"{password}\n",
    )
    given = run("set-password", user.email, "--password-stdin", typed=f"{password}\n")

    assert (added.exit_code, given.exit_code) == (1, 1)
    assert password not in added.output + given.output
    assert load(select(User.password)) == before


def test_terminal_gives_the_last_administrator_a_password_and_a_link(app, run, sign_in):
    locked_out = sign_in(RoleName.ADMINISTRATOR)
    email, client = locked_out.user.email, app.test_client()

    given = run("set-password", email.upper(), typed="lively otter swims\nlively otter swims\n")

    assert given.exit_code == 0, given.output
    assert "lively" not in given.output
    assert locked_out.get("/overview").status_code == 302
    entry = {"email": email, "password": "lively otter swims"}
    assert client.post("/sign-in", data=entry).status_code == 303
    link = run("link", email).output.strip()
    assert link.startswith("https://planner.example/set-password/")
    page = client.get(link.removeprefix("https://planner.example"))
    assert page.status_code == 200


@pytest.mark.parametrize("command", ["set-password", "link"])
def test_terminal_knows_no_account_that_is_not_there(run, command):
    answer = run(command, "nobody@planner.example", typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert answer.exit_code == 1
    assert "There is no account for nobody@planner.example." in answer.output


def test_all_letters_may_be_typed(reader):
    answer = reader.post(
        "/account/password",
        data=choice(string.punctuation + " ✨ " + "Ω") | {"current_password": PASSWORD},
    )

    assert answer.status_code == 303
