"""The connections of the server, with bounds for what they send, how slowly, and how many."""

import asyncio
import time
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from planner.serving.bounds import Bounds

TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)
ROOM = 20  # one connection in so many goes, where one more shall come


class Connection(HttpToolsProtocol):
    """A connection that ends when it takes more than its share."""

    def __init__(
        self, config: Config, server_state: ServerState, bounds: Bounds, **more: Any
    ) -> None:
        super().__init__(config, server_state, **more)
        self.bounds = bounds
        self.is_gone = False
        self.url = b""  # of the request that is being read
        self.overhead = 0  # bytes of the request that are not of its body
        self.quiet_since = time.monotonic()  # since when no whole head has come
        self.stuck_since: float | None = None  # since when a reader takes no further piece

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; if there are too many, those go that are slowest."""
        super().connection_made(transport)
        if len(self.connections) > self.bounds.connections:
            make_room(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that nobody is there any more."""
        self.is_gone = True
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what has come, unless a head has no end."""
        self.overhead += len(data)
        super().data_received(data)
        if self.overhead > self.bounds.head and not self.transport.is_closing():
            self.send_400_response("This is too large.")

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read; what has no end is too large, and goes on in vain."""
        if self.is_answering and self.cycle.response_started:
            self.transport.abort()
        elif max(self.overhead, len(self.url)) > self.bounds.head:
            self.transport.write(TOO_LARGE)
            self.transport.close()
        else:
            super().send_400_response(msg)

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self.overhead = 0
        self.quiet_since = time.monotonic()
        self.scope["state"]["connection"] = self

    def on_headers_complete(self) -> None:
        """Begin to answer, unless too many wait already on this connection."""
        super().on_headers_complete()
        if len(self.pipeline) > self.bounds.pipelined:
            self.transport.abort()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body; framing it may take a sixteenth of it."""
        self.overhead -= len(body) * 17 // 16
        super().on_body(body)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self.quiet_since = time.monotonic()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Note that a reader is behind."""
        self.stuck_since = time.monotonic()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that a reader has caught up."""
        self.stuck_since = None
        super().resume_writing()

    def shutdown(self) -> None:
        """End a connection when the server ends; what is being answered is answered."""
        if self.is_answering and self.cycle.more_body:
            self.transport.abort()
        else:
            super().shutdown()

    @property
    def is_answering(self) -> bool:
        """Whether a request has begun and its answer is not over."""
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request
        return cycle is not None and not cycle.response_complete

    def is_too_slow(self, now: float) -> bool:
        """Tell whether the other side has had its time; the time of a body is kept elsewhere."""
        if self.stuck_since is not None and now - self.stuck_since > self.bounds.reader_seconds:
            return True
        if self.is_answering:
            return False
        is_read = self.transport.get_write_buffer_size() == 0
        seconds = self.bounds.quiet_seconds + (0 if is_read else self.bounds.reader_seconds)
        return now - self.quiet_since > seconds

    def rank(self) -> tuple[bool, float]:
        """Return a key by which those come first who are the first to go."""
        is_working = self.is_answering and not self.cycle.more_body
        return is_working, self.stuck_since or self.quiet_since


def make_room(newcomer: Connection) -> None:
    """End the slowest connections, those first for which no work is going on."""
    others = [one for one in connections_of(newcomer.server_state) if one is not newcomer]
    others.sort(key=Connection.rank)
    for one in others[: max(1, len(others) // ROOM)]:
        one.transport.abort()


def end_slow_ones(state: ServerState) -> None:
    """End the connections whose other side is too slow."""
    now = time.monotonic()
    for one in connections_of(state):
        if one.is_too_slow(now):
            one.transport.abort()


def connections_of(state: ServerState) -> list[Connection]:
    """Return the open connections."""
    return [one for one in state.connections if isinstance(one, Connection)]
