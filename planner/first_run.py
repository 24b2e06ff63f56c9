"""What `planner run` does before it serves: make what a new planner lacks, and say where to go."""

import os
import secrets
import sys

from sqlalchemy import select

from planner import create_app
from planner.cli import add_example, migrate_to_head
from planner.db import act, session
from planner.models import RoleName, User
from planner.now import today
from planner.paths import instance_folder
from planner.queries.programme.visits import any_visit
from planner.rules.users import random_password
from planner.services.accounts.users import add_user
from planner.settings import BadSetting
from planner.shipped.offices import ship
from planner.shipped.schemes import ship as ship_schemes
from planner.typefaces.cache import subset_fonts_if_possible, typeface_folder

CONFIG = '''"""Settings of this planner: the table in README.md lists them all."""

SECRET_KEY = "{key}"
'''
ADMINISTRATOR = "admin@planner.invalid"


def main():
    """Prepare the planner; whatever is wrong with its settings is told in one sentence."""
    try:
        write_config(instance_folder() / "config.py")
        app = create_app()
    except BadSetting as bad:
        sys.exit(f"The planner cannot start. {bad}")
    with app.app_context():
        subset_fonts_if_possible(typeface_folder(app.config["CACHE_FOLDER"]))
        migrate_to_head()
        password = None if session.scalar(select(User.id).limit(1)) else random_password()
        if password:
            add_first_rows(password)
        print_addresses(app.config["PUBLIC_URL"], password)
    app.extensions["sessionmaker"].kw["bind"].dispose()


def write_config(path):
    """Write settings with a new secret key, readable by their owner only, if there are none."""
    if path.exists() or "PLANNER_SECRET_KEY" in os.environ:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(CONFIG.format(key=secrets.token_hex()))


def add_first_rows(password: str) -> None:
    """Add what a planner without users begins with, all or nothing: who may do all, and what for.

    The password of the first administrator is kept nowhere.
    """
    with act() as own:
        add_user("Administration", ADMINISTRATOR, RoleName.ADMINISTRATOR, password)
        if not own.scalar(any_visit()):
            add_example(own, today())
        ship(own)
        ship_schemes(own, today())


def print_addresses(address, password):
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
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
