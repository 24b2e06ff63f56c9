"""Paper: a list of 1,000 guests and 200 badges beside what the typesetter alone would take.

Ours is the whole request to a real server: permission, rows, precedence, the child process, the
print log. Bare is Typst in a fresh process with the same data, for badges with codes from segno;
WeasyPrint is given the page of the same list, also in a fresh process. CPU time of all processes
that take part, median of alternating rounds. Memory is that of the server's worker.
"""

import dataclasses
import http.client
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from benchmarks.measure import cpu_seconds, server, table
from benchmarks.pages import SECRET_KEY, TOKEN, cookie_of, guest_person
from planner import create_app
from planner.clock import utc_now
from planner.db import read_transaction
from planner.models import Event, Role, RoleName, UserSession
from planner.printing.catalogue import BY_KEY
from planner.printing.documents import Occasion
from planner.printing.typesetting.typesetting import TEMPLATES
from planner.rules.printing.printing import PaperChoice
from planner.rules.users import hash_token
from planner.services.papers import make_paper
from tests.factories import make_event, make_guest, make_office, make_organisation, make_user

GUESTS, BADGES, LISTS, OF_A_LIST = 1_000, 200, 50, 300
ROUNDS = 5


class Office(NamedTuple):
    """A served planner and somebody who may print."""

    port: int
    worker: int
    cookie: str

    @property
    def address(self):
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def fetch(self, path):
        """Return what is at an address."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise AssertionError(f"{path}: {answer.status}")
        return body

    def memory(self):
        """Return the megabytes that the worker keeps in memory."""
        status = Path(f"/proc/{self.worker}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


class Figure(NamedTuple):
    """What a paper took: CPU and wall clock milliseconds, and how large its file is."""

    cpu: float
    wall: float
    size: int


def run():
    """Print what papers cost, beside a bare compilation, and what they leave in memory."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite"
        settings = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url}
        app = create_app(settings)
        app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
        events, cookie = fill(app)
        environment = {f"PLANNER_{name}": value for name, value in settings.items()}
        with server("benchmarks.served:planner", environment) as (port, worker):
            office = Office(port, worker, cookie)
            print_times(app, office, events)
            print_memory(office, events)


def print_times(app, office, events):
    """Print the milliseconds of each paper, made in each way."""
    rows = []
    for name, key, event in (("guest list", "guests", events[0]), ("badges", "badges", events[1])):
        ways = ways_of(app, office, key, event)
        found = {way: [] for way in ways}
        for _ in range(ROUNDS):
            for way, make in ways.items():
                if way != "WeasyPrint" or len(found[way]) < 2:
                    found[way].append(make())
        figures = {way: middle(several) for way, several in found.items()}
        ours = figures["planner"].cpu
        for way, figure in figures.items():
            ratio = f"{ours / figure.cpu:.2f}"
            rows.append([name, way, f"{figure.cpu:.0f}", f"{figure.wall:.0f}", ratio,
                         f"{figure.size / 1000:.0f}"])  # fmt: skip
    title = f"Paper: {GUESTS:,} guests, {BADGES} badges; PDF/UA-1 (ours to theirs, by CPU time)"
    table(title, ["paper", "made by", "CPU ms", "ms", "ours : theirs", "kB"], rows)


def ways_of(app, office, key, event):
    """Return how each maker makes a paper of an event, as functions that give a Figure."""
    path = f"/events/{event}/print/{key}"
    order = {"templates": str(TEMPLATES), **order_of(app, key, event)}
    ways = {
        "planner": lambda: timed(office.worker, lambda: office.fetch(f"{path}.pdf")),
        "Typst alone": lambda: made("bare_typst", order),
    }
    if key == "guests":
        page = {"page": office.fetch(path).decode(), "address": office.address + path}
        try:
            made("bare_weasyprint", page)
        except subprocess.CalledProcessError as failed:
            print(f"WeasyPrint does not run here: {failed.stderr.decode().strip()[-200:]}")
        else:
            ways["WeasyPrint"] = lambda: made("bare_weasyprint", page)
    return ways


def order_of(app, key, event):
    """Return the template and the data of a paper as JSON can hold them."""
    document = BY_KEY[key]
    with app.app_context(), read_transaction() as session:
        occasion, choice = Occasion(event=session.get(Event, event)), PaperChoice(language="en")
        paper = make_paper(document, occasion, choice, printed_by="the benchmark", now=utc_now())
        return {"template": f"{document.template}.typ", "paper": dataclasses.asdict(paper)}


def timed(pid, make: Callable):
    """Return what a process with its children takes for something, which gives bytes."""
    cpu, wall = cpu_seconds(pid, children=True), time.perf_counter()
    content = make()
    wall = time.perf_counter() - wall
    return Figure((cpu_seconds(pid, children=True) - cpu) * 1000, wall * 1000, len(content))


def made(by, order):
    """Return what a fresh process takes that makes a PDF of an order: a file beside this one."""
    command = [sys.executable, "-P", str(Path(__file__).with_name(f"{by}.py"))]
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, input=json.dumps(order).encode(), capture_output=True, check=True
    )
    wall = time.perf_counter() - wall
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figure(cpu * 1000, wall * 1000, len(done.stdout))


def middle(figures):
    """Return the medians of several figures."""
    return Figure(*(statistics.median(values) for values in zip(*figures, strict=True)))


def print_memory(office, events):
    """Print how much the worker grows over many long lists, none of them twice the same."""
    lists = [
        f"/events/{event}/print/guests.pdf?order={order}&language={language}"
        for event in events[2:]
        for order in ("precedence", "alphabet", "delegation", "institution", "table")
        for language in ("de", "en")
    ]
    for path in lists[:3]:
        office.fetch(path)
    before = office.memory()
    for path in lists:
        office.fetch(path)
    grown = office.memory() - before
    columns = ["lists", "guests of each", "MB before", "MB more"]
    table(
        "Memory of the server", columns, [[len(lists), OF_A_LIST, f"{before:.0f}", f"{grown:.1f}"]]
    )


def fill(app):
    """Save events with guests and somebody who may print; return the ids of the events."""
    with app.extensions["sessionmaker"]() as session:
        role = session.scalar(select(Role).where(Role.name == RoleName.ORGANISER))
        user = make_user(roles=[role])
        known = UserSession(
            user=user, token_hash=hash_token(TOKEN), started_at=utc_now(), agent="bench"
        )
        office, organisation = make_office(), make_organisation()
        people = [guest_person(number, office, organisation) for number in range(GUESTS)]
        sizes = (GUESTS, BADGES, *[OF_A_LIST] * (LISTS // 10))
        events = [make_event() for _ in sizes]
        for number, (event, size) in enumerate(zip(events, sizes, strict=True)):
            first = number * 50  # other people on each list
            event.guests = [make_guest(person, event) for person in people[first : first + size]]
        session.add_all([user, known, *events])
        session.commit()
        return [event.id for event in events], cookie_of(app, user)
