"""Previews: the first page of a paper as a small picture, kept while its data stay the same."""

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
import re
import threading
from pathlib import Path

from planner.machine.paths import TEMPLATES
from planner.printing.paper import PaperData
from planner.printing.typesetting import typesetting
from planner.rules.retention import PREVIEW_RETENTION

PREVIEW_FILE = re.compile(r"[0-9a-f]{64}\.(?:png|\d+-\d+)")
MOST = 300  # pictures kept; the one that nobody has looked at longest goes first

#: A chooser asks for many at once; each is a process that wants a processor of its own.
DRAWING_SLOTS = threading.BoundedSemaphore(2)


def key_of(template: str, paper: PaperData, arms: str) -> str:
    """Return a hash of all that the picture depends on, except the moment of printing."""
    data = dataclasses.asdict(paper)
    data["sheet"] |= {"facts": [], "version_line": ""}
    sources = [TEMPLATES / template, TEMPLATES / "print.typ"]
    sources += [Path(arms)] if arms else []
    changed = [(str(path), path.stat().st_mtime_ns) for path in sources if path.is_file()]
    text = json.dumps([data, changed, typesetting.PREVIEW_WIDTH], ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def preview(
    template: str, paper: PaperData, moment: dt.datetime, folder: str, arms: str = ""
) -> tuple[str, bytes]:
    """Return the key and the bytes of the picture, from the folder if it has been drawn before."""
    key = key_of(template, paper, arms)
    path = Path(folder, f"{key}.png")
    try:
        picture = path.read_bytes()
    except OSError:
        with DRAWING_SLOTS:
            picture = typesetting.preview(template, dataclasses.asdict(paper), moment, arms)
        with contextlib.suppress(OSError):  # it is drawn again for the next who asks
            save_preview(path, picture)
        return key, picture
    with contextlib.suppress(OSError):
        path.touch()
    return key, picture


def save_preview(path: Path, picture: bytes) -> None:
    """Save a picture in its folder, which only the planner may read: it shows names."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    try:
        new.touch(mode=0o600)
        new.write_bytes(picture)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    for old in sorted(path.parent.glob("*.png"), key=looked_at, reverse=True)[MOST:]:
        old.unlink(missing_ok=True)


def purge(folder: str, now: dt.datetime) -> None:
    """Delete the pictures at which nobody has looked for a day, and unfinished ones.

    A date in the future comes from a wrong clock.
    """
    for path in Path(folder).glob("*.*"):
        if PREVIEW_FILE.fullmatch(path.name):
            age = abs(now.timestamp() - looked_at(path) / 1e9)
            if age > PREVIEW_RETENTION.total_seconds():
                path.unlink(missing_ok=True)


def looked_at(path: Path) -> int:
    """Return when somebody looked at a picture last; 0 if it is deleted meanwhile."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
