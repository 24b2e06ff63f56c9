"""Restoring a backup: a new planner is built beside the old one, and takes its place when whole."""

import contextlib
import datetime as dt
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from planner import create_app
from planner.backup.beside import built_beside, place_of
from planner.backup.calendars import raise_above
from planner.backup.configuration import (
    config_text,
    differing,
    kept_settings,
    plain_settings,
    read_settings,
)
from planner.backup.encryption import recipients_of
from planner.backup.files import new_file, private_folder
from planner.backup.filling import Filling, fill
from planner.backup.making import Locks, Source, make_backup
from planner.backup.manifest import Manifest
from planner.backup.opening import Backup, Keys, open_backup
from planner.backup.pictures import add_missing, keep_only, unpack
from planner.backup.refusals import Refused, sentences_about
from planner.backup.rotation import replaced_name
from planner.commands.cli import migrate, migrate_to_head
from planner.machine.paths import PACKAGE, instance_folder
from planner.rules.erasing import ErasedRow, parse_erased_line
from planner.services.erasing.again import erase_again
from planner.services.erasing.erased_log import LOG_NAME, write_erased_log

UNPACKED = ".restoring"  # a folder inside of that of the pictures


class Choices(NamedTuple):
    """What whoever restores has chosen."""

    replaces: bool = False  # a planner with something in it
    backs_up: bool = True  # what is replaced
    erased: Path | None = None  # the log of what was erased, if it does not lie beside the backup
    needs_erasing_log: bool = True
    raises_calendars: bool = True


def restore_file(
    path: Path, keys: Keys, choices: Choices, load_app: Callable[[], Flask], *, now: dt.datetime
) -> list[str]:
    """Make a planner of a backup, and return what is to be said about it, line by line.

    `load_app` gives the planner that is restored; it needs settings, and a planner without any
    gets those of the backup. Raises Refused: then all is as it was.
    """
    instance = private_folder(instance_folder())
    with open_backup(path, keys, instance) as backup, configured(backup, instance, now):
        check_revision(backup.manifest)
        app = load_app()
        app.extensions["sessionmaker"].kw["bind"].dispose()
        place = place_of(app.config["DATABASE_URL"])
        is_full = place.check(replace=choices.replaces)
        entries = erased_rows(app, path, choices, is_full=is_full)
        media = Path(app.config["MEDIA_FOLDER"])
        with pictures_beside(backup, media) as (unpacked, added):
            with built_beside(place) as url:
                erased = build(app, backup, url, unpacked, entries, choices, now)
                kept = back_up(app, now) if is_full and choices.backs_up else None
                added += add_missing(unpacked, media)
            others = keep_only(backup.manifest.media, unpacked, media)
        with app.app_context():
            write_erased_log()  # here, too, for the next restore
        return [
            *told(backup.manifest, kept, others, erased),
            *told_of_settings(read_settings(backup.settings()), app.config),
        ]


def migrations() -> ScriptDirectory:
    """Return the migrations that this planner knows."""
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    return ScriptDirectory.from_config(config)


def check_revision(manifest: Manifest) -> None:
    """Raise Refused unless this planner knows the tables of a backup."""
    try:
        migrations().get_revision(manifest.revision)
    except CommandError as unknown:
        raise Refused(
            f"This backup was made by a newer planner ({manifest.planner}): its tables, revision "
            f"{manifest.revision}, are unknown here. Install that planner, then restore."
        ) from unknown


@contextlib.contextmanager
def configured(backup: Backup, instance: Path, now: dt.datetime) -> Iterator[None]:
    """Give a planner without settings those of the backup; they stay if all goes well."""
    path = instance / "config.py"
    if path.exists() or "PLANNER_SECRET_KEY" in os.environ:
        yield
        return
    text = config_text(
        read_settings(backup.settings()), day=now.date(), secret_key=secrets.token_hex()
    )
    with new_file(path) as file:
        file.write(text.encode())
    try:
        yield
    except BaseException:
        path.unlink()
        raise


