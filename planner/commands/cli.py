"""Commands: each a view of the terminal."""

import contextlib
import sys
from pathlib import Path

import click
from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import AppGroup

from planner.addresses import external_url
from planner.clock import utc_now
from planner.connections import waiting_at_most
from planner.db import act, read_transaction, session
from planner.example import load
from planner.example.pictures import save_all
from planner.health.database_state import DatabaseState, foreign_database
from planner.health.startup import alembic_config, check_before_upgrade, look_before_upgrade
from planner.languages import LANGUAGES, Message, translate
from planner.models import RoleName
from planner.models.reindexing import reindex
from planner.now import now, today
from planner.printing.catalogue import BY_KEY
from planner.printing.typesetting.typesetting import TypesettingFailed
from planner.queries.programme.visits import any_visit, visit_at
from planner.queries.users import active_users, user_with_email
from planner.revisions.effects import invalidate_calendars
from planner.rules import RuleBroken
from planner.rules.permissions import Permission, may
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice, PaperOrder
from planner.services.accounts import second_factors, users
from planner.services.accounts.reset_links import make_link
from planner.services.feeds import publish_highlights
from planner.services.papers import make_pdf
from planner.shipped.additions import ship
from planner.typefaces.cache import subset_missing_fonts, typeface_folder

MIGRATION_WAIT = 300.0  # seconds: for whoever migrates, or still uses the tables
MIGRATION_LOCK = 1936287860  # any number, the same for all
db = AppGroup("db", help="Keep the tables in step with the models.")
example = AppGroup("example", help="Show what the planner can do.")
feed = AppGroup("feed", help="Write calendars.")
paper = AppGroup("print", help="Write papers.")
typeface = AppGroup("typefaces", help="Keep the typeface of the pages.")
user = AppGroup("user", help="Keep the accounts of the office.")


def migrate(action, *args, **options):
    """Run an Alembic command on the application's database."""
    config = alembic_config()
    engine = current_app.extensions["sessionmaker"].kw["bind"]
    with waiting_at_most(MIGRATION_WAIT), engine.connect() as connection:
        config.attributes["connection"] = connection
        with foreign_keys_disabled(connection), connection.begin():
            wait_for_other_migrations(connection)
            before = MigrationContext.configure(connection).get_current_heads()
            action(config, *args, **options)
            check_foreign_keys(connection)
            heads = MigrationContext.configure(connection).get_current_heads()
            if heads != before and set(heads) == set(
                ScriptDirectory.from_config(config).get_heads()
            ):
                invalidate_calendars(connection)


def wait_for_other_migrations(connection):
    """Let two that start at once migrate one after the other; SQLite's write lock does it too."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")


@contextlib.contextmanager
def foreign_keys_disabled(connection):
    """Let SQLite make a table anew without emptying those that refer to it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection
    driver.execute("PRAGMA foreign_keys=OFF")  # heard only outside of a transaction
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def check_foreign_keys(connection):
    """Raise ClickException, so that nothing is kept, if a row refers to one that is gone."""
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if lost:
            raise click.ClickException(f"A row of the table {lost[0]} refers to one that is gone.")


@db.command("revision")
@click.argument("message")
def revision(message):
    """Write a migration from the difference between models and tables."""
    migrate(command.revision, message, autogenerate=True)


@db.command("upgrade")
def upgrade():
    """Bring the tables up to date."""
    migrate_to_head()


def migrate_to_head():
    """Run all migrations that the database has not seen, and add what came with them.

    Everybody is sorted as the settings say now. Raises ClickException, and touches nothing, if the
    database is that of another application.
    """
    refuse_foreign_database()
    Path(current_app.instance_path).mkdir(parents=True, exist_ok=True)  # SQLite makes no folder
    check_before_upgrade(current_app)
    migrate(command.upgrade, "head")
    with act("migrate_to_head") as own:
        ship(own, today())
        reindex(own)


def refuse_foreign_database():
    """Raise ClickException if the database holds the tables of another application."""
    url = current_app.config["DATABASE_URL"]
    found = look_before_upgrade(url)
    if found.state is DatabaseState.FOREIGN:
        raise click.ClickException(foreign_database(url, found))


