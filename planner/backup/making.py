"""Making a backup: one moment of a planner that goes on working meanwhile."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import IO, NamedTuple

from pyrage import x25519
from sqlalchemy import Connection

from planner.backup.archives import archive_pieces
from planner.backup.encryption import Output, write_encrypted, write_with_passphrase
from planner.backup.engines import snapshot
from planner.backup.files import new_file
from planner.backup.manifest import SETTINGS, Manifest, Member
from planner.backup.pictures import picture_files
from planner.backup.refusals import Refused
from planner.backup.tables import foreign_tables, kept_tables, revision_of


class Source(NamedTuple):
    """A planner, as a backup reads it."""

    database_url: str
    media_folder: Path
    settings: Mapping[str, object]  # those that the backup shall hold
    has_secrets: bool = False


class Locks(NamedTuple):
    """Who can read a backup: recipients, or who knows a passphrase; neither: everybody."""

    recipients: Sequence[x25519.Recipient] = ()
    passphrase: str | None = None


class Report(NamedTuple):
    """What a backup has become."""

    manifest: Manifest
    left_out: list[str]  # tables that are not the planner's
    sha256: str  # of the file; of one with a passphrase empty, since its parts are written anew

    @property
    def rows(self) -> int:
        """The number of all rows."""
        return sum(one.rows for one in self.manifest.tables)


def make_backup(
    source: Source, path: Path, locks: Locks, *, now: dt.datetime, replace: bool = False
) -> Report:
    """Write a backup of a planner; its file is there only when all of it is on the disk.

    `now` is UTC. Raises Refused: the file is there already, the disk is full, or the database has
    no tables of a planner.
    """
    manifests: list[Manifest] = []
    with new_file(path, replace=replace) as file, snapshot(source.database_url) as connection:
        about = empty_manifest(connection, source, now)
        pieces = _pieces(connection, source, about, manifests)
        digest = _write(pieces, file, locks)
        others = foreign_tables(connection)
    return Report(manifests[0], others, digest)


def empty_manifest(connection: Connection, source: Source, now: dt.datetime) -> Manifest:
    """Return what can be said of a backup before it is made."""
    revision = revision_of(connection)
    if revision is None:
        raise Refused("The database has no tables of a planner: there is nothing to keep.")
    return Manifest(
        made_at=now,
        planner=program_version(),
        revision=revision,
        database=connection.dialect.name,
        has_secrets=source.has_secrets,
        tables=(),
        media=(),
        missing_media=(),
        settings=Member(SETTINGS, 0, ""),
    )


def _pieces(
    connection: Connection, source: Source, about: Manifest, manifests: list[Manifest]
) -> Iterator[bytes]:
    """Yield the bytes of a backup; its manifest is added to a list."""
    shapes = kept_tables(connection)
    settings = json.dumps(source.settings, ensure_ascii=False, indent=1, default=str).encode()
    return archive_pieces(
        connection,
        shapes,
        about=about,
        media=picture_files(connection, shapes, source.media_folder),
        settings=settings + b"\n",
        done=manifests.append,
    )


def _write(pieces: Iterator[bytes], file: IO[bytes], locks: Locks) -> str:
    """Write a backup, in plain or for those who shall read it, and return Report.sha256."""
    if locks.passphrase is not None:
        write_with_passphrase(pieces, file, locks.passphrase)
        return ""
    output = Output(file)
    if locks.recipients:
        write_encrypted(pieces, output, locks.recipients)
    else:
        for piece in pieces:
            output.write(piece)
    return output.digest.hexdigest()


def program_version() -> str:
    """Return the version of the planner; a checkout is between two of them."""
    try:
        return metadata.version("planner")
    except metadata.PackageNotFoundError:
        return "of a checkout"
