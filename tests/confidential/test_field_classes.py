"""Every field has a class, and no reader is told one of a class that is not theirs."""

import base64
import re
import shutil
from fnmatch import fnmatchcase

import pytest
from sqlalchemy import Enum, String, select

from planner import create_app
from planner.clock import utc_now
from planner.confidentiality import SeesAll, seeing_all
from planner.db import Base, session
from planner.feeds.catalogue import FEEDS
from planner.feeds.feed_readers import FeedReader
from planner.languages import LANGUAGES
from planner.models import (
    Audience,
    Interpretation,
    Kind,
    Reply,
    RoleName,
    Visit,
)
from planner.printing.catalogue import DOCUMENTS
from planner.queries.programme.programme import read_programme
from planner.rules.field_classes import (
    CLASSES,
    EVERYWHERE,
    FIELDS,
    PLUMBING,
    FieldClass,
    columns_of,
    may_read,
    named_classes,
)
from planner.rules.printing.occasions import EVENT, VISIT, Occasion
from tests.confidential.secret_visit import add_user
from tests.conftest import COMPILED_TEMPLATES, basic_settings
from tests.factories import make_event, make_feed, make_guest, make_transfer
from tests.papers import address_of as paper_address_of
from tests.papers import parts_of, print_paper, solid
from tests.route_walk import address_of, is_open, routes
from tests.world import CODES, all_rows, browser_of, fill, make_hidden, make_notes, make_world, mark

PLACE = re.compile(r"\[([a-z_]+\.[a-z_]+)\]")
COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]
PUBLIC = columns_of(FieldClass.PUBLIC)
GUESTS = PUBLIC | columns_of(FieldClass.GUESTS)
WORKING = {FeedReader.DRIVER, FeedReader.INTERPRETER}  # they are told whom of the office to call
NUMBERS = {  # that stand nowhere else
    "event.capacity": 713_001, "venue.capacity": 713_002, "transfer.seats": 713_003,
    "municipality.population": 713_004,
}  # fmt: skip
GROUPED = re.compile(r"(?<=\d)[.,\u00a0\u202f](?=\d{3})")
AFTER_A_PASSWORD = {"second_step.code"}
FOLDED = {"search_name", "plain_name", "sort_de", "sort_en", "label_key"}  # made of other fields


def test_every_column_has_one_class():
    assert {
        str(column): found for column in COLUMNS if len(found := named_classes(column)) != 1
    } == {}


def test_every_name_of_the_classes_is_a_column():
    assert {*FIELDS} == {*Base.metadata.tables}
    for table, fields in [*FIELDS.items(), (None, EVERYWHERE)]:
        keys = [
            one.key for one in COLUMNS if table in {None, one.table.name} and not one.foreign_keys
        ]
        for name in " ".join(fields.values()).split():
            assert any(fnmatchcase(key, name) for key in keys), (table, name)


def test_what_sounds_secret_is_secret():
    secret = re.compile("hash|secret|password|public_key|token")
    told = {  # what only sounds so
        *("feed.token_end", "feed_snapshot.renderer_hash", "feed_snapshot.content_hash"),
        *("rendered_event.renderer_hash", "user.must_change_password"),
        *("user_session.password_at", "role.needs_second_factor"),
    }
    found = {place for place in CLASSES if secret.search(place.partition(".")[2])}

    assert found - told <= columns_of(FieldClass.SECRET)
    assert all(CLASSES[place] is not FieldClass.SECRET for place in told)


@pytest.mark.parametrize("reader", Audience)
def test_readers_of_a_class_read_it_and_the_wider_ones(reader):
    known = {str(column) for column in COLUMNS if may_read(reader, column)}
    wider = list(FieldClass)[: list(Audience).index(reader) + 1]

    assert known == columns_of(*wider, FieldClass.PLUMBING)


