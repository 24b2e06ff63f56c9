"""What is erased is gone from every table and file, and nothing else is."""

import datetime as dt
import gzip
import sqlite3

import pytest
from sqlalchemy import func, select

from planner import storage
from planner.clock import utc_now
from planner.db import Base
from planner.models import (
    Audience,
    Delegate,
    Erasure,
    Event,
    Feed,
    FeedKind,
    FeedSnapshot,
    Guest,
    HistoryEntry,
    HistoryRow,
    HistoryValues,
    Kind,
    Move,
    Person,
    Printout,
    Representation,
    Tombstone,
    User,
)
from planner.rules.erasing_plan import FATES
from planner.services.erasing import hanging
from planner.services.erasing.erasing import erase
from planner.services.erasing.hanging import BATCH, StillNamed
from planner.services.erasing.nightly import empty_trash
from tests.erasing.worlds import (
    DAY,
    NOW,
    OVER,
    fill_worlds,
    nothing,
    put_into_trash,
    put_world_into_trash,
    rows_with,
    words_of,
)
from tests.factories import (
    make_assignment,
    make_delegate,
    make_delegation,
    make_event,
    make_feed,
    make_guest,
    make_move,
    make_person,
    make_printout,
    make_transfer,
    make_user,
    make_visit,
)
from tests.world import make_told

SHARED = {"municipality", "network", "office", "organisation", "partnership", "picture", "scheme"}
SHARED |= {"user", "user_session", "sign_in", "passkey", "venue", "shipped_key"}
SHARED |= {"history_look", "editing"}
SHARED |= {"stored_file"}  # one that is nobody's result, of a day


def test_all_of_a_visit_and_of_its_people_goes_and_nothing_of_others(any_app):
    one, _two = fill_worlds(any_app)
    put_world_into_trash(any_app, one)
    kept = rows_with(any_app, "KEPT")

    # by the true clock, as others of these rows were put into the trash
    assert empty_trash(now=utc_now(), step=nothing) == 7  # the rest with the visit

    assert {name.partition(".")[0] for name in words_of(any_app, "ERASED")} <= SHARED
    assert rows_with(any_app, "KEPT") == kept
    assert storage.open_file(f"job/{one.job.id}/ERASED/folder.pdf", now=OVER) is None


def test_of_what_hangs_on_erased_rows_none_is_left_without_them(any_app, rows):
    one, _two = fill_worlds(any_app)
    put_world_into_trash(any_app, one)
    erased = {"visit": [one.visit.id], "person": [one.person.id, one.companion.id]}

    empty_trash(now=NOW, step=nothing)

    for table, ids in erased.items():
        for key in FATES[table]:
            child, _, column = key.partition(".")
            naming = Base.metadata.tables[child].c[column]
            assert rows(select(naming).where(naming.in_(ids))) == [], key


@pytest.mark.parametrize("table", ["visit", "event", "delegation", "guest", "delegate", "person"])
def test_each_kind_of_row_goes_alone(any_app, rows, table):
    one, _two = fill_worlds(any_app)
    row = getattr(one, table)
    put_into_trash(any_app, row, at=OVER)

    empty_trash(now=NOW, step=nothing)

    assert rows(select(type(row)).where(type(row).id == row.id)) == []
    assert [(entry.table_name, entry.row_id) for entry in rows(select(Erasure))] == [
        (table, row.id)
    ]


def test_what_has_not_waited_for_its_days_stays(any_app, rows, keep):
    keep(make_person("Early", deleted_at=NOW - 30 * DAY + DAY / 24))
    keep(make_person("Here"))
    keep(make_person("Late", deleted_at=NOW - 30 * DAY))

    assert empty_trash(now=NOW, step=nothing) == 1

    assert rows(select(Person.given_name).order_by(Person.id)) == ["Early", "Here"]


def test_what_a_wrong_clock_deleted_in_the_future_begins_its_days_now(any_app, rows, keep):
    keep(make_person(deleted_at=NOW + 400 * DAY), make_person(deleted_at=NOW + DAY / 4))

    empty_trash(now=NOW, step=nothing)

    assert rows(select(Person.deleted_at).order_by(Person.id)) == [NOW, NOW + DAY / 4]


def test_a_person_leaves_what_is_still_planned_and_drivers_hear_of_it(any_app, rows, keep):
    ride = make_event(kind=Kind.TRANSFER, visit=make_visit())
    make_transfer(ride)
    gone, other = make_person("Gone"), make_person("Other")
    guest = make_guest(gone, ride)
    keep(
        guest, make_guest(other, ride, companion_of=guest), make_assignment(ride, gone),
        make_user(person=gone), make_feed(kind=FeedKind.PERSON, person=gone, visit=ride.visit),
    )  # fmt: skip
    before = ride.revised_at
    put_into_trash(any_app, gone, at=OVER)

    empty_trash(now=NOW, step=nothing)

    [left] = rows(select(Guest))
    assert (left.person_id, left.companion_of_id) == (other.id, None)
    assert rows(select(User.person_id)) == [None]
    assert rows(select(Feed)) == []
    [event] = rows(select(Event))
    assert event.revised_at > before


