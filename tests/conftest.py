"""Fixtures for all tests: an application with an empty database, and its users."""

import contextlib
import gc
import shutil

import icalendar
import pytest
from alembic import command
from jinja2 import BytecodeCache
from sqlalchemy import event, make_url, select

from planner import create_app
from planner.clock import utc_now
from planner.commands.cli import migrate
from planner.db import session
from planner.models import Role, RoleName, UserSession
from planner.rules.users import hash_token
from planner.services.accounts.passwords import hashed_password
from planner.web import limits
from tests.factories import make_feed, make_user, make_visit

pytest_plugins = (
    *("tests.requirements", "tests.postgres", "tests.both_databases"),
    *("tests.calendar_engines", "tests.printed_evening", "tests.slow_work"),
    "tests.log_lines",
)
PASSWORD = "correct horse battery staple"


class CompiledTemplates(BytecodeCache):
    """Templates that one test has compiled, for all tests after it."""

    def __init__(self):
        self.compiled = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket):
        self.compiled[bucket.key] = bucket.bytecode_to_string()


COMPILED_TEMPLATES = CompiledTemplates()


@pytest.fixture(scope="session", autouse=True)
def collections_less_often():
    """Let Python look for circles more seldom, and never among what is imported."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    yield
    gc.set_threshold(700, 10, 10)


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """A migrated SQLite database without rows of ours, and a hashed password, made once."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    app = create_app(basic_settings(path))
    with app.app_context():
        migrate(command.upgrade, "head")  # `db upgrade` would add what is shipped
        password = hashed_password(PASSWORD)
    app.extensions["sessionmaker"].kw["bind"].dispose()  # all is in the one file now
    return path, password


def basic_settings(path):
    """Settings that read no file."""
    return {
        "SECRET_KEY": "a secret key of tests that is long enough",
        "PUBLIC_URL": "https://planner.example",
        "DATABASE_URL": f"sqlite:///{path}",
        "MEDIA_FOLDER": str(path.parent / "media"),
        "CACHE_FOLDER": str(path.parent / "cache"),
        "ARGON2": {"time_cost": 1, "memory_cost": 32},
        "BACKUP_FOLDER": str(path.parent / "backups"),
    }


@pytest.fixture
def settings(template, tmp_path):
    """Settings of an application with its own copy of the empty database."""
    path = tmp_path / "test.sqlite"
    shutil.copyfile(template[0], path)
    return basic_settings(path)


def build(settings):
    """Return an application that a test can ask without a token, and without HTTPS."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, SESSION_COOKIE_SECURE=False)

    engine = app.extensions["sessionmaker"].kw["bind"]
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", do_not_wait_for_the_disk)
    return app


def do_not_wait_for_the_disk(connection, _record):
    """Write without a sync: nobody needs it after the test."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def planner(template):
    """The application of all tests without settings of their own: building one costs 20 ms."""
    app = build(basic_settings(template[0]))

    @event.listens_for(app.extensions["sessionmaker"].kw["bind"], "do_connect")
    def go_to_the_database_of_this_test(_dialect, _record, arguments, _options):
        arguments[:] = [make_url(app.config["DATABASE_URL"]).database]

    return app


@pytest.fixture
def app(planner, settings):
    """An application with its own empty database."""
    config = dict(planner.config)
    planner.config.update(settings)
    yield planner
    planner.extensions["sessionmaker"].kw["bind"].dispose()
    limits.init_app(planner)  # with counts of its own: a thread still clears the old ones
    planner.extensions["public_memory"].clear()
    planner.config.clear()
    planner.config.update(config)


@pytest.fixture(scope="module")
def lasting_app(template, tmp_path_factory):
    """An application for all tests of a module: they read what is written once."""
    path = tmp_path_factory.mktemp("lasting") / "test.sqlite"
    shutil.copyfile(template[0], path)
    app = build(basic_settings(path))
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture
def engine(app):
    """The application's connections to its database."""
    return app.extensions["sessionmaker"].kw["bind"]


@pytest.fixture
def save(app):
    """Return a function that saves one or more objects and gives the first back."""

    def save(thing, *more):
        with app.extensions["sessionmaker"](expire_on_commit=False) as session:
            session.add_all([thing, *more])
            session.commit()
        return thing

    return save


@pytest.fixture
def load(app):
    """Return a function that reads rows anew: it sees only what the application committed."""

    def load(statement):
        with app.extensions["sessionmaker"]() as session:
            session.connection(execution_options={"reads": True})  # also while somebody writes
            return session.scalars(statement).unique().all()

    return load


@pytest.fixture
def within(app):
    """Let acts find the application."""
    with app.app_context():
        yield


@pytest.fixture
def meanwhile(app):
    """Return a function that lets a statement be executed just before the next act begins."""

    def meanwhile(statement):
        def execute(_own, _transaction):
            with app.extensions["sessionmaker"]() as other:
                other.execute(statement)
                other.commit()

        event.listen(session._get_current_object(), "after_soft_rollback", execute, once=True)

    return meanwhile


@pytest.fixture
def client(app):
    """A browser that reads English and is not signed in."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def user_with(app, template):
    """Return a function that saves a user with a role and the password of all tests."""

    def user_with(role, **values):
        with app.extensions["sessionmaker"](expire_on_commit=False) as session:
            row = session.scalar(select(Role).where(Role.name == role))
            user = make_user(password=template[1], roles=[row], **values)
            session.add(user)
            session.commit()
        return user

    return user_with


@pytest.fixture
def sign_in(app, save, user_with):
    """Return a function that gives a browser in which a user with the role is signed in."""

    def sign_in(role, **values):
        user = user_with(role, **values)
        token = f"token of user {user.id}"
        now = utc_now()
        save(
            UserSession(user_id=user.id, token_hash=hash_token(token), started_at=now, agent="test")
        )
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        with client.session_transaction("/overview") as cookie:
            cookie.update(_user_id=str(user.id), token=token, _fresh=True)
            cookie.permanent = True
        client.user = user
        return client

    return sign_in


@pytest.fixture
def administrator(sign_in):
    """A browser of someone who may do everything."""
    return sign_in(RoleName.ADMINISTRATOR)


@pytest.fixture
def organiser(sign_in):
    """A browser of someone who may plan."""
    return sign_in(RoleName.ORGANISER)


@pytest.fixture
def reader(sign_in):
    """A browser of someone who may only read."""
    return sign_in(RoleName.READER)


@pytest.fixture
def count_queries(engine):
    """Return a context manager that collects the statements sent to the database."""

    @contextlib.contextmanager
    def count():
        statements = []

        def note(_connection, _cursor, statement, *_):
            if not statement.startswith(("BEGIN", "SET LOCAL")):
                statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        yield statements
        event.remove(engine, "before_cursor_execute", note)

    return count


@pytest.fixture
def publish(save, client):
    """Return a function that fetches a calendar of events: the feed /feeds/secret.ics."""

    def publish(*events, language="en", **values):
        save(make_feed(language=language, visit=make_visit(events=list(events), **values)))
        return icalendar.Calendar.from_ical(client.get("/feeds/secret.ics").data)

    return publish
