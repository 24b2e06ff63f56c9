"""Acts on delegations and on assignments: of this visit and this event, and as they were read."""

import pytest
from sqlalchemy import select

from planner.models import Assignment, Delegate, Delegation, DelegationOrder, Duty, Person
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.guests.delegations import InDelegationAlready
from planner.services.guests.delegations import (
    add_delegate,
    add_new_delegate,
    choose_order,
    move_delegate,
    save_delegate,
    save_delegation,
)
from planner.services.programme.assignments import assign_person, release_assignment
from tests.acts import assert_refused, run_act, sentence
from tests.factories import (
    LONG_AGO,
    make_assignment,
    make_delegate,
    make_delegation,
    make_event,
    make_organisation,
    make_person,
    make_term,
    make_visit,
)

BY_SCHEME = DelegationOrder.BY_SCHEME
EXPERTS = {"name_de": "Fachleute", "name_en": "Experts"}
NEW = {"given_name": "Anna", "family_name": "Heide"}
WRONG = ("another visit", "bin", "unknown", "visit")


@pytest.fixture
def delegation(save):
    """A delegation of three: Olsen, Berg and Adams, in this order."""
    people = [make_person("A.", name) for name in ("Olsen", "Berg", "Adams")]
    delegates = [make_delegate(person, number) for number, person in enumerate(people, start=1)]
    return save(make_delegation(make_visit(slug="lyon"), delegates=delegates))


@pytest.fixture
def visit(delegation):
    return delegation.visit


@pytest.fixture
def paris(save):
    """Another visit."""
    return save(make_visit(slug="paris"))


def stored_delegates(load):
    return load(select(Delegate).order_by(Delegate.position))


# a delegation


def test_new_delegation_is_saved_as_entered(app, load, paris):
    run_act(app, save_delegation, paris, EXPERTS, seen=0)

    [saved] = load(select(Delegation))
    assert {name: getattr(saved, name) for name in EXPERTS} == EXPERTS
    assert (saved.visit_id, saved.ordering) == (paris.id, DelegationOrder.AS_SENT)


def test_delegation_is_changed_once_by_whoever_has_read_it(app, load, visit, delegation):
    run_act(app, save_delegation, visit, EXPERTS, delegation_id=delegation.id, seen=1)

    assert_refused(
        app, EditConflict, save_delegation, visit, {"name_de": "Gäste"},
        delegation_id=delegation.id, seen=1,
    )  # fmt: skip
    assert_refused(app, EditConflict, choose_order, visit, delegation.id, BY_SCHEME, seen=1)
    run_act(app, choose_order, visit, delegation.id, BY_SCHEME, seen=2)

    [saved] = load(select(Delegation))
    assert (saved.name_de, saved.ordering) == ("Fachleute", BY_SCHEME)


def test_delegation_is_not_sent_by_whom_nobody_knows(app, save, visit, delegation):
    works = save(make_organisation())
    wrong = EXPERTS | {"organisation_id": works.id + 1}

    assert_refused(app, NotFound, save_delegation, visit, wrong)
    assert_refused(
        app, NotFound, save_delegation, visit, wrong, delegation_id=delegation.id, seen=1
    )


def test_no_delegation_is_added_to_a_visit_in_the_bin(app, save, visit):
    visit.deleted_at = LONG_AGO
    save(visit)

    assert_refused(app, NotFound, save_delegation, visit, EXPERTS)


# what belongs to it


def rename(visit, delegation_id):
    return save_delegation(visit, EXPERTS, delegation_id=delegation_id, seen=1)


def order(visit, delegation_id):
    return choose_order(visit, delegation_id, BY_SCHEME, seen=1)


def add_fourth(visit, delegation_id, person_id=4):
    return add_delegate(visit, delegation_id, person_id)


def add_new(visit, delegation_id):
    return add_new_delegate(visit, delegation_id, NEW)


def lead(visit, delegation_id, delegate_id=1):
    return save_delegate(visit, delegation_id, delegate_id, {"is_leader": True}, seen=1)


def move_down(visit, delegation_id, delegate_id=1):
    return move_delegate(visit, delegation_id, delegate_id, 1)


