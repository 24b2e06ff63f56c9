"""Connections: how an engine speaks to SQLite and PostgreSQL, and how long anybody waits.

A request waits for a few seconds and no longer, whatever it waits for; once it has waited in vain
it asks nothing any more (`close_database`). Jobs and commands may wait for longer. The figures and
their reasons: docs/decisions/012.
"""

import contextlib
import contextvars
import functools
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import quote

from flask import g, has_app_context, has_request_context
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from planner.machine.faults import Fault, fault_of

REQUEST_WAIT = 3.0  # seconds that a request waits for locks, or for a connection
BRIEF_WAIT = 0.2  # seconds, while others have waited in vain just now
STAYS_BRIEF = 3.0  # seconds after which a request waits for its full time again
OTHER_WAIT = 30.0  # seconds that a job or a command waits
STATEMENT_LIMIT = 10  # seconds that a statement of a request may take on PostgreSQL
LOOK_AGAIN = 0.002  # seconds until whoever waits for SQLite's write lock looks again
POSTGRESQL = {
    "connect_timeout": 3,  # seconds for each address of the server
    "keepalives_idle": 20,  # of a connection that waits: a server that is gone is noticed
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,  # milliseconds: of one that has sent something
}
POSTGRESQL_WAITS = "SET {2} lock_timeout = '{0}s'; SET {2} statement_timeout = '{1}s'"
WAIT = "waits"  # in the info of a connection to SQLite: its busy_timeout in seconds
UNCHANGED = "unchanged"  # the same: the path, if it was opened as one that nobody can change
SYNCHRONOUS = "FULL"  # what was answered survives a power cut; FULL alone syncs the WAL
_waits: contextvars.ContextVar[float | None] = contextvars.ContextVar("waits", default=None)


class SqliteConnection(DBAPIConnection, Protocol):
    """What we ask of a connection of Python's sqlite3."""

    @property
    def in_transaction(self) -> bool: ...


class DatabaseClosed(Exception):
    """Something asked the database after its answer could not be waited for any more."""


class Patience:
    """How long requests wait: once one has waited in vain, the next ones do not wait as long.

    Otherwise every thread would stand behind the same lock, and nobody could read.
    """

    def __init__(self) -> None:
        self.in_vain_until = 0.0
        self.queue = threading.Lock()

    def seconds(self) -> float:
        """Return for how long this thread may wait for a lock now."""
        if (chosen := _waits.get()) is not None:
            return chosen
        if not has_request_context():
            return OTHER_WAIT
        longest = BRIEF_WAIT if time.monotonic() < self.in_vain_until else REQUEST_WAIT
        return max(0.0, min(longest, REQUEST_WAIT - float(g.get("waited", 0.0))))

    def take_write_lock(self, driver: SqliteConnection, seconds: float) -> None:
        """Begin to write as soon as nobody else does, or leave it to the caller to fail.

        The threads of a process queue; one of them looks for the lock again and again, after a
        short pause. SQLite's own waiting sleeps up to 0.1 s between two looks, so that whoever
        has waited longest gets the lock last, or never.
        """
        until = time.monotonic() + seconds
        if not self.queue.acquire(timeout=seconds):
            return
        try:
            while not _begins_to_write(driver) and time.monotonic() < until:
                time.sleep(LOOK_AGAIN)
        finally:
            self.queue.release()

    def note(self, context: ExceptionContext) -> None:
        """Note that somebody has waited in vain."""
        error = context.sqlalchemy_exception
        if error is not None and fault_of(error) is Fault.BUSY and has_request_context():
            self.in_vain_until = time.monotonic() + STAYS_BRIEF


