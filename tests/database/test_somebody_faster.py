"""Somebody else was faster: on PostgreSQL two write at once, and the second is told what is so."""

import contextlib
import datetime as dt
from concurrent.futures import ThreadPoolExecutor, wait
from types import SimpleNamespace

import pytest
from sqlalchemy import event, select

from planner import create_app
from planner.models import (
    Assignment,
    Delegate,
    Duty,
    Guest,
    GuestRole,
    Reply,
    Representation,
    Side,
)
from planner.rules import EditConflict, RuleBroken
from planner.rules.guests.comparison import differences
from planner.rules.guests.invitations import AlreadyInvited, TypedGuest
from planner.rules.guests.representation import TypedRepresentation
from planner.services.guests.comparison import apply_differences
from planner.services.guests.delegations import add_delegate, move_delegate, save_delegate
from planner.services.guests.invitations import (
    invite_delegation,
    invite_person,
    note_reply,
    save_guest,
)
from planner.services.guests.representation import end_representation, send_representative
from planner.services.precedence.moves import move_guest, undo_move
from planner.services.programme.assignments import assign_person
from tests.acts import add_beside, all_table_rows, run_act, sentence
from tests.conftest import basic_settings
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_person,
    make_user,
    make_visit,
)

NOW = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
LIST_CHANGED = "Someone else has just changed this list. Please look at it again."
GUEST_CHANGED = "Someone else has just changed this guest. Please look again, then send once more."
INVITED = TypedGuest(
    GuestRole.GUEST, None, None, None, Representation.OWN_RANK, Reply.OPEN, "", "", ""
)  # fmt: skip
SAID = TypedRepresentation(Representation.OWN_RANK, "", True, True)


@pytest.fixture(scope="module")
def app(postgres, tmp_path_factory):
    """A planner on PostgreSQL."""
    settings = basic_settings(tmp_path_factory.mktemp("faster") / "none")
    app = create_app(settings | {"DATABASE_URL": postgres.create_database()})
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture
def plan(app):
    """A visit with a dinner, a tour, a guest, somebody else, and a delegation of two."""
    visit = make_visit()
    dinner = make_event(visit=visit, title_de="Abendessen", title_en="Dinner")
    tour = make_event("2026-05-05 10:00", "2026-05-05 11:00", visit=visit, title_en="Tour")
    guest, ada = make_guest(make_person("Mia"), dinner), make_person("Ada", "Lovelace")
    delegates = [make_delegate(make_person(), number) for number in (1, 2)]
    delegation = make_delegation(visit, delegates=delegates)
    user = make_user()
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        session.add_all([tour, guest, ada, delegation, user])
        session.commit()
    return SimpleNamespace(**{name: row for name, row in locals().items() if name != "session"})


def refused_by(app, row, error, act, *arguments, **values):
    """Return the error of an act while which somebody else saves a row, and nothing of ours is."""
    sessions, waiting = app.extensions["sessionmaker"], [row]

    def be_faster(*_):
        if waiting:
            add_beside(sessions.kw["bind"], waiting.pop())
            after.update(all_table_rows(app))

    after = {}
    event.listen(sessions, "before_flush", be_faster, insert=True)  # before ours is saved
    with contextlib.ExitStack() as listening:
        listening.callback(event.remove, sessions, "before_flush", be_faster)
        listening.enter_context(app.app_context())
        with pytest.raises(error) as raised:
            act(*arguments, **values)
    assert type(raised.value) is error
    assert all_table_rows(app) == after
    return raised.value


def test_person_who_is_invited_meanwhile_is_told_of_with_the_event(app, plan):
    theirs = Guest(event_id=plan.tour.id, person_id=plan.ada.id)
    ids = [plan.dinner.id, plan.tour.id]

    error = refused_by(
        app, theirs, AlreadyInvited, invite_person, plan.ada.id, plan.visit, ids, INVITED, now=NOW
    )

    assert sentence(app, error) == "This person is a guest of “Tour” already."


def test_delegate_who_is_invited_meanwhile_lets_nobody_be_invited(app, plan):
    first, second = plan.delegates
    theirs = Guest(event_id=plan.dinner.id, person_id=second.person_id)
    ids = [first.id, second.id], [plan.tour.id, plan.dinner.id]

    error = refused_by(
        app, theirs, RuleBroken, invite_delegation, plan.visit, plan.delegation.id, *ids
    )

    assert sentence(app, error) == LIST_CHANGED


def test_delegate_who_is_invited_meanwhile_lets_no_difference_be_taken_over(app, plan):
    theirs = Guest(event_id=plan.dinner.id, person_id=plan.delegates[1].person_id)
    keys = [one.key for one in differences(plan.delegates, [])]

    error = refused_by(
        app, theirs, RuleBroken,
        apply_differences, plan.dinner, plan.delegation.id, keys, now=NOW,
    )  # fmt: skip

    assert sentence(app, error) == LIST_CHANGED


def test_representative_who_is_invited_meanwhile_is_not_sent(app, plan):
    theirs = Guest(event_id=plan.dinner.id, person_id=plan.ada.id)

    error = refused_by(
        app, theirs, RuleBroken,
        send_representative, plan.dinner, plan.guest.id, plan.ada.id, SAID, seen=1, now=NOW,
    )  # fmt: skip

    assert sentence(app, error) == GUEST_CHANGED


