"""The answer of a WSGI application, taken in pieces, so that a slow reader holds no thread."""

import contextvars
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from planner.serving.asgi import Environ

PIECE = 256 * 1024  # bytes that are taken at once
BODYLESS = {204, 304}
WSGIApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Answer:
    """An answer that is begun; each of its acts happens in some thread, one after another."""

    def __init__(self, application: WSGIApplication, environ: Environ) -> None:
        self.application, self.environ = application, environ
        self.context = contextvars.copy_context()  # one for all threads that go on with it
        self.status, self.headers = 500, [(b"content-length", b"0")]
        self.first, self.is_whole = b"", False
        self._written: list[bytes] = []
        self._iterable: Iterable[bytes] = ()
        self._pieces: Iterator[bytes] = iter(())

    def begin(self) -> None:
        """Let the application answer, as far as the first piece."""
        self.context.run(self._begin)

    def take(self) -> bytes:
        """Return the next piece; afterwards it is known whether the answer is whole."""
        return self.context.run(self._take)

    def close(self) -> None:
        """Give back what the answer holds, unless that has happened."""
        self.context.run(self._close)

    def _begin(self) -> None:
        self._iterable = self.application(self.environ, self._start)
        self._pieces = iter(self._iterable)
        self.first = self._take()
        if self.environ["SERVER_PROTOCOL"] == "HTTP/1.0" and not self._has_length():
            while not self.is_whole:  # HTTP/1.0 has no other way to say where it ends
                self.first += self._take()
        if self.is_whole and not self._has_length() and self.status not in BODYLESS:
            self.headers.append((b"content-length", b"%d" % len(self.first)))

    def _start(
        self, status: str, headers: list[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], None]:
        """Note status and headers; WSGI calls it start_response."""
        self.status = int(status[:3])
        self.headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]
        return self._written.append

    def _take(self) -> bytes:
        parts, size = self._written, sum(map(len, self._written))
        self._written = []
        while size < PIECE:
            if (part := next(self._pieces, None)) is None:
                self.is_whole = True
                self._close()
                break
            parts.append(part)
            size += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _close(self) -> None:
        iterable, self._iterable = self._iterable, ()
        if close := getattr(iterable, "close", None):
            close()

    def _has_length(self) -> bool:
        return any(name == b"content-length" for name, _ in self.headers)
