"""What anybody may take of the server: bytes, seconds, connections."""

import resource
from typing import NamedTuple

MEGABYTE = 1024 * 1024


class Lane(NamedTuple):
    """Threads of their own for addresses that end so: they hold up only each other."""

    endings: tuple[bytes, ...]
    threads: int


class Bounds(NamedTuple):
    """How much the server bears; the defaults suit one process."""

    body: int = 9 * MEGABYTE  # bytes of a body
    in_memory: int = 100_000  # bytes of a body; a larger one lies on the disk
    head: int = 64 * 1024  # bytes of a head, and of what frames a body
    threads: int = 4  # that answer
    large_threads: int = 1  # that answer those whose bodies lie on the disk: uploads wait in turn
    lanes: tuple[Lane, ...] = ()
    connections: int = 1000  # open ones; for one more, the slowest go
    pipelined: int = 16  # requests of one connection that wait for another
    quiet_seconds: float = 20.0  # of a connection: idle, or for all of a head
    body_patience: float = 10.0  # seconds for a body, and besides
    body_rate: int = 4000  # a second for so many bytes of it
    body_seconds: float = 600.0  # for all of a body, however fast it comes
    reader_seconds: float = 60.0  # in which a reader takes a piece of an answer
    linger_seconds: float = 10.0  # in which a refused body may run out
    shutdown_seconds: float = 20.0  # for what is running when the server is told to end


def connections_bound() -> int:
    """Return how many connections may be open: each needs two files, and files are bounded."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return Bounds().connections if files < 0 else min(Bounds().connections, files // 3)
