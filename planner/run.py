"""What `make run` runs: prepare what a checkout lacks, then serve it.

Both in one process: the worker begins as its copy, and need not load everything once more.
"""

import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from planner import first_run


def main():
    """Serve on HOST and PORT with one worker of several threads, started anew should it fail."""
    first_run.main()
    Granian(
        "wsgi:app",
        address=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
