"""What `planner run` and `planner init` make, and what they refuse to make anything of."""

import contextlib
import os
import re
import sqlite3

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from planner import create_app
from planner.commands import first_run, init
from planner.commands.cli import migrate_to_head
from planner.commands.first_run import UNFINISHED, NotReady, prepare
from planner.settings import SETTINGS, BadSetting
from tests.conftest import PASSWORD

TABLES = ("user", "visit", "office", "scheme", "shipped_key")
INIT = ("--email", "Ada@planner.example", "--name", "Ada Lindqvist", "--password-stdin")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of a planner that is not there yet, and an environment without settings."""
    for setting in SETTINGS:
        monkeypatch.delenv(f"PLANNER_{setting.name}", raising=False)
    monkeypatch.setenv("PLANNER_INSTANCE_FOLDER", str(tmp_path / "instance"))
    monkeypatch.setattr(first_run, "subset_fonts_if_possible", lambda _folder: None)
    before = os.umask(0o022)
    yield tmp_path / "instance"
    os.umask(before)


def run(folder):
    """Do what `planner run` does before it serves."""
    prepare(folder, only_existing=False)


def begin(*arguments, password=PASSWORD):
    """Run `planner init` and return its result."""
    return CliRunner().invoke(init.command, arguments or INIT, input=f"{password}\n")


def counts(folder):
    """Return how many rows some tables of a planner have."""
    with contextlib.closing(sqlite3.connect(folder / "planner.sqlite")) as database:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in TABLES
        }


def contents(folder):
    """Return the files below a folder with their bytes, but for what readers of SQLite share."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if not path.name.endswith("-shm")}


def write_settings(folder, *lines):
    """Write a config.py as somebody would."""
    folder.mkdir(exist_ok=True)
    (folder / "config.py").write_text("\n".join([f"SECRET_KEY = '{'k' * 40}'", *lines]))


def password_in(told):
    return re.search(r"Password +(\S+)", told)[1]


def test_new_planner_has_the_example_and_the_second_run_changes_nothing(folder, capsys):
    run(folder)
    told = capsys.readouterr().out
    before = counts(folder)
    run(folder)

    assert password_in(told)
    assert (before["user"], before["visit"], before["scheme"]) == (1, 2, 2)
    assert "Password" not in capsys.readouterr().out
    assert counts(folder) == before
    assert not (folder / UNFINISHED).exists()


def test_lost_database_is_refused_and_nothing_is_made(folder):
    write_settings(folder)
    before = contents(folder)

    with pytest.raises(NotReady, match=r"no database .*planner\.sqlite.* planner init.* a backup"):
        run(folder)

    assert contents(folder) == before


def test_lost_database_is_refused_where_the_environment_has_the_settings(folder, monkeypatch):
    monkeypatch.setenv("PLANNER_SECRET_KEY", "k" * 40)

    with pytest.raises(NotReady, match="planner init"):
        run(folder)

    assert not folder.exists()


def test_lost_settings_are_refused_and_nothing_is_made(folder):
    write_settings(folder)
    assert begin().exit_code == 0
    (folder / "config.py").unlink()
    before = contents(folder)

    with pytest.raises(NotReady, match=r"no settings: .*config\.py is missing.* a backup"):
        run(folder)

    assert contents(folder) == before


@pytest.mark.parametrize("made", ["empty file", "tables"])
def test_database_without_an_account_is_refused_and_stays_as_it_is(folder, made):
    write_settings(folder)
    if made == "tables":
        with create_app().app_context():
            migrate_to_head()
    else:
        (folder / "planner.sqlite").touch()
    before = contents(folder)

    with pytest.raises(NotReady, match=r"(is empty|has no account)\. .* planner init"):
        run(folder)

    assert contents(folder) == before


def test_database_of_another_application_is_refused_by_all_and_stays_as_it_is(folder):
    write_settings(folder)
    with contextlib.closing(sqlite3.connect(folder / "planner.sqlite")) as database:
        database.execute("CREATE TABLE invoice (id INTEGER)")
        database.commit()
    before = contents(folder)

    with pytest.raises(NotReady, match=r"not one of the planner: it has tables such as invoice"):
        run(folder)
    upgraded = create_app().test_cli_runner().invoke(args=["db", "upgrade"])
    begun = begin()

    assert (upgraded.exit_code, begun.exit_code) == (1, 1)
    assert "such as invoice" in upgraded.output
    assert "such as invoice" in begun.output
    assert contents(folder) == before


def test_machine_that_serves_the_public_makes_no_new_planner(folder):
    with pytest.raises(NotReady, match=r"no planner in .*instance.* planner init"):
        prepare(folder, only_existing=True)

    assert not folder.exists()


