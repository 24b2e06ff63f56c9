"""A planner that runs as it is run, with the example, a user of each role, and a folder."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from faults.browsers import Browser
from planner import create_app
from planner.machine.paths import CHECKOUT
from planner.models import RoleName
from tests.postgres import running_server

PASSWORD = "7 Storche-queren-den-Kanal"
KINDS = ("sqlite", "postgres")
RUN = ("-m", "planner", "run")


class Planner:
    """A planner in processes of its own; it can be killed, begun again, and asked."""

    def __init__(self, folder: Path, url: str, command: Sequence[str] = RUN) -> None:
        self.folder, self.url, self.command = folder, url, command
        self.log = folder / "log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def settings(self) -> dict[str, str]:
        """Return the settings by name."""
        return {
            "SECRET_KEY": "a secret key of faults that is long enough",
            "DATABASE_URL": self.url,
            "MEDIA_FOLDER": str(self.folder / "media"),
            "CACHE_FOLDER": str(self.folder / "cache"),
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "FEED_FETCHES_PER_HOUR": "1000000",
        }

    def email(self, role: str) -> str:
        """Return the address of the user of a role."""
        return f"{role}@planner.example"

    def fill(self) -> None:
        """Make the tables, the example, and a user of each role."""
        app = create_app(self.settings())
        runner = app.test_cli_runner()
        runner.invoke(args=["db", "upgrade"], catch_exceptions=False)
        for role in map(str, RoleName):
            add = ["user", "add", self.email(role), "--role", role, "--password-stdin"]
            runner.invoke(args=add, input=f"{PASSWORD}\n", catch_exceptions=False)
        runner.invoke(args=["example", "load"], catch_exceptions=False)
        app.extensions["sessionmaker"].kw["bind"].dispose()

    def start(self, patience: float = 90.0) -> None:
        """Begin, and wait until a page is answered."""
        environment = {f"PLANNER_{name}": value for name, value in self.settings().items()}
        environment |= {"HOST": "127.0.0.1", "PORT": str(self.port)}
        environment |= {"PYTHONPATH": os.pathsep.join([str(CHECKOUT), *sys.path[1:]])}
        environment |= {"PLANNER_INSTANCE_FOLDER": str(self.folder)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.command],
                env=os.environ | environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait(patience)

    def wait(self, patience: float = 90.0) -> float:
        """Wait until a page is answered; return the seconds that it took."""
        began = time.monotonic()
        while time.monotonic() - began < patience:
            if Browser(self.port).ask("/", timeout=5).status == 200:
                return time.monotonic() - began
            time.sleep(0.05)
        raise TimeoutError(self.log.read_text(errors="replace")[-2000:])

    def servers(self) -> list[int]:
        """Return the processes that answer: copies of the one that keeps them."""
        assert self.process
        ours = command_of(self.process.pid)
        return [pid for pid in children_of(self.process.pid) if command_of(pid) == ours]

    def kill(self) -> None:
        """Kill all of its processes at once."""
        if not self.process:
            return
        for pid in [self.process.pid, *children_of(self.process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        """Tell it to end."""
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def browser(self, role: str = RoleName.ORGANISER) -> Browser:
        """Return the browser of somebody who is signed in."""
        return Browser(self.port).sign_in(self.email(role), PASSWORD)

    def memory(self) -> float:
        """Return the megabytes that the server holds."""
        return sum(resident(pid) for pid in self.servers())


def resident(pid: int) -> float:
    """Return the megabytes that a process holds."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
    return 0.0


def command_of(pid: int) -> bytes:
    """Return the command line of a process."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def children_of(pid: int) -> list[int]:
    """Return the processes that one has begun and that are still there."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    return found


@contextlib.contextmanager
def planner_on(kind: str, folder: str | None = None) -> Iterator[Planner]:
    """Give a planner on a kind of database, filled, not yet begun; it ends with the `with`."""
    with contextlib.ExitStack() as stack:
        place = Path(folder or stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        url = f"sqlite:///{place}/planner.sqlite"
        if kind == "postgres":
            url = stack.enter_context(running_server()).create_database()
        planner = Planner(place, url)
        planner.fill()
        stack.callback(planner.kill)
        yield planner
