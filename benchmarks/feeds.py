"""Feeds of 100, 1,000 and 10,000 events against the least that could be and the usual way.

(a) an unchanged poll, (b) a poll after one event has changed, (c) the first poll with no parts
stored; (d) an empty view of the planner, a bare Flask application that answers 304 or constant
bytes; (e) icalendar objects built per request. CPU of the server only: what is prepared before
each request happens in this process.
"""

import contextlib
import datetime as dt
import gzip
import statistics
import tempfile
import time

from sqlalchemy import delete, func, select, update

from benchmarks.measure import Variant, compare, server, table
from benchmarks.pages import FIRST, SECRET_KEY
from planner import create_app
from planner.feeds.snapshots import PACKING
from planner.models import Event, FeedSnapshot, RenderedEvent
from tests.factories import make_event, make_feed, make_municipality, make_venue, make_visit

SIZES = (100, 1_000, 10_000)
FEED = "/feeds/secret.ics"


def run():
    """Print CPU per request of each way and size, and the ratios that are wanted."""
    rows, ratios = [], []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            figures, packing, kilobytes = measured(folder, size)
        rows += [
            (name, size, *(f"{value:.2f}" for value in figure)) for name, figure in figures.items()
        ]
        ratios.append((size, *compared(figures, packing), f"{packing:.1f}", f"{kilobytes:.0f}"))
    table(
        "Feeds: CPU milliseconds per request (median, least and most of the rounds)",
        ["request", "events", "ms", "least", "most"],
        rows,
    )
    table(
        "Ratios; wanted: a at most 2 empty views and 4 bare 304, b 0.05 e (at 1,000), c 1.3 e",
        ["events", "a/empty", "a/bare", "b/e", "b/e without gzip", "c/e", "gzip ms", "kB"],
        ratios,
    )


def compared(figures, packing):
    """Return the ratios of the medians."""
    medians = {name[0]: figure.median for name, figure in figures.items()}
    a, b, c, e = (medians[letter] for letter in "abce")
    return (
        f"{a / figures['d empty view'].median:.2f}",
        f"{a / figures['d bare Flask 304'].median:.2f}",
        f"{b / e:.3f}",
        f"{(b - packing) / e:.3f}",
        f"{c / e:.2f}",
    )


def measured(folder, size):
    """Return the figures of one size, the milliseconds of packing, and the size in kB."""
    url = f"sqlite:///{folder}/bench.sqlite"
    settings = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url}
    settings["FEED_FETCHES_PER_HOUR"] = 10**6
    app = create_app(settings)
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    visit_id = fill(app, size)
    environment = {f"PLANNER_{name}": str(value) for name, value in settings.items()}
    with contextlib.ExitStack() as servers:
        ours, our_worker = servers.enter_context(server("benchmarks.served:planner", environment))
        bare, bare_worker = servers.enter_context(server("benchmarks.served:bare", environment))
        body, _ = Variant("first", ours, our_worker, FEED, {}).fetch()
        with app.app_context():
            variants = [
                Variant("a unchanged poll", ours, our_worker, FEED, {}, 304, known=True),
                Variant("d empty view", ours, our_worker, "/bench/empty", {}, 304),
                Variant("d bare Flask 304", bare, bare_worker, "/empty", {}, 304),
                Variant("d bare Flask bytes", bare, bare_worker, f"/bytes/{len(body)}", {}),
                Variant("b after a change", ours, our_worker, FEED, {}, before=change),
                Variant("c first poll, no parts", ours, our_worker, FEED, {}, before=forget),
                Variant(
                    "e icalendar objects", ours, our_worker, f"/bench/icalendar/{visit_id}", {}
                ),
            ]
            figures = compare(variants)
    return figures, packing_of(body), len(body) / 1000


def fill(app, size):
    """Save a visit with so many events and its feed; return the visit's id."""
    with app.extensions["sessionmaker"]() as session:
        town = make_municipality()
        venues = [
            make_venue(f"Raum {n}", name_en=f"Room {n}", municipality=town) for n in range(20)
        ]
        events = [event_at(n, venues[n % 20]) for n in range(size)]
        last_day = FIRST.date() + dt.timedelta(days=3)
        visit = make_visit(first_day=FIRST.date(), last_day=last_day, events=events)
        session.add(make_feed(visit=visit))
        session.commit()
        return visit.id


def event_at(number, venue):
    """Return an event like one of a programme, so many hours after the first."""
    start = FIRST + dt.timedelta(hours=number % 2000, minutes=number % 60)
    text = f"Item {number} of the program: guided tour, questions and a short reception. " * 4
    end = start + dt.timedelta(hours=1)
    return make_event(f"{start}", f"{end}", venue=venue, description_en=text)


def change(session, number):
    """Change the title of one event as its form does."""
    count = session.scalar(select(func.count(Event.id)))
    event = session.scalar(select(Event).order_by(Event.id).offset(number % count).limit(1))
    event.title_en = f"Changed {time.monotonic_ns()}"


def forget(session, _number):
    """Forget all parts and what was served, as a new version of the program does."""
    session.execute(delete(RenderedEvent))
    session.execute(update(FeedSnapshot).values(renderer_hash="another program"))


def packing_of(body):
    """Return the CPU milliseconds that packing the body takes: it is part of (b) and (c)."""
    times = []
    for _ in range(5):
        began = time.process_time()
        gzip.compress(body, PACKING)
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)
