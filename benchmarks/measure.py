"""CPU time per request of a real server, as a median over alternating rounds.

The server is a child: that of `planner run`, with one thread. The client is this process with one
kept-alive connection on the loopback. CPU is user plus system time of the child, read from /proc
before and after, whose ticks are 10 ms; so each figure takes many requests or seconds.
"""

import contextlib
import http.client
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import NamedTuple

from planner.db import act

ROUNDS = 5
SECONDS = 2.0
REQUESTS = 2000
TICK = os.sysconf("SC_CLK_TCK")


class Variant(NamedTuple):
    """Something to ask for: a name, a server and its worker, an address and its status.

    `before` is called with a session and a number before each request; its work is committed.
    With `known`, each round asks with the ETag that the address has when the round begins.
    """

    name: str
    port: int
    worker: int
    path: str
    headers: dict
    status: int = 200
    before: Callable | None = None
    known: bool = False

    def fetch(self):
        """Return the body and the ETag of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", self.path, headers=self.headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return body, answer.headers["ETag"]


class Figure(NamedTuple):
    """CPU milliseconds per request: median, least and most of the rounds."""

    median: float
    least: float
    most: float


def circumstances():
    """Return a line with the commit, the machine and the versions that matter."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    packages = ", ".join(f"{name} {version(name)}" for name in ("flask", "sqlalchemy", "uvicorn"))
    python = platform.python_version()
    return f"commit {commit or 'unknown'}, {os.cpu_count()} CPUs, Python {python}, {packages}"


@contextlib.contextmanager
def server(application, environment):
    """Serve `module:factory` as a child; give its port and its pid."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.serving", application, str(port)]
    with subprocess.Popen(
        command, env=os.environ | environment, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(port)
            yield port, process.pid
        finally:
            process.terminate()


def wait_for(port):
    """Wait until somebody answers on the port."""
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.1)
    raise TimeoutError(f"nobody answers on port {port}")


def cpu_seconds(pid, children=False):
    """Return the user and system time of a process with all its threads, and ended children."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if children else 13])) / TICK


def compare(variants, rounds=ROUNDS, seconds=SECONDS):
    """Return a Figure per name of variant; the rounds of all variants alternate."""
    for variant in variants:
        variant.fetch()
    found = {variant.name: [] for variant in variants}
    for _ in range(rounds):
        for variant in variants:
            found[variant.name].append(one_round(variant, seconds / rounds))
    return {
        name: Figure(statistics.median(times), min(times), max(times))
        for name, times in found.items()
    }


def one_round(variant, seconds):
    """Return the CPU milliseconds per request of one round."""
    if variant.known:
        etag = variant._replace(headers={}).fetch()[1]
        variant = variant._replace(headers={"If-None-Match": etag})
    used, count = 0, 0
    before, began = cpu_seconds(variant.worker), time.perf_counter()
    while count < REQUESTS / ROUNDS and used < seconds:
        count += ask(variant, 1 if variant.before else 10)
        used = time.perf_counter() - began
    return (cpu_seconds(variant.worker) - before) * 1000 / count


def ask(variant, times):
    """Ask a number of times over one connection, and insist on the right answer."""
    connection = http.client.HTTPConnection("127.0.0.1", variant.port)
    for number in range(times):
        if variant.before:
            prepare(variant.before, number)
        connection.request("GET", variant.path, headers=variant.headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != variant.status:
            raise AssertionError(f"{variant.name}: {answer.status} instead of {variant.status}")
    connection.close()
    return times


def prepare(before, number):
    """Let something happen in the database, in a transaction of this process."""
    with act("prepare") as own:
        before(own, number)


def table(title, columns, rows):
    """Print rows under a title, numbers right-aligned."""
    cells = [columns, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(columns))]
    print(f"\n{title}")
    for row in cells:
        first, *rest = (
            cell.rjust(width) if n else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join([first, *rest]))
