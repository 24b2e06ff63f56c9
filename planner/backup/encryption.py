"""Encryption of backups, by age (https://age-encryption.org/v1): no secret lies with the planner.

A passphrase protects a key that is made for this one backup, since age keeps what a passphrase
encrypts whole in memory: such a file is a ZIP of `key.age` and `backup.zip.age`.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, cast

import pyrage
from pyrage import passphrase as pyrage_passphrase
from pyrage import x25519

from planner.backup.refusals import Damaged, Refused

KEY_MEMBER, CONTENT_MEMBER = "key.age", "backup.zip.age"
MAGIC = b"age-encryption.org/v1\n"
WRONG_KEY = "The key does not open this backup."
BROKEN = "This backup is damaged or not complete: it cannot be decrypted to its end."
LARGEST_KEY = 64 * 1024  # bytes of a file with a key


class Pieces(io.RawIOBase):
    """Pieces of bytes as a file that can be read; it keeps the error of whoever makes them."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces, self.rest = iter(pieces), b""
        self.trouble: BaseException | None = None

    def readable(self) -> bool:
        """Tell that it gives bytes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; of no size all that there are at hand."""
        try:
            while not self.rest:
                self.rest = next(self.pieces)
        except StopIteration:
            return b""
        except BaseException as trouble:
            self.trouble = trouble
            raise
        given, self.rest = (self.rest, b"") if size < 0 else (self.rest[:size], self.rest[size:])
        return given


class Output(io.RawIOBase):
    """A file that is written to; it keeps the hash of what comes, and the error of the disk."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()
        self.trouble: OSError | None = None

    def writable(self) -> bool:
        """Tell that it takes bytes."""
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]  # any buffer
        """Write some bytes."""
        self.digest.update(piece)
        try:
            return self.file.write(piece)
        except OSError as trouble:
            self.trouble = trouble
            raise


def recipients_of(text: str) -> list[x25519.Recipient]:
    """Return the recipients in a text such as a setting. Raises Refused for what is none."""
    try:
        return [x25519.Recipient.from_str(one) for one in text.split()]
    except pyrage.RecipientError as wrong:
        raise Refused("A recipient begins with age1; `planner backup-key` makes one.") from wrong


def identities_in(path: str) -> list[x25519.Identity]:
    """Return the keys in a file, as `planner backup-key` or age has written it."""
    try:
        with open(path, encoding="ascii") as file:
            lines = file.read(LARGEST_KEY).split()
        return [
            x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-1")
        ]
    except OSError as trouble:
        raise Refused(f"The key {path} cannot be read: {trouble.strerror}.") from trouble
    except (ValueError, pyrage.IdentityError) as wrong:
        raise Refused(f"There is no key in {path}: AGE-SECRET-KEY-1...") from wrong


def new_key() -> tuple[str, str]:
    """Return a new secret key and the recipient that belongs to it."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def write_encrypted(
    pieces: Iterable[bytes], file: IO[bytes] | Output, recipients: Sequence[x25519.Recipient]
) -> None:
    """Write pieces so that only the recipients can read them."""
    source = Pieces(pieces)
    target = file if isinstance(file, Output) else Output(file)
    try:
        pyrage.encrypt_io(source, target, recipients)
    except (pyrage.EncryptError, OSError) as failed:
        raise source.trouble or target.trouble or failed from failed


def write_with_passphrase(pieces: Iterable[bytes], file: IO[bytes], passphrase: str) -> None:
    """Write pieces so that only who knows the passphrase can read them."""
    identity = x25519.Identity.generate()
    key = pyrage_passphrase.encrypt(str(identity).encode() + b"\n", passphrase)
    with zipfile.ZipFile(file, "w") as outer:
        outer.writestr(KEY_MEMBER, key)
        with outer.open(CONTENT_MEMBER, "w", force_zip64=True) as member:
            write_encrypted(pieces, member, [identity.to_public()])


def decrypt(source: IO[bytes], target: IO[bytes], identities: Sequence[x25519.Identity]) -> None:
    """Write what was encrypted, in plain. Raises Damaged, or Refused for the wrong key."""
    output = Output(target)
    try:
        pyrage.decrypt_io(source, output, identities)
    except pyrage.DecryptError as wrong:
        if "matching keys" in str(wrong):
            raise Refused(WRONG_KEY) from wrong
        raise Damaged(BROKEN) from wrong
    except OSError as trouble:
        if output.trouble:
            raise output.trouble from trouble
        raise Damaged(BROKEN) from trouble


def is_encrypted(start: bytes) -> bool:
    """Tell whether a file that begins so is encrypted for recipients."""
    return start.startswith(MAGIC)


def has_passphrase(archive: zipfile.ZipFile) -> bool:
    """Tell whether a ZIP is a backup that a passphrase protects."""
    return archive.namelist() == [KEY_MEMBER, CONTENT_MEMBER]


def decrypt_with_passphrase(outer: zipfile.ZipFile, target: IO[bytes], passphrase: str) -> None:
    """Write what a passphrase protects, in plain. Raises Damaged, or Refused for a wrong one."""
    info = outer.getinfo(KEY_MEMBER)
    if info.file_size > LARGEST_KEY:
        raise Damaged(BROKEN)
    try:
        key = pyrage_passphrase.decrypt(outer.read(info), passphrase).decode().strip()
        identity = x25519.Identity.from_str(key)
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError, zipfile.BadZipFile) as wrong:
        raise Refused("The passphrase does not open this backup.") from wrong
    with outer.open(CONTENT_MEMBER) as member:
        try:
            decrypt(cast(IO[bytes], member), target, [identity])
        except zipfile.BadZipFile as broken:
            raise Damaged(BROKEN) from broken
