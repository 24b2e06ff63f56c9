"""Planners that are full and planners that are empty, on each kind of database."""

import shutil

import pytest

from tests.backup.planners import fill_planner
from tests.both_databases import DATABASES
from tests.conftest import basic_settings, build


@pytest.fixture(autouse=True)
def instance(tmp_path, monkeypatch):
    """A folder of its own for the settings of each test."""
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "config.py").write_text("")
    monkeypatch.setenv("PLANNER_INSTANCE_FOLDER", str(folder))
    return folder


def settings_in(folder, url=None):
    """Settings of a planner that keeps all its files in one folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return basic_settings(folder / "planner.sqlite") | ({"DATABASE_URL": url} if url else {})


@pytest.fixture(scope="module", params=DATABASES)
def origin(request, template, tmp_path_factory):
    """A planner with something in every table, on each kind of database; tests only read it."""
    folder = tmp_path_factory.mktemp("origin")
    url = None
    if request.param == "sqlite":
        shutil.copyfile(template[0], folder / "planner.sqlite")
    else:
        database = request.getfixturevalue("postgres_template")
        url = request.getfixturevalue("postgres").create_database(database)
    app = build(settings_in(folder, url))
    app.world = fill_planner(app)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture(params=DATABASES)
def target(request, tmp_path):
    """A planner without tables, on each kind of database."""
    url = None
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").create_database()
    app = build(settings_in(tmp_path / "target", url))
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture
def full(template, tmp_path):
    """A planner on SQLite with something in every table, for tests that change it."""
    folder = tmp_path / "full"
    settings = settings_in(folder)
    shutil.copyfile(template[0], folder / "planner.sqlite")
    app = build(settings)
    app.world = fill_planner(app)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture
def run():
    """Return a function that runs a command in a planner, and returns its result."""

    def run(app, command, *args, **options):
        return app.test_cli_runner().invoke(command, list(map(str, args)), **options)

    return run
