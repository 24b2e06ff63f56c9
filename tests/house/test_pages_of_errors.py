"""Pages of errors: they ask the database nothing, and keep what was typed but for secrets."""

import contextlib
import html
import io
import itertools
import re
import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import InternalServerError, RequestEntityTooLarge, TooManyRequests
from wtforms import PasswordField

from planner import create_app
from planner.connections import REQUEST_WAIT
from planner.db import session
from planner.forms import sent
from planner.languages import Message
from planner.machine.faults import Fault, fault_of
from planner.models import Network, RoleName, Theme
from planner.printing.typesetting.typesetting import TypesettingFailed
from planner.rules import NotFound, RuleBroken
from planner.web.access import CsrfLost, SessionOver
from tests.conftest import COMPILED_TEMPLATES, basic_settings
from tests.route_walk import PageParser, routes

TYPED = "Zwei Sätze, die niemand noch einmal tippt"
FORM = {"title_de": TYPED, "title_en": "Two <b>sentences</b>\r\nand a second line", "first_day": ""}
NETWORK = {"name": "Eurocities", "description_de": TYPED, "lock_version": "0"}
TITLES = {"title_de", "seat", "postal_address", "description_en", "country", "notes"}
PAGES_WITH_PASSWORDS = ("/sign-in", "/account/password", "/settings/users/add")


def sqlite_error(code, name, words):
    """Return the error of SQLAlchemy for a code of SQLite."""
    original = sqlite3.OperationalError(words)
    original.sqlite_errorcode, original.sqlite_errorname = code, name
    return DBAPIError.instance("SELECT secret", {}, original, sqlite3.Error)


SQLITE_WORDS = [
    (5, "SQLITE_BUSY", "database is locked", Fault.BUSY),
    (6, "SQLITE_LOCKED", "database table is locked", Fault.BUSY),
    (8, "SQLITE_READONLY", "attempt to write a readonly database", Fault.READ_ONLY),
    (1032, "SQLITE_READONLY_DBMOVED", "attempt to write a readonly database", Fault.READ_ONLY),
    (10, "SQLITE_IOERR", "disk I/O error", Fault.DAMAGED),
    (4874, "SQLITE_IOERR_SHMSIZE", "disk I/O error", Fault.FULL),
    (11, "SQLITE_CORRUPT", "database disk image is malformed", Fault.DAMAGED),
    (13, "SQLITE_FULL", "database or disk is full", Fault.FULL),
    (14, "SQLITE_CANTOPEN", "unable to open database file", Fault.AWAY),
    (26, "SQLITE_NOTADB", "file is not a database", Fault.DAMAGED),
]


@pytest.mark.parametrize(("code", "name", "words", "fault"), SQLITE_WORDS)
def test_what_sqlite_says_is_told_apart(code, name, words, fault):
    assert fault_of(sqlite_error(code, name, words)) is fault


def test_fault_of_the_program_is_none_of_the_database():
    assert fault_of(sqlite_error(1, "SQLITE_ERROR", "no such table")) is None
    assert fault_of(sqlite_error(19, "SQLITE_CONSTRAINT", "UNIQUE")) is None
    assert fault_of(ValueError()) is None
    assert fault_of(FileNotFoundError(2, "")) is None


RAISED = {
    "busy": lambda: sqlite_error(5, "SQLITE_BUSY", "database is locked"),
    "away": lambda: sqlite_error(14, "SQLITE_CANTOPEN", "unable to open database file"),
    "full": lambda: sqlite_error(13, "SQLITE_FULL", "database or disk is full"),
    "read-only": lambda: sqlite_error(8, "SQLITE_READONLY", "readonly"),
    "damaged": lambda: sqlite_error(11, "SQLITE_CORRUPT", "malformed"),
    "constraint": lambda: sqlite_error(19, "SQLITE_CONSTRAINT", "UNIQUE user.email ada@x"),
    "pool": lambda: PoolTimeout("QueuePool limit of size 5 overflow 10 reached"),
    "pending": lambda: PendingRollbackError("rolled back"),
    "disk": lambda: OSError(28, "No space left on device", "/tmp/ada"),
    "read-only folder": lambda: PermissionError(13, "Permission denied", "/tmp/ada"),
    "program": lambda: ZeroDivisionError("ada@planner.example"),
    "too large": RequestEntityTooLarge,
    "too many": lambda: TooManyRequests(retry_after=3),
    "500": InternalServerError,
    "rule": lambda: RuleBroken(Message("Please fill this in.")),
    "not found": NotFound,
    "csrf": CsrfLost,
    "session": SessionOver,
    "typesetting": lambda: TypesettingFailed(Message("The PDF could not be made.")),
}
STATUSES = {"constraint": 500, "program": 500, "500": 500, "too large": 413, "too many": 429}
STATUSES |= {"rule": 409, "not found": 404, "csrf": 400, "session": 403}


