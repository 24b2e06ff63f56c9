"""The command `init`: make a planner for an office, without the example."""

from collections.abc import Mapping
from typing import Any

import click
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from planner import create_app
from planner.commands.cli import add_account, asked_password, migrate_to_head
from planner.commands.first_run import alone_in, settings_of, write_config
from planner.db import session
from planner.health.database_state import DatabaseState, foreign_database, named_database
from planner.health.private_files import make_private_files
from planner.health.startup import look_before_upgrade
from planner.languages import translate
from planner.machine.config_file import BadSetting
from planner.machine.paths import instance_folder
from planner.models import RoleName, User
from planner.rules import RuleBroken
from planner.rules.passwords import check_password
from planner.services.accounts.passwords import words_of

HAS_ACCOUNTS = "{name} has accounts already. Another one: planner user add"


@click.command("init")
@click.option("--email", help="Of the first administrator; asked for if not given.")
@click.option("--name", help="As colleagues know it; the e-mail address if not given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def command(email: str | None, name: str | None, password_stdin: bool) -> None:
    """Make a planner without the example: settings, tables, offices, the first administrator.

    Settings that are there stay as they are. If it is cut short, run it again.
    """
    make_private_files()
    try:
        make_planner(email, name, password_stdin)
    except BadSetting as bad:
        raise click.ClickException(f"The planner cannot start. {bad}") from None


def make_planner(email: str | None, name: str | None, password_stdin: bool) -> None:
    """Make what is missing; nothing is made before all is known that is needed."""
    folder = instance_folder()
    config = settings_of(folder)
    refuse_if_used(config["DATABASE_URL"])
    address = checked_email(email or click.prompt("E-mail address of the first administrator"))
    password = checked_password(asked_password(password_stdin), name or address, address, config)
    with alone_in(folder):
        write_config(folder / "config.py")
        app = create_app()
        with app.app_context():
            migrate_to_head()
            if session.scalar(select(User.id).limit(1)):  # somebody was faster
                url = app.config["DATABASE_URL"]
                raise click.ClickException(HAS_ACCOUNTS.format(name=named_database(url)))
            add_account(name or address, address, RoleName.ADMINISTRATOR, password)
            click.echo("The planner is ready: planner run")
        app.extensions["sessionmaker"].kw["bind"].dispose()


def refuse_if_used(url: str) -> None:
    """Raise ClickException if the database has accounts, or belongs to another application."""
    found = look_before_upgrade(url)
    if found.state is DatabaseState.FOREIGN:
        raise click.ClickException(foreign_database(url, found))
    if found.state is DatabaseState.IN_USE:
        raise click.ClickException(HAS_ACCOUNTS.format(name=named_database(url)))


def checked_email(text: str) -> str:
    """Return an e-mail address. Raises ClickException if it is none."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError as wrong:
        raise click.ClickException(f"This is no e-mail address: {text.strip()}") from wrong


def checked_password(password: str, name: str, email: str, config: Mapping[str, Any]) -> str:
    """Return a password. Raises ClickException if the first administrator may not choose it."""
    try:
        check_password(password, words_of(name, email, config), "password")
    except RuleBroken as broken:
        raise click.ClickException(translate(broken.message, "en")) from broken
    return password
