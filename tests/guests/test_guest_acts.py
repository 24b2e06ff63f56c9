"""Acts on guests at an event: who comes instead, who is moved, what a delegation has changed."""

import datetime as dt

import pytest
from sqlalchemy import select

from planner.models import (
    Delegate,
    Guest,
    GuestRole,
    HistoryEntry,
    Move,
    Reply,
    Representation,
    Side,
)
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.guests.comparison import DifferenceKind, differences
from planner.rules.guests.invitations import PartnerNotInvited, RepresentedInCircle
from planner.rules.guests.representation import TypedRepresentation
from planner.services.guests.comparison import apply_differences
from planner.services.guests.representation import end_representation, send_representative
from planner.services.precedence.moves import move_guest, undo_move
from tests.acts import assert_refused, run_act, sentence
from tests.factories import (
    LONG_AGO,
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_move,
    make_organisation,
    make_person,
    make_term,
    make_user,
    make_visit,
)
from tests.history.told import told

NOW = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
SAID = TypedRepresentation(Representation.PLACE_OF_REPRESENTED, "by phone", True, True)


@pytest.fixture
def dinner(save):
    """A dinner of a visit with Mia and Bo, who ranks behind her."""
    event = make_event(visit=make_visit(slug="lyon"), title_en="Dinner")
    make_guest(make_person("Mia", "Mayor"), event, seat="A 1")
    make_guest(make_person("Bo", "Berg"), event)
    return save(event)


@pytest.fixture
def elsewhere(save):
    """An event of another visit."""
    return save(make_event(visit=make_visit(slug="paris")))


@pytest.fixture
def mia(load, dinner):
    return load(select(Guest))[0]


@pytest.fixture
def bo(load, dinner):
    return load(select(Guest))[1]


@pytest.fixture
def user(save):
    return save(make_user())


# representation


def send(event, guest_id, person_id=2, seen=1):
    """Let Bo come instead of a guest."""
    return send_representative(event, guest_id, person_id, SAID, seen=seen, now=NOW)


def end(event, guest_id):
    """Let nobody stand in for a guest."""
    return end_representation(event, guest_id, is_removed=True, now=NOW)


def test_guest_declines_and_somebody_comes_instead(app, save, load, dinner, mia):
    new = save(make_person("Cy", "Carl"))

    run_act(app, send, dinner, mia.id, new.id)

    absent, _, coming = load(select(Guest).order_by(Guest.id))
    assert (absent.reply, absent.replied_at, absent.seat) == (Reply.REPRESENTED, NOW, "")
    assert (coming.person_id, coming.represents_id) == (new.id, mia.person_id)
    assert (coming.reply, coming.replied_through, coming.seat) == (
        Reply.ACCEPTED, "by phone", "A 1"
    )  # fmt: skip


def test_guest_whom_somebody_else_has_saved_sends_nobody(app, dinner, mia):
    error = assert_refused(app, EditConflict, send, dinner, mia.id, seen=0)

    assert sentence(app, error) == (
        "Someone else has just changed this guest. Please look again, then send once more."
    )


def test_nobody_sends_themselves_or_whom_they_stand_in_for(app, save, dinner, mia, bo):
    error = assert_refused(app, RepresentedInCircle, send, dinner, bo.id, bo.person_id)
    assert sentence(app, error) == "Nobody stands in for themselves."

    bo.represents_id = mia.person_id
    save(bo)
    assert_refused(app, RepresentedInCircle, send, dinner, bo.id, mia.person_id, seen=2)


@pytest.mark.parametrize("number", [1, 5])
def test_page_that_sends_nobody_asks_as_often_for_many_proposals_as_for_one(
    organiser, save, count_queries, dinner, mia, bo, number
):
    bo.represents_id = mia.person_id
    save(bo)
    for n in range(number):
        save(make_term(person=make_person(f"P{n}", "Found", organisation=make_organisation())))
    address = f"/visits/lyon/events/{dinner.id}/guests/{bo.id}/representative?q=found"
    said = {"person_id": mia.person_id, "representation": "own_rank", "lock_version": "2"}

    with count_queries() as queries:
        answer = organiser.post(address, data=said)

    assert answer.status_code == 422
    assert answer.text.count('name="person_id"') == number + 1
    assert len(queries) == 32