def test_person_who_joins_the_delegation_meanwhile_joins_once(app, plan):
    theirs = Delegate(delegation_id=plan.delegation.id, person_id=plan.ada.id, position=3)

    error = refused_by(
        app, theirs, RuleBroken, add_delegate, plan.visit, plan.delegation.id, plan.ada.id
    )

    assert sentence(app, error) == LIST_CHANGED


def test_person_who_is_given_the_duty_meanwhile_has_it_once(app, plan):
    theirs = Assignment(event_id=plan.dinner.id, person_id=plan.ada.id, duty=Duty.SPEAKER)

    error = refused_by(
        app, theirs, RuleBroken, assign_person, plan.dinner, plan.ada.id, Duty.SPEAKER, ""
    )

    assert sentence(app, error) == "Ada Lovelace has this duty here already: Speaker."


def test_second_reply_waits_for_the_first_and_is_refused_in_words(app, plan):
    said = plan.dinner, plan.guest.id, Reply.ACCEPTED
    with app.extensions["sessionmaker"]() as other, ThreadPoolExecutor(1) as second:
        other.get(Guest, plan.guest.id).reply = Reply.DECLINED
        other.flush()
        answer = second.submit(run_act, app, note_reply, *said, seen=Reply.OPEN, now=NOW)
        waited = wait([answer], timeout=0.5).not_done
        other.commit()

    assert waited == {answer}
    assert type(answer.exception()) is EditConflict
    with app.extensions["sessionmaker"]() as session:
        assert session.get(Guest, plan.guest.id).reply is Reply.DECLINED


def test_guests_are_locked_and_changed_on_postgresql_too(app, plan):
    dinner, guest_id, ada = plan.dinner, plan.guest.id, plan.ada.id
    run_act(app, note_reply, dinner, guest_id, Reply.ACCEPTED, seen=Reply.OPEN, now=NOW)
    run_act(app, save_guest, dinner, guest_id, INVITED, seen=2, now=NOW)
    run_act(app, send_representative, dinner, guest_id, ada, SAID, seen=3, now=NOW)
    with app.extensions["sessionmaker"]() as session:
        sent = session.scalar(select(Guest.id).where(Guest.person_id == ada))
    said = {"anchor_id": guest_id, "side": Side.AFTER, "reason": "Old friends"}
    run_act(app, move_guest, dinner, sent, **said, seen=1, user=plan.user, now=NOW)
    run_act(app, undo_move, dinner, sent, seen=2)
    run_act(app, end_representation, dinner, guest_id, is_removed=False, now=NOW)
    keys = [one.key for one in differences(plan.delegates, [])]
    run_act(app, apply_differences, dinner, plan.delegation.id, keys, now=NOW)

    with app.extensions["sessionmaker"]() as session:
        guests = session.scalars(
            select(Guest).where(Guest.event_id == dinner.id).order_by(Guest.id)
        ).all()
    assert [(one.reply, one.represents_id, one.lock_version) for one in guests] == [
        (Reply.REPRESENTED, None, 4), (Reply.ACCEPTED, None, 4),
        (Reply.OPEN, None, 1), (Reply.OPEN, None, 1),
    ]  # fmt: skip


def test_delegates_are_locked_and_changed_on_postgresql_too(app, plan):
    place, (first, second) = (plan.visit, plan.delegation.id), plan.delegates

    assert run_act(app, move_delegate, *place, first.id, 1) == (True, False)
    run_act(app, save_delegate, *place, second.id, {"is_leader": True}, seen=2)
    with app.app_context(), pytest.raises(EditConflict):
        save_delegate(*place, second.id, {"is_leader": False}, seen=2)

    with app.extensions["sessionmaker"]() as session:
        leading = select(Delegate.position, Delegate.is_leader).where(
            Delegate.delegation_id == plan.delegation.id
        )
        saved = session.execute(leading.order_by(Delegate.position)).all()
    assert saved == [(1, True), (2, False)]


@pytest.mark.parametrize("size", [(2, 1), (7, 5)])
def test_inviting_a_delegation_takes_as_many_statements_whatever_its_size(app, size):
    people, number = size
    visit = make_visit()
    events = [make_event(visit=visit) for _ in range(number)]
    delegates = [make_delegate(make_person(), number) for number in range(people)]
    delegation = make_delegation(visit, delegates=delegates)
    sessions, statements = app.extensions["sessionmaker"], []
    with sessions(expire_on_commit=False) as session:
        session.add_all([*events, delegation])
        session.commit()

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith("SET LOCAL"):  # how long the act waits
            statements.append(statement)

    event.listen(sessions.kw["bind"], "before_cursor_execute", note)
    ids = [one.id for one in delegates], [one.id for one in events]
    run_act(app, invite_delegation, visit, delegation.id, *ids)
    event.remove(sessions.kw["bind"], "before_cursor_execute", note)

    # visit, delegation, delegates, offices, events, guests; the calendars' revision, transfers;
    # all guests at once; of the history: the events, its entry, its rows, their ids, their values
    assert len(statements) == 9 + 5
