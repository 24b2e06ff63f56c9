"""Archives: a backup as a ZIP, written piece by piece, so that it is never whole in memory."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from sqlalchemy import Connection, Text, cast, select

from planner.backup.manifest import (
    MANIFEST,
    MANIFEST_SUM,
    SETTINGS,
    BackedUpTable,
    Manifest,
    Member,
    manifest_text,
    table_member,
)
from planner.backup.refusals import Refused
from planner.backup.tables import BLANKED, TableShape
from planner.backup.values import PlainType, encoded_line

ROWS = 500  # that are held in memory together
PIECE = 256 * 1024  # bytes
LEVEL = 3  # of compression: about as small as 6, in half of the time


class Sink(io.RawIOBase):
    """Where an archive is written to: it keeps what comes until it is drained."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        """Tell that it takes bytes."""
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]  # any buffer
        """Keep some bytes."""
        self.pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def drain(self) -> bytes:
        """Return what has come, and forget it."""
        drained = b"".join(self.pieces)
        self.pieces, self.size = [], 0
        return drained


class Archive:
    """A ZIP that is being written; each of its methods yields what is to be stored next."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.zip = zipfile.ZipFile(self.sink, "w", compresslevel=LEVEL)

    def member(
        self, name: str, content: Iterable[bytes], noted: Callable[[Member], None], method: int
    ) -> Iterator[bytes]:
        """Add a member."""
        self.zip.compression = method
        digest, size = hashlib.sha256(), 0
        with self.zip.open(name, "w", force_zip64=True) as file:
            for part in content:
                digest.update(part)
                size += len(part)
                file.write(part)
                if self.sink.size >= PIECE:
                    yield self.sink.drain()
        noted(Member(name, size, digest.hexdigest()))
        yield self.sink.drain()

    def end(self) -> Iterator[bytes]:
        """Write the list of members, with which a ZIP ends."""
        self.zip.close()
        yield self.sink.drain()


def rows_of(connection: Connection, shape: TableShape) -> Iterator[list[object]]:
    """Yield the rows of a table in the order of its key, a few at a time."""
    clause = shape.clause
    columns = [
        cast(clause.c[one.name], Text).label(one.name)
        if one.type is PlainType.JSON
        else clause.c[one.name]
        for one in shape.columns
    ]
    statement = select(*columns).order_by(*(clause.c[name] for name in shape.key))
    blanked = [
        (number, BLANKED[shape.name, one.name])
        for number, one in enumerate(shape.columns)
        if (shape.name, one.name) in BLANKED
    ]
    found = connection.execute(statement, execution_options={"yield_per": ROWS})
    try:
        for row in found:
            values: list[object] = list(row)
            for number, blank in blanked:
                values[number] = blank
            yield values
    except (ValueError, TypeError) as broken:  # what SQLAlchemy says to what is no date, perhaps
        raise Refused(f"The table {shape.name} holds a value that cannot be read.") from broken


class Lines:
    """The rows of a table as lines, counted while they are read."""

    def __init__(self, rows: Iterable[list[object]], shape: TableShape) -> None:
        self.rows, self.kinds, self.number = rows, shape.kinds, 0

    def __iter__(self) -> Iterator[bytes]:
        """Yield some lines at a time."""
        some: list[bytes] = []
        for row in self.rows:
            some.append(encoded_line(self.kinds, row))
            self.number += 1
            if len(some) == ROWS:
                yield b"".join(some)
                some = []
        yield b"".join(some)


def archive_pieces(
    connection: Connection,
    shapes: Iterable[TableShape],
    *,
    about: Manifest,
    media: Mapping[str, Path],
    settings: bytes,
    done: Callable[[Manifest], None],
) -> Iterator[bytes]:
    """Yield the bytes of a backup. `about` says what is known before; `done` gets the whole of it.

    `media` are the files of pictures by their names; one that is not there is noted.
    """
    archive, tables, files, missing = Archive(), list[BackedUpTable](), list[Member](), list[str]()
    noted: list[Member] = []
    for shape in shapes:
        lines = Lines(rows_of(connection, shape), shape)
        yield from archive.member(
            table_member(shape.name), lines, noted.append, zipfile.ZIP_DEFLATED
        )
        tables.append(BackedUpTable(shape, lines.number, noted.pop()))
    for name, path in media.items():
        try:
            with path.open("rb") as file:
                parts = iter(lambda file=file: file.read(PIECE), b"")  # type: ignore[misc]
                yield from archive.member(f"media/{name}", parts, files.append, zipfile.ZIP_STORED)
        except FileNotFoundError:
            missing.append(name)
    yield from archive.member(SETTINGS, [settings], noted.append, zipfile.ZIP_DEFLATED)
    whole = about._replace(
        tables=tuple(tables), media=tuple(files), missing_media=tuple(missing), settings=noted[0]
    )
    yield from _signed(archive, manifest_text(whole))
    done(whole)


def _signed(archive: Archive, text: bytes) -> Iterator[bytes]:
    """Write the manifest and its checksum, and end the archive."""
    checksum = f"{hashlib.sha256(text).hexdigest()}  {MANIFEST}\n".encode()
    for name, content in ((MANIFEST, text), (MANIFEST_SUM, checksum)):
        yield from archive.member(name, [content], lambda _: None, zipfile.ZIP_DEFLATED)
    yield from archive.end()
