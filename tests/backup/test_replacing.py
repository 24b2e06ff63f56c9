"""A restore replaces a planner at once and keeps what was there, or leaves it as it was."""

import contextlib
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select, text

from planner import create_app
from planner.backup.beside import place_of
from planner.backup.refusals import Refused
from planner.commands import restoring
from planner.commands.backups import backup, restore
from planner.commands.cli import migrate
from planner.models import Person
from tests.backup.conftest import settings_in
from tests.backup.planners import rows_by_table
from tests.conftest import build
from tests.factories import make_person
from tests.old_databases import BEFORE_ACTS, fill, rows_of
from tests.world import dump


def url_of(app):
    return app.config["DATABASE_URL"]


def people_in(app):
    with app.extensions["sessionmaker"]() as session:
        return sorted(session.scalars(select(Person.family_name)))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def planner_of(request, template, tmp_path):
    """Return a function that gives a migrated planner on each kind of database."""
    apps = []

    def planner_of(name):
        folder = tmp_path / name
        settings = settings_in(folder)
        if request.param == "sqlite":
            shutil.copyfile(template[0], folder / "planner.sqlite")
        else:
            database = request.getfixturevalue("postgres_template")
            url = request.getfixturevalue("postgres").create_database(database)
            settings = settings_in(folder, url)
        apps.append(build(settings))
        return apps[-1]

    yield planner_of
    for app in apps:
        app.extensions["sessionmaker"].kw["bind"].dispose()


def add_person(app, name):
    with app.extensions["sessionmaker"]() as session:
        session.add(make_person(name, name))
        session.commit()
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture
def backed_up(planner_of, tmp_path, run):
    """A backup of a planner with one person."""
    app = planner_of("first")
    add_person(app, "Backed-up")
    assert run(app, backup, tmp_path / "all.zip").exit_code == 0
    app.extensions["sessionmaker"].kw["bind"].dispose()
    return tmp_path / "all.zip"


def test_a_planner_with_something_in_it_is_replaced_only_if_asked(planner_of, backed_up, run):
    other = planner_of("other")
    add_person(other, "Other")
    media = Path(other.config["MEDIA_FOLDER"])
    media.mkdir()
    (media / f"{'a' * 32}-small.webp").write_bytes(b"of a row that goes")
    (media / "README").write_bytes(b"of somebody")

    refused = run(other, restore, backed_up, "--no-erasing-log")
    assert (refused.exit_code, "--replace" in refused.output) == (1, True)
    assert people_in(other) == ["Other"]
    other.extensions["sessionmaker"].kw["bind"].dispose()

    done = run(other, restore, backed_up, "--no-erasing-log", "--replace")
    assert done.exit_code == 0, done.output
    assert people_in(other) == ["Backed-up"]
    assert [path.name for path in media.iterdir()] == ["README"]
    other.extensions["sessionmaker"].kw["bind"].dispose()

    [kept] = Path(other.config["BACKUP_FOLDER"]).glob("before-restore-*.zip")
    assert f"What was there before is in {kept}" in done.output
    assert run(other, restore, kept, "--no-erasing-log", "--replace").exit_code == 0
    assert people_in(other) == ["Other"]


def test_a_planner_that_runs_is_left_alone(planner_of, backed_up, run):
    other = planner_of("other")
    add_person(other, "Other")
    server = build({**settings_in(backed_up.parent / "other"), "DATABASE_URL": url_of(other)})
    with server.extensions["sessionmaker"].kw["bind"].connect() as connection:
        connection.execute(text("SELECT 1 FROM person"))
        connection.rollback()

        refused = run(other, restore, backed_up, "--no-erasing-log", "--replace")

        assert (refused.exit_code, "Stop the planner" in refused.output) == (1, True)
        assert connection.scalar(text("SELECT family_name FROM person")) == "Other"
    server.extensions["sessionmaker"].kw["bind"].dispose()


def test_a_restore_that_fails_half_way_changes_nothing(planner_of, backed_up, run, monkeypatch):
    other = planner_of("other")
    add_person(other, "Other")
    before = rows_by_table(url_of(other))
    media = Path(other.config["MEDIA_FOLDER"])
    media.mkdir()

    def fail(*_args, **_options):
        raise Refused("Something fails at the end.")

    monkeypatch.setattr(restoring, "back_up", fail)
    result = run(other, restore, backed_up, "--no-erasing-log", "--replace")

    assert (result.exit_code, "at the end" in result.output) == (1, True)
    assert rows_by_table(url_of(other)) == before
    assert list(media.iterdir()) == []
    place = place_of(url_of(other))
    assert place.check(replace=True)  # nobody holds it, and nothing lies beside it
    if hasattr(place, "new"):
        assert not place.new.exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from planner import create_app
