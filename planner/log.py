"""The log: a line for each answer and each trouble, as fields, without anybody's data.

What may hold a name, an address or a token never gets here: paths (the endpoint of the route stands
for them), queries, what was typed, and the words of errors, of which the kind and the place in the
program are told.
"""

import functools
import json
import logging
import random
import re
import time
import traceback
from collections.abc import Iterator
from typing import cast

from flask import Flask, Request, Response, g, has_request_context, request
from werkzeug.local import LocalProxy

from planner.machine.paths import PACKAGE
from planner.metrics import note_answer

OURS = "planner"
logger = logging.getLogger("planner.access")
#: An argument of a message that is told: a number, a kind of error, a name of the program.
TOLD = re.compile(r"[A-Z]\w*(Error|Exception|Failed|Gone|Timeout|NotAvailable)|[a-z]+(_[a-z]+)+")
HIDDEN = "…"
PLAIN = re.compile(r"[\w.:/+-]+")  # needs no quotes
FRAMES = 5  # of the program, in a line about an error, the last ones
SERVER_ERROR = 500
POLLS, NOTHING_NEW = "polls.", 204  # what open pages ask every few seconds fills no log
LONGEST_METHOD = 7  # OPTIONS, CONNECT
Fields = dict[str, object]


def fields(event: str, **values: object) -> dict[str, Fields]:
    """Return what a line says instead of its message; for `extra` of the logger."""
    return {"fields": {"event": event, **values}}


class LineFormatter(logging.Formatter):
    """Writes a record as one line of fields: name=value, or JSON."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self.as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        said: Fields = {"time": shown_time(record.created), "level": record.levelname.lower()}
        if given := getattr(record, "fields", None):
            said |= given
        else:
            said |= {"event": told(record), "logger": record.name}
        if "request" not in said and has_request_context():
            said |= {"endpoint": request.endpoint or "none", "request": request_id()}
        if record.exc_info and record.exc_info[1]:
            said |= error_fields(record.exc_info[1])
        if self.as_json:
            return json.dumps(said, ensure_ascii=False)
        return " ".join([f"{name}={quoted(value)}" for name, value in said.items()])


def shown_time(created: float) -> str:
    """Return the moment of a record in UTC: 2027-04-12T08:00:00.123Z."""
    second, fraction = divmod(created, 1)
    return f"{shown_second(int(second))}.{int(fraction * 1000):03}Z"


@functools.lru_cache(maxsize=2)
def shown_second(second: int) -> str:
    """Return a second since 1970 as a day and a time."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


def told(record: logging.LogRecord) -> str:
    """Return the message of a record without what might be somebody's data.

    Of libraries only the words are told that their authors wrote.
    """
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    if not is_ours(record):
        return record.msg if record.args else HIDDEN
    if not isinstance(record.args, tuple):
        return record.msg
    return record.msg % tuple(told_argument(argument) for argument in record.args)


def is_ours(record: logging.LogRecord) -> bool:
    """Tell whether the program itself has written a record."""
    return record.name == OURS or record.name.startswith(f"{OURS}.")


def told_argument(argument: object) -> object:
    """Return an argument of a message if it is a number or a word of the program."""
    if isinstance(argument, int | float):
        return argument
    return argument if isinstance(argument, str) and TOLD.fullmatch(argument) else HIDDEN


def error_fields(error: BaseException) -> Fields:
    """Return the kind of an error and of its causes, and where in the program it arose."""
    kinds = " < ".join(f"{type(one).__module__}.{type(one).__name__}" for one in causes(error))
    places = [
        f"{frame.filename.removeprefix(f'{PACKAGE.parent}/')}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(str(PACKAGE))
    ]
    return {"error": kinds, "at": " > ".join(places[-FRAMES:])}


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it came from, at most four."""
    for _ in range(4):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def quoted(value: object) -> str:
    """Return a value as it stands in a line: in quotes if it has blanks; never on two lines."""
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def request_id() -> str:
    """Return the number that all lines of this request have, and the page of its error."""
    if "request_id" not in g:
        g.request_id = f"{random.getrandbits(16):04X}-{random.getrandbits(16):04X}"
    return str(g.request_id)


def start() -> None:
    """Note when the request began."""
    g.began = time.perf_counter()


def log_response(response: Response) -> Response:
    """Write one line for the answer, and count it."""
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    asked = cast("LocalProxy[Request]", request)._get_current_object()
    status, number = response.status_code, request_id()
    endpoint, method = asked.endpoint, asked.method
    note_answer(endpoint, method, status, seconds)
    said = fields(
        "request",
        endpoint=endpoint or "none",
        method=method if method.isalpha() and len(method) <= LONGEST_METHOD else HIDDEN,
        status=status,
        ms=round(seconds * 1000),
        request=number,
    )
    is_idle = status == NOTHING_NEW and (endpoint or "").startswith(POLLS)
    logger.log(logging.DEBUG if is_idle else logging.INFO, "request", extra=said)
    if status >= SERVER_ERROR:
        response.headers["X-Request-Id"] = number
    return response


def init_app(app: Flask) -> None:
    """Write all lines to standard error, as LOG_FORMAT says; the access log too."""
    formatter = LineFormatter(as_json=app.config["LOG_FORMAT"] == "json")
    for own in (logger, logging.getLogger()):
        handlers = [one for one in own.handlers if isinstance(one.formatter, LineFormatter)]
        if not handlers:
            handlers = [logging.StreamHandler()]
            own.addHandler(handlers[0])
        handlers[0].setFormatter(formatter)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    app.before_request(start)
    app.after_request(log_response)
