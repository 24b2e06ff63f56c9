"""The wheel: whoever installs it has a planner that serves, prints and has its commands."""

import contextlib
import http.client
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile

import pytest

from planner.commands import backups
from planner.commands.cli import commands
from planner.machine.paths import CHECKOUT, INSTANCE_VARIABLE
from planner.settings import SETTINGS
from planner.typefaces.cache import FILES
from tests.job_runs import wait_until

pytestmark = pytest.mark.served

PIP = [sys.executable, "-m", "pip", "--quiet", "--no-cache-dir"]
SHIPPED = (
    *("planner/**/*.py", "planner/migrations/*.mako", "planner/translations/**/*.mo"),
    *("planner/static/*", "templates/**/*.html", "templates/**/*.typ", "wsgi.py"),
)
PATIENCE = 60  # seconds in which the first start is over


def of_checkout():
    """Return the files that make the project, whether they are committed yet or not."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return sorted(name for name in names.stdout.split("\0") if (CHECKOUT / name).is_file())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy, so that the checkout stays as it is."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in of_checkout():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CHECKOUT / name, source / name)
    build = ["wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", built]
    subprocess.run([*PIP, *build, source], check=True)
    [path] = built.iterdir()
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder with the planner that the wheel makes, over the packages of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    options = ["--no-deps", "--no-index", "--no-compile", "--target", folder]
    subprocess.run([*PIP, "install", *options, wheel], check=True)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)


class Office:
    """A planner that is installed, in an empty working directory, with nothing set for it."""

    def __init__(self, folder, installed):
        self.folder, self.command = folder, installed / "bin" / "planner"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        ours = {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
        ours |= {"HOST": "127.0.0.1", "PORT": str(self.port)}
        given = {name: text for name, text in os.environ.items() if "PLANNER_" not in name}
        self.options = {"cwd": folder, "env": given | ours, "text": True}

    def run(self, *args, **options):
        """Return what a command of the planner says, when it is done."""
        return subprocess.run(
            [self.command, *args], **self.options, **options, capture_output=True, check=False
        )

    @contextlib.contextmanager
    def serving(self):
        """Serve; give the file of what the planner says meanwhile."""
        with (
            (self.folder.parent / "log").open("w+") as log,
            subprocess.Popen(
                [self.command, "run"], **self.options, stdout=log, stderr=subprocess.STDOUT
            ) as process,
        ):
            try:
                self.wait(process, log)
                yield log
            finally:
                process.terminate()

    def wait(self, process, log):
        """Wait until the planner answers; what it has said instead is the error."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(OSError):
                return socket.create_connection(("127.0.0.1", self.port), 1).close()
            time.sleep(0.1)
        log.seek(0)
        raise TimeoutError(log.read())

    def get(self, address, language="de"):
        """Return status, type and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", address, headers={"Accept-Language": language})
            answer = connection.getresponse()
            return answer.status, answer.headers.get_content_type(), answer.read().decode("latin-1")


@pytest.fixture(scope="module")
def office(installed, tmp_path_factory):
    """A planner that is installed and was never run."""
    folder = tmp_path_factory.mktemp("office") / "empty"
    folder.mkdir()
    return Office(folder, installed)


@pytest.fixture(scope="module")
def served(office):
    """The installed planner while it serves, and its log."""
    with office.serving() as log:
        yield office, log


def contents(folder):
    """Return the files below a folder, and when each was changed."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_wheel_has_each_file_of_the_program_and_nothing_else(wheel):
    wanted = {path for pattern in SHIPPED for path in CHECKOUT.glob(pattern)}
    named = {name for name in of_checkout() if CHECKOUT / name in wanted}

    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    information = {name for name in names if name.split("/")[0].endswith(".dist-info")}

    assert {name.split("/")[0] for name in named} == {"planner", "templates", "wsgi.py"}
    assert names - information == {re.sub("^templates/", "planner/templates/", n) for n in named}
    assert any(name.endswith("/licenses/LICENSE") for name in information)


def test_commands_are_listed_before_there_is_anything(office):
    told = office.run("--help")

    assert (told.returncode, told.stderr) == (0, "")
    listed = re.findall(r"^  ([\w-]+) ", told.stdout.partition("Commands:")[2], re.M)
    ours = [command.name for command in (*commands, *backups.commands)]
    assert listed == sorted([*ours, "doctor", "init", "routes", "run", "shell", "worker"])
    assert list(office.folder.iterdir()) == []


def test_command_without_settings_ends_in_a_sentence(office):
    refused = office.run("user", "add", "ada@planner.example", "--role", "reader")

    assert refused.returncode == 1
    assert re.fullmatch(r"Error: The planner cannot start\. SECRET_KEY .*\n", refused.stderr)
    assert str(office.folder / "instance" / "config.py") in refused.stderr