def test_who_represented_an_erased_person_comes_in_their_own_right(any_app, rows, keep):
    event, gone = make_event(), make_person()
    keep(
        make_guest(
            make_person("Otto"), event, represents=gone,
            representation=Representation.PLACE_OF_REPRESENTED,
        )
    )  # fmt: skip
    put_into_trash(any_app, gone, at=OVER)

    empty_trash(now=NOW, step=nothing)

    [guest] = rows(select(Guest))
    assert (guest.represents_id, guest.representation) == (None, Representation.OWN_RANK)


def test_a_guest_who_stood_beside_an_erased_one_is_placed_by_the_rules(any_app, rows, keep):
    event = make_event()
    anchor, guest = make_guest(make_person("Gone"), event), make_guest(make_person(), event)
    keep(anchor, guest, make_move(guest, anchor))
    put_into_trash(any_app, anchor, at=OVER)

    empty_trash(now=NOW, step=nothing)

    assert (len(rows(select(Guest))), rows(select(Move))) == (1, [])


def test_the_history_forgets_what_stood_in_a_row_and_not_what_was_done(any_app, rows, keep):
    gone, living = keep(make_person("Gone", "Ek")), keep(make_person("Living"))
    event = keep(make_event())
    entry = HistoryEntry(user=make_user(), act="save_person")
    told = [make_told(entry, f"{name} Ek") for name in ("Gone", "At event", "Living")]
    told[0].person_id, told[1].event_id, told[2].person_id = gone.id, event.id, living.id
    told[1].person_id = living.id
    keep(*told)
    put_into_trash(any_app, gone, event, at=OVER)

    empty_trash(now=NOW, step=nothing)

    kept = rows(select(HistoryRow).where(HistoryRow.entry_id == entry.id).order_by(HistoryRow.id))
    assert [(row.person_id, row.event_id) for row in kept] == [
        (None, None), (living.id, None), (living.id, None)
    ]  # fmt: skip
    assert [row.row_key for row in kept] == ["", "", "999"]
    assert [one.after for one in rows(select(HistoryValues))] == [{"notes": "Living Ek"}]
    assert entry.id in rows(select(HistoryEntry.id))


def test_a_merged_person_goes_and_the_log_still_says_who_it_is_now(any_app, rows, keep):
    kept = make_person("Kept")
    gone = keep(make_person("Gone", merged_into=kept))
    put_into_trash(any_app, gone, at=OVER)

    empty_trash(now=NOW, step=nothing)

    [erased] = rows(select(Erasure))
    assert (erased.row_id, erased.merged_into_id) == (gone.id, kept.id)


def test_the_log_of_printouts_loses_those_about_an_erased_person(any_app, rows, keep):
    user, visit = make_user(), make_visit()
    gone = keep(make_person())
    keep(make_printout(user, visit, chosen=f"size=a4&person={gone.id}"))
    keep(make_printout(user, visit, chosen=f"size=a4&person={gone.id}1"))
    put_into_trash(any_app, gone, at=OVER)

    empty_trash(now=NOW, step=nothing)

    assert rows(select(Printout.chosen)) == [f"size=a4&person={gone.id}1"]


def test_guests_stay_invited_when_their_delegation_is_erased(any_app, rows, keep):
    delegation = make_delegation()
    person = make_person()
    keep(make_guest(person, make_event(), delegation=delegation))
    keep(make_delegate(person, delegation=delegation))
    put_into_trash(any_app, delegation, at=OVER)

    empty_trash(now=NOW, step=nothing)

    assert rows(select(Guest.delegation_id)) == [None]
    assert rows(select(Delegate)) == []


def test_a_list_of_any_length_goes_in_batches(any_app, rows, keep):
    event = make_event(visit=make_visit())
    guests = [make_guest(make_person(), event) for _ in range(BATCH + 2)]
    keep(event, *guests)
    guests[1].companion_of = guests[BATCH + 1]
    put_into_trash(any_app, event.visit, at=OVER)
    steps = []

    empty_trash(now=NOW, step=lambda: steps.append(1))

    assert rows(select(func.count()).select_from(Guest)) == [0]
    assert len(steps) == 4  # guests twice, the event, the visit


def test_what_is_added_meanwhile_lets_a_row_wait_and_others_go(any_app, rows, keep, monkeypatch):
    first, second = keep(make_person("First")), keep(make_person("Second"))
    put_into_trash(any_app, first, second, at=OVER)
    event = keep(make_event())
    invited = []

    def somebody_invites(_table, ids):
        if not invited and first.id in ids:
            invited.append(keep(Guest(event_id=event.id, person_id=first.id)))

    monkeypatch.setattr(hanging, "before_act", somebody_invites)

    with pytest.raises(StillNamed):
        erase("person", [first.id], now=NOW, limit=NOW, step=nothing)
    assert len(rows(select(Person))) == 2
    assert empty_trash(now=NOW, step=nothing) == 2
    assert (rows(select(Person)), rows(select(Guest))) == ([], [])