@pytest.fixture(scope="module")
def app(template, tmp_path_factory):
    """A planner for all tests here."""
    path = tmp_path_factory.mktemp("classes") / "test.sqlite"
    shutil.copyfile(template[0], path)
    app = create_app(basic_settings(path) | {"TODAY": "2027-04-12"})
    app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
    app.config.update(SESSION_COOKIE_SECURE=False, WTF_CSRF_ENABLED=False, TESTING=True)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture(scope="module")
def world(app, template):
    """A row of every table, each text marked with its column; feeds of every kind, a full account.

    Its user is an administrator, who finds the most pages, and has whatever an account can have.
    """
    world = make_world("one")
    world.event.interpretation = Interpretation.CONSECUTIVE
    world.for_guests = make_event(
        "2027-04-12 12:00", visit=world.visit, responsible=world.user, kind=Kind.TRANSFER
    )
    world.ride = make_transfer(world.for_guests, to_venue=world.venue)
    world.rider = make_guest(world.person, world.for_guests, reply=Reply.ACCEPTED)
    world.authenticator.encrypted_secret = "what an app knows, encrypted"
    world.passkey.public_key = b"the public half of a key"
    world.notes, world.facts = make_notes(), world.municipality.facts
    for row in all_rows(world):
        mark(row, "")
    world.event.capacity, world.free.capacity = [NUMBERS["event.capacity"]] * 2
    world.venue.capacity = NUMBERS["venue.capacity"]
    world.transfer.seats = world.ride.seats = NUMBERS["transfer.seats"]
    world.municipality.population = NUMBERS["municipality.population"]
    world.user.email = "[user.email]@planner.example"
    world.user.password = template[1]
    fill(app, all_rows(world), make_hidden(world))
    add_user(app, RoleName.ADMINISTRATOR, row=world.user)
    feeds = [make_feed(f"of {one.kind}", kind=one.kind, **about(one, world)) for one in FEEDS]
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        session.add_all(feeds)
        session.commit()
    return world


def about(definition, world):
    """Return what a feed of a kind is about; the user made it."""
    table = definition.subject.__tablename__
    found = {table: getattr(world, table), "made_by": world.user}
    return found | ({"person": world.person} if definition.needs_person else {})


def told_by(text):
    """Return the columns of which a text tells."""
    digits = GROUPED.sub("", text)
    numbers = {place for place, number in NUMBERS.items() if str(number) in digits}
    return set(PLACE.findall(text.replace("\r\n ", ""))) | numbers


def test_every_text_is_marked(app, world):
    unmarked = set()
    with app.app_context(), seeing_all(SeesAll.HOUSEKEEPING):
        for column in COLUMNS:
            if is_text(column) and not is_code(column) and CLASSES[str(column)] is not PLUMBING:
                values = session.scalars(select(column)).all()
                if not any(f"[{column}]" in (value or "") for value in values):
                    unmarked.add(str(column))

    assert unmarked == set()


def is_text(column):
    """Tell whether a column is a text of any form."""
    return isinstance(column.type, String) and not isinstance(column.type, Enum)


def is_code(column):
    """Tell whether the text of a column has to be of a form, or is made of others."""
    return bool({column.key, str(column)} & {*CODES, *FOLDED} - {"user.email"})


def test_public_pages_and_feeds_tell_what_is_public_and_nothing_else(app, world):
    told, browser = set(), app.test_client()
    for rule in routes(app, "GET"):
        if not is_open(app, rule) or "token" in rule.arguments:
            continue
        for language in LANGUAGES:
            address = address_of(app, rule, world)
            answer = browser.get(address, headers={"Accept-Language": language})
            assert answer.status_code == 200 or rule.endpoint in AFTER_A_PASSWORD, address
            assert "HIDDEN" not in answer.text, address
            assert told_by(answer.text) <= PUBLIC, address
            told |= told_by(answer.text)

    assert told >= {"event.title_de", "municipality.portrait_en", "municipality.population"}


