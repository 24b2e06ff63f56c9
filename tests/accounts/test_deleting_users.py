"""Deleted users: what they led is handed over, what they did is kept without their name."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from planner.db import Base, session
from planner.models import (
    Event,
    Feed,
    FeedKind,
    FeedSnapshot,
    HistoryEntry,
    Job,
    KnownDevice,
    Move,
    Printout,
    ResetLink,
    Role,
    RoleName,
    SignIn,
    User,
    UserSession,
    Visit,
    roles_users,
)
from planner.queries.deleting_users import DELETED, HANDED_OVER, NAMELESS
from planner.rules import NotFound, RuleBroken
from planner.rules.erasing import ErasedRow
from planner.services.accounts import users
from planner.services.accounts.deleting import delete_user
from planner.services.accounts.reset_links import make_link
from planner.services.accounts.sign_ins import log_failure, remember_device
from planner.services.erasing.erased_log import read_erased_log
from planner.services.trash import delete_row
from tests.both_databases import DATABASES
from tests.conftest import build
from tests.factories import (
    make_event,
    make_feed,
    make_guest,
    make_job,
    make_move,
    make_person,
    make_printout,
    make_user,
    make_visit,
)
from tests.world import make_told

NOW = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)
TODAY, MARK = NOW.date(), "marker-of-a-name"
OWN = (UserSession, KnownDevice, ResetLink, SignIn)


@pytest.fixture(params=DATABASES)
def planner_app(request, settings):
    """A planner with an empty database of either kind, inside of which a test runs."""
    if request.param == "postgres":
        yield request.getfixturevalue("postgres_app")
        return
    app = build(settings)
    with app.app_context():
        yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


def add(*rows):
    """Save rows, and return the first."""
    session.add_all(rows)
    session.commit()
    return rows[0]


def add_user(role, **values):
    found = session.scalar(select(Role).where(Role.name == role))
    return add(make_user(roles=[found], **values))


def all_of(*columns):
    session.rollback()
    return session.execute(select(*columns)).all()


def delete(user, by, successor=None):
    successor_id = successor.id if successor else None
    return delete_user(user, by_id=by.id, successor_id=successor_id, today=TODAY, now=NOW)


def test_a_deleted_account_is_noted_by_its_number(planner_app):
    administrator = add_user(RoleName.ADMINISTRATOR)
    gone = add_user(RoleName.READER, name=MARK)
    number = gone.id

    delete(gone, administrator)

    folder = planner_app.config["BACKUP_FOLDER"]
    assert read_erased_log(folder) == [ErasedRow(NOW, "user", number)]


def test_every_reference_to_a_user_is_decided():
    """A new foreign key goes with the account, or has its place in queries/deleting_users.py."""
    decided = {
        (reference.class_.__tablename__, reference.key)
        for reference in (*HANDED_OVER, *NAMELESS, *DELETED)
    }
    references = {
        (key.parent.table.name, key.parent.name): key.ondelete
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is User.__table__
    }

    undecided = {place for place, ondelete in references.items() if ondelete != "CASCADE"}
    assert undecided == decided


def test_work_is_handed_over_or_kept_without_the_name(planner_app):
    ada, ben = add_user(RoleName.ADMINISTRATOR), add_user(RoleName.ORGANISER)
    gone = add_user(RoleName.ORGANISER, name=MARK, email=f"{MARK}@planner.example", phone=MARK)
    visit, binned = make_visit(in_charge=gone), make_visit(in_charge=gone, deleted_at=NOW)
    event = make_event(visit=visit, responsible=gone)
    first, second = make_guest(make_person(), event), make_guest(make_person("Ben"), event)
    move = make_move(second, first, moved_by=gone)
    history = HistoryEntry(user=gone, act="merge_people")
    own_feed = make_feed("own", kind=FeedKind.USER, user=gone, made_by=gone)
    guests = make_feed("guests", visit=visit, made_by=gone)
    papers, job = make_printout(gone, visit), make_job(gone, visit)
    add(visit, binned, event, first, second, move, history, own_feed, guests, papers, job)
    log_failure(gone.id, agent="", now=NOW)
    make_link(gone, now=NOW)
    remember_device(gone, "", now=NOW)
    sequence = event.revised_at

    assert delete(gone, ada, ben) == MARK

    assert all_of(Visit.in_charge_id) == [(ben.id,), (ben.id,)]
    assert all_of(Event.responsible_id) == [(ben.id,)]
    assert all_of(Event.revised_at) != [(sequence,)], "calendars print whom to call"
    assert all_of(Move.moved_by_id, Move.reason) == [(None, "Old friends")]
    assert {user_id for (user_id,) in all_of(HistoryEntry.user_id)} <= {None, ada.id}
    assert all_of(Printout.user_id) == [(None,)]
    assert all_of(Feed.kind, Feed.made_by_id) == [(guests.kind, None)]
    assert all_of(Job.id) == []
    assert [all_of(kind.id) for kind in OWN] == [[], [], [], []]
    assert {user_id for (user_id,) in all_of(roles_users.c.user_id)} == {ada.id, ben.id}
    assert MARK not in str([all_of(table) for table in Base.metadata.sorted_tables])


def test_visits_to_come_need_a_successor_and_those_over_do_not(planner_app):
    ada, gone = add_user(RoleName.ADMINISTRATOR), add_user(RoleName.READER)
    past = make_visit(first_day=TODAY - dt.timedelta(9), last_day=TODAY - dt.timedelta(8))
    past.in_charge = gone
    coming = make_visit(first_day=TODAY, last_day=TODAY, in_charge=gone)
    add(past, coming)

    with pytest.raises(RuleBroken, match="Please choose who takes over") as refused:
        delete(gone, ada)
    assert refused.value.field == "successor_id"
    assert len(all_of(User.id)) == 2
    delete_row(Visit, coming.id, now=NOW)
    delete(gone, ada)

    assert all_of(Visit.in_charge_id) == [(None,), (None,)]
    assert all_of(User.id) == [(ada.id,)]


def test_successor_can_sign_in_and_is_somebody_else(planner_app):
    ada, gone = add_user(RoleName.ADMINISTRATOR), add_user(RoleName.READER)
    off = add_user(RoleName.READER, active=False)

    for successor in (off, gone, User(id=99)):
        with pytest.raises(RuleBroken, match="Nothing can be handed over to this user any more"):
            delete(gone, ada, successor)

    assert len(all_of(User.id)) == 3


def test_nobody_deletes_the_own_account_the_last_administrator_or_nobody(planner_app):
    ada, ben = add_user(RoleName.ADMINISTRATOR), add_user(RoleName.READER)

    with pytest.raises(RuleBroken, match="Nobody can delete their own account"):
        delete(ada, ada)
    with pytest.raises(RuleBroken, match="the last administrator"):
        delete(ada, ben)
    delete(ben, ada)
    with pytest.raises(NotFound):
        delete(ben, ada)

    assert all_of(User.id) == [(ada.id,)]


@pytest.mark.parametrize("way", ["delete each other", "delete and demote"])
def test_two_administrators_at_once_leave_one(planner_app, way):
    ada, ben = add_user(RoleName.ADMINISTRATOR), add_user(RoleName.ADMINISTRATOR)
    ids = ada.id, ben.id
    session.rollback()  # or SQLite waits for us

    def act(number):
        with planner_app.app_context():
            user, by = session.get_one(User, ids[number]), User(id=ids[1 - number])
            if way == "delete each other" or number:
                delete(user, by)
            else:
                users.save_user(user, name="Ada", role=RoleName.READER, active=True)

    with ThreadPoolExecutor(2) as pool:
        raised = [pool.submit(act, number) for number in (0, 1)]
        raised = [one.exception() for one in raised]

    assert sorted(type(one).__name__ for one in raised) == ["NoneType", "RuleBroken"]
    left = [user for user in session.scalars(select(User)) if user.role == RoleName.ADMINISTRATOR]
    assert len(left) == 1


def test_calendar_of_a_deleted_user_is_gone_and_its_address_serves_nobody_else(
    administrator, user_with, save, load, client
):
    gone = user_with(RoleName.READER)
    save(make_feed("own", kind=FeedKind.USER, user_id=gone.id, made_by_id=gone.id))
    client.get("/feeds/own.ics")
    assert len(load(select(FeedSnapshot.name))) == 1

    administrator.post(f"/settings/users/{gone.id}/delete", data={"successor_id": ""})

    assert client.get("/feeds/own.ics").status_code == 404
    assert load(select(FeedSnapshot.name)) == []


def test_page_says_what_will_happen_and_does_it(administrator, user_with, save, load):
    gone = user_with(RoleName.READER, name="Zoë Last")
    visit = save(make_visit(in_charge_id=gone.id, first_day=dt.date(2999, 1, 1),
                            last_day=dt.date(2999, 1, 2)))  # fmt: skip
    address = f"/settings/users/{gone.id}/delete"

    page = administrator.get(address).text
    refused = administrator.post(address, data={"successor_id": ""})
    done = administrator.post(address, data={"successor_id": administrator.user.id})

    assert "Led so far: 1 visits and 0 events; they stay." in page
    assert refused.status_code == 422
    assert "Please choose who takes over" in refused.text
    assert done.headers["Location"] == "/settings/users"
    assert "Zoë Last is deleted." in administrator.get("/settings/users").text
    assert load(select(Visit.in_charge_id).where(Visit.id == visit.id)) == [administrator.user.id]


def test_page_of_the_own_account_refuses_in_words(administrator, load):
    address = f"/settings/users/{administrator.user.id}"

    answer = administrator.post(f"{address}/delete", data={"successor_id": ""})

    assert answer.status_code == 409
    assert "Nobody can delete their own account" in answer.text
    assert "/delete" not in administrator.get(f"{address}/edit").text
    assert len(load(select(User.id))) == 1


def test_pages_stay_whole_where_a_deleted_user_has_left_something(administrator, user_with, save):
    gone = user_with(RoleName.READER)
    visit = make_visit(slug="lyon")
    event = make_event(visit=visit)
    first, second = make_guest(make_person(), event), make_guest(make_person("Ben"), event)
    save(visit, event, first, second, make_move(second, first, moved_by_id=gone.id))
    save(make_printout(None, visit, user_id=gone.id), make_feed("x", visit=visit,
                                                                made_by_id=gone.id))  # fmt: skip
    told = make_told(HistoryEntry(user_id=gone.id, act="save_person"), "Ada")
    told.person_id = first.person_id
    save(told)
    administrator.post(f"/settings/users/{gone.id}/delete", data={"successor_id": ""})

    for page in ("", "/print", "/feeds", "/guests", f"/events/{event.id}/guests"):
        assert administrator.get(f"/visits/lyon{page}").status_code == 200, page
    for page in ("", "/feeds"):
        address = f"/people/{first.person_id}{page}"
        assert administrator.get(address).status_code in {200, 404}, page
    move = f"/visits/lyon/events/{event.id}/guests/{second.id}/move"
    assert administrator.get(move).status_code == 200
    assert administrator.get("/feeds").status_code in {200, 404}
