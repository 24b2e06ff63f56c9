"""The backup of the night: made, read again, and only then are old ones deleted."""

import datetime as dt
import logging
import shutil
from pathlib import Path

from flask import current_app

from planner.backup.configuration import kept_settings
from planner.backup.encryption import recipients_of
from planner.backup.files import private_folder
from planner.backup.making import Locks, Report, Source, make_backup
from planner.backup.opening import Keys, open_backup
from planner.backup.pictures import digest_of
from planner.backup.refusals import Damaged, DiskFull, Refused, sentences_about
from planner.backup.rotation import backup_name, kept_counts, newest_backup, outdated_files
from planner.clock import utc_now
from planner.languages import Message
from planner.services.erasing.erased_log import LOG_NAME, write_erased_log
from planner.services.jobs.job_kinds import job
from planner.services.jobs.job_runs import Progress, TryAgain

log = logging.getLogger(__name__)
NOT_MADE = Message("The backup of the night could not be made. It is tried again.")
NO_ROOM = Message("There is no room for the backup of the night. The last ones are kept.")
SPARE = 1.2  # how much more room there must be than the newest backup takes


@job(max_running=1, retries=12, every=dt.timedelta(days=1))
def make_nightly_backup(_progress: Progress) -> None:
    """Back up the planner into BACKUP_FOLDER, unless a setting says that others do it."""
    if not current_app.config["BACKUP_NIGHTLY"]:
        return
    try:
        back_up(Path(current_app.config["BACKUP_FOLDER"]), now=utc_now())
    except DiskFull as full:
        log.error("No backup of the night: %s", full)
        raise TryAgain(NO_ROOM) from full
    except Refused as refused:
        log.error("No backup of the night: %s", refused)
        raise TryAgain(NOT_MADE) from refused


def back_up(folder: Path, *, now: dt.datetime) -> Path:
    """Make the backup of a night, and return where it lies; old ones go after it is there.

    Raises Refused; then no other backup has been deleted.
    """
    private_folder(folder)
    write_erased_log()
    (folder / LOG_NAME).touch(mode=0o600)  # a restore asks for it, even if nothing was erased
    recipients = recipients_of(current_app.config["BACKUP_RECIPIENT"])
    path = folder / backup_name(now, is_encrypted=bool(recipients))
    check_room(folder)
    source = Source(
        current_app.config["DATABASE_URL"],
        Path(current_app.config["MEDIA_FOLDER"]),
        kept_settings(current_app.config, with_secrets=False),
    )
    report = make_backup(source, path, Locks(recipients), now=now)
    for name in report.manifest.missing_media:
        log.warning("The backup of the night lacks a picture that a row names: %s", name)
    check_readable(path, report, is_encrypted=bool(recipients))
    with sentences_about(folder):
        for old in outdated_files(folder, kept_counts(current_app.config["BACKUP_KEEP"]), now):
            old.unlink(missing_ok=True)
    return path


def check_room(folder: Path) -> None:
    """Raise DiskFull if the next backup would not fit beside the newest one."""
    if newest := newest_backup(folder):
        with sentences_about(folder):
            needed = newest[1].stat().st_size * SPARE
            if shutil.disk_usage(folder).free < needed:
                megabytes = round(needed / 1_000_000)
                raise DiskFull(f"{folder} needs {megabytes} MB more room for the next backup.")


def check_readable(path: Path, report: Report, *, is_encrypted: bool) -> None:
    """Read a backup again: its bytes, and what is in it as a restore would, unless it is encrypted.

    Raises Damaged, and the file is gone.
    """
    try:
        with sentences_about(path):
            if digest_of(path) != report.sha256:
                raise Damaged(f"{path} cannot be read as it was written.")
        if not is_encrypted:
            with open_backup(path, Keys(), path.parent):
                pass
    except Damaged:
        path.unlink()
        raise
