"""Files that are written whole or not at all, whatever happens meanwhile."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files so that nobody ever sees half of one, also after a power cut.

    Each is written beside its place under another name, and is on the disk before any of them gets
    its own. If one cannot be written, for want of room, none is there and nothing is left behind.
    """
    waiting = {path: path.with_name(f".{path.name}.{os.urandom(8).hex()}") for path in contents}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with waiting[path].open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path, unfinished in waiting.items():
            unfinished.replace(path)
    except BaseException:
        for unfinished in waiting.values():
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
        raise
    for folder in {path.parent for path in contents}:
        _keep_names(folder)


def _keep_names(folder: Path) -> None:
    """See that the names of a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
