"""Whose eyes read: of a confidential visit nobody learns but those who are named at it.

In a request the reader is the user who is signed in, and until then nobody; a job reads as the
user who ordered it, a feed as whoever made it. Outside of these, such as on the command line, all
is read. What must see all inside of them says so, with its reason.
"""

import contextlib
import enum
from collections.abc import Iterator

from flask import g, has_app_context, has_request_context

SEES_ALL = "sees_all"  # execution option of a statement that no reader restricts: its SeesAll


class SeesAll(enum.Enum):
    """Why something reads all visits, whoever asked for it."""

    QUESTION = "it asks whether anything is hidden at all"
    ROW = "a row that was read before is read anew, under the condition that its reader may"
    CALENDARS = "calendars learn of every change, whoever makes it"
    HISTORY = "the history learns of every change, whoever makes it"
    POLL = "the token is the key; what is served was made with the eyes of whoever made the feed"
    PUBLICATION = "a feed is looked up by itself; its events are read with its maker's eyes"
    CLASHES = "somebody is busy: which event it is, is taken out before anybody sees it"
    SLUGS = "an address is unique among all; that of a confidential visit is random"
    MERGE = "the rows of two people become those of one, also where nobody here may look"
    DELETION = "what is used anywhere must not be deleted"
    TAKEOVER = "an administrator sees the number and the days of a visit whose readers are gone"
    HOUSEKEEPING = "the planner keeps its own house, for nobody's eyes"


class Reader:
    """Somebody who reads: a user, or nobody, who learns of no confidential visit."""

    def __init__(
        self, user_id: int | None, is_shut_out: bool | None = None, *, has_news: bool = False
    ) -> None:
        self.user_id = user_id
        self.is_shut_out = is_shut_out  # of any visit at all; None: not asked yet
        self.has_news = has_news  # somebody took over a visit at which this user is named

    def ask_again(self) -> None:
        """Let it be asked anew whether there is anything of which the user must not learn."""
        if self.user_id is not None:
            self.is_shut_out = None


ALL_SEEING = Reader(None, is_shut_out=False)


def current_reader() -> Reader:
    """Return who reads now."""
    if not has_app_context():
        return ALL_SEEING
    if "reader" not in g and has_request_context():
        g.reader = nobody()
    reader: Reader = g.get("reader", ALL_SEEING)
    return reader


def nobody() -> Reader:
    """Return the reader who is not signed in: shut out without asking."""
    return Reader(None, is_shut_out=True)


def current_reader_id() -> int:
    """Return the id of the user who reads now, as statements compare it; nobody has id 0."""
    return current_reader().user_id or 0


def read_as(user_id: int, *, is_shut_out: bool, has_news: bool) -> None:
    """Let a user read from now on, until the request ends; the rest as Reader has it."""
    g.reader = Reader(user_id, is_shut_out, has_news=has_news)
    g.author_id = user_id


def forget_reader() -> None:
    """Forget who has read, as a request ends."""
    g.pop("reader", None)
    g.pop("author_id", None)


def author_id() -> int | None:
    """Return the id of the user who acts now, whoever reads; None: the planner itself."""
    author: int | None = g.get("author_id") if has_app_context() else None
    return author


@contextlib.contextmanager
def reading_as(user_id: int | None) -> Iterator[None]:
    """Read with the eyes of a user; None is nobody."""
    before = author_id()
    if has_app_context():
        g.author_id = user_id
    with _reader(nobody() if user_id is None else Reader(user_id)):
        try:
            yield
        finally:
            if has_app_context():
                g.author_id = before


@contextlib.contextmanager
def seeing_all(_reason: SeesAll) -> Iterator[None]:
    """Read all visits, for a reason that is said."""
    with _reader(ALL_SEEING):
        yield


@contextlib.contextmanager
def _reader(reader: Reader) -> Iterator[None]:
    """Let somebody read for a while."""
    if not has_app_context():
        yield
        return
    before = g.get("reader")
    g.reader = reader
    try:
        yield
    finally:
        if before is None:
            g.pop("reader", None)
        else:
            g.reader = before