@pytest.mark.parametrize(
    ("address", "language", "spoken"),
    [("/", "de", "de"), ("/en/", "en", "en"), ("/sign-in", "de", "de"), ("/sign-in", "en", "en")],
)
def test_pages_answer_with_their_style_sheets_and_typefaces(served, address, language, spoken):
    planner, _ = served
    status, kind, page = planner.get(address, language)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    answers = [planner.get(sheet) for sheet in sheets]
    fonts = re.findall(r"url\((fonts/[^)]+)\)", answers[0][2])

    assert (status, kind) == (200, "text/html")
    assert f'<html lang="{spoken}"' in page
    assert [answer[:2] for answer in answers] == [(200, "text/css")]
    assert [font.split("?")[0] for font in fonts] == [f"fonts/{name}" for name in FILES]
    for font in fonts:
        status, kind, body = planner.get(f"/static/{font}")
        assert (status, kind, body[:4]) == (200, "font/woff2", "wOF2")


def test_first_run_tells_the_password_once(served):
    _, log = served
    log.seek(0)

    assert re.search(r"^  Password +\S{12,}$", log.read(), re.M)


def test_commands_work_beside_the_server_and_papers_are_typeset(served, tmp_path):
    planner, _ = served
    add = ("user", "add", "ada@planner.example", "--role", "reader", "--password-stdin")

    added = planner.run(*add, input="correct horse battery staple\n")
    visit, pdf = "delegation-aus-minnesota", tmp_path / "guests.pdf"
    printed = planner.run("print", "guests", visit, "--out", pdf)

    assert (added.stdout, added.stderr) == ("Added ada@planner.example as reader.\n", "")
    assert printed.returncode == 0, printed.stderr
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_everything_is_kept_in_the_instance_and_nothing_in_the_package(served, installed):
    planner, _ = served
    kept = {path.relative_to(planner.folder).parts[:2] for path in contents(planner.folder)}
    newest = max(contents(installed).values())

    assert ("instance", "config.py") in kept
    assert ("instance", "planner.sqlite") in kept
    assert {top for top, *_ in kept} == {"instance"}
    assert newest < (planner.folder / "instance" / "config.py").stat().st_mtime_ns


def test_worker_beside_the_server_does_what_comes_back(served):
    planner, _ = served

    def done():
        with contextlib.closing(sqlite3.connect(planner.folder / "instance/planner.sqlite")) as own:
            return own.execute("SELECT kind FROM job WHERE state = 'done'").fetchall()

    kinds = ["erase_nightly", "make_nightly_backup", "tidy_up"]
    wait_until(lambda: sorted(kind for (kind,) in done()) == kinds, 30)


def test_second_planner_at_the_same_address_says_so(served):
    planner, _ = served
    refused = planner.run("run")

    assert refused.returncode == 1
    assert f"http://127.0.0.1:{planner.port} is taken" in refused.stderr


def test_unit_and_container_start_a_command_that_there_is_with_settings_that_there_are():
    unit = (CHECKOUT / "deploy" / "planner.service").read_text()
    container = (CHECKOUT / "Containerfile").read_text()
    known = {INSTANCE_VARIABLE, *(f"PLANNER_{setting.name}" for setting in SETTINGS)}

    for text in (unit, container):
        assert re.search(
            r'/bin/planner run --existing$|^CMD \["planner", "run", "--existing"\]$', text, re.M
        )
        assert set(re.findall(r"PLANNER_[A-Z_]+", text)) <= known


def test_container_copies_what_a_wheel_is_made_of(wheel):
    with zipfile.ZipFile(wheel) as archive:
        made = {name.split("/")[0] for name in archive.namelist() if "dist-info" not in name}
    copied = re.findall(
        r"^COPY (?!--from)(.*) \S+$", (CHECKOUT / "Containerfile").read_text(), re.M
    )
    names = {name for line in copied for name in line.split()}
    let_in = set(re.findall(r"^!(.+)$", (CHECKOUT / ".containerignore").read_text(), re.M))

    assert made | {"templates"} <= names
    assert names == let_in
    assert [name for name in names if not (CHECKOUT / name).exists()] == []


def test_systemd_understands_the_unit(installed, tmp_path):
    if not (analyze := shutil.which("systemd-analyze")):
        pytest.skip("No systemd-analyze here.")
    unit = (CHECKOUT / "deploy" / "planner.service").read_text()
    unit = unit.replace("/opt/planner", str(installed)).replace("User=planner", "User=root")
    (tmp_path / "planner.service").write_text(unit)

    checked = subprocess.run(
        [analyze, "verify", tmp_path / "planner.service"], capture_output=True, text=True
    )

    assert (checked.returncode, checked.stderr) == (0, "")
