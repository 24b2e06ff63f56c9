"""The server: uvicorn on a socket that somebody else listens on, with bounds for everybody."""

import functools
import logging
import os
import socket
from typing import cast

import uvicorn

from planner.serving.answers import WSGIApplication
from planner.serving.application import Application
from planner.serving.bounds import Bounds
from planner.serving.connections import Connection, end_slow_ones

BACKLOG = 1024
TICKS = 10  # of the server, in a second


class Server(uvicorn.Server):
    """A server that ends with its parent, and looks for slow connections every second."""

    def __init__(self, config: uvicorn.Config, parent: int | None) -> None:
        super().__init__(config)
        self.parent = parent

    async def on_tick(self, counter: int) -> bool:
        """Look around; tell whether it is time to end."""
        if counter % TICKS == 0:
            end_slow_ones(self.server_state)
        if self.parent not in (None, os.getppid()):
            self.should_exit = True
        return await super().on_tick(counter)


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens; connections wait there while no server runs."""
    family, _, _, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    listener.listen(BACKLOG)
    return listener


def server_of(application: WSGIApplication, bounds: Bounds, parent: int | None = None) -> Server:
    """Return a server; it ends with SIGTERM, SIGINT or its parent, and finishes what is running."""
    logger = logging.getLogger("uvicorn.error")
    logger.setLevel(logging.ERROR)
    logger.addFilter(name_error)
    config = uvicorn.Config(
        Application(application, bounds),
        http=cast(type[Connection], functools.partial(Connection, bounds=bounds)),
        loop="uvloop",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=int(bounds.quiet_seconds),
        timeout_graceful_shutdown=int(bounds.shutdown_seconds),
    )
    return Server(config, parent)


def name_error(record: logging.LogRecord) -> bool:
    """Leave of an error its name: its words may be about people."""
    if record.exc_info and record.exc_info[0]:
        record.msg = f"{str(record.msg).strip()}: {record.exc_info[0].__name__}"
        record.exc_info, record.exc_text = None, None
    return True
