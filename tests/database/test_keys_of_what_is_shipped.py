"""Planners of before get the keys of what they were given, on both databases."""

import pytest
from alembic import command
from sqlalchemy import MetaData, Table, func, insert, select

from planner import create_app
from planner.commands.cli import migrate, migrate_to_head
from planner.models import Office, Scheme, ShippedKey, Style
from planner.shipped import offices
from tests.conftest import basic_settings
from tests.factories import make_scheme

BEFORE_KEYS = "3b0d96f5a1c4"
NOT_NULL = {"lock_version": 1, "search_name": "", "sort_de": "", "sort_en": ""}
NOT_NULL |= {"spoken_de_neutral": ""}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old(request, tmp_path):
    """A planner of before there were keys, without offices and schemes."""
    settings = basic_settings(tmp_path / "old.sqlite")
    if request.param == "postgres":
        settings["DATABASE_URL"] = request.getfixturevalue("postgres").create_database()
    app = create_app(settings)
    with app.app_context():
        migrate(command.upgrade, BEFORE_KEYS)
        yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


def add_offices(app, *rows):
    """Add offices to the table as it was."""
    with app.extensions["sessionmaker"].begin() as own:
        table = Table("office", MetaData(), autoload_with=own.connection())
        for row in rows:
            given = {column.name: getattr(row, column.name) for column in table.columns}
            values = {name: value for name, value in given.items() if value is not None}
            own.execute(insert(table).values(NOT_NULL | values))


def rows_of(app, statement):
    """Return what a statement selects."""
    with app.extensions["sessionmaker"]() as own:
        return own.scalars(statement).all()


def test_what_was_deleted_or_changed_before_there_were_keys_does_not_come_again(old):
    shipped = offices.shipped()
    shipped.pop("office/dean")  # deleted
    shipped["office/governor"].title_en = "Governor of the State"  # known by its German title
    shipped["office/bishop"].style = Style.EXZELLENZ
    shipped["office/bishop"].title_en = "Most Reverend Bishop"  # not to be recognised
    shipped["office/consul"].level = shipped["office/mayor"].level
    add_offices(old, *shipped.values())
    with old.extensions["sessionmaker"].begin() as own:
        own.add(make_scheme("Empfang einer deutschen Stadt", is_default=True))

    migrate_to_head()

    assert len(rows_of(old, select(Office))) == len(shipped)
    assert len(rows_of(old, select(Scheme))) == 1
    gone = select(ShippedKey.key).where(
        ShippedKey.office_id.is_(None), ShippedKey.scheme_id.is_(None)
    )
    assert set(rows_of(old, gone)) == {"office/dean", "office/bishop", "scheme/us-visitors"}
    governor = select(Office.title_en).join(ShippedKey.office)
    keyed = governor.where(ShippedKey.key == "office/governor")
    assert rows_of(old, keyed) == ["Governor of the State"]


def test_planner_that_was_given_none_gets_all_beside_its_own(old):
    shipped = offices.shipped()
    own_mayor = shipped["office/mayor"]
    own_mayor.title_de_feminine = "Frau Bürgermeisterin"
    add_offices(old, own_mayor, shipped["office/dean"])

    migrate_to_head()

    found = rows_of(old, select(Office).order_by(Office.id))
    assert len(found) == len(shipped)
    assert found[0].title_de_feminine == "Frau Bürgermeisterin"
    titles = [(office.title_en, office.style) for office in found]
    assert len(set(titles)) == len(titles)
    assert len(rows_of(old, select(Scheme))) == 2
    assert rows_of(old, select(func.count(ShippedKey.office_id))) == [len(shipped)]
