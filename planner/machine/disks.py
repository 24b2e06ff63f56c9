"""Disks: where the planner writes, and whether there is room."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

from sqlalchemy import make_url

from planner.languages import Message

MEGABYTE = 1024 * 1024
LOW = 50 * MEGABYTE  # less is told to administrators: a backup or a folder of papers needs it
NONE = MEGABYTE  # less is a full disk
ALMOST_FULL = {
    "database": Message("The disk of the database has only %(left)s MB left. Please make room."),
    "pictures": Message("The disk of the pictures has only %(left)s MB left. Please make room."),
    "cache": Message(
        "The disk of the cache has only %(left)s MB left. Previews of papers are not kept then; "
        "all else goes on."
    ),
    "temporary": Message(
        "The disk of temporary files has only %(left)s MB left. Uploads and PDFs fail without it."
    ),
}
READ_ONLY = {
    "database": Message("The disk of the database may only be read: nothing can be saved."),
    "pictures": Message("The disk of the pictures may only be read: none can be uploaded."),
    "cache": Message("The disk of the cache may only be read: previews of papers are not kept."),
    "temporary": Message("The disk of temporary files may only be read: PDFs cannot be made."),
}


class Disk(NamedTuple):
    """Where something of the planner lies, and what is left there."""

    what: str  # a key of ALMOST_FULL
    device: int
    left: int  # bytes
    is_read_only: bool


def disks(config: Mapping[str, str]) -> list[Disk]:
    """Return each disk on which the planner writes, once, by the most important thing on it."""
    found: dict[int, Disk] = {}
    for what, path in places(config).items():
        if disk := disk_of(what, path):
            found.setdefault(disk.device, disk)
    return list(found.values())


def places(config: Mapping[str, str]) -> dict[str, Path]:
    """Return where the planner writes, the most important first; PostgreSQL's disk is its own."""
    url = make_url(config["DATABASE_URL"])
    is_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    database = {"database": Path(url.database or "").parent} if is_file else {}
    return database | {
        "pictures": Path(config["MEDIA_FOLDER"]),
        "cache": Path(config["CACHE_FOLDER"]),
        "temporary": Path(gettempdir()),
    }


def disk_of(what: str, path: Path) -> Disk | None:
    """Return the disk of a folder, or of the one in which it will be made."""
    for folder in (path, *path.absolute().parents):
        try:
            told, device = os.statvfs(folder), folder.stat().st_dev
        except OSError:
            continue
        left = told.f_bavail * told.f_frsize
        return Disk(what, device, left, bool(told.f_flag & os.ST_RDONLY))
    return None


def disk_notices(config: Mapping[str, str]) -> list[Message]:
    """Return what an administrator should know of the disks, by a look at them alone."""
    told = []
    for disk in disks(config):
        if disk.is_read_only:
            told.append(READ_ONLY[disk.what])
        elif disk.left < LOW:
            told.append(Message(ALMOST_FULL[disk.what].msgid, left=disk.left // MEGABYTE))
    return told


def full_place(config: Mapping[str, str]) -> str | None:
    """Return which place beside the database has no room, if one has none."""
    full = (disk.what for disk in disks(config) if disk.left < NONE and disk.what != "database")
    return next(full, None)
