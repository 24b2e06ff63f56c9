"""The command `run`: prepare what a planner lacks, then serve it, with a worker beside it.

Preparing and serving are one process: the server begins as its copy, and need not load everything
once more. The worker is a process of its own, so that long work never holds up pages; it begins
when the first page has been served, most likely.
"""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from planner import first_run

WORKER = (sys.executable, "-m", "planner", "worker", "--parent")
PAUSE = 2.0  # seconds before a worker begins, the first one or the next
PATIENCE = 10.0  # seconds in which it has to end


@click.command("run")
@click.option(
    "--host", envvar="HOST", default="127.0.0.1", help="The address to serve on; or HOST."
)
@click.option("--port", envvar="PORT", default=8000, help="The port to serve on; or PORT.")
@click.option("--existing", is_flag=True, help="Never make a new planner, with the example.")
def command(host: str, port: int, existing: bool) -> None:
    """Prepare what is missing, then serve, with a worker beside it."""
    if is_taken(host, port):
        sys.exit(f"http://{host}:{port} is taken, perhaps by this planner. Another: PORT=8001")
    os.environ |= {"HOST": host, "PORT": str(port)}  # server and worker know the address by them
    first_run.main(only_existing=existing)
    server = Granian(
        "wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    with worker_beside():
        server.serve()


def is_taken(host: str, port: int) -> bool:
    """Tell whether somebody serves there already."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), 1):
        return True
    return False


@contextlib.contextmanager
def worker_beside() -> Iterator[None]:
    """Keep a worker running: another one begins should it die, and it ends with the server."""
    is_over = threading.Event()
    keeper = threading.Thread(target=keep_working, args=(is_over,))
    keeper.start()
    try:
        yield
    finally:
        is_over.set()
        keeper.join()


def keep_working(is_over: threading.Event) -> None:
    """Begin a worker whenever there is none, until it is over."""
    while not is_over.wait(PAUSE):
        # in a session of its own: Ctrl-C is for the server, which ends the worker
        worker = subprocess.Popen([*WORKER, str(os.getpid())], start_new_session=True)
        while worker.poll() is None and not is_over.wait(0.2):
            pass
        worker.terminate()
        try:
            worker.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
