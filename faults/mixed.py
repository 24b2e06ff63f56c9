"""A busy hour in a minute: clients of all kinds, with slow senders, uploads and papers beside them.

Polls come four times a second, pages and saves once a second from each client, as fast as people
are at their fastest; uploads and papers follow each other without a pause.
"""

import contextlib
import io
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median

from PIL import Image
from sqlalchemy import select

from faults import polls
from faults.browsers import GONE, Answer, Browser
from faults.findings import Finding, Scale, at_most, none_of
from faults.planners import Planner, planner_on
from faults.slow_senders import SLOW
from planner import create_app
from planner.models import Event, Visit

READERS, WRITERS = 10, 6  # and sixteen who poll
SLOW_SENDERS = UPLOADS = PAPERS = 8
PAUSE = 1.0
MOST_P99, MOST_GROWTH = 200.0, 1.25
WRONG = {GONE, 500, 502, 504}


class Crowd:
    """Threads that go on until it is over, and what each kind of them has heard."""

    def __init__(self) -> None:
        self.is_over = threading.Event()
        self.heard: dict[str, list[Answer]] = {}
        self.threads: list[threading.Thread] = []

    def let(self, kind: str, number: int, act: Callable[[], Answer], pause: float) -> None:
        """Let so many do something again and again."""
        heard = self.heard.setdefault(kind, [])

        def go_on() -> None:
            while not self.is_over.wait(pause):
                heard.append(act())

        for _ in range(number):
            thread = threading.Thread(target=go_on)
            self.threads.append(thread)
            thread.start()

    def end(self) -> None:
        """Let all of them end."""
        self.is_over.set()
        for thread in self.threads:
            thread.join()


def run(scale: Scale) -> Sequence[Finding]:
    """Let all of them work beside each other, on SQLite."""
    with planner_on("sqlite") as planner, contextlib.ExitStack() as slow:
        visit, event = first_visit(planner)
        planner.start()
        crowd = Crowd()
        etag = Browser(planner.port).ask(polls.FEED).headers["etag"]
        polling = polls.begin(planner.port, scale.seconds, etag)
        gather(crowd, planner, visit, event)
        deadline = time.monotonic() + scale.seconds
        memory = list(watched(planner, slow, deadline))
        crowd.end()
        crowd.heard["polls"] = polls.heard(polling)
    return findings(crowd, memory)


def gather(crowd: Crowd, planner: Planner, visit: str, event: int) -> None:
    """Let everybody begin."""
    signed_in = planner.browser()
    pages = [f"/visits/{visit}", f"/visits/{visit}/guests", "/people", "/overview"]
    save, upload = f"/events/{event}/guests/add/new", "/partners/add"
    guest, partner, picture = signed_in.form(save), signed_in.form(upload), photo()
    turn = iter(range(10**6))
    crowd.let("pages", READERS, lambda: signed_in.copy().ask(pages[next(turn) % 4]), PAUSE)
    crowd.let(
        "saves",
        WRITERS,
        lambda: signed_in.copy().post(save, guest | new_name()),
        PAUSE,
    )
    crowd.let(
        "uploads",
        UPLOADS,
        lambda: signed_in.copy().upload(
            upload, partner_typed(partner, next(turn)), "picture_file", picture
        ),
        0.0,
    )
    paper = f"/visits/{visit}/print/guests.pdf"
    crowd.let("papers", PAPERS, lambda: signed_in.copy().ask(paper), 0.0)


def new_name(family: str = "") -> dict[str, str]:
    """Return a name that is like no other: the office is asked about those that are."""
    return {"given_name": secrets.token_hex(6), "family_name": family or secrets.token_hex(8)}


def partner_typed(form: dict[str, str], number: int) -> dict[str, str]:
    """Return a partner city with a picture, as typed."""
    typed = {"name": f"Busy {number}", "country": "DE", "picture_credit": "us"}
    return form | typed | {"picture_alt_de": "Rauschen", "picture_alt_en": "Noise"}


def photo() -> bytes:
    """Return a photograph of twelve million pixels, as a phone makes it."""
    stream = io.BytesIO()
    Image.effect_noise((1000, 750), 60).resize((4000, 3000)).convert("RGB").save(stream, "JPEG")
    return stream.getvalue()


def watched(planner: Planner, slow: contextlib.ExitStack, deadline: float) -> Iterator[float]:
    """Yield the memory of the server every second; eight slow senders are there all the time."""
    senders: list[socket.socket] = []
    while time.monotonic() < deadline:
        if len(senders) < SLOW_SENDERS or int(time.monotonic()) % 10 == 0:
            sender = slow.enter_context(socket.create_connection(("127.0.0.1", planner.port)))
            sender.sendall(SLOW)
            senders.append(sender)
        yield planner.memory()
        time.sleep(1.0 if len(senders) >= SLOW_SENDERS else 0.0)


def first_visit(planner: Planner) -> tuple[str, int]:
    """Return the slug of the visit that comes, and the id of an event of no visit."""
    app = create_app(planner.settings())
    with app.extensions["sessionmaker"]() as session:
        slug = session.scalars(select(Visit.slug).order_by(Visit.first_day.desc())).first()
        event = session.scalars(select(Event.id).where(Event.visit_id.is_(None))).first()
    app.extensions["sessionmaker"].kw["bind"].dispose()
    assert slug
    assert event
    return slug, event


def findings(crowd: Crowd, memory: list[float]) -> Sequence[Finding]:
    """Return what was asked of each kind, and of the memory."""
    times = sorted(one.seconds * 1000 for one in crowd.heard["polls"])
    found = [
        none_of(f"{kind}: errors", [one.status for one in heard if one.status in WRONG], len(heard))
        for kind, heard in crowd.heard.items()
    ]
    wanted = {"polls": 304, "pages": 200, "saves": 303, "uploads": 303, "papers": 200}
    others = [
        f"{kind} {one.status}"
        for kind, heard in crowd.heard.items()
        for one in heard
        if one.status not in {wanted[kind], *WRONG}
    ]
    found.append(none_of("answers that are not the wanted ones", others, len(times)))
    third = len(memory) // 3
    early, late = median(memory[third : 2 * third]), median(memory[-third:])
    held = f"times ({early:.0f} to {late:.0f} MB, most {max(memory):.0f})"
    p99 = times[int(len(times) * 0.99)]
    return [
        *found,
        at_most("polls: 99th percentile", p99, MOST_P99, f"ms (median {median(times):.1f})"),
        at_most("memory: last third against the one before", late / early, MOST_GROWTH, held),
    ]
