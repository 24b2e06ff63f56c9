"""Collect the body of a request, with bounds for its size and for the time that it takes."""

import asyncio
import contextlib
import io
import tempfile
from http import HTTPStatus
from typing import BinaryIO, NamedTuple, cast

from planner.serving.asgi import Receive, Scope
from planner.serving.bounds import Bounds

LINGER = 8  # bodies of the largest size that are read after a refusal


class Refused(Exception):
    """A body was not taken; the status says why."""

    def __init__(self, status: HTTPStatus) -> None:
        self.status = status


class Gone(Exception):
    """Who sends a body went away in the middle of it."""


class Body(NamedTuple):
    """A body that is whole, ready to be read from its beginning."""

    file: BinaryIO
    size: int


def has_body(scope: Scope) -> bool:
    """Tell whether a request says that it has a body."""
    names = {name for name, _ in scope["headers"]}
    return b"content-length" in names or b"transfer-encoding" in names


def announced_size(scope: Scope) -> int:
    """Return the size that a request says its body has, 0 if it says nothing."""
    return int(dict(scope["headers"]).get(b"content-length", b"0"))


async def collect(scope: Scope, receive: Receive, bounds: Bounds) -> Body:
    """Return the body of a request.

    Each byte of it buys a little time, up to the deadline for the whole. Raises Refused if it is
    too large, too slow, or finds no room on the disk; Gone if its sender is.
    """
    if not has_body(scope):
        return Body(io.BytesIO(), 0)
    if announced_size(scope) > bounds.body:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    with contextlib.ExitStack() as stack:
        spooled = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=bounds.in_memory))
        file = cast(BinaryIO, spooled)
        try:
            async with asyncio.timeout(bounds.body_patience) as deadline:
                size = await _fill(file, receive, bounds, deadline)
            file.seek(0)
        except TimeoutError as late:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT) from late
        except OSError as full:
            raise Refused(HTTPStatus.INSUFFICIENT_STORAGE) from full
        stack.pop_all()  # whoever asked for it closes it
    return Body(file, size)


async def _fill(file: BinaryIO, receive: Receive, bounds: Bounds, deadline: asyncio.Timeout) -> int:
    """Write a body to a file as it comes, and return its size."""
    began, size, has_more = asyncio.get_running_loop().time(), 0, True
    while has_more:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        piece, has_more = message["body"], message["more_body"]
        size += len(piece)
        if size > bounds.body:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        file.write(piece)
        seconds = min(bounds.body_seconds, bounds.body_patience + size / bounds.body_rate)
        deadline.reschedule(began + seconds)
    return size


async def let_run_out(receive: Receive, bounds: Bounds) -> None:
    """Read on for a while after a refusal: who is still sending would not see the answer."""
    left = LINGER * bounds.body
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(bounds.linger_seconds):
            while left > 0:
                message = await receive()
                if message["type"] != "http.request" or not message["more_body"]:
                    return
                left -= len(message["body"])
