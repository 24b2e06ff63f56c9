"""Two do the same at once, in real transactions: one is told, and no rule is broken by both."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from planner.db import session
from planner.languages import Bilingual
from planner.models import (
    Delegate,
    Feed,
    FeedKind,
    Guest,
    Municipality,
    Network,
    OldSlug,
    Partnership,
    Person,
    RoleName,
    Term,
    User,
    Visit,
)
from planner.queries.users import administrators_locked
from planner.rules import RuleBroken
from planner.rules.people.terms import OfficeTaken
from planner.services import feeds
from planner.services.accounts import users
from planner.services.guests.delegations import add_delegate, save_delegate
from planner.services.guests.invitations import invite_person
from planner.services.people.merging import merge_people
from planner.services.people.people import save_person, save_term
from planner.services.places import places
from planner.services.places.partners import add_partnership, save_municipality
from planner.services.places.pictures import PictureChange
from planner.services.precedence.offices import save_office
from planner.services.programme.visits import add_visit, save_visit
from planner.services.trash import delete_row, restore_row
from tests.conftest import PASSWORD
from tests.database.races import race, refusals
from tests.database.test_somebody_faster import INVITED
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_municipality,
    make_office,
    make_person,
    make_term,
    make_user,
    make_visit,
    number,
)

TODAY = dt.date(2026, 5, 4)
NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
ROUNDS = 20
HELD = {
    "body_de": "", "body_en": "", "municipality_id": None, "since": None, "until": None,
    "is_acting": False, "form_confirmed_on": None, "form_confirmed_by": "",
}  # fmt: skip


@pytest.fixture
def keep(either_app):
    """Return a function that stores rows and gives them back, loaded and detached."""

    def keep(*rows):
        with either_app.extensions["sessionmaker"](expire_on_commit=False) as own:
            own.add_all(rows)
            own.commit()
        return rows if len(rows) > 1 else rows[0]

    return keep


@pytest.fixture
def ask(either_app):
    """Return a function that answers what a statement selects, as it is stored now."""

    def ask(statement):
        with either_app.extensions["sessionmaker"]() as own:
            own.connection(execution_options={"reads": True})
            return own.scalars(statement).unique().all()

    return ask


def make_administrators(app, how_many=2):
    """Store administrators, and make everybody else a reader; return their ids."""
    with app.app_context():
        for one in session.scalars(administrators_locked()).all():
            one.active = False
        session.commit()
        addresses = [f"a{next(number)}@planner.example" for _ in range(how_many)]
        made = [
            users.add_user("A", address, RoleName.ADMINISTRATOR, PASSWORD) for address in addresses
        ]
        return [one.id for one in made]


@pytest.mark.parametrize(
    ("role", "active"), [(RoleName.READER, True), (RoleName.ADMINISTRATOR, False)]
)
@pytest.mark.parametrize("asks_who", [True, False])
def test_of_two_administrators_who_demote_each_other_one_is_left(
    either_app, ask, role, active, asks_who
):
    for _ in range(ROUNDS // 2):
        one, other = make_administrators(either_app)

        def demote(whom, by):
            user, actor = session.get(User, whom), session.get(User, by)
            users.save_user(
                user, name="B", role=role, active=active, by=actor if asks_who else None
            )

        outcomes = race(
            either_app,
            lambda: demote(one, other),  # noqa: B023
            lambda: demote(other, one),  # noqa: B023
        )

        assert [type(raised) for raised in refusals(outcomes)] == [RuleBroken], outcomes
        assert len(ask(administrators_locked())) == 1


def test_an_administrator_may_step_back_while_another_one_stays(either_app, ask):
    one, other = make_administrators(either_app)

    with either_app.app_context():
        user = session.get(User, one)
        users.save_user(user, name="B", role=RoleName.READER, active=True, by=user)

    assert [found.id for found in ask(administrators_locked())] == [other]


def visit_values(title):
    return {
        "title_de": title, "title_en": "", "first_day": TODAY, "last_day": TODAY, "zone": "UTC",
    }  # fmt: skip


def test_two_visits_of_one_title_have_two_addresses(either_app, ask):
    for turn in range(5):
        title = f"Gäste {turn}"

        def add():
            return add_visit(Visit(), visit_values(title)).id  # noqa: B023

        outcomes = race(either_app, add, add, add)

        assert refusals(outcomes) == []
        slugs = sorted(ask(select(Visit.slug).where(Visit.title_de == title)))
        assert slugs == [f"gaeste-{turn}", f"gaeste-{turn}-2", f"gaeste-{turn}-3"]


def test_an_address_that_somebody_gives_up_is_not_taken_by_another(either_app, keep, ask):
    for turn in range(5):
        first, second = keep(make_visit(slug=f"hier-{turn}"), make_visit(slug=f"dort-{turn}"))

        def rename(visit, slug):
            visit = session.get(Visit, visit.id)
            save_visit(visit, {"status": visit.status, "slug": slug}, seen=1)

        race(
            either_app,
            lambda: rename(first, f"weg-{turn}"),  # noqa: B023
            lambda: rename(second, f"hier-{turn}"),  # noqa: B023
        )

        now = set(ask(select(Visit.slug)))
        assert now & set(ask(select(OldSlug.slug).where(OldSlug.visit_id.is_not(None)))) == set()


def test_two_accounts_of_one_address_are_one(either_app, ask):
    for turn in range(5):
        email = f"same{turn}@planner.example"

        def add():
            return users.add_user("Ben", email, RoleName.READER, PASSWORD).id  # noqa: B023

        outcomes = race(either_app, add, add)

        assert [raised.field for raised in refusals(outcomes)] == ["email"], outcomes
        assert len(ask(select(User).where(User.email == email))) == 1


def test_a_delegate_is_added_once(either_app, keep, ask):
    for _ in range(5):
        person, delegation = keep(make_person(), make_delegation())

        def add():
            visit = session.get(Visit, delegation.visit_id)  # noqa: B023
            return add_delegate(visit, delegation.id, person.id).id  # noqa: B023

        outcomes = race(either_app, add, add)

        assert [isinstance(raised, RuleBroken) for raised in refusals(outcomes)] == [True], outcomes
        assert len(ask(select(Delegate).where(Delegate.person_id == person.id))) == 1


def test_row_15_an_office_without_a_place_has_one_holder(either_app, keep, ask):
    for _ in range(5):
        office = keep(make_office(is_singular=True))
        people = keep(*(make_person() for _ in range(4)))

        def take(person):
            values = HELD | {"office_id": office.id}  # noqa: B023
            return save_term(person.id, values, seen=0, today=TODAY).id

        outcomes = race(either_app, *(lambda one=one: take(one) for one in people))

        assert [type(raised) for raised in refusals(outcomes)] == [OfficeTaken] * 3, outcomes
        [term] = ask(select(Term).where(Term.office_id == office.id))
        assert term.is_exclusive


def test_an_office_becomes_one_persons_or_is_taken_twice_never_both(either_app, keep, ask):
    for _ in range(5):
        holder, person = keep(make_person(), make_person())
        office = make_office()
        keep(make_term(office, person_id=holder.id, since=None))

        def narrow():
            row = session.merge(office, load=True)  # noqa: B023
            save_office(row, {"is_singular": True}, seen=row.lock_version, today=TODAY)

        def take():
            values = HELD | {"office_id": office.id}  # noqa: B023
            save_term(person.id, values, seen=0, today=TODAY)  # noqa: B023

        outcomes = race(either_app, narrow, take)

        assert [isinstance(raised, RuleBroken) for raised in refusals(outcomes)] == [True], outcomes
        terms = ask(select(Term).where(Term.office_id == office.id))
        assert (len(terms), all(one.is_exclusive for one in terms)) in {(1, True), (2, False)}


def test_who_comes_back_does_not_hold_an_office_beside_another(either_app, keep, ask):
    for _ in range(5):
        office = keep(make_office(is_singular=True))
        former, person = keep(make_person("Eva"), make_person("Kim"))
        with either_app.app_context():
            save_term(former.id, HELD | {"office_id": office.id}, seen=0, today=TODAY)
            delete_row(Person, former.id, now=NOW)

        def take():
            save_term(person.id, HELD | {"office_id": office.id}, seen=0, today=TODAY)  # noqa: B023

        def restore():
            restore_row(Person, former.id, name="Eva", now=NOW)  # noqa: B023

        outcomes = race(either_app, take, restore)

        assert [isinstance(raised, RuleBroken) for raised in refusals(outcomes)] == [True], outcomes
        exclusive = ask(select(Term).where(Term.office_id == office.id, Term.is_exclusive))
        assert len(exclusive) == 1


def test_a_guest_is_restored_or_added_anew(either_app, keep, ask):
    for _ in range(5):
        person, event = keep(make_person(), make_event())
        with either_app.app_context():
            [guest] = invite_person(person.id, None, [event.id], INVITED, now=NOW)
            delete_row(Guest, guest.id, now=NOW)
            guest_id = guest.id

        outcomes = race(
            either_app,
            lambda: restore_row(Guest, guest_id, name="Ada", now=NOW).id,  # noqa: B023
            lambda: len(invite_person(person.id, None, [event.id], INVITED, now=NOW)),  # noqa: B023
        )

        assert [isinstance(raised, RuleBroken) for raised in refusals(outcomes)] == [True], outcomes
        here = Guest.event_id == event.id, Guest.deleted_at.is_(None)
        assert len(ask(select(Guest).where(*here))) == 1


def test_a_delegation_has_one_leader(either_app, keep, ask):
    for _ in range(5):
        delegates = [make_delegate(make_person(), place) for place in (1, 2, 3)]
        delegation = keep(make_delegation(delegates=delegates))
        ids = [one.id for one in delegates]

        def lead(delegate_id):
            visit = session.get(Visit, delegation.visit_id)  # noqa: B023
            save_delegate(visit, delegation.id, delegate_id, {"is_leader": True}, seen=1)  # noqa: B023

        race(either_app, *(lambda one=one: lead(one) for one in ids))

        leaders = select(Delegate.id).where(Delegate.id.in_(ids), Delegate.is_leader)
        assert len(ask(leaders)) == 1


def test_a_former_leader_comes_back_as_a_member(either_app, keep, ask):
    delegates = [make_delegate(make_person(), place) for place in (1, 2)]
    delegation = keep(make_delegation(delegates=delegates))
    first, second = (one.id for one in delegates)
    with either_app.app_context():
        visit = session.get(Visit, delegation.visit_id)
        save_delegate(visit, delegation.id, first, {"is_leader": True}, seen=1)
        delete_row(Delegate, first, now=NOW)
        save_delegate(visit, delegation.id, second, {"is_leader": True}, seen=1)
        restore_row(Delegate, first, name="Ada", now=NOW)

    here = Delegate.delegation_id == delegation.id, Delegate.deleted_at.is_(None)
    assert len(ask(select(Delegate).where(*here))) == 2
    assert ask(select(Delegate.id).where(*here, Delegate.is_leader)) == [second]


def test_names_are_the_same_however_they_are_written(either_app, ask):
    for turn in range(5):

        def town(name):
            values = {"name": name, "state": "", "country": "CH", "zone": "UTC", "is_home": False}
            made = {"slug": None, "facts": Bilingual(), "picture": PictureChange(), "seen": 0}
            return save_municipality(Municipality(), values, **made).id

        def network(name):
            return places.save_network(Network(), {"name": name}, member_ids=[], seen=0).id

        for act, model in ((town, Municipality), (network, Network)):
            outcomes = race(
                either_app,
                lambda act=act: act(f"Zürich {turn}"),  # noqa: B023
                lambda act=act: act(f"ZURICH {turn}"),  # noqa: B023
            )
            raised = [one.field for one in refusals(outcomes)]
            assert raised == ["name"], outcomes
            plain = model.plain_name.startswith(f"zurich {turn}")
            assert len(ask(select(model).where(plain))) == 1


def test_a_label_of_a_feed_is_used_once(either_app, keep, ask):
    visit, user = keep(make_visit(last_day=dt.date(2099, 1, 1)), make_user())

    def make(label):
        subject = {"visit_id": visit.id}
        maker = session.get(User, user.id)
        return feeds.make_feed(
            FeedKind.VISIT, subject, label=label, language="de", user=maker, now=NOW
        )[0].id

    outcomes = race(either_app, lambda: make("Straße"), lambda: make("STRASSE"))

    assert [isinstance(raised, RuleBroken) for raised in refusals(outcomes)] == [True], outcomes
    assert ask(select(func.count()).where(Feed.visit_id == visit.id)) == [1]


def test_partners_of_one_pair_are_partners_once(either_app, keep, ask):
    one, other = keep(make_municipality("Aalen"), make_municipality("Bonn"))

    outcomes = race(
        either_app,
        lambda: add_partnership(one.id, other.id, {}).id,
        lambda: add_partnership(other.id, one.id, {}).id,
    )

    assert [isinstance(raised, RuleBroken) for raised in refusals(outcomes)] == [True], outcomes
    assert len(ask(select(Partnership).where(Partnership.one_id == one.id))) == 1


def test_two_delegates_are_not_companions_of_each_other(either_app, keep, ask):
    for _ in range(5):
        delegates = [make_delegate(make_person(), place) for place in (1, 2)]
        delegation = keep(make_delegation(delegates=delegates))
        one, other = (delegate.id for delegate in delegates)

        def follow(delegate_id, partner_id):
            visit = session.get(Visit, delegation.visit_id)  # noqa: B023
            values = {"companion_of_id": partner_id}
            save_delegate(visit, delegation.id, delegate_id, values, seen=1)  # noqa: B023

        outcomes = race(
            either_app,
            lambda: follow(one, other),  # noqa: B023
            lambda: follow(other, one),  # noqa: B023
        )

        assert [isinstance(raised, RuleBroken) for raised in refusals(outcomes)] == [True], outcomes
        partners = select(Delegate.companion_of_id).where(Delegate.id.in_([one, other]))
        assert sorted(map(bool, ask(partners))) == [False, True]


def test_a_person_is_merged_away_or_changed_never_both(either_app, keep, ask):
    for _ in range(5):
        kept, goes = keep(make_person("Eva"), make_person("Ewa"))

        def merge():
            merge_people(
                kept.id,  # noqa: B023
                goes.id,  # noqa: B023
                choices={},
                not_kept="",
                seen=(1, 1),
                may_move_account=False,
                now=NOW,
            )

        def change():
            person = session.get(Person, goes.id)  # noqa: B023
            save_person(person, {"family_name": "Changed"}, forms_of_address={}, seen=1)

        outcomes = race(either_app, merge, change)

        assert len(refusals(outcomes)) == 1, outcomes
        [row] = ask(select(Person).where(Person.id == goes.id))
        assert (row.deleted_at is None) == (row.family_name == "Changed")


def test_a_person_has_one_account(either_app, keep, ask):
    for _ in range(5):
        person, one, other = keep(make_person(), make_user(), make_user())

        def link(user):
            users.link_person(session.get(User, user.id), person.id)  # noqa: B023

        outcomes = race(either_app, lambda: link(one), lambda: link(other))  # noqa: B023

        assert [isinstance(raised, RuleBroken) for raised in refusals(outcomes)] == [True], outcomes
        assert len(ask(select(User).where(User.person_id == person.id))) == 1
