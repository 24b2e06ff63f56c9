"""The nightly work: when it is done, what it deletes, and what wrong clocks do to it."""

import datetime as dt
import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from planner.models import Erasure, Feed, Guest, Housekeeping, Person, UserSession, Visit
from planner.printing.typesetting import previews
from planner.rules.retention import (
    ClockReading,
    is_steady,
    is_time_to_erase,
    next_reading,
)
from planner.services.accounts.sign_ins import purge_access
from planner.services.erasing.hanging import BATCH
from planner.services.erasing.nightly import empty_trash
from planner.services.feed_expiry import purge_feeds
from planner.services.housekeeping import erase_if_due, keep_statistics
from planner.services.places.pictures import sweep_pictures
from tests.erasing.worlds import DAY, NOW, OVER, nothing, put_into_trash
from tests.factories import (
    LONG_AGO,
    make_event,
    make_feed,
    make_guest,
    make_person,
    make_picture,
    make_user,
    make_visit,
)

HOUR = dt.timedelta(hours=1)
BERLIN = "Europe/Berlin"
THREE = dt.datetime(2026, 11, 28, 2, 0, tzinfo=dt.UTC)  # three in the morning in Berlin
NAME = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("last", "now", "is_time"),
    [
        (None, THREE, True),
        (THREE, THREE + HOUR, False),
        (THREE, THREE + 23 * HOUR, False),
        (THREE, THREE + DAY, True),
        (THREE - HOUR / 60, THREE, True),  # that of the night before, late
        (THREE, THREE + 40 * DAY, True),  # the machine was off
        (THREE + 6 * HOUR, THREE, False),  # a clock was ahead
        (THREE + 400 * DAY, THREE, True),  # and far ahead: nothing waits for it
    ],
)
def test_the_trash_is_emptied_once_a_night_or_later(last, now, is_time):
    assert is_time_to_erase(last, now, BERLIN) is is_time


def test_night_is_that_of_the_office():
    assert not is_time_to_erase(THREE, THREE + DAY - HOUR / 60, BERLIN)
    assert is_time_to_erase(THREE - 3 * HOUR, THREE + 7 * HOUR, "America/Chicago")
    assert not is_time_to_erase(THREE - 3 * HOUR, THREE + 6 * HOUR, "America/Chicago")


def readings(*moments):
    """Return what is known of a clock that showed these moments."""
    reading = None
    for moment in moments:
        reading = next_reading(reading, moment)
    return reading


@pytest.mark.parametrize(
    ("shown", "steady"),
    [
        ([NOW], False),
        ([NOW + HOUR * hour for hour in range(7)], True),
        ([NOW + HOUR * hour for hour in range(6)], False),
        ([NOW - DAY, NOW, NOW + 400 * DAY], False),  # ahead for a minute
        ([NOW - DAY, NOW, NOW + 400 * DAY, NOW], False),  # and back
        ([NOW - DAY, NOW, NOW - 6 * HOUR], True),  # back by hours: nothing is erased too early
        ([NOW - 9 * DAY, NOW, NOW + 5 * HOUR], False),  # it was off
        ([NOW - 9 * DAY, NOW, NOW + 6 * HOUR], True),
    ],
)
def test_a_clock_that_has_jumped_proves_itself_for_hours(shown, steady):
    assert is_steady(readings(*shown)) is steady


def steady(at=NOW):
    """What is known of a clock that goes right."""
    return Housekeeping(id=1, clock_seen_at=at - HOUR, clock_steady_since=at - 7 * DAY)


def test_the_night_erases_and_is_over_then(any_app, rows, keep):
    first, second = keep(make_person()), keep(make_person())
    keep(steady())
    put_into_trash(any_app, first, at=OVER)

    assert erase_if_due(now=NOW, step=nothing)
    put_into_trash(any_app, second, at=OVER)
    assert not erase_if_due(now=NOW + HOUR, step=nothing)
    assert rows(select(Person.id)) == [second.id]

    for hour in range(2, 25):
        erase_if_due(now=NOW + hour * HOUR, step=nothing)
    assert rows(select(Person)) == []
    assert len(rows(select(Erasure))) == 2


def test_a_clock_that_jumps_ahead_erases_nothing(any_app, rows, keep, caplog):
    person = keep(make_person())
    keep(steady())
    put_into_trash(any_app, person, at=NOW - DAY)

    assert not erase_if_due(now=NOW + 400 * DAY, step=nothing)
    assert not erase_if_due(now=NOW + HOUR, step=nothing)

    assert len(rows(select(Person))) == 1
    assert caplog.text.count("The clock has jumped") == 2


def test_a_new_planner_waits_until_its_clock_is_known(any_app, rows, keep):
    put_into_trash(any_app, keep(make_person()), at=OVER)

    done = [erase_if_due(now=NOW + hour * HOUR, step=nothing) for hour in range(8)]

    assert done == [False] * 6 + [True, False]
    assert rows(select(Person)) == []


def test_the_journal_of_sqlite_is_empty_after_the_night(app, within, save, settings):
    journal = Path(f"{settings['DATABASE_URL'].removeprefix('sqlite:///')}-wal")
    put_into_trash(app, save(make_person(notes="internal")), at=OVER)
    save(steady())
    assert journal.stat().st_size > 0

    erase_if_due(now=NOW, step=nothing)

    assert journal.stat().st_size < 10_000  # the note that it is done


class Killed(BaseException):
    """The process is gone."""


def test_sqlite_learns_how_its_tables_are_filled(app, within, save, engine):
    save(make_guest(), make_guest())

    keep_statistics()

    with engine.connect() as connection:
        statistics = connection.exec_driver_sql("SELECT idx, stat FROM sqlite_stat1").all()
    assert dict(map(tuple, statistics))["ix_guest_person_id"] == "2 1"