def test_who_is_in_the_bin_or_unknown_is_not_sent(app, save, dinner, mia):
    gone = save(make_person(deleted_at=LONG_AGO))

    for number in (gone.id, 4711):
        assert_refused(app, NotFound, send, dinner, mia.id, number)


def test_representation_ends_and_the_seat_comes_back(app, load, dinner, mia, bo):
    run_act(app, send, dinner, mia.id)

    run_act(app, end, dinner, mia.id)

    first, second = load(select(Guest).order_by(Guest.id))
    assert (first.seat, second.represents_id, second.deleted_at) == ("A 1", None, NOW)


# moves


def move(event, guest_id, user, anchor_id=1, seen=1):
    """Put a guest behind Mia."""
    said = {"anchor_id": anchor_id, "side": Side.AFTER, "reason": "Old friends"}
    return move_guest(event, guest_id, **said, seen=seen, user=user, now=NOW)


def undo(event, guest_id, seen=1):
    """Let the rules place a guest."""
    return undo_move(event, guest_id, seen=seen)


def test_guest_is_moved_and_back_and_history_keeps_both(app, load, dinner, mia, bo, user):
    run_act(app, move, dinner, bo.id, user)

    [saved] = load(select(Move))
    assert (saved.guest_id, saved.anchor_id, saved.side) == (bo.id, mia.id, Side.AFTER)
    assert (saved.reason, saved.moved_by_id, saved.moved_at) == ("Old friends", user.id, NOW)

    run_act(app, undo, dinner, bo.id, seen=2)

    assert load(select(Move)) == []
    assert load(select(Guest.lock_version).where(Guest.id == bo.id)) == [3]
    assert [(one.act, one.operation) for one in told(load, "move")] == [
        ("move_guest", "added"), ("undo_move", "deleted")
    ]  # fmt: skip


def test_guest_whom_somebody_else_has_saved_is_not_moved(app, save, dinner, mia, bo, user):
    assert_refused(app, EditConflict, move, dinner, bo.id, user, seen=0)

    save(make_move(bo, mia))
    error = assert_refused(app, EditConflict, undo, dinner, bo.id, seen=0)

    assert sentence(app, error) == (
        "Someone else has changed this guest meanwhile. Please look again."
    )


def test_who_was_not_moved_stays(app, load, dinner, bo):
    run_act(app, undo, dinner, bo.id, seen=0)

    assert load(select(HistoryEntry)) == []


def test_nobody_is_put_beside_themselves_or_a_guest_of_another_event(
    app, save, dinner, elsewhere, bo, user
):
    stranger = save(make_guest(make_person(), elsewhere))
    removed = save(make_guest(make_person(), dinner, deleted_at=LONG_AGO))

    for number in (stranger.id, removed.id, 4711):
        error = assert_refused(app, RuleBroken, move, dinner, bo.id, user, number)
        assert sentence(app, error) == (
            "This guest is no longer on the list. Please choose somebody else."
        )
    error = assert_refused(app, RuleBroken, move, dinner, bo.id, user, bo.id)
    assert "this would be a circle" in sentence(app, error)


def test_moving_asks_the_database_as_often_among_many_as_among_few(
    app, save, count_queries, dinner, mia, user
):
    def count(number):
        guests = [Guest(event_id=dinner.id, person=make_person()) for _ in range(number)]
        values = {"anchor_id": mia.id, "side": Side.AFTER, "reason": "Old friends"}
        moves = [Move(guest=one, **values) for one in guests[1:]]
        save(*guests, *moves)
        with count_queries() as queries:
            run_act(app, move, dinner, guests[0].id, user)
        return len(queries)

    # event, visit, user, guests, moves; the guest, the move; five of the history
    assert (count(2), count(9)) == (13, 13)


# of all of these


@pytest.mark.parametrize(
    ("act", "more"),
    [(send, 0), (end, 0), (move, 1), (undo, 0)],
    ids=["send", "end", "move", "undo"],
)
@pytest.mark.parametrize("wrong", ["another event", "bin", "unknown", "event", "visit"])
def test_guest_who_is_none_of_the_event_is_not_found(
    app, save, dinner, elsewhere, bo, user, act, more, wrong
):
    guest_id, row = bo.id, {"bin": bo, "event": dinner, "visit": dinner.visit}.get(wrong)
    if row:
        row.deleted_at = LONG_AGO
        save(row)
    if wrong == "unknown":
        guest_id = 4711
    event = elsewhere if wrong == "another event" else dinner

    assert_refused(app, NotFound, act, event, guest_id, *[user][:more])


