"""Every start says in one sentence what is wrong, where, and what to do, and shows no secret."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from planner import create_app
from planner.commands.cli import MIGRATION_LOCK
from planner.commands.first_run import MISCONFIGURED
from planner.health.startup import BadDatabase, check_before_upgrade, check_before_use
from planner.machine.config_file import BadSetting, read_config
from planner.machine.paths import CHECKOUT
from planner.settings import read
from tests.conftest import basic_settings
from tests.job_runs import wait_until

SECRET = "MARKER-of-a-secret-key"
WAITING = (
    "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database "
    "WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
)
KEY = f"SECRET_KEY = '{SECRET}-that-is-long-enough'\n"
FILES = {
    "syntax": (b"SECRET_KEY = '" + SECRET.encode() + b"\nX = 1\n", "line 1, is no Python"),
    "bracket": (KEY.encode() + b"OFFICE_NAME = ('x'\n", "line 2, is no Python"),
    "raises": (KEY.encode() + b"\nraise ValueError(SECRET_KEY)\n", "line 3, stops with ValueError"),
    "name": (
        KEY.encode() + b"PORT = " + SECRET.encode().replace(b"-", b"_"),
        "stops with NameError",
    ),
    "exits": (
        KEY.encode() + b"import sys\nsys.exit(SECRET_KEY)\n",
        "line 3, stops with SystemExit",
    ),
    "latin": (KEY.encode() + "OFFICE_NAME = 'Köln'".encode("latin-1"), "line 2, is not UTF-8"),
    "null": (KEY.encode() + b"\0", "is no Python"),
    "unknown": (KEY.encode() + b"\n\nSECRETKEY = 'x'\n", "line 4: Unknown setting SECRETKEY"),
    "short": (f"\nSECRET_KEY = '{SECRET}'\n".encode(), "line 2: SECRET_KEY must be at least 32"),
    "number": (
        KEY.encode() + b"SESSION_HOURS = 10 ** 30\n",
        "SESSION_HOURS must be at most 1,000,",
    ),
    "database": (
        KEY.encode() + f"DATABASE_URL = 'mysql://x:{SECRET}@host/y'\n".encode(),
        "line 2: DATABASE_URL must begin with sqlite: or postgresql:",
    ),
    "address": (
        KEY.encode() + f"DATABASE_URL = 'postgresql://x:{SECRET}@host:port/y'\n".encode(),
        "line 2: DATABASE_URL is no address of a database",
    ),
    "counter": (
        KEY.encode() + f"RATELIMIT_STORAGE_URI = 'nothing://x:{SECRET}@host'\n".encode(),
        "line 2: RATELIMIT_STORAGE_URI must be memory://",
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_config_that_is_wrong_stops_the_start_with_file_line_and_no_secret(tmp_path, kind):
    content, sentence = FILES[kind]
    path = tmp_path / "config.py"
    path.write_bytes(content)

    with pytest.raises(BadSetting) as stopped:
        read(tmp_path, {})

    assert str(stopped.value).startswith(str(path))
    assert sentence in str(stopped.value)
    assert SECRET not in repr(stopped.value)
    assert stopped.value.__context__ is None or stopped.value.__suppress_context__


def test_config_that_is_a_folder_or_not_there_is_told_apart(tmp_path):
    (tmp_path / "config.py").mkdir()

    with pytest.raises(BadSetting, match=r"config.py is a folder"):
        read(tmp_path, {})
    assert read_config(tmp_path / "nothing.py").values == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_config_that_may_not_be_read_says_who_must(tmp_path):
    path = tmp_path / "config.py"
    path.write_text(KEY)
    path.chmod(0)

    with pytest.raises(BadSetting, match="let the user of the planner read it"):
        read(tmp_path, {})


def test_wrong_variable_of_the_environment_is_named():
    with pytest.raises(BadSetting) as stopped:
        read(Path("/nowhere"), {"PLANNER_SECRET_KEY": SECRET})

    assert str(stopped.value).startswith("The environment variable PLANNER_SECRET_KEY: ")
    assert SECRET not in str(stopped.value)


@pytest.fixture
def database(template, tmp_path):
    """The path of a copy of the empty database, which is up to date."""
    path = tmp_path / "planner.sqlite"
    shutil.copyfile(template[0], path)
    return path


@contextlib.contextmanager
def planner_on(settings):
    """Give a planner with settings, and close its connections after it."""
    app = create_app(settings)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


def refusals(settings):
    """Return what servers and commands say, and what `planner run` says, before it migrates."""
    told = []
    with planner_on(settings) as app:
        for check in (check_before_use, check_before_upgrade):
            try:
                check(app)
            except BadDatabase as bad:
                told.append(str(bad))
            else:
                told.append("")
    return told


def test_database_of_this_version_may_be_used_and_upgraded(database):
    assert refusals(basic_settings(database)) == ["", ""]


def test_database_that_is_missing_is_not_made_by_looking(tmp_path):
    path = tmp_path / "planner.sqlite"

    [use, upgrade] = refusals(basic_settings(path))

    assert f"{path} has no tables: run `planner db upgrade`" in use
    assert upgrade == ""
    assert not path.exists()


def change(path, statement):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def test_database_of_another_version_says_what_to_do(database):
    change(database, "UPDATE alembic_version SET version_num = 'f4b7a1c9d062'")
    [use, upgrade] = refusals(basic_settings(database))
    assert "is of an older version: run `planner db upgrade`" in use
    assert upgrade == ""

    change(database, "UPDATE alembic_version SET version_num = 'ffffffffffff'")
    told = refusals(basic_settings(database))
    assert [sentence.count("made by a newer version of the planner") for sentence in told] == [1, 1]


def test_file_that_is_no_database_says_so(tmp_path):
    (tmp_path / "text.sqlite").write_text("Dies ist ein Brief und keine Datenbank.")
    (tmp_path / "folder.sqlite").mkdir()

    assert "is no SQLite database" in refusals(basic_settings(tmp_path / "text.sqlite"))[0]
    assert "is a folder" in refusals(basic_settings(tmp_path / "folder.sqlite"))[1]


def test_database_that_is_damaged_is_not_migrated(database):
    change(database, "PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(database.read_bytes())
    for page in range(4096 * 4, len(content), 4096):  # not the first: the schema is there
        content[page : page + 64] = os.urandom(64)
    database.write_bytes(content)

    [_, upgrade] = refusals(basic_settings(database))

    assert "is damaged: restore the last backup" in upgrade


def test_postgresql_that_lets_nobody_in_says_why_without_the_password(postgres, tmp_path):
    there = make_url(postgres.url("postgres"))
    cases = {
        "is not there: create it": there.set(database="nothing"),
        "lets this user not in": there.set(username="stranger", password=SECRET),
        "cannot be reached: start it": there.set(password=SECRET, query={"host": str(tmp_path)}),
    }
    for sentence, url in cases.items():
        address = url.render_as_string(hide_password=False)
        told = refusals(basic_settings(tmp_path / "x") | {"DATABASE_URL": address})
        assert [sentence in one for one in told] == [True, True], told
        assert SECRET not in "".join(told)


def test_server_starts_while_postgresql_is_only_away(tmp_path, caplog):
    url = f"postgresql+psycopg://x:{SECRET}@/y?host={tmp_path}"
    with planner_on(basic_settings(tmp_path / "x") | {"DATABASE_URL": url}) as app:
        check_before_use(app, may_be_away=True)
        answer = app.test_client().get("/")

    assert "cannot be reached: start it" in caplog.text
    assert answer.status_code == 503
    assert SECRET not in caplog.text


def environment_without_settings():
    """Return the environment of a process that is told no setting by ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PLANNER_")}


