"""Offices, organizations and places stand under plain letters, on screen and in SQL (P-28)."""

import pytest
from alembic import command
from sqlalchemy import select, update

from planner import create_app
from planner.commands.cli import migrate
from planner.models import Municipality, Network, Office, Organisation, Venue
from planner.models.mixins.sorting import name_ordering
from planner.models.reindexing import reindex
from planner.queries.people.people import address_book, municipalities, organisations
from tests.factories import (
    make_municipality,
    make_network,
    make_office,
    make_organisation,
    make_person,
    make_venue,
)

NAMES = ["Ärzte ohne Grenzen", "Berg AG", "Berg-Dahl GmbH", "Bergwerk", "Łódź", "Olpe", "Öztürk KG",
         "Oztürk Werke", "Straßenbau", "Strauss", "Zeche", "Đorđe & Co."]  # fmt: skip
IN_ORDER = ["Ärzte ohne Grenzen", "Berg AG", "Berg-Dahl GmbH", "Bergwerk", "Đorđe & Co.", "Łódź",
            "Olpe", "Öztürk KG", "Oztürk Werke", "Straßenbau", "Strauss", "Zeche"]  # fmt: skip
MAKERS = {
    Municipality: lambda name: make_municipality(name, state="", country="DE"),
    Network: make_network,
    Office: lambda name: make_office(name, title_de_neutral=name),
    Organisation: lambda name: make_organisation(name, name_en=""),
    Venue: lambda name: make_venue(name, name_en=""),
}


def name_of(row):
    """Return the name of a row of any of the models."""
    return next(
        getattr(row, one) for one in ("name_de", "name", "title_de_neutral") if hasattr(row, one)
    )


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def sessions(request, template, tmp_path_factory):
    """Sessions of a planner on either database."""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").create_database()
    else:
        path = tmp_path_factory.mktemp("order") / "order.sqlite"
        path.write_bytes(template[0].read_bytes())
        url = f"sqlite:///{path}"
    app = create_app({"SECRET_KEY": "x" * 40, "DATABASE_URL": url})
    if request.param == "postgres":
        with app.app_context():
            migrate(command.upgrade, "head")
    yield app.extensions["sessionmaker"]
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__tablename__)
@pytest.mark.parametrize("language", ["de", "en"])
def test_database_sorts_by_plain_letters(sessions, model, language):
    with sessions() as session:
        session.add_all([MAKERS[model](name) for name in NAMES])
        session.flush()

        rows = session.scalars(select(model).order_by(*name_ordering(model, language)))
        found = [name_of(row) for row in rows]

        session.rollback()
    assert found == IN_ORDER


def test_organizations_stand_under_the_name_that_the_reader_sees(sessions):
    with sessions() as session:
        aachen = make_organisation("Aachener Werke", name_en="Works of Aachen")
        ulm = make_organisation("Ulmer Bäder", name_en="Äther Baths of Ulm")
        session.add_all([make_person("Ada", organisation=one) for one in (aachen, ulm)])
        session.flush()

        found = {
            language: [one.name_de for one in session.scalars(organisations(language))]
            for language in ("de", "en")
        }
        book = [
            person.organisation.name_de
            for person in session.scalars(
                address_book(order="organisation", language="en")
            ).unique()
        ]

        session.rollback()
    german = ["Aachener Werke", "Ulmer Bäder"]
    assert found == {"de": german, "en": german[::-1]}
    assert book == german[::-1]


def test_renamed_place_moves_and_old_rows_are_sorted_once_the_tables_are_up_to_date(sessions):
    with sessions() as session:
        places = [make_municipality(name, state="") for name in ("Zülpich", "Olpe")]
        session.add_all(places)
        session.flush()
        places[0].name = "Ahlen"
        session.flush()
        assert [row.name for row in session.scalars(municipalities())] == ["Ahlen", "Olpe"]
        for column in ("sort_de", "sort_en"):
            session.execute(update(Municipality).values({column: ""}))

        reindex(session)

        found = session.execute(select(Municipality.sort_de, Municipality.sort_en)).all()
        session.rollback()
    assert sorted(map(tuple, found)) == [("ahlen", "ahlen"), ("olpe", "olpe")]


def test_pages_list_organizations_places_and_networks_in_order(administrator, save):
    names = ["Öland", "Olpe", "Ostrau"]
    for make in (make_municipality, make_organisation, make_network, make_venue):
        save(*(make(name) for name in (names[2], names[0], names[1])))

    for address in ("/settings/organisations", "/settings/venues", "/settings/networks",
                    "/partners", "/settings/networks/add"):  # fmt: skip
        page = administrator.get(address, headers={"Accept-Language": "de"})
        assert page.status_code == 200, address
        main = page.text.partition("<main")[2]
        assert sorted(names, key=main.index) == names, address
