"""A migration that adds constraints names the rows in its way, and changes nothing before."""

import pytest
from alembic import command
from sqlalchemy import inspect, text

from planner import create_app
from planner.commands.cli import migrate
from tests.conftest import basic_settings

BEFORE = "3b0d96f5a1c4"
NETWORK = (
    "INSERT INTO network (id, slug, name, description_de, description_en, website, lock_version,"
    " sort_de, sort_en) VALUES ({0}, 'n{0}', '{1}', '', '', '', 1, '', '')"
)
PERSON = (
    "INSERT INTO person (id, given_name, family_name, name_prefix, academic_title, post_nominals,"
    " sort_name, gender, pronunciation, languages, country, function_de, function_en, biography_de,"
    " biography_en, email, phone, postal_address, notes, lock_version, search_name)"
    " VALUES ({0}, 'Zerafina', 'P{0}', '', '', '', '', 'frau', '', '', '', '', '', '', '', '', '',"
    " '', '', 1, '')"
)
OFFICE = (
    "INSERT INTO office (id, title_de_feminine, title_de_masculine, title_de_neutral, title_en,"
    " level, branch, is_elected, is_singular, style, translation_approved, to_confirm,"
    " spoken_de_feminine, spoken_de_masculine, spoken_de_neutral, spoken_en, lock_version,"
    " search_name, sort_de, sort_en) VALUES (901, 'A', 'A', 'A', 'A', 'federal', 'executive', TRUE,"
    " TRUE, 'none', FALSE, FALSE, '', '', '', '', 1, '', '', '')"
)
TERM = (
    "INSERT INTO term (id, person_id, office_id, body_de, body_en, is_acting, form_confirmed_by,"
    " lock_version, search_name) VALUES ({0}, {0}, 901, '', '', FALSE, '', 1, '')"
)
ROWS = [
    *(NETWORK.format(1, "Klimastädte"), NETWORK.format(2, "KLIMASTADTE")),
    *map(PERSON.format, (7, 8, 9)),
    OFFICE,
    *map(TERM.format, (7, 8, 9)),
]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def former(request, tmp_path):
    """A planner whose database is that of the version before, with two kinds of trouble."""
    settings = basic_settings(tmp_path / "former.sqlite")
    if request.param == "postgres":
        settings["DATABASE_URL"] = request.getfixturevalue("postgres").create_database()
    app = create_app(settings)
    with app.app_context():
        migrate(command.upgrade, BEFORE)
    engine = app.extensions["sessionmaker"].kw["bind"]
    with engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row), execution_options={"seen_by_calendars": True})
    yield app, engine
    engine.dispose()


def upgrade(app):
    return app.test_cli_runner().invoke(args=["db", "upgrade"])


def test_all_rows_in_the_way_are_named_and_nothing_is_changed(former):
    app, engine = former

    refused = upgrade(app)

    assert refused.exit_code == 1
    assert "network 1, 2: the same name" in refused.output
    assert "term 7, 8, 9: one person can hold the office at a time" in refused.output
    assert "Zerafina" not in refused.output
    assert "Traceback" not in refused.output
    assert "is_exclusive" not in {one["name"] for one in inspect(engine).get_columns("term")}
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == BEFORE


def test_the_migration_goes_on_once_they_are_put_right(former):
    app, engine = former
    with engine.begin() as connection:
        for change in (
            "UPDATE network SET name = 'Other' WHERE id = 2",
            "UPDATE term SET until = '2020-01-01' WHERE id = 7",
            "UPDATE person SET deleted_at = '2020-01-01' WHERE id = 8",  # holds nothing any more
        ):
            connection.execute(text(change), execution_options={"seen_by_calendars": True})

    assert upgrade(app).exit_code == 0
    checked = app.test_cli_runner().invoke(args=["db", "check"])
    assert checked.exit_code == 0, checked.output
    with engine.connect() as connection:
        exclusive = connection.scalars(text("SELECT id FROM term WHERE is_exclusive ORDER BY id"))
        assert list(exclusive) == [7, 9]
        assert (
            connection.scalar(text("SELECT plain_name FROM network WHERE id = 1")) == "klimastadte"
        )