@pytest.fixture(scope="module")
def app(template, tmp_path_factory):
    """A planner that asks for tokens and shows a page for every error, with an address for each."""
    path = tmp_path_factory.mktemp("errors") / "test.sqlite"
    shutil.copyfile(template[0], path)
    app = create_app(basic_settings(path) | {"OFFICE_EMAIL": "office@planner.example"})
    app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
    app.config.update(SESSION_COOKIE_SECURE=False, PROPAGATE_EXCEPTIONS=False)

    def fail(kind):
        session.execute(text("SELECT 1"))
        raise RAISED[kind]()

    fail.permission = "a test"
    app.add_url_rule("/fail/<kind>", view_func=fail, methods=["GET", "POST"])
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture
def browser(sign_in):
    """The browser of an administrator who reads German and likes it dark."""
    client = sign_in(RoleName.ADMINISTRATOR, name="Svenja Brandt", theme=Theme.DARK, language="de")
    client.token = PageParser(client.get("/settings").text).forms[0]["fields"][0][1]
    return client


def post(browser, address, form=FORM, **values):
    """Send a form with the token of the browser."""
    return browser.post(address, data={"csrf_token": browser.token, **form, **values})


@pytest.fixture
def failing(engine):
    """Return a context manager in which each statement but the first ones fails, or the nth."""

    @contextlib.contextmanager
    def failing(after=0, kind="busy"):
        numbers = itertools.count()
        asked = []

        def fail(_connection, _cursor, statement, *_):
            asked.append(statement)
            if next(numbers) >= after:
                raise RAISED[kind]()

        event.listen(engine, "before_cursor_execute", fail)
        yield asked
        event.remove(engine, "before_cursor_execute", fail)

    return failing


@pytest.mark.parametrize("kind", RAISED)
def test_page_of_an_error_asks_nothing_and_keeps_what_was_typed(browser, count_queries, kind):
    with count_queries() as statements:
        shown = browser.get(f"/fail/{kind}")
        answer = post(browser, f"/fail/{kind}", password="geheimes Wort")

    assert statements[-1] == "SELECT 1"
    assert [statement == "SELECT 1" for statement in statements].count(True) == 2
    assert (shown.status_code, answer.status_code) == (STATUSES.get(kind, 503),) * 2
    page = html.unescape(answer.text)
    assert page.count(f"<dd>{TYPED}</dd>") == 1
    assert "<dt>Titel (deutsch)</dt>" in page
    assert "geheimes Wort" not in page
    assert "<b>sentences</b>" not in answer.text
    assert ("Svenja Brandt" in page, 'data-theme="dark"' in page) == (True, True)
    assert '<html lang="de"' in page
    assert "ada@" not in page


@pytest.mark.parametrize("after", [0, 1])
def test_every_form_of_the_planner_comes_back_when_the_database_fails(app, browser, failing, after):
    rules = {rule.rule: rule for rule in routes(app, "POST")}
    lost = {}
    with app.test_request_context():
        addresses = [
            rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)[1]
            for rule in rules.values()
        ]
    for address in addresses:
        with failing(after) as asked:
            answer = post(browser, address)
        failed = len(asked) > after
        if failed and (answer.status_code, TYPED in html.unescape(answer.text)) != (503, True):
            lost[address] = answer.status_code
        if len(asked) > after + 1:
            lost[address] = f"asked {len(asked) - after - 1} more"

    assert len(addresses) > 100
    assert lost == {}


def test_page_speaks_and_looks_as_this_browser_saw_it_last(browser, failing):
    with failing():
        answer = browser.get("/visits")

    assert answer.status_code == 503
    assert "Die Datenbank ist ausgelastet." in answer.text
    assert 'data-theme="dark"' in answer.text
    assert "Svenja Brandt" not in answer.text
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_one_button_sends_the_same_once_more(browser, failing, load):
    with failing(after=1):
        answer = post(browser, "/settings/networks/add", NETWORK)
    [again] = [one for one in PageParser(answer.text).forms if one["action"].endswith("/add")]
    saved = browser.post(again["action"], data={name: text for name, text, _ in again["fields"]})

    assert saved.status_code == 303
    assert [row.description_de for row in load(select(Network))] == [TYPED]


@pytest.mark.parametrize("token", ["", "of a page of somebody else"])
def test_form_of_a_foreign_page_gets_no_button(browser, failing, token):
    with failing(after=1):
        answer = post(browser, "/settings/networks/add", csrf_token=token)

    assert TYPED in html.unescape(answer.text)
    assert [form for form in PageParser(answer.text).forms if form["action"].endswith("/add")] == []


