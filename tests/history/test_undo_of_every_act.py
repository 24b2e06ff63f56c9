"""Whatever act is done and taken back: every column of every table says what it said before."""

import datetime as dt

import pytest
from sqlalchemy import event, select

from planner.clock import utc_now
from planner.confidentiality import SeesAll, reading_as, seeing_all
from planner.db import Base, session, standalone_engine
from planner.models import (
    Delegate,
    Duty,
    FormerOffices,
    Guest,
    HistoryEntry,
    Kind,
    Level,
    PointKind,
    Reply,
    Role,
    RoleName,
    SchemeEntry,
    Side,
    User,
)
from planner.rules.guests.invitations import TypedGuest
from planner.rules.history.followed import FOLLOWED, followed_fields
from planner.rules.history.undo import Reason
from planner.rules.history.values import to_stored
from planner.services.accounts.users import save_user
from planner.services.guests import delegations, invitations
from planner.services.history.planning import plan_undo
from planner.services.history.undoing import Contradicted, undo_entry
from planner.services.people import people
from planner.services.people.merging import merge_people
from planner.services.places import partners, places
from planner.services.precedence import moves, offices, schemes
from planner.services.programme import assignments, briefings, events, visits
from planner.services.trash import delete_row, restore_row
from tests.both_databases import DATABASES
from tests.factories import make_person, make_user
from tests.history.more_acts import MORE_ACTS
from tests.world import SOON, all_rows, fill, make_world, mark

NOW = utc_now()
KIND = next(iter(PointKind))


@pytest.fixture(params=DATABASES)
def either(request):
    """An application with an empty database of each kind."""
    return request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")


@pytest.fixture
def world(either):
    world = make_world("undo")
    world.stranger = make_person()
    world.boss, world.spare = make_user("Boss"), make_user("Spare")
    fill(either, [mark(row, "plain ") for row in all_rows(world)])
    for user in (world.user, world.boss, world.spare):
        give_role(either, user)
    with either.app_context(), reading_as(world.boss.id):
        yield world


def give_role(app, user):
    """Let a user be an administrator."""
    with app.extensions["sessionmaker"]() as own:
        own.get_one(User, user.id).roles = [
            own.scalars(select(Role).where(Role.name == RoleName.ADMINISTRATOR)).one()
        ]
        own.commit()


def fresh(row):
    """Return a row as a view has loaded it."""
    return session.get_one(type(row), row.id)


def state_now():
    """Return all that is followed of all rows, by table and key; rows in the trash by nothing.

    As it is committed: also what an act began with that is about to be.
    """
    found = {}
    with standalone_engine().connect() as connection, seeing_all(SeesAll.HISTORY):
        for name in sorted(FOLLOWED):
            table = Base.metadata.tables[name]
            for row in connection.execute(select(table)).mappings():
                if row.get("deleted_at") is None:
                    key = name, tuple(row[column.name] for column in table.primary_key)
                    found[key] = {field: row[field] for field in followed_fields(name)}
    return found


def state():
    """Return the same after what was read is given back."""
    session.rollback()
    return state_now()


def latest():
    return session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()


def typed(**values):
    return TypedGuest(**values)


