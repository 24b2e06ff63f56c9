"""What `planner run` does before it serves, and beside it, in processes of its own as there."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from planner import create_app
from planner.clock import utc_now
from planner.models import Job, JobState, RoleName, StoredFile
from planner.paths import CHECKOUT
from planner.services.folder import order_folder
from tests.conftest import basic_settings
from tests.factories import make_visit
from tests.job_runs import wait_until

pytestmark = pytest.mark.served

NAMES = ("SECRET_KEY", "DATABASE_URL", "MEDIA_FOLDER", "CACHE_FOLDER", "PUBLIC_URL")


@pytest.fixture
def prepare(tmp_path):
    """Return a function that prepares a planner below a folder and gives what it says."""
    environment = environment_of(basic_settings(tmp_path / "planner.sqlite"))

    def prepare():
        command = [sys.executable, "-m", "planner.first_run"]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return prepare


def environment_of(settings):
    """Return the environment of a process that has these settings."""
    return os.environ | {f"PLANNER_{name}": settings[name] for name in NAMES}


def counts(path):
    """Return how many rows some tables have."""
    tables = ("user", "visit", "guest", "office", "scheme", "picture")
    with contextlib.closing(sqlite3.connect(path)) as database:
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


@contextlib.contextmanager
def running(settings, log, *command):
    """Run a command of the planner; kill it and what it has begun at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = {"HOST": "127.0.0.1", "PORT": str(free.getsockname()[1])}
    environment = environment_of(settings) | address
    output = {"stdout": log, "stderr": subprocess.STDOUT}
    with subprocess.Popen(
        [sys.executable, "-m", *command], cwd=CHECKOUT, env=environment, **output
    ) as process:
        started = set()
        try:
            yield process, started
        finally:
            started |= children_of(process.pid)
            process.kill()
            for pid in started:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def children_of(pid):
    """Return the processes that one has begun and that are still there."""
    found = set()
    with contextlib.suppress(FileNotFoundError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found.update(map(int, (thread / "children").read_text().split()))
    return found


def is_worker(pid):
    """Tell whether a process is a worker."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return False


def states(load):
    return load(select(Job.state).where(Job.kind == "make_folder"))


def test_server_has_a_worker_beside_it_and_another_one_when_it_is_killed(
    app, settings, save, load, user_with, tmp_path
):
    visit, user = save(make_visit(slug="lyon")), user_with(RoleName.ORGANISER)
    with (
        (tmp_path / "log").open("w+") as log,
        running(settings, log, "planner", "run") as (
            server,
            started,
        ),
    ):

        def worker():
            started.update(children_of(server.pid))
            return {pid for pid in children_of(server.pid) if is_worker(pid)}

        wait_until(worker, 30)
        [first] = worker()
        os.kill(first, signal.SIGKILL)
        with app.app_context():
            order_folder(visit, language="de", user=user, now=utc_now())
        wait_until(lambda: states(load) == [JobState.DONE], 60)
        [second] = worker()
        server.kill()
        wait_until(lambda: not is_worker(second), 10)

    assert first != second
    assert len(load(select(StoredFile).where(StoredFile.size > 0))) == 2


def test_worker_that_is_told_to_end_does_so_and_gives_its_job_back(
    app, settings, save, load, user_with, tmp_path
):
    visit, user = save(make_visit(slug="lyon")), user_with(RoleName.ORGANISER)
    with app.app_context():
        order_folder(visit, language="de", user=user, now=utc_now())
    command = ("planner", "worker", "--jobs", "1")
    with (tmp_path / "log").open("w+") as log, running(settings, log, *command) as (worker, _):
        wait_until(lambda: load(select(Job.done).where(Job.done > 0)), 30)
        worker.terminate()
        code = worker.wait(10)

    [job] = load(select(Job).where(Job.kind == "make_folder"))
    assert (code, job.state, job.attempts) == (0, JobState.WAITING, 0)
    assert (tmp_path / "log").read_text() == ""
    [tidied] = load(select(Job).where(Job.kind == "tidy_up"))
    assert tidied.key.startswith("tidy_up/")
