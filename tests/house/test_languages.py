"""German and English."""

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from planner.languages import Message, Messages, text_of, translate
from tests.factories import make_visit

CATALOGUE = "planner/translations/de/LC_MESSAGES/messages"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "Message": None,
    "Messages": (1, 2),
}


def texts(catalogue):
    """Return the translations by msgid; both are tuples where a number decides."""
    return {one(message.id): one(message.string) for message in catalogue if message.id}


def one(text):
    return text if isinstance(text, str) else tuple(text)


@pytest.fixture
def german():
    """The German catalogue."""
    with open(f"{CATALOGUE}.po", "rb") as file:
        return read_po(file, locale="de")


def test_every_message_is_in_the_german_catalogue(german):
    with open("babel.cfg") as file:
        mapping, _ = parse_mapping_cfg(file)

    used = {
        found[2]
        for folder in ("planner", "templates")
        for found in extract_from_dir(
            folder, [(k.removeprefix(f"{folder}/"), v) for k, v in mapping], keywords=KEYWORDS
        )
    }

    known = {msgid for msgid, text in texts(german).items() if text and all(text)}
    assert (used - known, known - used) == (set(), set())


def test_german_keeps_every_placeholder(german):
    for message in german:
        if message.id:
            assert not list(message.check(german)), message.id


def test_german_catalogue_is_compiled(german):
    with open(f"{CATALOGUE}.mo", "rb") as file:
        compiled = read_mo(file)

    assert texts(compiled) == texts(german)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-AT, en;q=0.5", "de"), ("en-GB", "en"), ("fr", "de"), ("fr, en;q=0.1", "en"), ("", "de")],
)
def test_sign_in_page_speaks_what_the_browser_asks_for(client, accepted, language):
    page = client.get("/sign-in", headers={"Accept-Language": accepted})

    assert f'<html lang="{language}"' in page.text


def test_public_pages_speak_the_language_of_their_address(client):
    german, english = ({"Accept-Language": code} for code in ("de", "en"))

    assert '<html lang="de"' in client.get("/", headers=english).text
    assert '<html lang="en"' in client.get("/en/", headers=german).text


def test_signed_in_user_reads_in_the_language_of_the_account(sign_in):
    browser = sign_in("reader", language="de")

    assert '<html lang="de"' in browser.get("/account").text


def test_missing_text_is_shown_in_the_other_language():
    visit = make_visit(title_de="Besuch", title_en="")

    assert text_of(visit, "title", "en") == ("Besuch", "de")


def test_message_inside_a_message_is_translated_too(app):
    with app.app_context():
        cancelled = Message("CANCELLED: %(title)s", title=Message("Event"))
        assert translate(cancelled, "de") == "ABGESAGT: Termin"


def test_number_decides_the_form_of_a_sentence(app):
    with app.app_context():
        one, two = (
            Messages("Please check %(num)s entry", "Please check %(num)s entries", n)
            for n in (1, 2)
        )
        assert translate(one, "de") == "Bitte 1 Eingabe prüfen"
        assert translate(two, "en") == "Please check 2 entries"