NEW_SCHEME = {
    **{"name_de": "Neu", "name_en": "New", "as_of": SOON, "is_default": False},
    **{"keeps_delegations_together": False, "former_offices": FormerOffices.NOT},
}
ACTS = {
    "an edited person": lambda w: people.save_person(
        fresh(w.person), {"given_name": "Neu", "notes": "x"}, forms_of_address={}, seen=1
    ),
    "a new person": lambda w: people.save_person(
        type(w.person)(), {"given_name": "Neu", "family_name": "Da"}, forms_of_address={}, seen=0
    ),
    "a term that is gone": lambda w: people.delete_term(w.person.id, w.term.id),
    "a deleted person": lambda w: delete_row(type(w.newcomer), w.newcomer.id, now=NOW),
    "a restored person": lambda w: restore_row(
        type(w.person), w.trashed[-1].id, name="x", now=NOW
    ),
    "an edited event": lambda w: events.save_event(
        fresh(w.event), {"title_en": "Other", "is_highlight": True, "slug": ""}, seen=1
    ),
    "another address of an event": lambda w: events.save_event(
        fresh(w.event), {"title_en": "Other", "is_highlight": True, "slug": "other"}, seen=1
    ),
    "a moved event": lambda w: events.move_event(
        fresh(w.event), dt.datetime.combine(SOON, dt.time(9)), seen=1
    ),
    "a cancelled event": lambda w: events.cancel_event(fresh(w.event), seen=1),
    "a deleted event": lambda w: delete_row(type(w.event), w.event.id, now=NOW),
    "a transfer of another kind": lambda w: events.save_event(
        fresh(w.internal), {"kind": Kind.MEETING, "slug": ""}, transfer=None, seen=1
    ),
    "a briefing": lambda w: briefings.save_briefing(
        fresh(w.event), aim="a", desired_outcome="b", points={KIND: ["c"]}, seen=1
    ),
    "an edited visit": lambda w: visits.save_visit(
        fresh(w.visit), {"title_de": "Anders", "slug": "anders"}, seen=1
    ),
    "a deleted visit": lambda w: delete_row(type(w.visit), w.visit.id, now=NOW),
    "a reply": lambda w: invitations.note_reply(
        fresh(w.event), w.guest.id, Reply.DECLINED, seen=Reply.OPEN, now=NOW
    ),
    "a seat": lambda w: invitations.save_guest(
        fresh(w.event), w.guest.id, typed(seat="7", delegation_id=w.delegation.id), seen=1, now=NOW
    ),
    "an invitation": lambda w: invitations.invite_person(
        w.newcomer.id, fresh(w.visit), [w.event.id, w.internal.id], typed(), now=NOW
    ),
    "an invitation of somebody new": lambda w: invitations.invite_new_person(
        {"given_name": "Neu", "family_name": "Da"}, fresh(w.visit), [w.event.id], typed(), now=NOW
    ),
    "an invited delegation": lambda w: invitations.invite_delegation(
        fresh(w.visit), w.delegation.id, [w.delegate.id, w.second.id], [w.internal.id]
    ),
    "a deleted guest": lambda w: delete_row(Guest, w.guest.id, now=NOW),
    "a move": lambda w: moves.move_guest(
        fresh(w.event), w.with_guest.id, anchor_id=w.guest.id, side=Side.BEFORE, reason="so",
        seen=1, user=w.boss, now=NOW,
    ),
    "a move that is undone": lambda w: moves.undo_move(fresh(w.event), w.with_guest.id, seen=1),
    "a delegation": lambda w: delegations.save_delegation(
        fresh(w.visit), {"name_de": "Neu", "name_en": "New"}
    ),
    "a new delegate": lambda w: delegations.add_delegate(
        fresh(w.visit), w.delegation.id, w.stranger.id
    ),
    "another leader": lambda w: delegations.save_delegate(
        fresh(w.visit), w.delegation.id, w.second.id, {"is_leader": True}, seen=1
    ),
    "another place in a delegation": lambda w: delegations.move_delegate(
        fresh(w.visit), w.delegation.id, w.second.id, -1
    ),
    "a deleted leader": lambda w: delete_row(Delegate, w.delegate.id, now=NOW),
    "a duty": lambda w: assignments.assign_person(
        fresh(w.event), w.newcomer.id, Duty.INTERPRETER, "de en"
    ),
    "a duty that has ended": lambda w: assignments.release_assignment(
        fresh(w.event), w.assignment.id
    ),
    "a partnership": lambda w: partners.add_partnership(
        w.municipality.id, w.unused[0].id, {"since": 2001}
    ),
    "a partnership that is gone": lambda w: partners.delete_partnership(
        w.municipality.id, w.partnership.id
    ),
    "a network": lambda w: places.save_network(
        fresh(w.network), {"name": "Neu"}, member_ids=[w.other.id], seen=1
    ),
    "a venue": lambda w: places.save_venue(fresh(w.venue), {"name_de": "Neu"}, seen=1),
    "a deleted venue": lambda w: places.delete_place(fresh(w.unused[2])),
    "an office": lambda w: offices.save_office(
        fresh(w.office), {"title_en": "Neu"}, seen=1, today=SOON
    ),
    "a deleted office": lambda w: offices.delete_office(fresh(w.unused[4])),
    "a scheme": lambda w: schemes.add_scheme(
        NEW_SCHEME, copy_of=w.version.id
    ),
    "an entry of a scheme": lambda w: schemes.add_entry(
        fresh(w.scheme), SchemeEntry(level=Level.FEDERAL), today=SOON
    ),
    "an entry that is removed": lambda w: schemes.remove_entry(
        fresh(w.scheme), w.entry.id, seen=1, today=SOON
    ),
    "a deleted scheme": lambda w: schemes.delete_scheme(fresh(w.unused[5])),
    "another role": lambda w: save_user(
        fresh(w.spare), name="New", role=RoleName.READER, active=True
    ),
    "a merge of two people": lambda w: merge_people(
        w.person.id, w.companion.id, choices={}, not_kept="", seen=(1, 1), may_move_account=True,
        now=NOW,
    ),
    "a merge the other way round": lambda w: merge_people(
        w.companion.id, w.person.id, choices={}, not_kept="", seen=(1, 1), may_move_account=True,
        now=NOW,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_what_is_taken_back_is_as_it_was_and_can_be_done_again(name, world):
    before = state()
    ACTS[name](world)
    after, entry = state(), latest().id
    assert after != before, "nothing happened"

    take_back(entry, world)

    assert differing(before, state()) == {}
    take_back(latest().id, world)
    assert differing(after, state()) == {}


def take_back(entry_id, world):
    """Take an entry back; tell what stands in the way if something does."""
    try:
        undo_entry(entry_id, user=fresh(world.boss), now=utc_now())
    except Contradicted as raised:
        told = [
            (one.part.row.table_name, one.part.field, one.reason) for one in raised.plan.obstacles
        ]
        raise AssertionError(told) from raised


def differing(one, other):
    """Return what differs between two states."""
    return {
        key: (one.get(key), other.get(key))
        for key in one.keys() | other.keys()
        if one.get(key) != other.get(key)
    }


STAYS = {Reason.FINAL, Reason.UNKNOWN}  # it has happened, or has a page of its own to end it


@pytest.mark.parametrize("name", MORE_ACTS)
def test_all_other_acts_are_taken_back_but_what_stays_once_it_is_done(name, either, world):
    began = []
    listen = either.extensions["sessionmaker"], "before_commit", lambda _: began.append(state_now())
    event.listen(*listen)
    MORE_ACTS[name](world)
    event.remove(*listen)
    before, user = began[-1], fresh(world.boss)

    plan = plan_undo(session, latest().id, user)
    assert {one.reason for one in plan.obstacles} <= STAYS
    parts = [one.key for one in plan.possible]
    if parts:
        undo_entry(latest().id, user=user, only=parts, now=utc_now())

    stays = {(one.part.row.table_name, one.part.row.row_key) for one in plan.obstacles}
    assert [
        place for place in map(place_of, differing(before, state())) if place not in stays
    ] == []


def place_of(key):
    """Return the table and the key of a row as the history writes them."""
    return key[0], "/".join(str(to_stored(part)) for part in key[1])
