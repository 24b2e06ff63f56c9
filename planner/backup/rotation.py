"""Which backups of the nights are kept, by their names; no other file is ever touched."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from planner.backup.files import UNFINISHED

STAMP = "%Y-%m-%dT%H%M%SZ"
NIGHTLY = re.compile(r"planner-(\d{4}-\d\d-\d\dT\d{6}Z)\.zip(\.age)?")
BEFORE_RESTORE = re.compile(r"before-restore-(\d{4}-\d\d-\d\dT\d{6}Z)\.zip(\.age)?")
HALF_WRITTEN = re.compile(rf"\.(planner|before-restore)-[^/]*{UNFINISHED}[0-9a-f]+")
BEFORE_RESTORE_DAYS = dt.timedelta(days=30)  # as long as what was replaced is kept
ABANDONED = dt.timedelta(days=1)  # a file that nobody has finished for so long
PERIODS: dict[str, Callable[[dt.datetime], tuple[int, ...]]] = {
    "daily": lambda moment: (moment.year, moment.month, moment.day),
    "weekly": lambda moment: moment.isocalendar()[:2],
    "monthly": lambda moment: (moment.year, moment.month),
}


def backup_name(now: dt.datetime, *, is_encrypted: bool) -> str:
    """Return the name of the backup of a night."""
    return f"planner-{now.strftime(STAMP)}.zip{'.age' * is_encrypted}"


def replaced_name(now: dt.datetime, *, is_encrypted: bool) -> str:
    """Return the name of the backup of what a restore replaces."""
    return f"before-restore-{now.strftime(STAMP)}.zip{'.age' * is_encrypted}"


def kept_counts(setting: str) -> dict[str, int]:
    """Return how many backups are kept, by period; the setting is BACKUP_KEEP."""
    parts = (part.split() for part in setting.split(","))
    return {period: int(number) for number, period in parts}


def kept_moments(moments: Iterable[dt.datetime], counts: Mapping[str, int]) -> set[dt.datetime]:
    """Return the moments of the backups to keep: of each of the last days, weeks and months the
    newest. The newest of all is always kept.
    """
    newest_first = sorted(moments, reverse=True)
    kept = set(newest_first[:1])
    for period, count in counts.items():
        newest: dict[tuple[int, ...], dt.datetime] = {}
        for moment in newest_first:
            newest.setdefault(PERIODS[period](moment), moment)
        kept |= set(list(newest.values())[:count])
    return kept


def moment_of(path: Path, pattern: re.Pattern[str]) -> dt.datetime | None:
    """Return when a backup was made, by its name; None: it is no file of this kind."""
    if found := pattern.fullmatch(path.name):
        try:
            return dt.datetime.strptime(found[1], STAMP).replace(tzinfo=dt.UTC)
        except ValueError:
            return None
    return None


def nightly_backups(folder: Path) -> dict[dt.datetime, Path]:
    """Return the backups of the nights in a folder, by when they were made, the newest first."""
    found = {moment_of(path, NIGHTLY): path for path in folder.glob("planner-*") if path.is_file()}
    return dict(sorted(((at, path) for at, path in found.items() if at), reverse=True))


def newest_backup(folder: Path) -> tuple[dt.datetime, Path] | None:
    """Return when the newest backup of a night was made, and where it lies; None: there is none."""
    return next(iter(nightly_backups(folder).items()), None)


def outdated_files(folder: Path, counts: Mapping[str, int], now: dt.datetime) -> list[Path]:
    """Return the files of a folder that are to be deleted once a backup has been made."""
    nightly = nightly_backups(folder)
    kept = kept_moments(nightly, counts)
    outdated = [path for moment, path in nightly.items() if moment not in kept]
    for path in folder.iterdir():
        at = moment_of(path, BEFORE_RESTORE)
        if at and now - at > BEFORE_RESTORE_DAYS:
            outdated.append(path)
        if HALF_WRITTEN.fullmatch(path.name):
            written_at = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
            if now - written_at > ABANDONED:
                outdated.append(path)
    return outdated
