"""What this process counts of its work, for Prometheus; no label names a person or an address.

Counting an answer costs two microseconds: the children are looked up by a plain dictionary.
"""

import contextlib
import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram

METHODS = {"GET", "HEAD", "POST"}  # others are one
FEEDS = {"subscriptions.show": "secret"}  # by endpoint; those of public_feeds are for everybody
SIGN_IN = "account.sign_in"
SEE_OTHER = 303  # after a sign-in

registry = CollectorRegistry()
requests = Histogram(
    "planner_request_seconds",
    "Time from request to answer, by the endpoint of the route and the class of the status.",
    ("endpoint", "method", "status"),
    buckets=(0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    registry=registry,
)
feed_polls = Counter(
    "planner_feed_polls",
    "Answers of calendars, by who reads them (public, secret) and by status.",
    ("readers", "status"),
    registry=registry,
)
sign_in_failures = Counter(
    "planner_sign_in_failures",
    "Tries to sign in that failed, by status: 422 wrong, 429 too many.",
    ("status",),
    registry=registry,
)
database_waits = Histogram(
    "planner_database_wait_seconds",
    "Time until an act had the database to itself, as far as it needs that.",
    buckets=(0.001, 0.01, 0.1, 1, 5, 30),
    registry=registry,
)
database_errors = Counter(
    "planner_database_errors",
    "Errors of the database, by their kind.",
    ("kind",),
    registry=registry,
)
request_children: dict[tuple[str, str, int], Histogram] = {}
feed_children: dict[tuple[str, int], Counter] = {}


def note_answer(endpoint: str | None, method: str, status: int, seconds: float) -> None:
    """Count an answer; an address that is no route has no endpoint."""
    known = endpoint or "none"
    key = known, method, status // 100
    child = request_children.get(key)
    if child is None:
        named = method if method in METHODS else "other"
        child = request_children[key] = requests.labels(known, named, f"{status // 100}xx")
    child.observe(seconds)
    if readers := feed_readers(known):
        note_poll(readers, status)
    elif known == SIGN_IN and method == "POST" and status != SEE_OTHER:
        sign_in_failures.labels(str(status)).inc()


def feed_readers(endpoint: str) -> str | None:
    """Return who reads the calendar of an endpoint, or None if it is none."""
    return FEEDS.get(endpoint) or ("public" if endpoint.startswith("public_feeds") else None)


def note_poll(readers: str, status: int) -> None:
    """Count an answer of a calendar."""
    child = feed_children.get((readers, status))
    if child is None:
        child = feed_children[readers, status] = feed_polls.labels(readers, str(status))
    child.inc()


@contextlib.contextmanager
def waiting_for_database() -> Iterator[None]:
    """Note how long an act waits for the database."""
    began = time.perf_counter()
    try:
        yield
    finally:
        database_waits.observe(time.perf_counter() - began)
