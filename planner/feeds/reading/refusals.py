"""Why a calendar of somebody else is not read, in a sentence for whoever gave it to us."""

import contextlib
from collections.abc import Iterator

from planner.languages import Message
from planner.rules import RuleBroken

LIBRARY_ERRORS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
)  # raised by both
MAX_EXCERPT = 60  # characters
MAX_BYTES = 5_000_000
MAX_EVENTS = 5_000  # in the file
MAX_LINES, MAX_LINES_READ = 150_000, 80_000  # all, and those that are of use
MAX_READ = 10_000  # within the window, recurrences included

NO_CALENDAR = Message("This is not a calendar in the iCalendar format.")
NOT_UTF8 = Message("This calendar is not written in UTF-8.")
CUT_OFF = Message("This calendar is not complete: its end is missing.")
TOO_LARGE = Message("This calendar is larger than %(size)s MB.", size=MAX_BYTES // 1_000_000)
TOO_MANY_EVENTS = Message("This calendar has more than %(number)s events.", number=MAX_EVENTS)
TOO_MANY_LINES = Message("This calendar has too many lines.")
TOO_MANY_TO_READ = Message("More than %(number)s events lie in this time.", number=MAX_READ)


class UnreadableCalendar(RuleBroken):
    """A calendar that is broken, too large or too dense; the message says which."""


@contextlib.contextmanager
def refuse_library_errors(place: str) -> Iterator[None]:
    """Refuse in a sentence what the libraries find wrong at a place."""
    try:
        yield
    except UnreadableCalendar:
        raise
    except LIBRARY_ERRORS as wrong:
        raise UnreadableCalendar(broken(place)) from wrong


def broken(line: str) -> Message:
    """Return that something is wrong at a line, or at a title."""
    return Message(
        "This calendar cannot be read: something is wrong at “%(line)s”.", line=excerpt(line)
    )


def unknown_zone(name: str) -> Message:
    """Return that nobody knows a time zone, and the calendar does not describe it."""
    return Message(
        "This calendar does not say what its time zone “%(zone)s” is.", zone=excerpt(name)
    )


def too_dense(title: str) -> Message:
    """Return that an event comes again too often to be read."""
    return Message("“%(title)s” is repeated too often to be read.", title=excerpt(title))


def excerpt(text: str) -> str:
    """Return the beginning of what a stranger wrote, without what cannot be seen."""
    text = "".join(letter for letter in text[: MAX_EXCERPT * 9] if letter.isprintable())
    return text[:MAX_EXCERPT] + "…" * (len(text) > MAX_EXCERPT)
