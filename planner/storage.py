"""Files that are kept for a time where every machine reaches them: put, open, delete, purge.

They are rows of the database, in pieces, so that no write holds up others and no file is ever
whole in memory. Another store has to offer these four functions.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Engine, insert

from planner.db import (
    act,
    execute_update,
    fetch_all,
    fetch_one,
    standalone_engine,
    take_advisory_lock,
)
from planner.models import StoredFile, StoredPiece
from planner.queries import storage as statements

PIECE = 1024 * 1024  # bytes
PIECES_PER_DELETE = 16  # pieces that are deleted at once
IN_USE = dt.timedelta(hours=1)  # as long as somebody may be writing, or reading what is replaced
MAX_AGE = dt.timedelta(days=2)  # nothing is kept for longer: what says so, a wrong clock has said


class Truncated(Exception):
    """A part of a file is gone, while it was read or written."""


class OpenFile(NamedTuple):
    """A file as it is handed out: the pieces are read one by one, each when it is asked for."""

    size: int  # in bytes
    media_type: str
    pieces: Iterator[bytes]


def put(
    key: str,
    content: bytes | Iterable[bytes],
    *,
    media_type: str,
    expires_at: dt.datetime,
    now: dt.datetime,
) -> None:
    """Keep a file under a key until it expires, in place of the one that had the key before.

    Until all of it is there, nobody sees any of it; whoever is reading the one before can go on
    for an hour. Not within an act: each piece is a write of its own. Raises ValueError if it
    shall stay for longer than LONGEST, Truncated if the file was purged before it was complete.
    """
    if expires_at > now + MAX_AGE:
        raise ValueError("Nothing is kept for so long.")
    file_id, size = _add_empty_file(media_type, now), 0
    for number, piece in enumerate(_pieces_of(content)):
        _write(file_id, number, piece)
        size += len(piece)
    with act("keep_file") as own:
        take_advisory_lock(own, f"stored file {key}")
        own.execute(statements.replacement_update(key, now + IN_USE))
        if not execute_update(own, statements.completion_update(file_id, key, size, expires_at)):
            raise Truncated(key)


def open_file(key: str, *, now: dt.datetime) -> OpenFile | None:
    """Return the file that has a key, or None if there is none any more.

    The pieces can be read after the request is over; they raise Truncated if one is gone.
    """
    if not (found := fetch_one(statements.file_at(key, now), {})):
        return None
    pieces = _read(standalone_engine(), found.id, found.size)
    return OpenFile(found.size, found.media_type, pieces)


def delete(key: str) -> None:
    """Delete the file that has a key, if there is one."""
    if found := fetch_one(statements.id_at(key), {}):
        _remove(found.id)


def purge(*, now: dt.datetime) -> None:
    """Delete what has expired, and what nobody has finished writing."""
    for file_id, *_ in fetch_all(statements.expired_file_ids(now, MAX_AGE)):
        _remove(file_id)


def _add_empty_file(media_type: str, now: dt.datetime) -> int:
    """Add a file without anything in it, and return its id."""
    with act("add_file") as own:
        file = StoredFile(media_type=media_type, expires_at=now + IN_USE)
        own.add(file)
        own.flush()
        return file.id


def _pieces_of(content: bytes | Iterable[bytes]) -> Iterator[bytes]:
    """Yield bytes in pieces of equal size; the last one may be shorter."""
    waiting = bytearray()
    for part in [content] if isinstance(content, bytes) else content:
        waiting += part
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)


def _write(file_id: int, number: int, piece: bytes) -> None:
    """Add a piece to a file."""
    with act("write_file") as own:
        row = {"file_id": file_id, "number": number, "content": piece}
        own.execute(insert(StoredPiece), row)


def _read(engine: Engine, file_id: int, size: int) -> Iterator[bytes]:
    """Yield the pieces of a file; raise Truncated if they are not all there."""
    for number in range(-(-size // PIECE)):
        with engine.connect() as connection:
            names = {"file_id": file_id, "number": number}
            piece = connection.execute(statements.PIECE, names).scalar()
        if piece is None or len(piece) != min(PIECE, size - number * PIECE):
            raise Truncated(f"piece {number} of file {file_id}")
        yield piece


def _remove(file_id: int) -> None:
    """Delete a file, a few pieces at a time."""
    with act("remove_file") as own:
        own.execute(statements.key_removal_update(file_id))
        count = own.scalars(statements.number_of_pieces(file_id)).one()
    for first in range(0, count, PIECES_PER_DELETE):
        with act("remove_file") as own:
            own.execute(statements.piece_deletion(file_id, first, first + PIECES_PER_DELETE - 1))
    with act("remove_file") as own:
        own.execute(statements.file_deletion(file_id))