@pytest.mark.parametrize("act", [rename, order, add_fourth, add_new, lead, move_down])
@pytest.mark.parametrize("wrong", WRONG)
def test_delegation_that_the_visit_has_not_is_not_found(
    app, save, visit, delegation, paris, act, wrong
):
    save(make_person("A.", "Young", id=4))
    row = {"bin": delegation, "visit": visit}.get(wrong)
    if row:
        row.deleted_at = LONG_AGO
        save(row)
    place = paris if wrong == "another visit" else visit
    number = 4711 if wrong == "unknown" else delegation.id

    assert_refused(app, NotFound, act, place, number)


@pytest.mark.parametrize("act", [lead, move_down])
def test_delegate_whom_the_delegation_has_not_is_not_found(app, save, load, visit, delegation, act):
    other = save(make_delegate(delegation=make_delegation(visit)))
    *_, out = stored_delegates(load)
    out.deleted_at = LONG_AGO
    save(out)

    for number in (other.id, out.id, 4711):
        assert_refused(app, NotFound, act, visit, delegation.id, number)


def test_person_joins_as_the_last_and_only_once(app, save, load, visit, delegation):
    young = save(make_person("A.", "Young"))

    run_act(app, add_delegate, visit, delegation.id, young.id)

    last = stored_delegates(load)[-1]
    assert (last.person_id, last.position) == (young.id, 4)
    error = assert_refused(app, InDelegationAlready, add_delegate, visit, delegation.id, young.id)
    assert sentence(app, error) == "A. Young is in this delegation already."


def test_who_is_in_the_bin_or_unknown_joins_no_delegation(app, save, visit, delegation):
    gone = save(make_person(deleted_at=LONG_AGO))

    for number in (gone.id, 4711):
        assert_refused(app, NotFound, add_delegate, visit, delegation.id, number)


def test_new_person_joins_and_stands_in_the_address_book(app, load, visit, delegation):
    run_act(app, add_new_delegate, visit, delegation.id, NEW)

    [anna] = load(select(Person).where(Person.family_name == "Heide"))
    last = stored_delegates(load)[-1]
    assert (last.person_id, last.position, anna.given_name) == (anna.id, 4, "Anna")


def test_new_person_of_nobody_we_know_does_not_join(app, visit, delegation):
    wrong = NEW | {"organisation_id": 4711}

    assert_refused(app, NotFound, add_new_delegate, visit, delegation.id, wrong)


def test_delegate_is_saved_as_entered_and_leads_alone(app, load, visit, delegation):
    first, second, _ = stored_delegates(load)
    said = {"is_leader": True, "function_en": "Director", "companion_of_id": None, "notes": "!"}
    run_act(app, lead, visit, delegation.id, first.id)

    run_act(app, save_delegate, visit, delegation.id, second.id, said, seen=1)

    saved = stored_delegates(load)
    assert [one.is_leader for one in saved] == [False, True, False]
    assert {name: getattr(saved[1], name) for name in said} == said


def test_delegate_whom_somebody_else_has_saved_is_not_overwritten(app, load, visit, delegation):
    first, *_ = stored_delegates(load)
    run_act(app, lead, visit, delegation.id, first.id)
    said = {"is_leader": False, "notes": "late"}

    assert_refused(app, EditConflict, save_delegate, visit, delegation.id, first.id, said, seen=1)


def test_delegate_travels_only_with_one_who_can_be_a_partner(app, save, load, visit, delegation):
    first, second, third = stored_delegates(load)
    stranger = save(make_delegate(delegation=make_delegation(visit)))
    run_act(
        app, save_delegate, visit, delegation.id, second.id, {"companion_of_id": first.id}, seen=1
    )

    def travel(delegate, partner_id, error):
        values = {"companion_of_id": partner_id, "is_leader": True}
        assert_refused(app, error, save_delegate, visit, delegation.id, delegate.id, values, seen=1)

    travel(third, second.id, RuleBroken)
    travel(first, third.id, RuleBroken)
    travel(third, third.id, RuleBroken)
    travel(third, stranger.id, NotFound)
    travel(third, 4711, NotFound)


