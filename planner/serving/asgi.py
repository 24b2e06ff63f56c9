"""The part of ASGI that is spoken here: what the server hands over, and how it is answered."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from planner.serving.connections import Connection

Headers = list[tuple[bytes, bytes]]


class State(TypedDict):
    """What belongs to one request."""

    connection: "Connection"


class Scope(TypedDict):
    """A request without its body."""

    method: str
    raw_path: bytes
    query_string: bytes
    http_version: str
    scheme: str
    headers: Headers
    server: tuple[str, int | None] | None
    client: tuple[str, int] | None
    state: State


class Message(TypedDict, total=False):
    """A part of a request or of an answer."""

    type: str
    status: int
    headers: Headers
    body: bytes
    more_body: bool


Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Environ = dict[str, object]
