"""What `planner run` does before it serves: make a new planner, or look at the one that is there.

A new planner, with the example in it, is made only where neither settings nor a database are. All
else that nobody can sign in to is refused: a lost disk must not come up as a planner of strangers.
"""

import contextlib
import fcntl
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from alembic import command
from flask import Flask, current_app
from sqlalchemy import select

from planner import create_app, settings
from planner.commands.cli import add_example, migrate, migrate_to_head
from planner.db import act, session
from planner.example.pictures import save_all
from planner.health.database_state import (
    DatabaseState,
    foreign_database,
    is_missing,
    named_database,
)
from planner.health.private_files import close_to_others, make_private_files
from planner.health.startup import check_before_upgrade, look_before_upgrade
from planner.machine.config_file import BadSetting
from planner.machine.paths import instance_folder
from planner.models import RoleName, User
from planner.now import today
from planner.rules.users import random_password
from planner.services.accounts.passwords import hashed_password
from planner.services.accounts.users import insert_user, set_password
from planner.shipped.additions import ship
from planner.typefaces.cache import subset_fonts_if_possible, typeface_folder

CONFIG = '''"""Settings of this planner: the table in README.md lists them all."""

SECRET_KEY = "{key}"
'''
ADMINISTRATOR = "admin@planner.invalid"
UNFINISHED = "first-run.unfinished"  # beside config.py, until the first password is told
IF_IT_IS_NEW = (
    "If this planner is new, run: planner init. If it is not, its data are somewhere else: on a "
    "disk that is not there, or in a backup. Nothing was changed."
)
WITHOUT_ACCOUNT = {
    DatabaseState.MISSING: "There is no database {name}, though there are settings.",
    DatabaseState.EMPTY: "The database {name} is empty.",
    DatabaseState.WITHOUT_ACCOUNT: "Nobody can sign in: the database {name} has no account.",
}
OF_THE_PLANNER = {DatabaseState.WITHOUT_ACCOUNT, DatabaseState.IN_USE}
MISCONFIGURED = 78  # EX_CONFIG: to start once more does not help


class NotReady(Exception):
    """A planner cannot be served as it is; the text says why and what to do."""


def main(*, only_existing: bool = False) -> None:
    """Prepare the planner; whatever is in the way is told in a sentence.

    With `only_existing` a new one is refused too, for machines that serve the public.
    """
    make_private_files()
    try:
        prepare(instance_folder(), only_existing=only_existing)
    except (BadSetting, NotReady) as bad:
        print(f"The planner cannot start. {bad}", file=sys.stderr)
        sys.exit(MISCONFIGURED)


def prepare(folder: Path, *, only_existing: bool) -> None:
    """Make a new planner, or bring the one that is there up to date. Raises BadSetting, NotReady.

    Of two that begin at once the second waits, and finds the planner of the first.
    """
    if is_first_run(folder):
        if only_existing:
            raise NotReady(f"There is no planner in {folder}. {IF_IT_IS_NEW}")
        with alone_in(folder):
            if is_first_run(folder):
                return make_new_planner(folder)
    if not has_settings(folder):
        raise NotReady(
            f"There is a database, {named_database(database_of(folder))}, but no settings: "
            f"{folder / 'config.py'} is missing. Bring the file back from a backup. If the "
            "database is new and nobody can sign in yet: planner init."
        )
    app = create_app()
    with app.app_context():
        refuse_what_is_not_used(app)
        for path in close_to_others(folder, app.config["DATABASE_URL"]):
            print(f"Others on this machine could read {path}; now they cannot.", file=sys.stderr)
        migrate_to_head()
        begin_serving(app)


def has_settings(folder: Path) -> bool:
    """Tell whether somebody has given settings, in a file or by the environment."""
    return (folder / "config.py").exists() or "PLANNER_SECRET_KEY" in os.environ


def settings_of(folder: Path) -> dict[str, Any]:
    """Return the settings of a planner, or those that it will have once there is a SECRET_KEY."""
    return settings.read(folder, {"PLANNER_SECRET_KEY": secrets.token_hex()} | os.environ)


def database_of(folder: Path) -> str:
    """Return the address that the database has, or will have once there is a SECRET_KEY."""
    address: str = settings_of(folder)["DATABASE_URL"]
    return address


def is_first_run(folder: Path) -> bool:
    """Tell whether there is neither a setting nor a database; or a first run was cut short."""
    if (folder / UNFINISHED).exists():
        return True
    return not has_settings(folder) and is_missing(database_of(folder))


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let one process at a time make a planner in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def make_new_planner(folder: Path) -> None:
    """Make settings, tables, the example and the first administrator, whose password is told.

    One that was cut short goes on where it was: a mark stands in the folder until the password
    has been told.
    """
    (folder / UNFINISHED).touch()
    write_config(folder / "config.py")
    app = create_app()
    with app.app_context():
        migrate(command.upgrade, "head")
        password = random_password()
        add_first_rows(password)
        begin_serving(app, password)
    (folder / UNFINISHED).unlink()


def write_config(path: Path) -> None:
    """Write settings with a new secret key, readable by their owner only, if there are none.

    Nobody ever sees half of the file.
    """
    if has_settings(path.parent):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(CONFIG.format(key=secrets.token_hex()))
    unfinished.replace(path)


def add_first_rows(password: str) -> None:
    """Add what a new planner begins with, all or nothing: who may do all, and what for.

    The password of the first administrator is kept nowhere. If a run before this one has added
    the rows but was cut short before it told the password, the administrator gets this one.
    """
    if first := session.scalar(select(User).order_by(User.id).limit(1)):
        set_password(first, password, must_change=True)
        return
    save_all(current_app.config["MEDIA_FOLDER"])
    fresh = hashed_password(password)  # which is slow: not within the act
    with act("add_first_rows") as own:
        insert_user(
            "Administration",
            ADMINISTRATOR,
            RoleName.ADMINISTRATOR,
            fresh,
            must_change_password=True,
        )
        add_example(own, today())
        ship(own, today())


def refuse_what_is_not_used(app: Flask) -> None:
    """Raise NotReady unless the database is one of the planner to which somebody can sign in.

    Only one of the planner is opened as the planner does, which changes its file. Raises
    BadDatabase if it does not answer, is damaged, or is of a newer version.
    """
    url = app.config["DATABASE_URL"]
    found = look_before_upgrade(url)
    if found.state is DatabaseState.FOREIGN:
        raise NotReady(foreign_database(url, found))
    if found.state in OF_THE_PLANNER:
        check_before_upgrade(app)
    if found.state is not DatabaseState.IN_USE:
        what = WITHOUT_ACCOUNT[found.state].format(name=named_database(url))
        raise NotReady(f"{what} {IF_IT_IS_NEW}")


def begin_serving(app: Flask, password: str | None = None) -> None:
    """Make what pages need, and print where they are, and once the first password."""
    subset_fonts_if_possible(typeface_folder(app.config["CACHE_FOLDER"]))
    print_addresses(app.config["PUBLIC_URL"], password)
    app.extensions["sessionmaker"].kw["bind"].dispose()


def print_addresses(address: str, password: str | None) -> None:
    """Print the addresses to open, and once the first password."""
    lines = [
        "",
        f"  Events & Highlights   {address}/",
        f"  Calendar feed         {address}/highlights.ics",
        f"  Sign in               {address}/sign-in",
    ]
    if password:
        lines += [
            "",
            f"  E-mail address        {ADMINISTRATOR}",
            f"  Password              {password}",
            "  It is shown only now; you choose your own at the first sign-in.",
        ]
    click.echo("\n".join(lines))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