def test_delegate_moves_and_learns_where_there_is_room(app, load, visit, delegation):
    first, *_ = stored_delegates(load)

    assert run_act(app, move_delegate, visit, delegation.id, first.id, 1) == (True, True)
    assert run_act(app, move_delegate, visit, delegation.id, first.id, 1) == (True, False)
    assert [one.id for one in stored_delegates(load)] == [2, 3, 1]


def test_moving_asks_the_database_as_often_among_many_as_among_few(app, save, count_queries, paris):
    def count(number):
        delegation = save(make_delegation(paris))
        people = [make_person(terms=[make_term()]) for _ in range(number)]
        for place, person in enumerate(people):
            save(make_delegate(person, place + 1, delegation_id=delegation.id))
        with app.extensions["sessionmaker"]() as session:
            first = session.scalar(select(Delegate.id).where(Delegate.delegation == delegation))
        with count_queries() as queries:
            run_act(app, move_delegate, paris, delegation.id, first, 1)
        return len(queries)

    # visit, delegation, delegates, offices; the two who change places; history
    assert (count(2), count(9)) == (10, 10)


# assignments


@pytest.fixture
def event(save, visit):
    return save(make_event(visit=visit))


@pytest.fixture
def ada(save):
    return save(make_person("Ada", "Lovelace"))


def test_person_is_given_a_duty_and_may_have_another(app, load, event, ada):
    run_act(app, assign_person, event, ada.id, Duty.INTERPRETER, "de fr")
    run_act(app, assign_person, event, ada.id, Duty.SPEAKER, "")

    saved = load(select(Assignment).order_by(Assignment.id))
    assert [(one.event_id, one.person_id, one.duty, one.languages) for one in saved] == [
        (event.id, ada.id, Duty.INTERPRETER, "de fr"), (event.id, ada.id, Duty.SPEAKER, "")
    ]  # fmt: skip


def test_person_is_not_given_a_duty_twice(app, save, event, ada):
    save(make_assignment(event, ada, duty=Duty.DRIVER))

    error = assert_refused(app, RuleBroken, assign_person, event, ada.id, Duty.DRIVER, "")

    assert sentence(app, error) == "Ada Lovelace has this duty here already: Driver."


def test_who_is_in_the_bin_or_unknown_is_given_no_duty(app, save, event, ada):
    ada.deleted_at = LONG_AGO
    save(ada)

    for number in (ada.id, 4711):
        assert_refused(app, NotFound, assign_person, event, number, Duty.DRIVER, "")


def test_duty_is_taken_away_and_others_stay(app, save, load, event, ada):
    one = save(make_assignment(event, ada))
    other = save(make_assignment(event, ada, duty=Duty.SPEAKER))

    run_act(app, release_assignment, event, one.id)

    assert load(select(Assignment.id)) == [other.id]


def test_duty_at_another_event_is_not_taken_away(app, save, event):
    other = save(make_assignment())

    for number in (other.id, 4711):
        assert_refused(app, NotFound, release_assignment, event, number)


@pytest.mark.parametrize("deleted", ["event", "visit"])
def test_nobody_works_at_what_is_in_the_bin(app, save, visit, event, ada, deleted):
    known = save(make_assignment(event, ada))
    row = {"event": event, "visit": visit}[deleted]
    row.deleted_at = LONG_AGO
    save(row)

    assert_refused(app, NotFound, assign_person, event, ada.id, Duty.DRIVER, "")
    assert_refused(app, NotFound, release_assignment, event, known.id)


@pytest.mark.parametrize("number", [1, 5])
def test_duty_that_is_refused_asks_as_often_for_many_terms_as_for_one(
    organiser, save, count_queries, event, ada, number
):
    terms = (make_term(person_id=ada.id) for _ in range(number))
    save(make_assignment(event, ada, duty=Duty.DRIVER), *terms)
    address = f"/visits/lyon/events/{event.id}/assignments/add?person={ada.id}"

    with count_queries() as queries:
        answer = organiser.post(address, data={"duty": "driver"})

    assert answer.status_code == 422
    assert len(queries) == 20  # one of them, under the lock, what is hidden from whoever acts
