"""Files that others read, disks that are full, backups that are old."""

import datetime as dt
import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from planner.doctor.findings import Finding, Patient, note, warning, wrong
from planner.health.private_files import GROUP_AND_OTHERS, OTHERS, kept_paths, rights
from planner.health.readiness import is_writable

MEGABYTE = 1024 * 1024
LITTLE, TOO_LITTLE = 1024 * MEGABYTE, 100 * MEGABYTE  # free space
FEW_INODES = 0.05  # of all
OLDEST_BACKUP = dt.timedelta(days=2)


def folders(patient: Patient) -> dict[str, Path]:
    """Return the folders in which this planner keeps files, by what they are for."""
    found = {"instance": patient.folder}
    for name in ("MEDIA_FOLDER", "CACHE_FOLDER", "BACKUP_FOLDER"):
        if patient.settings and patient.settings.get(name):
            found[name] = Path(patient.settings[name])
    return found


def rights_of_files(patient: Patient) -> Iterator[Finding]:
    """Find what others on this machine may read; a closed folder closes what is in it."""
    url = patient.database_url or f"sqlite:///{patient.folder / 'planner.sqlite'}"
    is_closed = patient.folder.exists() and not rights(patient.folder) & OTHERS
    outside = [path for name, path in folders(patient).items() if name != "instance"]
    for path in dict.fromkeys([*kept_paths(patient.folder, url), *outside]):
        if not path.exists() or (is_closed and patient.folder in path.parents):
            continue
        mode, goal = rights(path), "700" if path.is_dir() else "600"
        remedy = f"As its owner: chmod {goal} {shlex.quote(str(path))}"
        if mode & OTHERS:
            yield wrong(f"Everybody on this machine may read {path} ({mode:o}).", remedy)
        elif mode & GROUP_AND_OTHERS:
            yield note(
                f"The group of {path} may read it ({mode:o}).", f"If nobody needs it: {remedy}"
            )


def owner(patient: Patient) -> Iterator[Finding]:
    """Find a folder that the user of this command may not write to."""
    for name, path in folders(patient).items():
        if not is_writable(path):
            yield wrong(
                f"{path} ({name}) cannot be written by this user.",
                "Run the doctor as the user of the planner; if this is it, give it the folder: "
                f"chown -R USER {shlex.quote(str(path))}",
            )


def disks(patient: Patient) -> Iterator[Finding]:
    """Find disks that are full, or nearly."""
    looked_at = set()
    for name, path in {**folders(patient), "temporary files": Path("/tmp")}.items():
        if not path.exists() or path.stat().st_dev in looked_at:
            continue
        looked_at.add(path.stat().st_dev)
        found = os.statvfs(path)
        free = found.f_bavail * found.f_frsize
        remedy = f"Make room there; {name} grows with pictures, papers and backups."
        if free < LITTLE:
            find = wrong if free < TOO_LITTLE else warning
            yield find(f"The disk of {path} has {free // MEGABYTE} MB left.", remedy)
        if found.f_files and found.f_favail < FEW_INODES * found.f_files:
            told = f"The disk of {path} has room for {found.f_favail} more files only (inodes)."
            yield warning(told, "Delete small files there, or give it a larger disk.")


def backups(patient: Patient) -> Iterator[Finding]:
    """Find backups that are old or missing."""
    if not patient.settings:
        return
    if not patient.settings.get("BACKUP_FOLDER") or not patient.settings.get(
        "BACKUP_NIGHTLY", True
    ):
        yield note("The planner makes no backups itself.", "See that somebody else makes them.")
        return
    folder = Path(patient.settings["BACKUP_FOLDER"])
    files = list(folder.glob("planner-*"))  # the log of what was erased lies there, too
    if not files:
        remedy = "planner backup FILE makes one; a worker makes one each night."
        yield warning(f"There is no backup in {folder}.", remedy)
        return
    newest = max(path.stat().st_mtime for path in files)
    age = patient.now - dt.datetime.fromtimestamp(newest, dt.UTC)
    if age > OLDEST_BACKUP:
        yield wrong(
            f"The newest backup in {folder} is {age.days} days old.",
            "See that a worker runs (planner worker, or planner run) and that the disk has room.",
        )
    if folder.stat().st_dev == patient.folder.stat().st_dev:
        remedy = "Copy them to another machine, or let BACKUP_FOLDER lie on another disk."
        yield note("Backups lie on the same disk as the planner.", remedy)


CHECKS = (rights_of_files, owner, disks, backups)