# differences of a delegation


@pytest.fixture
def delegation(save, dinner, mia, bo):
    """A delegation of Mia, who is a guest by another way, and Cy, who travels with her."""
    delegation = save(make_delegation(dinner.visit))
    first = save(Delegate(delegation_id=delegation.id, person_id=mia.person_id, position=1))
    cy = {"delegation_id": delegation.id, "companion_of_id": first.id}
    save(make_delegate(make_person("Cy", "Carl"), 2, **cy))
    return delegation


@pytest.fixture
def keys(app, dinner, delegation):
    """Return a function that tells the keys of the differences at the dinner."""

    def keys():
        with app.extensions["sessionmaker"]() as session:
            guests = session.scalars(select(Guest).where(Guest.deleted_at.is_(None))).all()
            return [one.key for one in differences(session.scalars(select(Delegate)).all(), guests)]

    return keys


def apply(event, delegation_id, chosen):
    """Take over differences."""
    return apply_differences(event, delegation_id, chosen, now=NOW)


def test_chosen_differences_are_taken_over_and_none_is_left(app, load, dinner, delegation, keys):
    taken = run_act(app, apply, dinner, delegation.id, keys())

    assert [one.change for one in taken] == [DifferenceKind.COUNTED, DifferenceKind.JOINED]
    mia, _, cy = load(select(Guest).order_by(Guest.id))
    assert (mia.delegation_id, mia.role) == (delegation.id, GuestRole.DELEGATE)
    assert (cy.delegation_id, cy.companion_of_id) == (delegation.id, mia.id)
    assert keys() == []


def test_difference_that_is_none_by_now_lets_none_be_taken_over(
    app, save, dinner, delegation, keys, mia
):
    seen = keys()
    mia.seat = "B 1"
    save(mia)

    for chosen in (seen, [*keys(), "nonsense"]):
        error = assert_refused(app, EditConflict, apply, dinner, delegation.id, chosen)
        assert sentence(app, error) == (
            "Someone else has changed the delegation or the list in the meantime. "
            "Nothing is saved: please look again."
        )


def test_companion_without_the_partner_lets_none_be_taken_over(
    app, save, load, dinner, delegation, keys, bo
):
    _, cy = load(select(Delegate).order_by(Delegate.id))
    partner = make_delegate(position=3, delegation_id=delegation.id)
    save(partner, Guest(event_id=dinner.id, person_id=cy.person_id))
    cy.companion_of_id = partner.id
    save(cy)
    chosen = [key for key in keys() if not key.startswith("joined")]

    error = assert_refused(app, PartnerNotInvited, apply, dinner, delegation.id, chosen)

    assert sentence(app, error) == "Cy Carl comes with Ada Lindqvist: take both over."


@pytest.mark.parametrize("wrong", ["another visit", "bin", "free", "event", "visit"])
def test_delegation_that_is_none_of_the_visit_is_not_compared(
    app, save, dinner, elsewhere, delegation, keys, wrong
):
    chosen = keys()
    event = {"another visit": elsewhere, "free": save(make_event())}.get(wrong, dinner)
    row = {"bin": delegation, "event": dinner, "visit": dinner.visit}.get(wrong)
    if row:
        row.deleted_at = LONG_AGO
        save(row)

    assert_refused(app, NotFound, apply, event, delegation.id, chosen)


def test_taking_over_asks_the_database_as_often_for_many_as_for_one(
    app, save, count_queries, dinner, delegation, keys
):
    def count(number):
        save(*(make_delegate(delegation_id=delegation.id) for _ in range(number)))
        chosen = [key for key in keys() if key.startswith("joined")]
        with count_queries() as queries:
            run_act(app, apply, dinner, delegation.id, chosen)
        return sum(not query.startswith("INSERT INTO guest ") for query in queries)

    # event, visit, delegation, delegates, offices, guests; calendars' revision, transfers; history
    assert (count(1), count(6)) == (13, 13)