@contextlib.contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Let what is inside wait for the database for so long, shorter or longer than usual."""
    token = _waits.set(seconds)
    try:
        yield
    finally:
        _waits.reset(token)


def close_database() -> None:
    """Let nothing in this request ask the database any more: the answer is on its way."""
    g.database_is_closed = True


def is_database_closed() -> bool:
    """Tell whether this request may not ask the database any more."""
    return has_app_context() and bool(g.get("database_is_closed"))


def make_engine(address: str) -> Engine:
    """Return the engine for an address of the settings."""
    # what people have typed stays out of errors, which go to the log
    options: dict[str, Any] = {"hide_parameters": True}
    url = make_url(address)
    is_sqlite = url.get_backend_name() == "sqlite"
    if not is_sqlite:
        given = {name: value for name, value in POSTGRESQL.items() if name not in url.query}
        options |= {"pool_pre_ping": True, "connect_args": given}
    if not is_sqlite or url.database not in {None, "", ":memory:"}:  # one connection for all
        options["pool_timeout"] = REQUEST_WAIT
    engine = create_engine(url, **options)
    patience = Patience()
    event.listen(engine, "do_connect", _refuse_connection)
    event.listen(engine, "before_cursor_execute", _refuse_statement)
    event.listen(engine, "handle_error", patience.note)
    if is_sqlite:
        event.listen(engine, "do_connect", _open_read_only_disk)
        event.listen(engine, "checkout", _leave_read_only_disk)
    prepare, begin = (
        (_prepare_sqlite, _begin_sqlite) if is_sqlite else (_prepare_postgresql, _begin_postgresql)
    )
    event.listen(engine, "connect", functools.partial(prepare, patience))
    event.listen(engine, "begin", functools.partial(begin, patience))
    return engine


def _refuse_connection(*_: object) -> None:
    """Open no connection for a request whose answer is on its way."""
    if is_database_closed():
        raise DatabaseClosed


def _refuse_statement(*_: object) -> None:
    """Send no statement for a request whose answer is on its way."""
    if is_database_closed():
        raise DatabaseClosed


def is_on_read_only_disk(path: str) -> bool:
    """Tell whether a database lies where nobody can write, all of it in the one file.

    SQLite needs to be told so: otherwise it wants to write the index of its log.
    """
    try:
        flags = os.statvfs(path).f_flag
    except (OSError, ValueError):
        return False
    log = Path(f"{path}-wal")
    return bool(flags & os.ST_RDONLY) and not (log.exists() and log.stat().st_size)


def _open_read_only_disk(
    _dialect: object, record: ConnectionPoolEntry, arguments: list[str], options: dict[str, Any]
) -> None:
    """Open a database that nobody can change as such."""
    if arguments and is_on_read_only_disk(arguments[0]):
        record.info[UNCHANGED] = arguments[0]
        arguments[:] = [f"file:{quote(arguments[0])}?immutable=1"]
        options["uri"] = True


def _leave_read_only_disk(
    _connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object
) -> None:
    """Open a database anew once others can change it."""
    path = record.info.get(UNCHANGED)
    if path and not is_on_read_only_disk(path):
        raise DisconnectionError


def _prepare_sqlite(
    patience: Patience, connection: DBAPIConnection, record: ConnectionPoolEntry
) -> None:
    connection.isolation_level = None  # the driver begins too late: we do, in _begin_sqlite
    _set_wait(connection, record.info, patience.seconds())
    _keep_wal(connection)
    for pragma in (
        f"synchronous={SYNCHRONOUS}",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is erased is overwritten, and not only unlinked
    ):
        connection.execute(f"PRAGMA {pragma}")


def _keep_wal(connection: DBAPIConnection) -> None:
    """Let SQLite write ahead; where nothing can be written, it stays as it is."""
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as refused:
        if refused.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
            raise


def _begins_to_write(driver: SqliteConnection) -> bool:
    """Take the write lock if it is free, and tell whether there is nothing to wait for."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as refused:  # the caller asks once more, and learns what it is
        return refused.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY
    return True


def _set_wait(connection: DBAPIConnection, info: dict[str, Any], seconds: float) -> None:
    """Let a connection to SQLite wait for so long, unless it does already."""
    if info.get(WAIT) != (wait := round(seconds, 1)):
        connection.execute(f"PRAGMA busy_timeout={round(wait * 1000)}")
        info[WAIT] = wait


def _begin_sqlite(patience: Patience, connection: Connection) -> None:
    """Take the write lock before the first read, or the update of another process gets lost.

    A request only reads until it acts; what else opens a session may write without an act.
    """
    options = connection.get_execution_options()
    reads = options.get("reads", has_request_context()) and not options.get("writes")
    if is_database_closed():
        raise DatabaseClosed
    pooled, seconds = connection.connection, patience.seconds()
    driver = cast(SqliteConnection, pooled.dbapi_connection)
    if not options.get("alone") and not reads:
        began = time.monotonic()
        _set_wait(driver, pooled.info, 0.0)
        patience.take_write_lock(driver, seconds)
        if has_request_context():
            g.waited = g.get("waited", 0.0) + time.monotonic() - began
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises what it is in SQLAlchemy's words
    _set_wait(driver, pooled.info, seconds)
    if not options.get("alone") and reads:
        connection.exec_driver_sql("BEGIN")


def _prepare_postgresql(
    _patience: Patience, connection: DBAPIConnection, _record: ConnectionPoolEntry
) -> None:
    connection.execute(POSTGRESQL_WAITS.format(REQUEST_WAIT, STATEMENT_LIMIT, "SESSION"))
    connection.commit()


def _begin_postgresql(patience: Patience, connection: Connection) -> None:
    """Let this transaction wait for longer or shorter than a request usually does."""
    if (seconds := patience.seconds()) != REQUEST_WAIT:
        limit = STATEMENT_LIMIT if has_request_context() else 0
        connection.exec_driver_sql(POSTGRESQL_WAITS.format(max(seconds, 0.001), limit, "LOCAL"))