SOME_DAY = "2098-05-04 10:00", "2098-05-04 11:00"


def make_coming_visit():
    """Return a visit whose feeds still serve."""
    return make_visit(last_day=dt.date(2099, 1, 1))


def test_feeds_keep_the_tombstone_of_an_erased_event_and_no_text(app, save, load, client):
    with app.app_context():
        visit = make_coming_visit()
        first = make_event(*SOME_DAY, title_en="SECRET", visit=visit, audience=Audience.GUESTS)
        save(make_feed(visit=visit, language="en"), first, make_event(*SOME_DAY, visit=visit))
        assert "SECRET" in client.get("/feeds/secret.ics").text
        first.deleted_at = NOW
        save(first)
        told = client.get("/feeds/secret.ics").text
        put_into_trash(app, first, at=OVER)

        empty_trash(now=NOW, step=nothing)

        assert [row.event_id for row in load(select(Tombstone))] == [-first.id]
        assert client.get("/feeds/secret.ics").text == told
        assert load(select(Event.id)) != [first.id]


def test_a_feed_that_nobody_fetched_since_forgets_the_text(app, save, client):
    with app.app_context():
        visit = make_coming_visit()
        first = make_event(*SOME_DAY, title_en="SECRET", visit=visit)
        save(make_feed(visit=visit, language="en"), first, make_event(*SOME_DAY, visit=visit))
        client.get("/feeds/secret.ics")
        assert words_of_snapshots(app)
        put_into_trash(app, first, at=OVER)

        empty_trash(now=NOW, step=nothing)

        assert not words_of_snapshots(app)
        again = save(make_event(id=first.id, title_en="ANOTHER", visit=make_visit()))
        assert again.id == first.id
        assert "SECRET" not in client.get("/feeds/secret.ics").text
        assert client.get("/feeds/secret.ics").text.count("BEGIN:VEVENT") == 1


def make_tombstone(number, name="feed/1", days=0, **values):
    """Return the tombstone of an event that was erased; its day is that many days from now."""
    defaults = {"sequence": 1, "sequence_offset": 1, "changed_at": OVER, "is_gone": True}
    defaults |= {"zones": "", "text": b"text", "leaves_on": NOW.date() + days * DAY}
    return Tombstone(name=name, event_id=number, sort_key=f"key {abs(number)}", **defaults | values)


def test_tombstones_of_erased_events_go_when_their_day_is_over_but_the_last(any_app, rows, keep):
    keep(make_event(id=7))
    keep(
        make_tombstone(-1), make_tombstone(-2), make_tombstone(-3, days=1),
        make_tombstone(-4, name="feed/2"), make_tombstone(-5, name="feed/2"),
        make_tombstone(7, days=-9),
    )  # fmt: skip

    empty_trash(now=NOW, step=nothing)

    assert sorted(rows(select(Tombstone.event_id))) == [-5, -3, 7]


def test_a_tombstone_takes_the_place_of_one_with_the_same_number(any_app, rows, keep):
    event = keep(make_event(id=7))
    keep(
        make_tombstone(-7, days=1), make_tombstone(7, days=9), make_tombstone(-7, "feed/2", 1),
        make_tombstone(7, "feed/3", 1, is_gone=False),
    )  # fmt: skip
    put_into_trash(any_app, event, at=OVER)

    empty_trash(now=NOW, step=nothing)

    left = rows(select(Tombstone).order_by(Tombstone.name))
    assert [(one.name, one.event_id, (one.leaves_on - NOW.date()).days) for one in left] == [
        ("feed/1", -7, 9),
        ("feed/2", -7, 1),
    ]


def words_of_snapshots(app):
    """Return what feeds have served, as far as it says what is secret."""
    with app.extensions["sessionmaker"]() as own:
        bodies = own.scalars(select(FeedSnapshot.gzipped)).all()
    return [body for body in bodies if body and b"SECRET" in gzip.decompress(body)]


def test_not_a_byte_of_an_erased_person_is_left_in_the_file(app, settings):
    path = settings["DATABASE_URL"].removeprefix("sqlite:///")
    with app.app_context():
        one, _two = fill_worlds(app)
        assert b"ERASED[person.notes]" in whole_file(app, path)
        put_world_into_trash(app, one)

        empty_trash(now=NOW, step=nothing)

        left = whole_file(app, path)
        assert b"ERASED[person." not in left
        assert b"ERASED[guest." not in left
        assert b"KEPT[person.notes]" in left


def whole_file(app, path):
    """Return all bytes of a database, once its journal has gone into it."""
    app.extensions["sessionmaker"].kw["bind"].dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with open(path, "rb") as file:
        return file.read()
