"""The commands."""

import re

import pypdfium2
import pytest
from alembic import command
from sqlalchemy import select, text

from planner import create_app
from planner.commands.cli import migrate
from planner.models import Job, User, Visit
from planner.typefaces.cache import FILES, typeface_folder
from tests.conftest import basic_settings
from tests.factories import make_event, make_guest, make_user, make_visit


@pytest.fixture
def run(app):
    """Return a function that runs a command and gives its result."""
    return lambda *args, **options: app.test_cli_runner().invoke(args=args, **options)


def test_migrations_build_what_the_models_describe(tmp_path):
    app = create_app(basic_settings(tmp_path / "new.sqlite"))
    runner = app.test_cli_runner()

    assert runner.invoke(args=["db", "upgrade"], catch_exceptions=False).exit_code == 0
    assert runner.invoke(args=["db", "check"], catch_exceptions=False).exit_code == 0
    app.extensions["sessionmaker"].kw["bind"].dispose()


def test_tables_are_made_anew_under_rows_that_refer_to_them(tmp_path):
    app = create_app(basic_settings(tmp_path / "old.sqlite"))
    runner = app.test_cli_runner()
    runner.invoke(args=["db", "upgrade"], catch_exceptions=False)
    runner.invoke(args=["example", "load"], catch_exceptions=False)
    before = counts(app)

    with app.app_context():
        migrate(command.downgrade, "418dcf1d0261")
        migrate(command.upgrade, "head")

    assert counts(app) == before
    assert before["guest"] > 300
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_jobs_of_before_go_with_their_table_and_all_else_stays(request, tmp_path, database):
    settings = basic_settings(tmp_path / "old.sqlite")
    if database == "postgres":
        settings["DATABASE_URL"] = request.getfixturevalue("postgres").create_database()
    app = create_app(settings)
    runner = app.test_cli_runner()
    runner.invoke(args=["db", "upgrade"], catch_exceptions=False)
    with app.extensions["sessionmaker"].begin() as session:
        session.add_all([make_visit(id=7), make_user(id=3)])

    with app.app_context():
        migrate(command.downgrade, "f4b7a1c9d062")
    with app.extensions["sessionmaker"].begin() as session:
        session.execute(text(
            "INSERT INTO job (kind, arguments, visit_id, user_id, state, done, total, asked_at, "
            "heartbeat) VALUES ('folder', '{}', 7, 3, 'lost', 0, 2, '2026-11-28', '2026-11-28')"
        ))  # fmt: skip
    with app.app_context():
        migrate(command.upgrade, "head")

    assert runner.invoke(args=["db", "check"], catch_exceptions=False).exit_code == 0
    with app.extensions["sessionmaker"]() as session:
        assert session.scalars(select(Job)).all() == []
        assert session.scalars(select(Visit.id)).all() == [7]
    app.extensions["sessionmaker"].kw["bind"].dispose()


def counts(app):
    """Return how many rows each table has that has not come since."""
    with app.extensions["sessionmaker"]() as session:
        return {
            table: session.scalar(text(f"SELECT count(*) FROM {table}"))
            for table in ("event", "visit", "guest", "person", "feed", "term", "old_slug")
        }


def test_user_is_added_with_a_password_from_standard_input(run, load, client):
    added = run(
        "user", "add", "Ada@Planner.example", "--role", "organiser", "--password-stdin",
        input="a good long passphrase\n",
    )  # fmt: skip

    assert (added.exit_code, added.output) == (0, "Added ada@planner.example as organiser.\n")
    [user] = load(select(User))
    assert "passphrase" not in user.password
    form = {"email": "ada@planner.example", "password": "a good long passphrase"}
    assert client.post("/sign-in", data=form).status_code == 303


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (["--role", "organiser", "--password-stdin"], "short\n", "at least 12 characters"),
        (["--role", "king", "--password-stdin"], "", "Invalid value for '--role'"),
        ([], "", "Missing option '--role'"),
    ],
)
def test_wrong_user_is_refused_with_a_sentence(run, load, arguments, typed, sentence):
    refused = run("user", "add", "ada@planner.example", *arguments, input=typed)

    assert refused.exit_code != 0
    assert sentence in refused.output
    assert load(select(User)) == []


def test_account_is_not_added_twice(run, reader):
    arguments = "user", "add", reader.user.email, "--role", "reader", "--password-stdin"

    refused = run(*arguments, input="a good long passphrase\n")

    assert (refused.exit_code, "already" in refused.output) == (1, True)


def test_public_feed_is_written_in_a_language(run):
    written = run("feed", "highlights", "--language", "en")

    assert written.exit_code == 0
    assert re.search(r"^NAME:Stadt Iserlohn: Events & Highlights", written.output, re.M)


@pytest.mark.parametrize(("language", "word"), [("de", "Gästeliste"), ("en", "Guest list")])
def test_guest_list_is_written_as_pdf(run, save, tmp_path, language, word):
    save(make_guest(event=make_event(visit=make_visit(slug="lyon"))))
    out = tmp_path / "guests.pdf"

    written = run("print", "guests", "lyon", "--language", language, "--out", str(out))

    assert (written.exit_code, written.output) == (0, f"Wrote {out}.\n")
    with pypdfium2.PdfDocument(out) as pdf:
        text = pdf[0].get_textpage().get_text_range()
    assert word in text
    assert "Ada Lindqvist" in text


def test_guest_list_of_an_unknown_visit_is_refused(run, tmp_path):
    refused = run("print", "guests", "nowhere", "--out", str(tmp_path / "guests.pdf"))

    assert (refused.exit_code, refused.output) == (1, "Error: There is no visit nowhere.\n")


def test_typefaces_are_cut_into_the_cache_once(run, app):
    told = [run("typefaces", "cut").output for _ in range(2)]

    assert told == ["Cut 2 files.\n", "Cut 0 files.\n"]
    folder = typeface_folder(app.config["CACHE_FOLDER"])
    assert sorted(path.name for path in folder.iterdir()) == list(FILES)