def test_bad_setting_is_told_before_anything_is_made(folder, monkeypatch):
    monkeypatch.setenv("PLANNER_OFFICE_ZONE", "Europe/Nowhere")

    with pytest.raises(BadSetting, match="OFFICE_ZONE"):
        run(folder)

    assert not folder.exists()


@pytest.mark.parametrize("step", ["write_config", "migrate", "add_first_rows", "print_addresses"])
def test_first_run_that_was_cut_short_goes_on_where_it_was(folder, monkeypatch, capsys, step):
    with monkeypatch.context() as once:
        once.setattr(first_run, step, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(folder)
    capsys.readouterr()

    run(folder)

    told = capsys.readouterr().out
    assert (counts(folder)["user"], counts(folder)["visit"]) == (1, 2)
    form = {"email": first_run.ADMINISTRATOR, "password": password_in(told)}
    app = create_app()
    app.config.update(WTF_CSRF_ENABLED=False, SESSION_COOKIE_SECURE=False)
    assert app.test_client().post("/sign-in", data=form).status_code == 303


@pytest.mark.parametrize("given", ["nothing", "settings"])
def test_init_makes_an_empty_planner_that_runs(folder, given):
    if given == "settings":
        write_settings(folder, "OFFICE_NAME = 'Stadt Hagen'")
        before = (folder / "config.py").read_bytes()

    begun = begin()

    assert (begun.exit_code, "ada@planner.example" in begun.output) == (0, True)
    found = counts(folder)
    assert (found["user"], found["visit"], found["scheme"]) == (1, 0, 2)
    assert found["office"] > 50
    assert found["shipped_key"] == found["office"] + found["scheme"]
    if given == "settings":
        assert (folder / "config.py").read_bytes() == before
    run(folder)
    assert counts(folder) == found


def test_init_asks_for_what_is_not_given(folder):
    begun = CliRunner().invoke(init.command, input=f"ada@planner.example\n{PASSWORD}\n{PASSWORD}\n")

    assert begun.exit_code == 0, begun.output
    assert counts(folder)["user"] == 1
    assert PASSWORD not in begun.output


def test_init_is_refused_where_somebody_can_sign_in(folder):
    begin()
    before = counts(folder)

    again = begin("--email", "eva@planner.example", "--password-stdin")

    assert (again.exit_code, "planner user add" in again.output) == (1, True)
    assert counts(folder) == before


@pytest.mark.parametrize(
    ("arguments", "password", "sentence"),
    [
        (("--email", "nobody", "--password-stdin"), PASSWORD, "This is no e-mail address: nobody"),
        (INIT, "short", "at least 12 characters"),
    ],
)
def test_init_with_wrong_input_makes_nothing(folder, arguments, password, sentence):
    refused = begin(*arguments, password=password)

    assert (refused.exit_code, sentence in refused.output) == (1, True)
    assert not folder.exists()


def test_init_that_was_cut_short_is_run_again(folder, monkeypatch):
    with monkeypatch.context() as once:
        once.setattr(init, "add_account", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        begin()
    assert counts(folder)["user"] == 0

    assert begin().exit_code == 0
    assert (counts(folder)["user"], counts(folder)["scheme"]) == (1, 2)


@pytest.mark.postgres
def test_empty_database_of_postgresql_is_refused_until_init_made_the_tables(
    folder, monkeypatch, postgres
):
    url = postgres.create_database()
    monkeypatch.setenv("PLANNER_DATABASE_URL", url)
    with pytest.raises(NotReady, match=r"no settings.* planner init"):
        run(folder)
    write_settings(folder)
    with pytest.raises(NotReady, match=r"is empty\. .* planner init"):
        run(folder)
    engine = create_engine(url)
    with engine.connect() as connection:
        statement = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert connection.scalar(statement) == 0

    begun = begin()

    assert begun.exit_code == 0, begun.output
    run(folder)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM visit")) == 0
        assert connection.scalar(text("SELECT count(*) FROM office")) > 50
    engine.dispose()


def test_what_a_planner_keeps_is_for_its_user_only(folder, capsys):
    first_run.main()

    modes = {path: path.stat().st_mode & 0o777 for path in [folder, *folder.rglob("*")]}

    assert {path.name for path, mode in modes.items() if mode & 0o077} == set()
    assert {"config.py", "planner.sqlite", "media"} <= {path.name for path in modes}


def test_what_was_open_to_others_is_closed_at_the_next_run_and_told(folder, capsys):
    write_settings(folder)
    begin()
    config, database = folder / "config.py", folder / "planner.sqlite"
    folder.chmod(0o755)
    config.chmod(0o644)
    database.chmod(0o640)

    run(folder)

    told = capsys.readouterr().err
    assert [path.stat().st_mode & 0o777 for path in (folder, config, database)] == [
        *(0o750, 0o640, 0o640),
    ]
    assert f"could read {config};" in told
    assert f"could read {database};" not in told
