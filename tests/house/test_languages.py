"""German and English."""

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from sqlalchemy import select
from sqlalchemy.orm import aliased

from planner.db import Base
from planner.languages import (
    LANGUAGES,
    Bilingual,
    Message,
    Messages,
    Text,
    message_from_json,
    translate,
)
from planner.models import Event, Venue
from planner.models.mixins.bilingual import BilingualColumns
from tests.factories import make_event, make_venue, make_visit

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

    assert visit.title.in_language("en") == Text("Besuch", "de")
    assert Bilingual(en="Visit").in_language("de") == Text("Visit", "en")
    assert Bilingual().in_language("en") == Text("", "en")


def test_each_text_has_its_own_language_where_both_are_known(app):
    title = Bilingual(de="Besuch", en="Visit")

    assert [title.in_language(code) for code in LANGUAGES] == [
        Text("Besuch", "de"),
        Text("Visit", "en"),
    ]
    with app.test_request_context("/en/"):
        assert title.in_language() == Text("Visit", "en")


def test_a_text_is_there_if_it_is_known_in_any_language():
    assert Bilingual(de="Besuch")
    assert Bilingual(en="Visit")
    assert not Bilingual()


def test_what_was_stored_before_bilingual_texts_had_a_type_is_read(app):
    stored = (
        '{"msgid": "Canceled: %(title)s", "plural": [],'
        ' "values": {"title": {"message": {"de": "Empfang", "en": "Empfang"}}}}'
    )

    with app.app_context():
        assert translate(message_from_json(stored), "en") == "Canceled: Empfang"
    assert message_from_json('{"de": "Rathaus", "en": "Town hall"}') == Bilingual(
        "Rathaus", "Town hall"
    )


def bilingual_attributes():
    """Return (model, name of a text) of all pairs of columns."""
    return [
        (mapper.class_, column.key.removesuffix("_de"))
        for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)
        for column in mapper.column_attrs
        if column.key.endswith("_de") and column.key != "sort_de"
    ]


def test_every_pair_of_columns_is_one_attribute():
    missing = [
        (model.__name__, name)
        for model, name in bilingual_attributes()
        if not isinstance(vars(model).get(name), BilingualColumns)
    ]

    assert (missing, len(bilingual_attributes())) == ([], 23)


@pytest.mark.parametrize(("model", "name"), bilingual_attributes())
def test_a_text_is_read_from_its_columns_and_written_into_them(model, name):
    row = model()
    assert getattr(row, name) == Bilingual()

    setattr(row, name, Bilingual(de="Alt", en="Old"))
    assert (getattr(row, f"{name}_de"), getattr(row, f"{name}_en")) == ("Alt", "Old")

    setattr(row, f"{name}_en", "New")
    assert getattr(row, name) == Bilingual(de="Alt", en="New")


def test_a_text_is_selected_as_one_value(save, load):
    here, there = make_venue("Rathaus", name_en="Town hall"), make_venue("Hof", name_en="")
    save(here, there)

    assert load(select(Venue.name).order_by(Venue.id)) == [
        Bilingual("Rathaus", "Town hall"),
        Bilingual("Hof", ""),
    ]


def test_a_text_of_an_outer_join_that_found_nothing_is_empty(app, save):
    save(make_event(venue=None))
    venue = aliased(Venue)

    joined = select(Event.title, venue.name.label("venue")).outerjoin(venue, Event.venue)
    with app.extensions["sessionmaker"]() as session:
        [row] = session.execute(joined)

    assert row._mapping == {"title": Bilingual("Empfang", "Reception"), "venue": Bilingual()}


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
