"""The files of pictures in a backup: which there must be, and how they come back."""

import hashlib
import os
import re
import shutil
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, select

from planner.backup.files import sync_folder
from planner.backup.manifest import Member
from planner.backup.opening import Backup
from planner.backup.refusals import sentences_about
from planner.backup.tables import TableShape
from planner.pictures import SIZES, filename, is_name

FILE = re.compile(r"[0-9a-f]{32}-(small|medium|large)\.webp")


def picture_files(
    connection: Connection, shapes: Collection[TableShape], folder: Path
) -> dict[str, Path]:
    """Return the files that the rows of a snapshot name, by their names."""
    for shape in shapes:
        if shape.name == "picture":
            clause = shape.clause
            names = connection.scalars(select(clause.c.name).distinct().order_by(clause.c.name))
            return {
                filename(name, size): folder / filename(name, size)
                for name in names
                if is_name(name)
                for size in SIZES
            }
    return {}


def unpack(backup: Backup, folder: Path) -> None:
    """Write all pictures of a backup into a folder of their own."""
    with sentences_about(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True)
        for member in backup.manifest.media:
            with (folder / Path(member.name).name).open("wb") as file:
                for piece in backup.content(member):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        sync_folder(folder)


def add_missing(unpacked: Path, folder: Path) -> list[Path]:
    """Give pictures that are not there their place; return those that were added.

    A picture is called by what it shows, so that one of the same name is the same.
    """
    added = []
    with sentences_about(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(unpacked.iterdir()):
            if not (folder / path.name).exists():
                shutil.move(path, folder / path.name)
                added.append(folder / path.name)
        sync_folder(folder)
    return added


def keep_only(members: Collection[Member], unpacked: Path, folder: Path) -> int:
    """Mend pictures that are not as in a backup, delete all others, and return how many those were.

    Other files in the folder stay as they are.
    """
    wanted = {Path(member.name).name: member.sha256 for member in members}
    others = 0
    with sentences_about(folder):
        for path in sorted(folder.iterdir()):
            if path.name in wanted:
                if digest_of(path) != wanted[path.name] and (unpacked / path.name).exists():
                    shutil.move(unpacked / path.name, path)
            elif FILE.fullmatch(path.name):
                path.unlink()
                others += 1
        shutil.rmtree(unpacked, ignore_errors=True)
    return others


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
