"""What `make run` runs: prepare what a checkout lacks, then serve it, with a worker beside it.

Preparing and serving are one process: the server begins as its copy, and need not load everything
once more. The worker is a process of its own, so that long work never holds up pages; it begins
when the first page has been served, most likely.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from planner import CHECKOUT, first_run

WORKER = (sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--parent")
PAUSE = 2.0  # seconds before a worker begins, the first one or the next
PATIENCE = 10.0  # seconds in which it has to end


def main() -> None:
    """Serve on HOST and PORT with one server of several threads, started anew should it fail."""
    first_run.main()
    server = Granian(
        "wsgi:app",
        address=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    with worker_beside():
        server.serve()


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
        worker = subprocess.Popen([*WORKER, str(os.getpid())], cwd=CHECKOUT, start_new_session=True)
        while worker.poll() is None and not is_over.wait(0.2):
            pass
        worker.terminate()
        try:
            worker.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


if __name__ == "__main__":
    main()