def test_what_was_killed_goes_on_the_next_hour(any_app, rows, keep):
    event = make_event(visit=make_visit())
    keep(event, *(make_guest(make_person(), event) for _ in range(2 * BATCH + 1)), steady())
    put_into_trash(any_app, event.visit, at=OVER)

    for hour, left in ((0, BATCH + 1), (1, 1)):
        with pytest.raises(Killed):
            erase_if_due(now=NOW + hour * HOUR, step=killed)
        assert rows(select(func.count()).select_from(Guest)) == [left]
        assert rows(select(Erasure)) == []
    assert erase_if_due(now=NOW + 2 * HOUR, step=nothing)

    assert (rows(select(Guest)), rows(select(Visit)), len(rows(select(Erasure)))) == ([], [], 1)


def killed():
    raise Killed


def touch(path, age):
    """Write a file that is so old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    moment = (NOW - age).timestamp()
    os.utime(path, (moment, moment))


def test_files_of_pictures_that_no_row_names_go(app, save, within):
    folder = Path(app.config["MEDIA_FOLDER"])
    save(make_picture(name=NAME))
    other = NAME[::-1]
    kept = [
        f"{NAME}-small.webp", f"{other}-medium.webp", "city-arms.svg", "README-small.webp",
    ]  # fmt: skip
    gone = [f"{other}-small.webp", f"{other}-large.webp", f"{NAME}-small.{'a' * 16}"]
    for name in (*kept, *gone):
        touch(folder / name, 2 * DAY)
    touch(folder / kept[1], HOUR)  # somebody may be uploading it
    touch(folder / gone[1], -40 * DAY)  # a clock was wrong

    assert sweep_pictures(now=NOW) == 3

    assert sorted(path.name for path in folder.iterdir()) == sorted(kept)


def test_pictures_of_erased_events_leave_the_disk_and_shared_ones_stay(any_app, keep):
    folder = Path(any_app.config["MEDIA_FOLDER"])
    other = NAME[::-1]
    for name in (NAME, other):
        touch(folder / f"{name}-small.webp", DAY)
    gone = [make_event(picture=make_picture(name=name)) for name in (NAME, NAME, other)]
    keep(*gone, make_event(picture=make_picture(name=other)))
    put_into_trash(any_app, *gone, at=OVER)

    empty_trash(now=NOW, step=nothing)

    assert [path.name for path in folder.iterdir()] == [f"{other}-small.webp"]


def test_previews_go_a_day_after_somebody_looked_at_them(tmp_path):
    keys = [f"{number}" * 64 for number in range(4)]
    touch(tmp_path / f"{keys[0]}.png", 25 * HOUR)
    touch(tmp_path / f"{keys[1]}.png", 23 * HOUR)
    touch(tmp_path / f"{keys[2]}.12-345", 25 * HOUR)
    touch(tmp_path / f"{keys[3]}.png", -40 * DAY)
    touch(tmp_path / "typefaces" / "sans.woff2", 40 * DAY)
    touch(tmp_path / "of-somebody-else.png", 40 * DAY)

    previews.purge(str(tmp_path), NOW)
    previews.purge(str(tmp_path / "nowhere"), NOW)

    left = sorted(path.name for path in tmp_path.rglob("*.*"))
    assert left == [f"{keys[1]}.png", "of-somebody-else.png", "sans.woff2"]


def test_sessions_that_are_over_go_and_those_of_a_wrong_clock(any_app, rows, keep):
    user = make_user()
    ages = {"new": HOUR, "over": 12 * HOUR, "ahead": -6 * HOUR, "next year": -365 * DAY}
    for name, age in ages.items():
        keep(UserSession(user=user, token_hash=name, started_at=NOW - age, agent=""))

    purge_access(NOW)

    assert sorted(rows(select(UserSession.token_hash))) == ["ahead", "new"]


def test_feeds_go_when_they_have_said_for_a_month_that_they_are_over(any_app, rows, keep):
    month = 30 * DAY
    coming, past = make_visit(last_day=NOW.date()), make_visit(last_day=NOW.date() - 89 * DAY)
    ends = {
        "serves": {},
        "just ended": {"revoked_at": NOW - month + HOUR},
        "ended": {"revoked_at": NOW - month},
        "wiping": {"revoked_at": NOW - 2 * month, "wiped_until": NOW - month + HOUR},
        "wiped": {"revoked_at": NOW - 2 * month, "wiped_until": NOW - month},
        "wrong clock": {"revoked_at": NOW + 400 * DAY, "wiped_until": NOW + 428 * DAY},
    }
    for name, values in ends.items():
        keep(make_feed(name, visit=coming, label=name, **values))
    keep(make_feed("past", visit=past, label="past"))

    assert purge_feeds(now=NOW) == 3

    assert sorted(rows(select(Feed.label))) == ["just ended", "serves", "wiping", "wrong clock"]
    mended = rows(select(Feed).where(Feed.label == "wrong clock"))[0]
    assert (mended.revoked_at, mended.wiped_until) == (NOW, NOW + 28 * DAY)


def test_the_clock_is_noted_each_time(any_app, rows):
    erase_if_due(now=LONG_AGO, step=nothing)
    erase_if_due(now=LONG_AGO + HOUR, step=nothing)

    [row] = rows(select(Housekeeping))
    known = ClockReading(row.clock_seen_at, row.clock_steady_since)
    assert known == ClockReading(LONG_AGO + HOUR, LONG_AGO)
