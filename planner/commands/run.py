"""The command `run`: prepare what a planner lacks, then serve it, with a worker beside it.

Preparing and keeping are one process, which listens: who connects while a server begins waits a
moment. The server is its copy, and need not load everything once more. The worker is a process of
its own, so that long work never holds up pages; it begins when the first page has been served,
most likely.
"""

import contextlib
import gc
import os
import socket
import sys

import click

from planner import create_app
from planner.commands import first_run
from planner.machine.config_file import BadSetting
from planner.serving.bounds import Bounds, Lane, connections_bound
from planner.serving.processes import Fork, Kept, keep, session_of_its_own
from planner.serving.server import listening_socket, server_of

WORKER = (sys.executable, "-m", "planner", "worker", "--parent")
PAUSE = 2.0  # seconds before a worker begins, the first one or the next
LANES = (  # calendars are quick and polled by machines; papers take a whole processor each
    Lane((b".ics", b".atom"), 2),
    Lane((b".pdf", b".png", b".xlsx", b".csv", b".zip"), max(1, (os.cpu_count() or 1) // 2)),
)
SWITCH = 0.001  # seconds that a thread computes before another has its turn: polls are short
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
    try:
        listener = listening_socket(host, port)
    except OSError as refused:
        sys.exit(f"Nobody can serve on http://{host}:{port}: {refused.strerror}.")
    gc.freeze()  # what is loaded now lives as long as each copy
    sys.exit(keep_planner(listener))


def keep_planner(listener: socket.socket) -> str | None:
    """Keep a server and a worker running until told to end; return why not, if they cannot."""
    keeper = os.getpid()
    server = Kept(
        lambda: Fork(lambda: serve_planner(listener, keeper)),
        patience=Bounds().shutdown_seconds + PATIENCE,
    )
    worker = Kept(
        lambda: session_of_its_own([*WORKER, str(keeper)]), patience=PATIENCE, delay=PAUSE
    )
    could = keep(server, worker)
    return None if could else "The server cannot start: it ended again and again."


def is_taken(host: str, port: int) -> bool:
    """Tell whether somebody serves there already."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), 1):
        return True
    return False


def serve_planner(listener: socket.socket, keeper: int) -> None:
    """Serve the planner until it is told to end, or the process is gone that keeps it."""
    try:
        app = create_app()
    except BadSetting as bad:
        sys.exit(f"The planner cannot start. {bad}")
    gc.freeze()
    sys.setswitchinterval(SWITCH)
    body, connections = app.config["MAX_CONTENT_LENGTH"], connections_bound()
    bounds = Bounds(body=body, connections=connections, lanes=LANES)
    server_of(app, bounds, keeper).run(sockets=[listener])
