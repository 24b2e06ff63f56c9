"""The commands `backup`, `restore`, `copy` and `backup-key`: views of the terminal."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo, with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from planner.backup.configuration import kept_settings
from planner.backup.encryption import identities_in, new_key, recipients_of
from planner.backup.files import new_file
from planner.backup.making import Locks, Report, Source, make_backup
from planner.backup.opening import Keys
from planner.backup.refusals import Refused
from planner.clock import utc_now
from planner.commands.copying import copy_database
from planner.commands.restoring import Choices, restore_file
from planner.services.erasing.erased_log import write_erased_log

A_FILE = click.Path(dir_okay=False, path_type=Path)
PASSPHRASE = click.option(
    "--passphrase-stdin", is_flag=True, help="Read a passphrase from standard input."
)


@contextlib.contextmanager
def in_sentences() -> Iterator[None]:
    """End a command with a sentence if something was refused."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused


def passphrase_from(stdin: bool) -> str | None:
    """Return the passphrase that stands in standard input, if it was said that one does."""
    if not stdin:
        return None
    if not (passphrase := sys.stdin.readline().rstrip("\r\n")):
        raise click.ClickException("There is no passphrase in standard input.")
    return passphrase


@click.command("backup")
@click.argument("file", type=A_FILE)
@click.option(
    "--recipient", multiple=True, help="Only they can read it: age1...; or BACKUP_RECIPIENT."
)
@PASSPHRASE
@click.option("--plain", is_flag=True, help="Do not encrypt it, whatever BACKUP_RECIPIENT says.")
@click.option("--with-secrets", is_flag=True, help="Keep SECRET_KEY and the like in it, too.")
@click.option("--replace", is_flag=True, help="Take the place of a file that is there.")
@with_appcontext
def backup(
    file: Path,
    recipient: tuple[str, ...],
    passphrase_stdin: bool,
    plain: bool,
    with_secrets: bool,
    replace: bool,
) -> None:
    """Write all that the planner keeps into FILE, while it goes on working."""
    if plain + passphrase_stdin + bool(recipient) > 1:
        raise click.UsageError("Say one of --recipient, --passphrase-stdin and --plain.")
    with in_sentences():
        passphrase = passphrase_from(passphrase_stdin)
        given = " ".join(recipient) or current_app.config["BACKUP_RECIPIENT"]
        locks = Locks(recipients_of("" if plain or passphrase else given), passphrase)
        source = source_of(current_app, with_secrets=with_secrets)
        report = make_backup(source, file, locks, now=utc_now(), replace=replace)
    with contextlib.suppress(SQLAlchemyError):  # tables of before know nothing of erasing
        write_erased_log()
    print_report(report, file, is_locked=locks != Locks([], None))


def source_of(app: Flask, *, with_secrets: bool = False) -> Source:
    """Return a planner as a backup reads it."""
    return Source(
        app.config["DATABASE_URL"],
        Path(app.config["MEDIA_FOLDER"]),
        kept_settings(app.config, with_secrets=with_secrets),
        with_secrets,
    )


def print_report(report: Report, file: Path, *, is_locked: bool) -> None:
    """Print what a backup holds, and what it lacks."""
    pictures, missing = len(report.manifest.media), report.manifest.missing_media
    click.echo(f"Kept {report.rows} rows and {pictures} files of pictures in {file}.")
    if report.manifest.has_secrets and not is_locked:
        click.echo("It holds secrets and is not encrypted: whoever has it can be anybody.")
    for name in missing:
        click.echo(f"Missing, though a row names it: {name}", err=True)
    for name in report.left_out:
        click.echo(f"Left out, since it is not the planner's: the table {name}", err=True)


@click.command("restore")
@click.argument("file", type=A_FILE)
@click.option("--replace", is_flag=True, help="Replace a planner that has something in it.")
@click.option("--without-backup", is_flag=True, help="Do not back up what is replaced.")
@click.option("--identity", type=A_FILE, help="The file with the key, if FILE is encrypted.")
@PASSPHRASE
@click.option("--erased", type=A_FILE, help="The log of what was erased, if not beside FILE.")
@click.option("--no-erasing-log", is_flag=True, help="Restore though that log is lost.")
@click.option(
    "--same-calendars",
    is_flag=True,
    help="Nobody has read calendars since: leave them as they are.",
)
@click.pass_context
def restore(
    context: click.Context,
    file: Path,
    replace: bool,
    without_backup: bool,
    identity: Path | None,
    passphrase_stdin: bool,
    erased: Path | None,
    no_erasing_log: bool,
    same_calendars: bool,
) -> None:
    """Make a planner of a backup in FILE: all of it, or nothing changes. Stop the planner first."""
    with in_sentences():
        keys = Keys(
            identities_in(str(identity)) if identity else (), passphrase_from(passphrase_stdin)
        )
        choices = Choices(
            replaces=replace,
            backs_up=not without_backup,
            erased=erased,
            needs_erasing_log=not no_erasing_log,
            raises_calendars=not same_calendars,
        )
        load_app = context.ensure_object(ScriptInfo).load_app
        for line in restore_file(file, keys, choices, load_app, now=utc_now()):
            click.echo(line)


@click.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@with_appcontext
def copy(source: str, target: str) -> None:
    """Copy the database at the address FROM to the address TO, which must be empty."""
    with in_sentences():
        rows = copy_database(current_app, source, target)
    click.echo(f"Copied {rows} rows, and read each of them back. DATABASE_URL is to name TO now.")


@click.command("backup-key")
@click.argument("file", type=A_FILE)
def backup_key(file: Path) -> None:
    """Make a key for backups: the secret goes into FILE, the recipient is printed."""
    secret, recipient = new_key()
    with in_sentences(), new_file(file) as opened:
        opened.write(f"# recipient: {recipient}\n{secret}\n".encode())
    click.echo(f"BACKUP_RECIPIENT = {recipient!r}")
    click.echo(f"Keep {file} away from the planner, and twice: without it no backup opens.")


commands = (backup, restore, copy, backup_key)
