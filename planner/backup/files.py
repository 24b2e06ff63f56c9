"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from planner.backup.refusals import Refused, sentences_about

UNFINISHED = ".unfinished-"  # in the name of a file that is being written


@contextmanager
def new_file(path: Path, *, replace: bool = False) -> Iterator[IO[bytes]]:
    """Open a file that appears under its name when all of it is on the disk, for its owner only.

    Raises Refused if there is one already, DiskFull.
    """
    if path.exists() and not replace:
        raise Refused(f"{path} is there already. Choose another name, or say --replace.")
    unfinished = path.with_name(f".{path.name}{UNFINISHED}{os.urandom(4).hex()}")
    with sentences_about(path.parent):
        try:
            with os.fdopen(
                os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b"
            ) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            place(unfinished, path, replace=replace)
        finally:
            unfinished.unlink(missing_ok=True)


def place(unfinished: Path, path: Path, *, replace: bool) -> None:
    """Give a file its name; without `replace` it never takes the name of another."""
    if replace:
        unfinished.replace(path)
    else:
        try:
            os.link(unfinished, path)
        except FileExistsError:
            raise Refused(f"{path} is there already. Choose another name.") from None
        except OSError:  # a file system without links
            unfinished.rename(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Let the names in a folder survive a power cut, where the system can do it."""
    with suppress(OSError):
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def private_folder(path: Path) -> Path:
    """Make a folder that is its owner's only, unless it is there; return it."""
    with sentences_about(path):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