@pytest.mark.parametrize("definition", FEEDS, ids=lambda one: one.kind)
def test_feed_tells_what_its_readers_may_and_nothing_else(app, world, definition):
    if definition.is_internal:
        may_tell = GUESTS | columns_of(FieldClass.INTERNAL)
    else:
        may_tell = GUESTS | ({"user.phone"} if definition.reader in WORKING else set())
    addresses = [f"/feeds/of {definition.kind}.ics"]
    if definition.is_download:
        addresses.append(f"/visits/{world.visit.slug}/calendar.ics?kind={definition.kind}")
    for address in addresses:
        answer = browser_of(app, world.user).get(address)
        assert answer.status_code == 200
        assert "VEVENT" in answer.text
        assert told_by(answer.text) <= may_tell


def test_papers_for_guests_tell_what_they_may_and_nothing_else(app, world):
    browser = browser_of(app, add_user(app, RoleName.ORGANISER))  # whose name stands on the paper
    for document in DOCUMENTS:
        if document.reader is not Audience.INTERNAL:
            allowed = columns_of(*list(FieldClass)[: list(Audience).index(document.reader) + 1])
            for answer in printed(app, browser, document, world):
                assert answer, document.key
                assert told_by(answer) <= allowed, document.key


def test_what_readers_may_not_know_is_not_even_read_for_their_papers(app, world):
    now, found = utc_now(), {}
    with app.app_context(), seeing_all(SeesAll.HOUSEKEEPING):
        occasion = Occasion(session.get(Visit, world.visit.id))
        for reader in Audience:
            sources = read_programme(session, occasion, reader, now)
            found[reader] = told_by(str(sources))

    assert found[Audience.INTERNAL] >= {"event.internal_notes", "user.phone", "person.phone"}
    assert not (found[Audience.PUBLIC] | found[Audience.GUESTS]) & columns_of(FieldClass.INTERNAL)


def printed(app, browser, document, world):
    """Yield what the office gets of a document: pages, spreadsheets and the PDF."""
    event = world.event
    for subject in {VISIT, EVENT} & document.subjects:
        address = f"{paper_address_of(subject, world.visit, event)}/print/{document.key}"
        yield browser.get(address).text
        if document.table:
            yield browser.get(f"{address}.csv").text
            yield "".join(parts_of(browser.get(f"{address}.xlsx").data).values())
    yield solid("".join(print_paper(app, document, world.visit, event).pages))


@pytest.fixture(scope="module")
def secrets(app, world):
    """What the secret columns hold, as it could be shown, by column."""
    found = {}
    with app.app_context(), seeing_all(SeesAll.HOUSEKEEPING):
        for column in COLUMNS:
            if CLASSES[str(column)] is FieldClass.SECRET:
                values = {value for value in session.scalars(select(column)) if value}
                found[str(column)] = [one for value in values for one in shapes_of(value)]
    return found


def shapes_of(value):
    """Return a value as a page could show it."""
    if isinstance(value, str):
        return [value]
    return [value.decode(), value.hex(), base64.b64encode(value).decode()]


def test_there_is_a_secret_in_each_secret_column(secrets):
    assert {*secrets} == columns_of(FieldClass.SECRET)
    assert all(len(value) >= 10 for values in secrets.values() for value in values)
    assert all(secrets.values())


def test_nobody_is_told_a_secret(app, world, secrets):
    browser = browser_of(app, world.user)
    told = [(address_of(app, rule, world), None) for rule in routes(app, "GET")]
    told += [(f"/feeds/of {one.kind}.ics", None) for one in FEEDS]
    for number, (address, _) in enumerate(told):
        told[number] = address, browser.get(address).text.replace("\r\n ", "")
    for document in DOCUMENTS:
        told += [(document.key, text) for text in printed(app, browser, document, world)]

    leaks = {
        (address, column)
        for address, text in told
        for column, values in secrets.items()
        if any(value in text for value in values)
    }
    assert leaks == set()
