"""Whether a planner can serve: the database answers and is up to date, folders can be written."""

import functools
import os
import threading
import time
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from planner.health.database_state import looking_engine
from planner.machine.paths import PACKAGE

DEADLINE = 2  # seconds in which a planner that is ready says so
FOLLOWERS_WAIT = 0.2  # seconds; no thread of the server waits for what another waits for
KEPT = 1.0  # seconds for which an answer is told again
NO_ANSWER = "database"
OLD_SCHEMA = "schema"
NO_FOLDER = "folders"


@functools.cache
def newest_migration() -> str:
    """Return the migration that a database has once it is up to date."""
    return str(ScriptDirectory(str(PACKAGE / "migrations")).get_current_head())


def stored_migration(connection: Connection) -> str:
    """Return the migration that a database has."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def is_writable(folder: Path) -> bool:
    """Tell whether files can be made in a folder, or in the one in which it will be made."""
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    return os.access(there, os.W_OK | os.X_OK)


class Readiness:
    """Asks whether a planner can serve, in a thread of its own: a database may never answer.

    However many ask, there is one thread, and what it found is told for a second.
    """

    def __init__(self, url: str, folders: tuple[Path, ...]) -> None:
        self.url, self.folders = url, folders
        self.thread: threading.Thread | None = None
        self.lock = threading.Lock()
        self.reason: str | None = NO_ANSWER
        self.found_at = -KEPT

    def trouble(self) -> str | None:
        """Return what is in the way, in a word, or None. It takes no longer than the deadline."""
        with self.lock:
            if time.monotonic() - self.found_at < KEPT:
                return self.reason
            wait = FOLLOWERS_WAIT
            if self.thread is None or not self.thread.is_alive():
                self.thread, wait = threading.Thread(target=self._ask, daemon=True), DEADLINE
                self.thread.start()
            asking = self.thread
        asking.join(wait)
        return NO_ANSWER if asking.is_alive() else self.reason

    def _ask(self) -> None:
        """Ask the database, and look at the folders."""
        reason = database_trouble(self.url)
        if reason is None and not all(is_writable(folder) for folder in self.folders):
            reason = NO_FOLDER
        self.reason, self.found_at = reason, time.monotonic()


def database_trouble(url: str) -> str | None:
    """Return what is wrong with a database, in a word, or None."""
    engine = looking_engine(url, DEADLINE)
    try:
        with engine.connect() as connection:
            is_current = stored_migration(connection) == newest_migration()
    except SQLAlchemyError:
        return NO_ANSWER
    finally:
        engine.dispose()
    return None if is_current else OLD_SCHEMA
