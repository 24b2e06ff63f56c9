"""Files that nobody else on the machine reads: how they are made, and those that are open."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from planner.health.database_state import sqlite_file

OTHERS = stat.S_IRWXO
GROUP_AND_OTHERS = stat.S_IRWXG | OTHERS


def make_private_files() -> None:
    """Let this process, and what it begins, make files for its own user only: 0600 and 0700."""
    os.umask(GROUP_AND_OTHERS)


def kept_paths(instance: Path, database_url: str) -> Iterator[Path]:
    """Yield the folder, the settings and the database of a planner, as far as they are there.

    Pictures and the cache lie below the folder: who may not enter it does not reach them.
    """
    database = sqlite_file(database_url)
    files = [Path(f"{database}{end}") for end in ("", "-wal", "-shm")] if database else []
    for path in (instance, instance / "config.py", *files):
        if path.exists():
            yield path


def rights(path: Path) -> int:
    """Return the rights of a file or a folder: 0o644."""
    return stat.S_IMODE(path.stat().st_mode)


def close_to_others(instance: Path, database_url: str) -> list[Path]:
    """Take the rights of others from what a planner keeps; return what was open to them.

    Rights of the group stay: somebody has perhaps given them, to make backups. So does what
    belongs to another user, and a folder that is shared on purpose, such as /tmp.
    """
    closed = []
    for path in kept_paths(instance, database_url):
        mode = rights(path)
        if mode & OTHERS and not mode & stat.S_ISVTX and path.stat().st_uid == os.geteuid():
            path.chmod(mode & ~OTHERS)
            closed.append(path)
    return closed