def test_two_starts_at_once_migrate_one_after_the_other(postgres_url, tmp_path):
    settings = basic_settings(tmp_path / "x") | {"DATABASE_URL": postgres_url}
    environment = environment_without_settings() | {
        "PLANNER_INSTANCE_FOLDER": str(tmp_path),
        "PLANNER_SECRET_KEY": settings["SECRET_KEY"],
        "PLANNER_DATABASE_URL": postgres_url,
    }
    command = [sys.executable, "-m", "planner", "db", "upgrade"]
    options = {"cwd": CHECKOUT, "env": environment, "text": True, "stdout": subprocess.PIPE}

    # processes, as two starts are: Python 3.11 may fail to compile in two threads at once
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        both = [subprocess.Popen(command, **options, stderr=subprocess.STDOUT) for _ in range(2)]
        wait_until(lambda: connection.scalar(text(WAITING)) == 2)
    engine.dispose()
    told = [one.communicate(timeout=300)[0] for one in both]

    assert [one.returncode for one in both] == [0, 0], told
    assert refusals(settings) == ["", ""]


COMMANDS = {
    "run": ["-m", "planner", "run", "--port", "0"],
    "command": ["-m", "planner", "user", "add", "ada@planner.example", "--role", "reader"],
    "worker": ["-m", "planner", "worker"],
    "wsgi": ["-c", "import wsgi"],
}


@pytest.mark.served
@pytest.mark.parametrize("kind", COMMANDS)
def test_every_start_ends_in_one_sentence_and_no_traceback(database, tmp_path, kind):
    change(database, "UPDATE alembic_version SET version_num = 'ffffffffffff'")
    (tmp_path / "config.py").write_text(KEY + f"DATABASE_URL = 'sqlite:///{database}'\n")
    environment = environment_without_settings() | {
        "PLANNER_INSTANCE_FOLDER": str(tmp_path),
        "PYTHONPATH": str(CHECKOUT),
    }
    start = {"cwd": CHECKOUT, "env": environment, "capture_output": True, "text": True}

    newer = subprocess.run([sys.executable, *COMMANDS[kind]], check=False, timeout=60, **start)
    (tmp_path / "config.py").write_text(f"SECRET_KEY = '{SECRET}'\n")
    short = subprocess.run([sys.executable, *COMMANDS[kind]], check=False, timeout=60, **start)

    status = MISCONFIGURED if kind == "run" else 1
    assert (newer.returncode, short.returncode) == (status, status)
    for done, sentence in ((newer, "a newer version of the planner"), (short, "config.py, line 1")):
        assert sentence in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert "Traceback" not in done.stderr
        assert SECRET not in done.stdout + done.stderr
