"""A server in a thread of the tests, an application for it, and clients that speak raw HTTP."""

import contextlib
import http.client
import itertools
import socket
import threading
import time

import uvicorn

from planner.serving.bounds import Bounds
from planner.serving.server import listening_socket, server_of

QUICK = Bounds(
    body=1_000_000,
    in_memory=1000,
    quiet_seconds=1.0,
    body_patience=1.0,
    body_rate=10_000,
    body_seconds=3.0,
    reader_seconds=1.0,
    linger_seconds=2.0,
)
SLOW_BODY = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nseven77"


class Echo:
    """An application that tells what it was asked, and notes what has happened to it."""

    def __init__(self):
        self.asked, self.closed = [], 0
        self.goes_on = threading.Event()
        self.goes_on.set()

    def __call__(self, environ, start):
        path = environ["PATH_INFO"]
        self.asked.append(environ)
        if refusal := environ.get("planner.refusal"):
            start(f"{int(refusal)} Refused", [("Content-Type", "text/plain")])
            return [b"refused"]
        return getattr(self, path.strip("/").partition("/")[0], self.echo)(environ, start)

    def echo(self, environ, start):
        body = environ["wsgi.input"].read()
        start("200 OK", [("X-Length", environ.get("CONTENT_LENGTH", "none"))])
        return [body]

    def wait(self, environ, start):
        self.goes_on.wait(10)
        return self.echo(environ, start)

    def large(self, environ, start):
        start("200 OK", [("Content-Length", "8000000")])
        return [b"x" * 8_000_000]

    def stream(self, environ, start):
        start("200 OK", [])
        return Stream(self, itertools.repeat(b"y" * 100_000, 200))

    def endless(self, environ, start):
        start("200 OK", [])
        return Stream(self, itertools.repeat(b"z" * 100_000))

    def broken(self, environ, start):
        raise ValueError("Ada Lovelace")


class Stream:
    """Pieces of an answer; it counts that it was closed."""

    def __init__(self, owner, pieces):
        self.owner, self.pieces = owner, pieces

    def __iter__(self):
        return self.pieces

    def close(self):
        self.owner.closed += 1


class Served:
    """A server that serves."""

    def __init__(self, application, bounds):
        self.application = application
        self.server: uvicorn.Server = server_of(application, bounds)
        self.listener = listening_socket("127.0.0.1", 0)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.server.run, args=([self.listener],))

    def connect(self, sent=b""):
        """Return a connection on which something was sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), 30)
        connection.sendall(sent)
        return connection

    def ask(self, path="/echo", method="GET", body=None, timeout=30, **headers):
        """Return the answer, its body in `text`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            answer.text = answer.read()
            return answer

    def raw(self, sent, timeout=30):
        """Return all that comes back for what is sent, until the server closes."""
        with self.connect(sent) as connection:
            connection.settimeout(timeout)
            return everything(connection)


def everything(connection):
    """Return what comes until the other side closes."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def is_closed(connection):
    """Tell whether the other side has closed."""
    connection.settimeout(0.01)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


@contextlib.contextmanager
def served(bounds=QUICK):
    """Serve an application that echoes."""
    one = Served(Echo(), bounds)
    one.thread.start()
    try:
        yield one
    finally:
        one.application.goes_on.set()
        one.server.should_exit = one.server.force_exit = True
        one.thread.join(10)


def seconds(act):
    """Return how long something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