from planner.commands import restoring
from planner.backup import beside
from planner.commands.backups import restore
app = create_app(eval(sys.argv[1]))
place = {"filled": (restoring, "migrate_to_head"), "before": (restoring, "back_up"),
         "pictures": (restoring, "keep_only")}[sys.argv[3]]
setattr(*place, lambda *_args, **_options: os.kill(os.getpid(), signal.SIGKILL))
app.test_cli_runner().invoke(restore, [sys.argv[2], "--replace", "--no-erasing-log"])
"""


@pytest.mark.parametrize(
    ("moment", "people"),
    [("filled", "Other"), ("before", "Other"), ("pictures", "Backed-up")],
)
def test_a_restore_that_is_killed_leaves_the_old_planner_or_the_new_one(
    planner_of, backed_up, run, moment, people
):
    other = planner_of("other")
    add_person(other, "Other")
    settings = settings_in(backed_up.parent / "other", url_of(other))

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, repr(settings), str(backed_up), moment],
        check=False, capture_output=True, timeout=120,
    )  # fmt: skip

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert people_in(other) == [people]
    other.extensions["sessionmaker"].kw["bind"].dispose()
    again = run(other, restore, backed_up, "--no-erasing-log", "--replace")
    assert again.exit_code == 0, again.output
    assert people_in(other) == ["Backed-up"]


def test_a_process_that_opened_the_old_file_writes_nothing_that_gets_lost(template, tmp_path):
    path = tmp_path / "here" / "planner.sqlite"
    path.parent.mkdir()
    shutil.copyfile(template[0], path)
    place = place_of(f"sqlite:///{path}")
    place.begin()
    shutil.copyfile(template[0], place.new)
    late = sqlite3.connect(path, timeout=0.1)  # it opens the file and has not read it yet

    place.switch()

    with contextlib.closing(late), pytest.raises(sqlite3.DatabaseError):
        late.execute("INSERT INTO network (slug) VALUES ('lost')")
    assert dump(path) == dump(template[0])
    assert [one.name for one in path.parent.iterdir()] == ["planner.sqlite"]


def test_a_database_of_another_program_is_left_alone(backed_up, tmp_path, run):
    path = tmp_path / "elsewhere" / "planner.sqlite"
    app = build(settings_in(path.parent))
    with contextlib.closing(sqlite3.connect(path)) as own:
        own.execute("CREATE TABLE user (name TEXT)")
        own.commit()
    before = dump(path)

    result = run(app, restore, backed_up, "--no-erasing-log", "--replace")

    assert (result.exit_code, "another program" in result.output) == (1, True)
    assert dump(path) == before


def test_a_backup_of_former_tables_is_brought_up_to_date(planner_of, tmp_path, run):
    app = planner_of("new")
    old = create_app(settings_in(tmp_path / "old"))
    with old.app_context():
        migrate(command.upgrade, BEFORE_ACTS.head)
    fill(url_of(old), BEFORE_ACTS)
    assert run(old, backup, tmp_path / "old.zip").exit_code == 0
    old.extensions["sessionmaker"].kw["bind"].dispose()

    result = run(app, restore, tmp_path / "old.zip", "--no-erasing-log")

    assert result.exit_code == 0, result.output
    found = rows_by_table(url_of(app))
    kept = rows_of(BEFORE_ACTS).items()
    assert {name: len(found[name]) for name, _ in kept if name in found} == {
        name: len(content["rows"]) for name, content in kept if name in found
    }
    assert app.test_cli_runner().invoke(args=["db", "check"]).exit_code == 0
    assert app.test_client().get("/").status_code == 200


def test_a_planner_without_settings_gets_those_of_the_backup(
    backed_up, planner_of, instance, run, monkeypatch
):
    (instance / "config.py").unlink()
    source = planner_of("named")
    source.config.update(OFFICE_NAME="Stadt 'Hagen'", DATABASE_URL=url_of(source))
    file = backed_up.parent / "named.zip"
    assert run(source, backup, file, "--with-secrets").exit_code == 0
    arguments = [sys.executable, "-m", "planner", "restore", str(file), "--no-erasing-log"]

    done = subprocess.run(arguments, check=False, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
    config = (instance / "config.py").read_text()
    assert f"SECRET_KEY = {source.config['SECRET_KEY']!r}" in config
    assert "OFFICE_NAME = \"Stadt 'Hagen'\"" in config
    assert "# DATABASE_URL = " in config
    assert (instance / "config.py").stat().st_mode & 0o777 == 0o600
    assert (instance / "planner.sqlite").stat().st_mode & 0o777 == 0o600
