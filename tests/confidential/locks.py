"""Another program that writes the database while a test asks the planner."""

import contextlib
import sqlite3


@contextlib.contextmanager
def locked(app):
    """Let another program hold the write lock of a database of SQLite."""
    path = app.config["DATABASE_URL"].removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
