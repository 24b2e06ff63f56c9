"""The log of what was erased: a table, and its copy in a file beside the backups.

The table is written with the act that erases. The file follows after the commit: what a crash keeps
from it, the next run writes. So no line is lost, and none stands there of a row that is still kept.
"""

import datetime as dt
import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from flask import current_app
from sqlalchemy import insert
from sqlalchemy.orm import Session

from planner.db import fetch_all
from planner.models import Erasure
from planner.queries.erasures import erasures
from planner.rules.erasing import ErasedRow, format_erased_line, parse_erased_line

LOG_NAME = "erased.log"
log = logging.getLogger(__name__)


def log_erased(
    own: Session,
    table: str,
    ids: Iterable[int],
    now: dt.datetime,
    merged: Mapping[int, int] | None = None,
) -> list[ErasedRow]:
    """Note that rows of a table are erased, in the act that does it; return what is noted.

    `merged` says of people who live on in another entry in which.
    """
    rows = [ErasedRow(now, table, row_id, (merged or {}).get(row_id)) for row_id in ids]
    keep_rows(own, rows)
    return rows


def keep_rows(own: Session, rows: Iterable[ErasedRow]) -> None:
    """Add rows to the table; inside an act."""
    if values := [row._asdict() for row in rows]:
        own.execute(insert(Erasure), values)


def known_rows() -> list[ErasedRow]:
    """Return what the table has, the first one first."""
    return [ErasedRow(**row._mapping) for row in fetch_all(erasures())]


def read_erased_log(folder: str | Path) -> list[ErasedRow]:
    """Return the rows of the file in a folder; none if there is no file."""
    path = Path(folder, LOG_NAME)
    lines = path.read_text(encoding="ascii", errors="replace").splitlines() if path.exists() else ()
    return [row for row in map(parse_erased_line, lines) if row]


def write_erased_log() -> None:
    """Write the rows of the table that the file lacks."""
    folder = current_app.config["BACKUP_FOLDER"]
    try:
        written = set(read_erased_log(folder))
        append_to_log(row for row in known_rows() if row not in written)
    except OSError as refused:
        log.error("The log of what was erased cannot be read: %s", type(refused).__name__)


def append_to_log(rows: Iterable[ErasedRow]) -> None:
    """Append rows to the file. Erasing goes on if that fails: the next run writes them."""
    lines = "".join(f"{format_erased_line(row)}\n" for row in rows)
    if not lines:
        return
    path = Path(current_app.config["BACKUP_FOLDER"], LOG_NAME)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        append(path, lines.encode("ascii"))
    except OSError as refused:
        log.error("The log of what was erased cannot be written: %s", type(refused).__name__)


def append(path: Path, content: bytes) -> None:
    """Append whole lines to a file, after half of one that a crash has left, and sync it."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                content = b"\n" + content
        file.write(content)
        os.fsync(handle)
