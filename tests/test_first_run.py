"""What `make run` does before it serves, in a process of its own as there."""

import os
import re
import sqlite3
import subprocess
import sys

import pytest

from planner import CHECKOUT, create_app
from tests.conftest import basic_settings


@pytest.fixture
def prepare(tmp_path):
    """Return a function that prepares a planner below a folder and gives what it says."""
    given = basic_settings(tmp_path / "planner.sqlite")
    names = ("SECRET_KEY", "DATABASE_URL", "MEDIA_FOLDER", "CACHE_FOLDER", "PUBLIC_URL")
    environment = os.environ | {f"PLANNER_{name}": given[name] for name in names}

    def prepare():
        command = [sys.executable, "-m", "planner.first_run"]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return prepare


def counts(path):
    """Return how many rows some tables have."""
    tables = ("user", "visit", "guest", "office", "scheme", "picture")
    with sqlite3.connect(path) as database:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in tables
        }


def test_new_planner_has_the_example_and_an_administrator_whose_password_is_told_once(
    prepare, tmp_path
):
    told = prepare()
    before = counts(tmp_path / "planner.sqlite")
    again = prepare()

    [password] = re.findall(r"Password +(\S+)", told)
    assert "https://planner.example/highlights.ics" in told
    assert before["visit"] == 2
    assert before["scheme"] == 2
    assert before["guest"] > 100
    assert "Password" not in again
    assert counts(tmp_path / "planner.sqlite") == before
    dump = (tmp_path / "planner.sqlite").read_bytes()
    assert password.encode() not in dump


def test_example_comes_into_a_planner_that_has_schemes_already(tmp_path):
    app = create_app(basic_settings(tmp_path / "planner.sqlite"))
    runner = app.test_cli_runner()
    for args in (["db", "upgrade"], ["offices", "ship"], ["schemes", "ship"], ["example", "load"]):
        assert runner.invoke(args=args, catch_exceptions=False).exit_code == 0
    app.extensions["sessionmaker"].kw["bind"].dispose()

    assert counts(tmp_path / "planner.sqlite")["scheme"] == 2
    assert counts(tmp_path / "planner.sqlite")["visit"] == 2
