"""Opening a backup: nothing of it is used before all of it has been checked."""

import hashlib
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

from pyrage import x25519

from planner.backup.encryption import (
    decrypt,
    decrypt_with_passphrase,
    has_passphrase,
    is_encrypted,
)
from planner.backup.manifest import (
    MANIFEST,
    MANIFEST_SUM,
    UNREADABLE,
    BackedUpTable,
    Manifest,
    Member,
    read_manifest,
)
from planner.backup.refusals import Damaged, Refused, sentences_about
from planner.backup.values import Value, decoded_line

LARGEST_MANIFEST = 64 * 1024 * 1024  # bytes: some hundred thousand pictures
LARGEST_LINE = 16 * 1024 * 1024  # bytes of a row
PIECE = 256 * 1024
DENSEST = 250  # times that a member may be smaller than what it holds; texts are about 20
SMALL = 4 * 1024 * 1024  # bytes of a member that may be as dense as it likes
NO_BACKUP = "This is not a backup of a planner, or it is not complete."
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class Keys(NamedTuple):
    """With what a backup can be opened."""

    identities: Sequence[x25519.Identity] = ()
    passphrase: str | None = None


class Backup:
    """A backup that has been checked."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.archive, self.manifest = archive, manifest

    def rows(self, table: BackedUpTable) -> Iterator[list[Value]]:
        """Yield the rows of a table. Raises Damaged for one that does not fit its columns."""
        kinds = table.shape.kinds
        with self.archive.open(table.member.name) as file:
            while line := file.readline(LARGEST_LINE):
                try:
                    yield decoded_line(kinds, line)
                except (ValueError, RecursionError) as broken:
                    name = table.shape.name
                    raise Damaged(f"A row of the table {name} cannot be read.") from broken

    def content(self, member: Member) -> Iterator[bytes]:
        """Yield the bytes of a member."""
        with self.archive.open(member.name) as file:
            while piece := file.read(PIECE):
                yield piece

    def settings(self) -> bytes:
        """Return the settings, as JSON."""
        return b"".join(self.content(self.manifest.settings))


@contextmanager
def open_backup(path: Path, keys: Keys, folder: Path) -> Iterator[Backup]:
    """Open a backup that is whole. Raises Damaged, and Refused for a wrong or missing key.

    What is encrypted is decrypted into a file without a name in `folder`, which is gone with the
    process, however that ends.
    """
    with ExitStack() as opened:
        with sentences_about(path):
            file: IO[bytes] = opened.enter_context(path.open("rb"))
            start = file.read(64)
            file.seek(0)
        with sentences_about(folder):
            plain = opened.enter_context(tempfile.TemporaryFile(dir=folder))
            archive = opened.enter_context(_plain_archive(file, start, plain, keys))
        try:
            yield Backup(archive, checked(archive))
        except BROKEN_ZIP as broken:
            raise Damaged(NO_BACKUP) from broken


def _plain_archive(file: IO[bytes], start: bytes, plain: IO[bytes], keys: Keys) -> zipfile.ZipFile:
    """Return the archive in a file, decrypted if need be."""
    if is_encrypted(start):
        if not keys.identities:
            raise Refused("This backup is encrypted: name the file with its key, --identity FILE.")
        decrypt(file, plain, keys.identities)
        return _zip(plain)
    archive = _zip(file)
    if not has_passphrase(archive):
        return archive
    if keys.passphrase is None:
        raise Refused("This backup asks for its passphrase: --passphrase-stdin.")
    with archive:
        decrypt_with_passphrase(archive, plain, keys.passphrase)
    return _zip(plain)


def _zip(file: IO[bytes]) -> zipfile.ZipFile:
    """Return a file as a ZIP. Raises Damaged."""
    try:
        return zipfile.ZipFile(file)
    except (*BROKEN_ZIP, ValueError, OSError) as broken:
        raise Damaged(NO_BACKUP) from broken


def checked(archive: zipfile.ZipFile) -> Manifest:
    """Return the manifest of an archive in which every byte is as it was written.

    Raises Damaged; Refused if a newer planner has made it.
    """
    entries = {entry.filename: entry for entry in archive.infolist()}
    if len(entries) != len(archive.infolist()):
        raise Damaged("This backup holds a member twice: it is not as a planner made it.")
    for entry in entries.values():
        check_entry(entry)
    manifest = read_manifest(checked_manifest(archive, entries))
    members = {member.name: member for member in manifest.members}
    if len(members) != len(manifest.members):
        raise Damaged(UNREADABLE)
    if members.keys() | {MANIFEST, MANIFEST_SUM} != entries.keys():
        raise Damaged("This backup lacks a member, or holds one more than its manifest says.")
    rows = {table.member.name: table.rows for table in manifest.tables}
    for member in manifest.members:
        check_member(archive, member, rows.get(member.name))
    return manifest


def check_entry(entry: zipfile.ZipInfo) -> None:
    """Raise Damaged for an entry that a planner does not write, such as one that fills the disk."""
    is_plain = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    is_dense = entry.file_size > max(SMALL, DENSEST * entry.compress_size)
    if not is_plain or entry.flag_bits & 1 or is_dense:
        raise Damaged("This backup is packed in a way in which no planner packs.")


def checked_manifest(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> bytes:
    """Return the text of the manifest, which is as its checksum says. Raises Damaged."""
    if not {MANIFEST, MANIFEST_SUM} <= entries.keys():
        raise Damaged(NO_BACKUP)
    if entries[MANIFEST].file_size > LARGEST_MANIFEST or entries[MANIFEST_SUM].file_size > 1000:
        raise Damaged(UNREADABLE)
    text = archive.read(MANIFEST)
    if archive.read(MANIFEST_SUM).split()[:1] != [hashlib.sha256(text).hexdigest().encode()]:
        raise Damaged("This backup is damaged: its manifest is not as it was written.")
    return text


def check_member(archive: zipfile.ZipFile, member: Member, rows: int | None) -> None:
    """Raise Damaged unless a member is as it was written; `rows` is its number of lines."""
    digest, size, lines = hashlib.sha256(), 0, 0
    with archive.open(member.name) as file:
        while piece := cast(bytes, file.read(PIECE)):
            digest.update(piece)
            size += len(piece)
            lines += piece.count(b"\n")
            if size > member.size:
                break
    is_same = (size, digest.hexdigest()) == (member.size, member.sha256)
    if not is_same or rows not in (None, lines):
        raise Damaged(f"This backup is damaged: {member.name} is not as it was written.")