def back_up(app: Flask, now: dt.datetime) -> Path:
    """Back up what will be replaced, and return where that lies. Raises Refused."""
    recipients = recipients_of(app.config["BACKUP_RECIPIENT"])
    folder = private_folder(Path(app.config["BACKUP_FOLDER"]))
    path = folder / replaced_name(now, is_encrypted=bool(recipients))
    source = Source(
        app.config["DATABASE_URL"],
        Path(app.config["MEDIA_FOLDER"]),
        kept_settings(app.config, with_secrets=False),
    )
    try:
        make_backup(source, path, Locks(recipients), now=now)
    except Refused as refused:
        raise Refused(
            f"What is there cannot be backed up, so it is not replaced: {refused} "
            "With --without-backup it is replaced all the same, and lost."
        ) from refused
    return path


@contextlib.contextmanager
def pictures_beside(backup: Backup, media: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Unpack the pictures beside those that are there; give their folder and an empty list.

    The list is of pictures that are put into their place; if something fails they are deleted.
    """
    unpacked, added = media / UNPACKED, list[Path]()
    try:
        unpack(backup, unpacked)
        yield unpacked, added
    except BaseException:
        for path in added:
            path.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)


def erased_rows(app: Flask, path: Path, choices: Choices, *, is_full: bool) -> list[ErasedRow]:
    """Return what was erased since, as logs tell it: beside the backup, here, or where it is said.

    Raises Refused if there is none at all, unless that is known.
    """
    if is_full:  # what the log lacks stands in the tables that will be replaced
        with app.app_context(), contextlib.suppress(SQLAlchemyError):
            write_erased_log()
        app.extensions["sessionmaker"].kw["bind"].dispose()
    logs = {path.parent / LOG_NAME, Path(app.config["BACKUP_FOLDER"], LOG_NAME)}
    found = [log for log in sorted(logs) if log.is_file()]
    if choices.erased:
        found.append(choices.erased)
    if not found and choices.needs_erasing_log:
        raise Refused(
            f"There is no {LOG_NAME} beside {path}: people who were erased since would be back. "
            "Name it with --erased FILE, or say --no-erasing-log if it is lost."
        )
    with sentences_about(LOG_NAME):
        lines = [line for log in found for line in log.read_text("ascii", "replace").splitlines()]
    return [row for row in map(parse_erased_line, lines) if row]


def build(
    app: Flask,
    backup: Backup,
    url: str,
    unpacked: Path,
    entries: Sequence[ErasedRow],
    choices: Choices,
    now: dt.datetime,
) -> int:
    """Build the planner of a backup in an empty database, and bring it up to date.

    Returns how many rows were erased once more.
    """
    new, manifest = new_planner(app, url, unpacked), backup.manifest
    engine = new.extensions["sessionmaker"].kw["bind"]
    try:
        with new.app_context():
            migrate(command.upgrade, manifest.revision)
            fillings = (Filling(one.shape, backup.rows(one)) for one in manifest.tables)
            fill(url, fillings, [one.shape for one in manifest.tables])
            migrate_to_head()
            if choices.raises_calendars:
                with engine.begin() as connection:
                    raise_above(connection, made_at=manifest.made_at, now=now)
            return erase_again(entries, now=now) if entries else 0
    finally:
        engine.dispose()


def new_planner(app: Flask, url: str, media: Path) -> Flask:
    """Return a planner with the settings of another one, but its own database and pictures."""
    others = {"DATABASE_URL": url, "MEDIA_FOLDER": str(media)}
    return create_app(plain_settings(app.config) | others)


def told(manifest: Manifest, kept: Path | None, others: int, erased: int) -> Iterator[str]:
    """Yield what is to be said after a restore."""
    rows = sum(one.rows for one in manifest.tables)
    made_at = f"{manifest.made_at:%Y-%m-%d %H:%M} UTC"
    yield f"Restored {rows} rows and {len(manifest.media)} files of pictures of {made_at}."
    for name in manifest.missing_media:
        yield f"Missing in the backup, though a row names it: {name}"
    if kept:
        yield f"What was there before is in {kept}."
    if others:
        yield f"Deleted {others} files of pictures that are not in this backup."
    if erased:
        yield f"Erased {erased} rows once more, as the log of what was erased says."
    yield "Everybody has to sign in again."
    yield (
        f"What was changed after {made_at} is as it was then: passwords, accounts that were "
        "switched off, calendar addresses that were ended. Please look through them."
    )


def told_of_settings(
    settings: Mapping[str, str | int | bool | None], config: Mapping[str, object]
) -> Iterator[str]:
    """Yield what is to be said of settings that the backup has otherwise."""
    if names := differing(settings, config):
        yield f"Settings that were others when the backup was made: {', '.join(names)}."
