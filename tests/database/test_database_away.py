"""PostgreSQL that is stopped, locked, read-only or too slow: what the planner makes of it."""

import html
import signal
import threading
import time

import pytest
from sqlalchemy import event, make_url, select, text
from sqlalchemy.exc import DBAPIError

from planner import create_app
from planner.clock import utc_now
from planner.connections import REQUEST_WAIT, waiting_at_most
from planner.db import act, session
from planner.health.startup import BadDatabase, check_before_use
from planner.machine.faults import Fault, fault_of
from planner.models import Role, RoleName, UserSession
from planner.rules.users import hash_token
from tests.conftest import basic_settings, build
from tests.factories import make_network, make_user
from tests.postgres import running_server

NAMES = ("SECRET_KEY", "DATABASE_URL", "MEDIA_FOLDER", "CACHE_FOLDER")
NETWORK = {"name": "Eurocities", "description_de": "Lange getippt", "lock_version": "0"}


@pytest.fixture(scope="module")
def server(postgres):
    """A PostgreSQL of these tests alone: they stop it. `postgres` says whether there is one."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="module")
def planner_there(server, tmp_path_factory):
    """A planner on that server with an organiser, and the browser in which they are signed in."""
    url = server.create_database()
    path = tmp_path_factory.mktemp("away") / "x"
    app = build(basic_settings(path) | {"DATABASE_URL": url})
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    with app.extensions["sessionmaker"](expire_on_commit=False) as own:
        user = make_user(roles=[own.scalar(select(Role).where(Role.name == RoleName.ORGANISER))])
        own.add(user)
        own.flush()
        known = {"user_id": user.id, "started_at": utc_now(), "agent": "test"}
        own.add(UserSession(token_hash=hash_token("token"), **known))
        own.commit()
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with browser.session_transaction("/overview") as cookie:
        cookie.update(_user_id=str(user.id), token="token", _fresh=True)
    yield app, browser
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture
def app(planner_there):
    return planner_there[0]


@pytest.fixture
def browser(planner_there):
    return planner_there[1]


@pytest.fixture
def engine(app):
    return app.extensions["sessionmaker"].kw["bind"]


def test_server_that_stops_and_comes_back_loses_nothing_typed(server, app, browser):
    assert browser.get("/overview").status_code == 200
    server.stop()
    began = time.monotonic()
    page = browser.get("/overview")
    answer = browser.post("/settings/networks/add", data=NETWORK)
    calendars = [browser.get(f"/feeds/{token}.ics") for token in ("guess", "secret")]
    took = time.monotonic() - began
    server.start()
    back = browser.get("/overview")
    saved = browser.post("/settings/networks/add", data=NETWORK)

    assert (page.status_code, answer.status_code) == (503, 503)
    assert "The database cannot be reached just now." in page.text
    assert "Lange getippt" in html.unescape(answer.text)
    assert answer.headers["Retry-After"] == "30"
    assert [(one.status_code, one.headers["Retry-After"]) for one in calendars] == [
        (503, "300")
    ] * 2
    assert took < 2
    assert (back.status_code, saved.status_code) == (200, 303)


def test_row_that_somebody_holds_is_waited_for_once(app, browser, engine):
    with engine.connect() as other:
        other.execute(text("LOCK TABLE network IN ACCESS EXCLUSIVE MODE"))
        began = time.monotonic()
        answer = browser.post("/settings/networks/add", data=NETWORK | {"name": "Other"})
        took = time.monotonic() - began
        other.rollback()

    assert answer.status_code == 503
    assert "The database is busy." in answer.text
    assert "Lange getippt" in answer.text
    assert REQUEST_WAIT - 0.5 <= took < REQUEST_WAIT + 1


def test_connections_that_are_all_taken_are_waited_for_once(app, browser, engine):
    taken = [engine.connect() for _ in range(15)]
    began = time.monotonic()
    answer = browser.post("/settings/networks/add", data=NETWORK | {"name": "Other"})
    took = time.monotonic() - began
    for connection in taken:
        connection.close()

    assert answer.status_code == 503
    assert "Lange getippt" in answer.text
    assert took < REQUEST_WAIT + 1


def test_database_that_may_only_be_read_is_read(app, browser, engine):
    name = engine.url.database
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        other.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    engine.dispose()
    page = browser.get("/settings/networks")
    answer = browser.post("/settings/networks/add", data=NETWORK | {"name": "Other"})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        other.execute(text("SET default_transaction_read_only = off"))
        other.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
    engine.dispose()

    assert (page.status_code, answer.status_code) == (200, 503)
    assert "The planner can be read, but not changed." in answer.text
    assert "Lange getippt" in answer.text


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("SET LOCAL statement_timeout = 50; SELECT pg_sleep(5)", Fault.BUSY),
        ("SELECT pg_terminate_backend(pg_backend_pid())", Fault.AWAY),
        ("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$", Fault.BUSY),
        ("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$", Fault.BUSY),
        ("DO $$ BEGIN RAISE SQLSTATE '53100'; END $$", Fault.FULL),
        ("DO $$ BEGIN RAISE SQLSTATE '53300'; END $$", Fault.BUSY),
        ("DO $$ BEGIN RAISE SQLSTATE '58030'; END $$", Fault.DAMAGED),
        ("DO $$ BEGIN RAISE SQLSTATE 'XX001'; END $$", Fault.DAMAGED),
        ("SET TRANSACTION READ ONLY; DELETE FROM network", Fault.READ_ONLY),
        ("SELECT 1/0", None),
        ("SELECT nothing", None),
    ],
)
def test_what_postgresql_says_is_told_apart(engine, statement, fault):
    with engine.connect() as connection, pytest.raises(DBAPIError) as raised:
        connection.exec_driver_sql(statement)

    assert fault_of(raised.value) is fault


def test_answer_that_is_lost_while_it_is_saved_leaves_it_open(server, app, browser, engine):
    def end_the_connection(connection):
        [number] = connection.exec_driver_sql("SELECT pg_backend_pid()").one()
        if connection.exec_driver_sql("SELECT txid_current_if_assigned()").scalar():
            with server.connect() as other:
                other.execute(f"SELECT pg_terminate_backend({number}, 1000)")

    event.listen(engine, "commit", end_the_connection)
    answer = browser.post("/settings/networks/add", data=NETWORK | {"name": "Lost"})
    event.remove(engine, "commit", end_the_connection)

    assert answer.status_code == 503
    assert "Whether what you have sent was saved is not known." in answer.text


def test_command_and_job_wait_for_longer_than_a_request(app):
    with app.app_context():
        assert session.scalar(text("SHOW lock_timeout")) == "30s"
        assert session.scalar(text("SHOW statement_timeout")) == "0"
    with app.test_request_context():
        assert session.scalar(text("SHOW lock_timeout")) == "3s"
        assert session.scalar(text("SHOW statement_timeout")) == "10s"
    with app.app_context(), waiting_at_most(0.5):
        assert session.scalar(text("SHOW lock_timeout")) == "500ms"


def test_saves_that_wait_for_each_other_are_told_to_try_again(app, engine):
    """Two transactions that lock two rows crosswise: one of them is refused as busy."""
    with app.app_context(), act("try_it") as own:
        own.add_all([make_network(name=f"Row {number}") for number in range(2)])
    told, meet = [], threading.Barrier(2)

    def lock(first, second):
        update = "UPDATE network SET since = 2000 WHERE name = 'Row {}'"
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(update.format(first))
                meet.wait()
                connection.exec_driver_sql(update.format(second))
        except DBAPIError as error:
            told.append(fault_of(error))

    threads = [threading.Thread(target=lock, args=pair) for pair in ((0, 1), (1, 0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == [Fault.BUSY]


def test_start_with_a_wrong_password_says_so_without_it(server, app):
    hba = server.folder / "data" / "pg_hba.conf"
    before = hba.read_text()
    hba.write_text(f"local all protected scram-sha-256\n{before}")
    server.process.send_signal(signal.SIGHUP)
    with server.connect() as connection:
        connection.execute("CREATE ROLE protected LOGIN PASSWORD 'the right one'")
    url = make_url(app.config["DATABASE_URL"]).set(username="protected", password="MARKER")
    settings = app.config | {"DATABASE_URL": url.render_as_string(hide_password=False)}
    other = create_app({name: settings[name] for name in NAMES})

    with pytest.raises(BadDatabase) as stopped:
        check_before_use(other)

    assert "refuses the password" in str(stopped.value)
    assert "MARKER" not in str(stopped.value)
