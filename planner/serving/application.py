"""A WSGI application as an ASGI one: requests are collected, answered by threads, sent in pieces.

A thread works at a request only once its body is whole, and only until a piece of the answer is
made. Who sends or reads slowly, or has gone, holds none. Large bodies have a thread of their own,
so that uploads, whose pictures are slow to draw, wait for each other and nobody else for them;
and so have addresses that end in a certain way, such as those of papers.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from planner.serving.answers import PIECE, Answer, WSGIApplication
from planner.serving.asgi import Receive, Scope, Send
from planner.serving.bodies import Body, Gone, Refused, collect, let_run_out
from planner.serving.bounds import Bounds
from planner.serving.environ import environ_of

if TYPE_CHECKING:
    from planner.serving.connections import Connection

CLOSE = (b"connection", b"close")
Made = TypeVar("Made")


class Application:
    """What the server calls for each request."""

    def __init__(self, application: WSGIApplication, bounds: Bounds) -> None:
        self.application, self.bounds = application, bounds
        self.threads = ThreadPoolExecutor(bounds.threads, "answers")
        self.large = ThreadPoolExecutor(bounds.large_threads, "uploads")
        self.lanes = [
            (lane.endings, ThreadPoolExecutor(lane.threads, "lane")) for lane in bounds.lanes
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        refusal: HTTPStatus | None = None
        body = Body(BytesIO(), 0)
        try:
            body = await collect(scope, receive, self.bounds)
        except Gone:
            return
        except Refused as refused:
            refusal = refused.status
        answer = Answer(self.application, environ_of(scope, body.file, body.size, refusal))
        connection = scope["state"]["connection"]
        threads = self._threads_for(scope, body)
        try:
            if await in_thread(threads, lambda: self._begin(answer, connection)):
                await self._send(answer, send, scope, threads, receive if refusal else None)
        finally:
            body.file.close()
            if not answer.is_whole:
                await in_thread(threads, answer.close)

    def _threads_for(self, scope: Scope, body: Body) -> ThreadPoolExecutor:
        """Return the threads that answer a request, by its size and its address."""
        if body.size > self.bounds.in_memory:
            return self.large
        path = scope["raw_path"]
        fitting = (threads for endings, threads in self.lanes if path.endswith(endings))
        return next(fitting, self.threads)

    def _begin(self, answer: Answer, connection: "Connection") -> bool:
        """Begin an answer; not for somebody who went away while all threads were at work."""
        if connection.is_gone:
            return False
        answer.begin()
        return True

    async def _send(
        self,
        answer: Answer,
        send: Send,
        scope: Scope,
        threads: ThreadPoolExecutor,
        refused: Receive | None,
    ) -> None:
        """Send an answer as fast as it is read; after a refusal the connection ends."""
        headers = [*answer.headers, CLOSE] if refused else answer.headers
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        piece, connection = answer.first, scope["state"]["connection"]
        while not answer.is_whole and not connection.is_gone:
            await send_slices(piece, send)
            piece = await in_thread(threads, answer.take)
        piece = await send_slices(piece, send, but_the_last=True)
        if refused:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await let_run_out(refused, self.bounds)
            piece = b""
        await send({"type": "http.response.body", "body": piece, "more_body": False})


async def in_thread(threads: ThreadPoolExecutor, act: Callable[[], Made]) -> Made:
    """Let one of some threads do something."""
    return await asyncio.get_running_loop().run_in_executor(threads, act)


async def send_slices(piece: bytes, send: Send, but_the_last: bool = False) -> bytes:
    """Send a piece in slices, each when there is room for it; return the last if it is kept."""
    start = 0
    while len(piece) - start > (PIECE if but_the_last else 0):
        body = piece[start : start + PIECE]
        await send({"type": "http.response.body", "body": body, "more_body": True})
        start += PIECE
    return piece[start:] if start else piece