def test_form_with_a_password_gets_no_button_but_says_why(browser, failing):
    typed = {"email": "ada@planner.example", "password": "correct horse"}
    with failing():
        answer = post(browser, "/sign-in", typed)

    assert "correct horse" not in answer.text
    assert "ada@planner.example" in answer.text
    assert "Passwörter und Codes" in answer.text
    assert [form for form in PageParser(answer.text).forms if form["action"] == "/sign-in"] == []


def test_file_that_was_sent_is_named_as_not_kept(browser, failing):
    with failing(after=1):
        answer = post(browser, "/events/add", picture_file=(io.BytesIO(b"x"), "rathaus.png"))

    assert "rathaus.png" in answer.text
    assert TYPED in html.unescape(answer.text)


def test_lost_session_prints_no_password(app):
    typed = {"title_de": TYPED, "new_password": "my new one", "new_password_again": "my new one"}
    client = app.test_client()

    answer = client.post("/account/password", data=typed)

    assert TYPED in html.unescape(answer.text)
    assert "my new one" not in answer.text


def test_every_secret_field_of_every_form_is_kept_off_pages():
    declared = {name for name, field in sent.all_fields() if sent.is_secret_field(field)}
    password_fields = {
        name
        for name, field in sent.all_fields()
        if issubclass(field.field_class, PasswordField) or "password" in name
    }

    assert {"password", "current_password", "new_password", "new_password_again"} <= declared
    assert password_fields <= declared
    assert {name for name in declared if not sent.is_secret(f"part-0-{name}")} == set()
    assert [name for name in TITLES if sent.is_secret(name)] == []


def test_password_fields_of_every_page_are_known(app, browser, administrator):
    pages = [browser.get(address).text for address in PAGES_WITH_PASSWORDS]
    names = {
        given["name"]
        for page in pages
        for tag, given in PageParser(page).tags
        if tag == "input" and given.get("type") == "password"
    }

    assert names
    assert {name for name in names if not sent.is_secret(name)} == set()


def test_error_of_the_program_is_logged_by_its_reference_without_words(browser, lines):
    answer = post(browser, "/fail/program")

    [reference] = re.findall(r"<strong>([0-9A-F]{4}-[0-9A-F]{4})</strong>", answer.text)
    [error, request] = [line for line in lines.records if line["request"] == reference]
    assert (error["level"], error["error"]) == ("error", "builtins.ZeroDivisionError")
    assert (error["endpoint"], request["method"], request["status"]) == ("fail", "POST", 500)
    assert "ada@" not in lines.text
    assert TYPED not in lines.text


def test_constraint_that_nobody_caught_is_logged_without_its_words(browser, lines):
    post(browser, "/fail/constraint")

    [error] = [line for line in lines.records if line["level"] == "error"]
    assert error["error"].startswith("sqlalchemy.exc.OperationalError")
    assert "ada@" not in lines.text


# real faults


@contextlib.contextmanager
def foreign_lock(path, mode):
    """Hold the lock of an SQLite database as another program does."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        if mode == "all":
            other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE calendar_revision SET number = number")
        yield
        other.execute("ROLLBACK")


def test_foreign_lock_is_waited_for_once_and_briefly_by_the_next(app, browser, engine):
    path = app.config["DATABASE_URL"].removeprefix("sqlite:///")
    with foreign_lock(path, "writing"):
        began = time.monotonic()
        answer = post(browser, "/settings/networks/add", NETWORK)
        first = time.monotonic() - began
        page = browser.get("/visits")
        began = time.monotonic()
        second_answer = post(browser, "/settings/networks/add", NETWORK)
        second = time.monotonic() - began

    assert (answer.status_code, second_answer.status_code) == (503, 503)
    assert TYPED in html.unescape(answer.text)
    assert page.status_code == 200
    assert REQUEST_WAIT <= first < REQUEST_WAIT + 1
    assert second < 1


def test_act_on_a_database_that_is_away_tells_so(tmp_path, template, app, browser):
    path = Path(app.config["DATABASE_URL"].removeprefix("sqlite:///"))
    app.extensions["sessionmaker"].kw["bind"].dispose()
    path.rename(hidden := path.with_name("away"))
    path.mkdir()
    try:
        answer = post(browser, "/settings/networks/add")
    finally:
        path.rmdir()
        hidden.rename(path)

    assert answer.status_code == 503
    assert "nicht erreichbar" in answer.text
    assert answer.headers["Retry-After"] == "30"
    assert TYPED in html.unescape(answer.text)
