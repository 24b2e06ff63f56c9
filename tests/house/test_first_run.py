"""What `planner run` does before it serves, and beside it, in processes of its own as there."""

import contextlib
import http.client
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

from planner.clock import utc_now
from planner.machine.paths import CHECKOUT
from planner.models import Job, JobState, RoleName, StoredFile
from planner.services.folder import order_folder
from tests.factories import make_visit
from tests.job_runs import wait_until

pytestmark = pytest.mark.served

NAMES = ("SECRET_KEY", "DATABASE_URL", "MEDIA_FOLDER", "CACHE_FOLDER", "PUBLIC_URL")


def environment_of(settings):
    """Return the environment of a process that has these settings."""
    return os.environ | {f"PLANNER_{name}": settings[name] for name in NAMES}


def test_two_first_runs_at_once_make_one_planner(tmp_path):
    given = {name: text for name, text in os.environ.items() if "PLANNER_" not in name}
    environment = given | {"PLANNER_INSTANCE_FOLDER": str(tmp_path / "instance")}
    command = [sys.executable, "-m", "planner.commands.first_run"]
    options = {"cwd": CHECKOUT, "env": environment, "text": True, "stdout": subprocess.PIPE}
    both = [subprocess.Popen(command, **options, stderr=subprocess.STDOUT) for _ in range(2)]
    told = [one.communicate(timeout=60)[0] for one in both]

    assert [one.returncode for one in both] == [0, 0], told
    assert sorted("Password" in one for one in told) == [False, True]
    with contextlib.closing(sqlite3.connect(tmp_path / "instance" / "planner.sqlite")) as database:
        found = [
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("user", "visit", "scheme")
        ]
    assert found == [1, 2, 2]
    [password] = re.findall(r"Password +(\S+)", "".join(told))
    assert password.encode() not in (tmp_path / "instance" / "planner.sqlite").read_bytes()


@contextlib.contextmanager
def running(settings, log, *command):
    """Run a command of the planner; kill it and what it has begun at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = {"HOST": "127.0.0.1", "PORT": str(port)}
    environment = environment_of(settings) | address
    output = {"stdout": log, "stderr": subprocess.STDOUT}
    with subprocess.Popen(
        [sys.executable, "-m", *command], cwd=CHECKOUT, env=environment, **output
    ) as process:
        process.port, started = port, set()
        try:
            yield process, started
        finally:
            started |= children_of(process.pid)
            process.kill()
            for pid in started:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def is_running(pid):
    """Tell whether a process is there and no zombie."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


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


def is_server(pid, keeper):
    """Tell whether a process is a server: the copy of the one that keeps it."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        return command == Path(f"/proc/{keeper}/cmdline").read_bytes()
    return False


def answer_of(port):
    """Return the status of the public page, or nothing if nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", "/")
        return connection.getresponse().status


def test_server_that_is_killed_again_and_again_is_back_and_who_asks_waits(
    user_with, settings, tmp_path
):
    user_with(RoleName.READER)  # a planner to which nobody can sign in is not served
    with (
        (tmp_path / "log").open("w+") as log,
        running(settings, log, "planner", "run") as (keeper, started),
    ):
        port = keeper.port

        def servers():
            started.update(children_of(keeper.pid))
            return [pid for pid in children_of(keeper.pid) if is_server(pid, keeper.pid)]

        wait_until(lambda: answer_of(port) == 200, 60)
        killed, answers = [], []
        for _ in range(4):
            [pid] = servers()
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: servers() and pid not in servers(), 30)  # noqa: B023
            killed.append(pid)
            answers.append(answer_of(port))
        [last] = servers()
        keeper.send_signal(signal.SIGKILL)
        wait_until(lambda: not is_running(last), 10)

    assert answers == [200] * 4
    assert len({*killed, last}) == 5


def test_planner_that_is_told_to_end_does_so_with_all_of_its_processes(
    user_with, settings, tmp_path
):
    user_with(RoleName.READER)
    with (
        (tmp_path / "log").open("w+") as log,
        running(settings, log, "planner", "run") as (keeper, _),
    ):
        wait_until(lambda: answer_of(keeper.port) == 200, 60)
        wait_until(lambda: len(children_of(keeper.pid)) == 2, 30)
        children = children_of(keeper.pid)
        keeper.terminate()
        code = keeper.wait(30)
        gone = [not is_running(pid) for pid in children]

    assert code == 0
    assert gone == [True, True]
    assert "Error" not in (tmp_path / "log").read_text()


def test_planner_with_a_setting_that_turned_bad_gives_up_in_a_sentence(settings, tmp_path):
    bad = {f"PLANNER_{name}": settings[name] for name in NAMES} | {"PLANNER_SESSION_HOURS": "no"}
    keep = (
        "import sys; from planner.commands.run import keep_planner, listening_socket; "
        "sys.exit(keep_planner(listening_socket('127.0.0.1', 0)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", keep], cwd=CHECKOUT, env=os.environ | bad,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stdout.count("The planner cannot start. The environment variable") == 5
    assert done.stdout.count("SESSION_HOURS must be a whole number") == 5
    assert done.stderr.endswith("The server cannot start: it ended again and again.\n")


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
