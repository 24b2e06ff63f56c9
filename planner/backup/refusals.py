"""Why a backup is not made or not restored: sentences for whoever runs the planner."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

FULL = {errno.ENOSPC, errno.EDQUOT}


class Refused(Exception):
    """Something was not done, and nothing has changed; the text says why and what to do."""


class DiskFull(Refused):
    """There is no room for what was to be written."""


class Damaged(Refused):
    """A file is no backup, or not a whole one."""


@contextmanager
def sentences_about(path: object) -> Iterator[None]:
    """Turn errors of the file system into sentences about a file or folder."""
    try:
        yield
    except OSError as trouble:
        if trouble.errno in FULL:
            raise DiskFull(f"The disk of {path} is full. Make room, then try again.") from trouble
        why = trouble.strerror or type(trouble).__name__
        raise Refused(f"{path} cannot be read or written: {why}.") from trouble
