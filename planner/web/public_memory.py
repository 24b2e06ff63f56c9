"""The last good answer of each public address, in memory: served while the database is away.

Bounded in number, bytes and age. The key is the path alone, and only answers 200 are kept, so that
nobody can fill it with invented addresses. Nothing of a reader is in it: these pages read no
cookie. Why, and what it cannot know: docs/decisions/012.
"""

import datetime as dt
import gzip
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Row

from planner.addresses import in_any_language
from planner.connections import close_database
from planner.feeds.answers import Columns, Load, Served, feed_response
from planner.languages import LANGUAGE_BY_ADDRESS

log = logging.getLogger(__name__)
MOST = 300  # answers
MOST_BYTES = 16 * 1024 * 1024
LONGEST = 24 * 3600  # seconds; nobody knows what was withdrawn meanwhile
STAYS_DOWN = 2.0  # seconds after a fault in which nobody asks the database for these pages
CHOOSING = {"city", "kind", "show", "page"}  # names in a query that make another page


class KeptPage(NamedTuple):
    """A page as it was answered."""

    body: bytes
    headers: list[tuple[str, str]]
    fresh_for: int = 0  # seconds

    def response(self) -> Response:
        """Return the answer once more."""
        return Response(self.body, headers=self.headers)


class KeptFeed(NamedTuple):
    """A calendar as it is stored, from which each program gets what it asks for."""

    etag: str
    modified_at: dt.datetime
    body: bytes  # gzipped
    status: int = HTTPStatus.OK
    fresh_for: int = 300

    def response(self) -> Response:
        """Return the calendar, or 304."""
        return feed_response(self, self.load, public=True)

    def load(self, is_gzipped: bool) -> tuple["KeptFeed", bytes]:
        """Return the calendar and its bytes."""
        return self, self.body if is_gzipped else gzip.decompress(self.body)


class Kept(NamedTuple):
    """What is kept of an address, and since when it was right."""

    answer: KeptPage | KeptFeed
    at: float  # of time.monotonic


class PublicMemory:
    """The answers that are kept, of which the one that nobody asked for longest goes first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.kept: OrderedDict[str, Kept] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()
        self.down_until = 0.0
        self.is_told = False

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            self.kept.clear()
            self.size, self.down_until, self.is_told = 0, 0.0, False

    def keep(self, path: str, answer: KeptPage | KeptFeed) -> None:
        """Keep the answer of a path, in place of the one before."""
        if len(answer.body) > MOST_BYTES:
            return
        with self.lock:
            self._drop(path)
            self.kept[path] = Kept(answer, self.clock())
            self.size += len(answer.body)
            while len(self.kept) > MOST or self.size > MOST_BYTES:
                self._drop(next(iter(self.kept)))
        self.tell(is_down=False)

    def touch(self, path: str, etag: str) -> bool:
        """Note that a calendar is still right; False if another one is kept, or none."""
        with self.lock:
            known = self.kept.get(path)
            if known is None or not isinstance(known.answer, KeptFeed):
                return False
            if known.answer.etag != etag:
                return False
            self.kept[path] = known._replace(at=self.clock())
            self.kept.move_to_end(path)
        return True

    def find(self, path: str) -> Kept | None:
        """Return what is kept of a path, unless it is too old."""
        with self.lock:
            known = self.kept.get(path)
            return known if known and self.clock() - known.at <= LONGEST else None

    def note_fault(self) -> None:
        """Note that the database has not answered."""
        self.down_until = self.clock() + STAYS_DOWN

    def is_down(self) -> bool:
        """Tell whether the database has not answered just now."""
        return self.clock() < self.down_until

    def _drop(self, path: str) -> None:
        """Forget a path."""
        if known := self.kept.pop(path, None):
            self.size -= len(known.answer.body)

    def tell(self, *, is_down: bool) -> None:
        """Write one line when pages begin to come from memory, and one when that is over."""
        if self.is_told != is_down:
            self.is_told = is_down
            log.warning(
                "Public pages and calendars are served from memory: the database does not answer."
                if is_down
                else "Public pages and calendars are served from the database again."
            )


def memory() -> PublicMemory:
    """Return the memory of this application."""
    found: PublicMemory = current_app.extensions["public_memory"]
    return found


def is_public() -> bool:
    """Tell whether the address of this request is for everybody."""
    return in_any_language(request.blueprint or "") in LANGUAGE_BY_ADDRESS


def keep_feed(snapshot: Served | Row[*Columns], load: Load) -> None:
    """Keep what a public calendar serves now; its bytes are read only if they are others."""
    g.is_kept = True
    if memory().touch(request.path, snapshot.etag) or snapshot.status != HTTPStatus.OK:
        return
    if loaded := load(True):
        version, body = loaded
        memory().keep(request.path, KeptFeed(version.etag, version.modified_at, body))


def keep_page(response: Response) -> Response:
    """Keep a page for everybody as it was answered.

    Only one without a query: what stands in that might be on the page, for all who read it later.
    """
    is_whole = response.status_code == HTTPStatus.OK and request.method == "GET"
    if not is_whole or g.get("is_kept") or not is_public() or response.is_streamed:
        return response
    if not request.query_string and "Set-Cookie" not in response.headers:
        memory().keep(request.path, KeptPage(response.get_data(), list(response.headers)))
    return response


def answer_after_fault() -> Response | None:
    """Return what is kept of the address, now that the database has not answered."""
    if not is_public():
        return None
    memory().note_fault()
    return answer_from_memory()


def answer_while_down() -> Response | None:
    """Return what is kept of the address while the database has not answered just now."""
    return answer_from_memory() if is_public() and memory().is_down() else None


def answer_from_memory() -> Response | None:
    """Return the last good answer of the address with its age (RFC 9111 5.1, RFC 9211)."""
    if request.method not in {"GET", "HEAD"} or CHOOSING & set(request.args):
        return None
    if (known := memory().find(request.path)) is None:
        return None
    close_database()
    memory().tell(is_down=True)
    g.is_kept = True
    response = known.answer.response()
    age = int(memory().clock() - known.at)
    response.headers["Age"] = str(age)
    response.headers["Cache-Status"] = f"planner; hit; ttl={known.answer.fresh_for - age}"
    return response


def init_app(app: Flask) -> None:
    """Keep public answers, and give them while the database is down."""
    app.extensions["public_memory"] = PublicMemory()
    app.before_request(answer_while_down)
    app.after_request(keep_page)
