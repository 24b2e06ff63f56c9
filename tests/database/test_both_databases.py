"""SQLite and PostgreSQL: migrations, constraints and every query run on both alike."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from planner import create_app
from planner.models import Event, Guest, Role, RoleName, Term, Visit, roles_users
from planner.queries.precedence.offices import offices_locked, other_terms
from planner.revisions.effects import TRACKED_OPTION
from tests.conftest import basic_settings
from tests.factories import (
    make_assignment,
    make_delegate,
    make_delegation,
    make_event,
    make_feed,
    make_guest,
    make_municipality,
    make_office,
    make_person,
    make_picture,
    make_term,
    make_transfer,
    make_user,
    make_venue,
    make_visit,
)
from tests.route_walk import TURNED_AWAY
from tests.routes import TOKEN, address, every_address, planner_with_example

DATABASES = ("sqlite", "postgres")


@pytest.fixture(scope="module", params=DATABASES)
def planner(request, tmp_path_factory):
    """A planner with the example on one of the databases, and a browser of its administrator."""
    settings = basic_settings(tmp_path_factory.mktemp("planner") / "planner.sqlite")
    if request.param == "postgres":
        settings["DATABASE_URL"] = request.getfixturevalue("postgres").create_database()
    migrated(settings)
    app, cookie = planner_with_example(settings)
    client = app.test_client()
    client.set_cookie("planner", cookie)
    yield app, client
    app.extensions["sessionmaker"].kw["bind"].dispose()


def migrated(settings):
    """Bring the tables of a new database up to date."""
    app = create_app(settings)
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture
def session(planner):
    """A session whose changes nobody else sees."""
    with planner[0].extensions["sessionmaker"]() as session:
        yield session
        session.rollback()


def test_migrations_build_what_the_models_describe(planner):
    checked = planner[0].test_cli_runner().invoke(args=["db", "check"])

    assert checked.exit_code == 0, checked.output


@pytest.mark.parametrize(("endpoint", "rule"), every_address())
def test_every_page_feed_and_paper_answers(planner, endpoint, rule):
    app, client = planner

    answer = client.get(address(app, endpoint, rule), buffered=True)

    if endpoint.startswith("polls."):
        assert answer.status_code in {200, 204}  # something is new, or nothing
        return
    assert answer.status_code == (303 if endpoint in TURNED_AWAY else 200)
    assert answer.data


def test_lists_answer_with_every_filter_and_order(planner):
    _, client = planner
    guests = "/visits/delegation-aus-elk-river/guests"
    addresses = [
        *(f"{guests}?sort={sort}" for sort in ("name", "-name", "organisation", "-reply")),
        *(f"{guests}?reply={reply}" for reply in ("accepted", "open", "declined", "represented")),
        *(f"{guests}?q=Oesthof", f"{guests}?q=%25", f"{guests}?event=5"),
        *("/people?q=Łuk", "/people?sort=-organisation", "/people?sector=business"),
        *("/visits?show=past", "/visits?year=2027", "/visits?q=elk", "/events?show=past&q=gäste"),
        *("/settings/venues?q=rathaus", "/settings/organisations?q=stadt", "/?kind=tour"),
    ]

    assert {client.get(one).status_code for one in addresses} == {200}


def wrong_rows():
    """Return a function that makes a wrong row, by what is wrong with it."""
    person = make_person

    def twice_invited():
        ada, event = person(), make_event()
        return [make_guest(ada, event), make_guest(ada, event)]

    def assigned_twice():
        ada, event = person(), make_event()
        return [make_assignment(event, ada), make_assignment(event, ada)]

    def companion_of_another_event():
        partner = make_guest(event=make_event())
        return [partner, make_guest(event=make_event(), companion_of=partner)]

    def delegate_twice():
        ada, delegation = person(), make_delegation()
        return [make_delegate(ada, n, delegation=delegation) for n in (1, 2)]

    def companion_of_another_delegation():
        partner = make_delegate(delegation=make_delegation())
        return [partner, make_delegate(delegation=make_delegation(), companion_of=partner)]

    def two_homes():
        return [make_municipality("Aachen", is_home=True)]  # the example has one

    return {
        "visit that ends before it begins": lambda: [
            make_visit(first_day=make_visit().last_day, last_day=make_visit().first_day)
        ],
        "two visits at one address": lambda: [make_visit(slug="twice"), make_visit(slug="twice")],
        "highlight without an address": lambda: [make_event(is_highlight=True, audience="public")],
        "highlight for guests only": lambda: [make_event(is_highlight=True, slug="secret")],
        "event without capacity for one": lambda: [make_event(capacity=0)],
        "third time that a clock shows an hour": lambda: [make_event(start_fold=2)],
        "negative sequence": lambda: [make_event(sequence=-1)],
        "venue for nobody": lambda: [make_venue(capacity=0)],
        "vehicle for nobody": lambda: [make_transfer(seats=0)],
        "person who does one thing twice": assigned_twice,
        "term that ends before it begins": lambda: [
            person(terms=[make_term(until=make_term().since.replace(year=2019))])
        ],
        "negative population": lambda: [make_municipality(population=-1)],
        "second home": two_homes,
        "picture without words": lambda: [make_picture(alt_en="")],
        "guest invited twice": twice_invited,
        "companion of a guest of another event": companion_of_another_event,
        "delegate twice": delegate_twice,
        "companion of a delegate of another delegation": companion_of_another_delegation,
        "feed in a third language": lambda: [make_feed("other", "fr", visit=make_visit())],
        "two feeds with one token": lambda: [
            make_feed("same", visit=make_visit()),
            make_feed("same", visit=make_visit()),
        ],
        "two users with one address": lambda: [make_user(email="a@b"), make_user(email="a@b")],
    }


@pytest.mark.parametrize("wrong", wrong_rows())
def test_database_refuses(session, wrong):
    session.add_all(wrong_rows()[wrong]())

    with pytest.raises(IntegrityError):
        session.flush()


def test_database_refuses_a_second_role_of_a_user(session):
    user = make_user(roles=[session.scalar(select(Role).where(Role.name == RoleName.READER))])
    session.add(user)
    session.flush()
    door = session.scalar(select(Role.id).where(Role.name == RoleName.DOOR))

    with pytest.raises(IntegrityError):
        session.execute(roles_users.insert().values(user_id=user.id, role_id=door))


def test_database_refuses_to_lose_what_something_refers_to(session):
    visit = session.scalar(select(Visit).where(Visit.slug == "delegation-aus-elk-river"))
    event = session.scalars(select(Event).where(Event.visit_id == visit.id)).first()

    with pytest.raises(IntegrityError):
        session.execute(Visit.__table__.delete().where(Visit.id == visit.id))
    session.rollback()
    with pytest.raises(IntegrityError):
        session.execute(
            Event.__table__.delete().where(Event.id == event.id),
            execution_options={TRACKED_OPTION: True},
        )


def test_removed_guest_may_be_invited_again(session):
    ada, event = make_person(), make_event()
    gone = make_guest(ada, event, deleted_at=event.revised_at)
    session.add_all([gone, make_guest(ada, event)])

    session.flush()

    assert len(session.scalars(select(Guest).where(Guest.event_id == event.id)).all()) == 2


def test_token_of_the_browser_is_stored_as_its_hash(session):
    for table in Visit.metadata.sorted_tables:
        for row in session.execute(select(table)):
            assert TOKEN not in map(str, row)


def test_terms_of_a_singular_office_are_found_while_it_is_locked(session):
    office = make_office("Warden", is_singular=True)
    today = make_term().since
    over = make_term(office, since=None, until=today.replace(year=today.year - 1))
    held = make_term(office)
    session.add_all([make_person(terms=[over]), make_person(terms=[held])])
    session.flush()

    found = session.scalars(other_terms(session.scalar(offices_locked([office.id])), held, today))
    beside_a_new_one = session.scalars(other_terms(office, Term(), today))

    assert (found.all(), beside_a_new_one.all()) == ([], [held])
