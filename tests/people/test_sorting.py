"""Sorting and finding names: one stored form, in lists, on paper and in SQL (P-28, e-13)."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from planner import create_app
from planner.db import SORTS_WITH_PREFIX, Base
from planner.models import Office, Organisation, Person
from planner.models.reindexing import reindex
from planner.queries.people.people import address_book
from planner.rules.people.people import list_name
from planner.spelling import sort_form
from tests.factories import make_office, make_organisation, make_person, make_term
from tests.people.test_people import entry

HEIDE = {"name_prefix": "von der", "academic_title": "Prof. Dr."}


@pytest.mark.parametrize(
    ("given_name", "prefix", "family", "filed"),
    [
        ("Ayşe", "", "Öztürk", "ozturk, ayse"),
        ("Jan", "", "Łódź", "lodz, jan"),
        ("Petar", "", "Đorđević", "dordevic, petar"),
        ("Jürgen", "", "Groß", "gross, jurgen"),
        ("Thomas", "", "O’Brien", "obrien, thomas"),
        ("Susan", "", "Becker-Nguyen", "becker-nguyen, susan"),
        ("", "", "Prince", "prince, "),
        ("Anna Maria", "von der", "Heide", "heide, anna-maria, von-der"),
    ],
)
def test_name_is_filed_without_accents_and_title_under_the_family_name(
    given_name, prefix, family, filed
):
    assert sort_form(given_name, prefix, family) == filed


def test_name_with_its_prefix_is_filed_under_the_prefix():
    assert sort_form("Anna", "von der", "Heide", with_prefix=True) == "von-der-heide, anna"


def test_shorter_name_comes_first():
    names = [("Berg", "Zoe"), ("Berg-Dahl", "Ada"), ("Berg Eide", "Ada"), ("Bergmann", "Ada")]

    forms = [sort_form(given, "", family) for family, given in names]

    assert sorted(forms) == forms


def planner_that_sorts(settings, with_prefix):
    """Return a planner of the same database with the setting."""
    return create_app(settings | {"SORT_WITH_PREFIX": with_prefix})


def names_in_order(app):
    """Return the address book as it is listed."""
    with app.extensions["sessionmaker"]() as session:
        found = [list_name(person) for person in session.scalars(address_book()).unique()]
    app.extensions["sessionmaker"].kw["bind"].dispose()
    return found


def three_people():
    """Return three people of whom the second has a prefix."""
    return [
        make_person("Ben", "Groß"),
        make_person("Anna", "Heide", **HEIDE),
        make_person("Ada", "Meyer"),
    ]


AT_H = ["Groß, Ben", "Heide, Prof. Dr. Anna von der", "Meyer, Ada"]
AT_V = ["Groß, Ben", "Meyer, Ada", "von der Heide, Prof. Dr. Anna"]


@pytest.mark.parametrize(
    ("with_prefix", "own_wish", "names"),
    [
        ("no", None, AT_H),
        ("yes", None, AT_V),
        ("no", True, AT_V),
        ("yes", False, AT_H),
    ],
)
def test_prefix_counts_as_the_office_says_unless_the_person_wants_otherwise(
    settings, with_prefix, own_wish, names
):
    app = planner_that_sorts(settings, with_prefix)
    people = three_people()
    people[1].sorts_with_prefix = own_wish
    with app.extensions["sessionmaker"]() as session:
        session.add_all(people)
        session.commit()

    assert names_in_order(app) == names


def test_changed_setting_sorts_everybody_anew_at_the_next_upgrade(settings, save, load):
    stubborn = make_person("Eva", "Ahe", name_prefix="von", sorts_with_prefix=False)
    save(*three_people(), stubborn)
    versions = {person.id: person.lock_version for person in load(select(Person))}
    changed = planner_that_sorts(settings, "yes")

    changed.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)

    assert names_in_order(changed) == ["Ahe, Eva von", *AT_V]
    assert {person.id: person.lock_version for person in load(select(Person))} == versions
    unchanged = planner_that_sorts(settings, "no")
    unchanged.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    assert names_in_order(unchanged) == ["Ahe, Eva von", *AT_H]


def test_every_stored_spelling_is_made_anew_and_nothing_is_written_without_need(
    app, save, count_queries
):
    office = make_office("Mayor")
    organisation = make_organisation("Universität Lübeck")
    save(make_person("Ayşe", "Öztürk", terms=[make_term(office)], organisation=organisation))
    with app.extensions["sessionmaker"]() as session:
        for table in ("person", "office", "organisation"):
            session.execute(update(Base.metadata.tables[table]).values(search_name="old"))
        session.execute(update(Person).values(sort_name="old"))
        reindex(session)
        session.commit()
        with count_queries() as again:
            reindex(session)
        person = session.scalar(select(Person))
        found = [person.search_name, person.sort_name]
        found += session.scalars(select(Office.search_name)).all()
        found += session.scalars(select(Organisation.search_name)).all()

    assert found[:2] == ["ayse ozturk oeztuerk", "ozturk, ayse"]
    assert "mayor" in found[2]
    assert "universitat" in found[3]
    assert not [statement for statement in again if not statement.startswith("SELECT")]


NAMES = st.text(
    st.sampled_from("abzABZ äöüÖßŁłĐđşŚéÆØÞıİ-'’.,_09жΩ中🎉") | st.characters(codec="utf-8"),
    min_size=1,
    max_size=12,
).filter(lambda name: "\x00" not in name)
PEOPLE = st.lists(st.tuples(NAMES, NAMES | st.just(""), NAMES, st.none() | st.booleans()))


@pytest.fixture(scope="module")
def postgresql(postgres):
    """A planner with a PostgreSQL database."""
    app = create_app({"SECRET_KEY": "x" * 40, "DATABASE_URL": postgres.create_database()})
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


def check_order(sessions, names):
    """Compare the order of the database with that of Python, on people with these names."""
    with sessions() as session:
        for given_name, prefix, family, own_wish in names:
            person = make_person(given_name, family, name_prefix=prefix)
            person.sorts_with_prefix = own_wish
            session.add(person)
        session.flush()
        statement = select(Person.sort_name, Person.id).order_by(Person.sort_name, Person.id)
        found = [tuple(row) for row in session.execute(statement)]
        session.rollback()
    assert len(found) == len(names)
    assert sorted(found) == found


@tries(max_examples=60, deadline=None)
@given(names=PEOPLE)
def test_python_and_postgresql_sort_alike(postgresql, names):
    check_order(postgresql.extensions["sessionmaker"], names)


def test_postgresql_sorts_names_by_letters_whatever_its_language(postgresql):
    with postgresql.extensions["sessionmaker"]() as session:
        statement = "SELECT collation_name FROM information_schema.columns"
        statement += " WHERE table_name = 'person' AND column_name = 'sort_name'"

        assert session.scalar(text(statement)) == "C"


@pytest.fixture(scope="module")
def sqlite(template, tmp_path_factory):
    """A planner with an SQLite database of its own."""
    path = tmp_path_factory.mktemp("sorting") / "sorting.sqlite"
    path.write_bytes(template[0].read_bytes())
    app = create_app({"SECRET_KEY": "x" * 40, "DATABASE_URL": f"sqlite:///{path}"})
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@tries(max_examples=60, deadline=None)
@given(names=PEOPLE)
def test_python_and_sqlite_sort_alike(sqlite, names):
    check_order(sqlite.extensions["sessionmaker"], names)


@pytest.mark.parametrize("sought", ["Oeztuerk", "öztürk", "Ozturk", "ztü", "Bürgerm", "lubeck"])
def test_postgresql_finds_any_part_of_name_office_and_organisation(postgresql, sought):
    with postgresql.extensions["sessionmaker"]() as session:
        person = make_person("Ayşe", "Öztürk", terms=[make_term()])
        person.organisation = make_organisation("Universität Lübeck")
        session.add_all([person, make_person("Ben", "Groß")])
        session.flush()

        found = session.scalars(address_book(sought)).unique().all()

        session.rollback()
    assert [person.family_name for person in found] == ["Öztürk"]


def test_session_knows_how_the_office_sorts(settings):
    app = planner_that_sorts(settings, True)

    with app.extensions["sessionmaker"]() as session:
        assert session.info[SORTS_WITH_PREFIX] is True


FORM = entry(given_name="Anna", family_name="Heide")


@pytest.mark.parametrize(("choice", "kept"), [("", None), ("yes", True), ("no", False)])
def test_form_keeps_the_place_in_lists(organiser, load, choice, kept):
    places = {"": "Heide, Anna von der", "no": "Heide, Anna von der", "yes": "von der Heide, Anna"}

    organiser.post(
        "/people/add", data=FORM | {"name_prefix": "von der", "sorts_with_prefix": choice}
    )

    [person] = load(select(Person))
    assert person.sorts_with_prefix is kept
    assert list_name(person) == places[choice]
    page = organiser.get(f"/people/{person.id}/edit").text
    assert re.search(
        rf'<input [^>]*checked [^>]*name="sorts_with_prefix" [^>]*value="{choice}"', page
    )


def test_unknown_place_in_lists_is_refused(organiser, load):
    answer = organiser.post("/people/add", data=FORM | {"sorts_with_prefix": "middle"})

    assert answer.status_code == 422
    assert answer.text.count('class="error"') == 1
    assert load(select(Person)) == []


@pytest.mark.parametrize(
    ("sorts", "name", "examples"),
    [
        (False, ("Ludwig", "van", "Beethoven"), ("Beethoven, Ludwig van", "van Beethoven, Ludwig")),
        (True, ("Ludwig", "van", "Beethoven"), ("van Beethoven, Ludwig",) * 2),
        (False, None, (AT_H[1], AT_V[2])),
    ],
)
def test_form_shows_each_place_with_the_persons_own_name(
    app, organiser, save, sorts, name, examples
):
    app.config["SORT_WITH_PREFIX"] = sorts
    person = name and save(make_person(name[0], name[2], name_prefix=name[1]))

    page = organiser.get(f"/people/{person.id}/edit" if name else "/people/add").text

    found = re.findall(r'id="sorts_with_prefix-\d-preview">([^<]+)<', page)
    assert (found[0], found[2]) == examples
    assert len(found) == 3


def test_second_editor_sees_both_places_in_lists(organiser, save):
    person = save(make_person("Anna", "Heide", name_prefix="von der"))
    address = f"/people/{person.id}/edit"
    typed = FORM | {"name_prefix": "von der", "lock_version": str(person.lock_version)}
    organiser.post(address, data=typed | {"sorts_with_prefix": "yes"})

    answer = organiser.post(address, data=typed | {"sorts_with_prefix": "no"})

    assert answer.status_code == 409
    assert "By the family name" in answer.text
    assert "By the prefix" in answer.text