@db.command("check")
def check():
    """Fail if a model has changed without a migration."""
    migrate(command.check)


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([str(role) for role in RoleName]), required=True)
@click.option("--name", help="As colleagues know it; the e-mail address if not given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_user(email, role, name, password_stdin):
    """Add an account; the password is asked for."""
    if session.scalar(user_with_email(email)):
        raise click.ClickException(f"There is an account for {email} already.")
    add_account(name or email, email, RoleName(role), asked_password(password_stdin))


def asked_password(from_stdin: bool) -> str:
    """Return a password from standard input, or asked for twice."""
    password: str = (
        sys.stdin.readline().rstrip("\n")
        if from_stdin
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    return password


def add_account(name: str, email: str, role: RoleName, password: str) -> None:
    """Add an account whose holder has chosen the password, and say so."""
    try:
        added = users.add_user(name, email, role, password, must_change_password=False)
    except RuleBroken as broken:
        raise click.ClickException(translate(broken.message, "en")) from broken
    click.echo(f"Added {added.email} as {role}.")


@user.command("set-password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def set_password(email, password_stdin):
    """Give an account a password, and sign it out everywhere; the password is asked for."""
    account = account_of(email)
    try:
        users.set_password(account, asked_password(password_stdin))
    except RuleBroken as broken:
        raise click.ClickException(translate(broken.message, "en")) from broken
    click.echo(f"{email} signs in with the new password from now on.")


@user.command("link")
@click.argument("email")
def print_link(email):
    """Print a link at which the user of an account chooses a password, once."""
    account = account_of(email)
    if not account.active:
        raise click.ClickException(f"The account of {email} is off.")
    token = make_link(account, now=utc_now())
    click.echo(external_url("account.reset", token=token))


@user.command("remove-second-factors")
@click.argument("email")
def remove_second_factors(email):
    """Remove app, passkeys and recovery codes of an account, and sign it out everywhere."""
    second_factors.remove_second_factors(account_of(email))
    click.echo(f"{email} signs in with the password alone from now on.")


def account_of(email):
    """Return the user with an e-mail address."""
    if account := session.scalar(user_with_email(email)):
        return account
    raise click.ClickException(f"There is no account for {email}.")


@example.command("load")
@click.option("--today", "day", type=click.DateTime(["%Y-%m-%d"]), help="As seen from this day.")
def load_example(day):
    """Add the example: one past visit, one coming, six highlights."""
    save_all(current_app.config["MEDIA_FOLDER"])
    with act("load_example") as own:
        if own.scalar(any_visit()):
            raise click.ClickException("The example is loaded only into a planner without visits.")
        add_example(own, day.date() if day else today())
    click.echo("The example is loaded.")


def add_example(own, day):
    """Add the example as seen from a day; inside an act."""
    known = own.scalars(active_users())
    in_charge = next((one for one in known if may(one, Permission.EDIT_VISITS)), None)
    moment = now() + (day - today())
    load(own, moment, day, in_charge, current_app.config["MEDIA_FOLDER"])


@feed.command("highlights")
@click.option("--language", type=click.Choice(LANGUAGES), default="de")
def feed_highlights(language):
    """Write the public feed of all highlights to standard output."""
    click.echo(publish_highlights(language, now=now()).body, nl=False)


@paper.command("guests")
@click.argument("visit")
@click.option(
    "--order", type=click.Choice([str(order) for order in PaperOrder]), default="precedence"
)
@click.option("--language", type=click.Choice(LANGUAGES), default="de")
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True
)
def print_guests(visit, order, language, out):
    """Write the guest list of a VISIT, named by its address, as PDF."""
    by, wanted = (
        translate(Message("the command line"), language),
        PaperChoice(PaperOrder(order), language),
    )
    try:
        with read_transaction() as own:
            row = own.scalar(visit_at(visit))
            if not row:
                raise click.ClickException(f"There is no visit {visit}.")
            pdf = make_pdf(BY_KEY["guests"], Occasion(row), wanted, printed_by=by, now=now())
    except TypesettingFailed as failed:
        raise click.ClickException(translate(failed.message, language)) from failed
    out.write_bytes(pdf)
    click.echo(f"Wrote {out}.")


@typeface.command("cut")
def cut_typefaces():
    """Cut the typeface of the pages into the cache, unless it is there; `planner run` does it."""
    cut = subset_missing_fonts(typeface_folder(current_app.config["CACHE_FOLDER"]))
    click.echo(f"Cut {len(cut)} files.")


commands = (db, example, feed, paper, typeface, user)
