"""Acts on feeds: what they store, and that a refused one leaves nothing half written."""

import datetime as dt
import threading

import icalendar
import pytest
from sqlalchemy import delete, event, func, select

from planner import create_app
from planner.feeds.feed_readers import FeedReader
from planner.feeds.rendered_events import MAX_RENDERED_UNDER_LOCK
from planner.models import Duty, Event, Feed, FeedKind, FeedSnapshot, RenderedEvent, RoleName
from planner.queries.feeds import feeds as queries
from planner.rules import NotFound, RuleBroken
from planner.rules.users import hash_token
from planner.services import feeds as acts
from tests.conftest import basic_settings
from tests.factories import (
    LONG_AGO,
    make_assignment,
    make_event,
    make_feed,
    make_guest,
    make_municipality,
    make_person,
    make_user,
    make_venue,
    make_visit,
)

NOW = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
PHONE = {"label": "Phone", "language": "en", "now": NOW}


@pytest.fixture(autouse=True)
def acting(app):
    """Let acts run as in a request, on a day before the visits of these tests."""
    app.config["TODAY"] = NOW.date()
    with app.app_context():
        yield


@pytest.fixture
def user(user_with):
    """Somebody who may make feeds."""
    return user_with(RoleName.ORGANISER)


def tokens(feeds):
    """Return what is kept of the tokens of feeds."""
    return [feed.token_hash for feed in feeds]


def test_feed_is_made_with_a_token_of_which_the_hash_is_kept(save, load, user):
    visit = save(make_visit())

    _, token = acts.make_feed(FeedKind.VISIT, {"visit_id": visit.id}, user=user, **PHONE)

    [feed] = load(select(Feed))
    kept = feed.kind, feed.visit_id, feed.label, feed.language, feed.made_by_id, feed.made_at
    assert kept == (FeedKind.VISIT, visit.id, "Phone", "en", user.id, NOW)
    assert feed.token_hash == hash_token(token)


def gone(save):
    """Return subjects of which something is not there any more."""
    visit, deleted = save(make_visit()), save(make_visit(deleted_at=LONG_AGO))
    guest = save(make_guest(make_person(deleted_at=LONG_AGO), make_event(visit=visit)))
    return [
        (FeedKind.GUESTS, {"visit_id": deleted.id}),
        (FeedKind.GUESTS, {"visit_id": 999}),
        (FeedKind.PERSON, {"visit_id": visit.id, "person_id": guest.person_id}),
        (FeedKind.VENUE, {"venue_id": 999}),
        (FeedKind.USER, {"user_id": 999}),
    ]


def test_feed_of_what_is_gone_is_not_made(save, load, user):
    for kind, subject in gone(save):
        with pytest.raises(NotFound):
            acts.make_feed(kind, subject, user=user, **PHONE)

    assert load(select(Feed)) == []


def test_feed_is_made_only_of_somebody_with_that_part_in_the_visit(save, load, user):
    visit, other = save(make_visit()), make_visit()
    tour, elsewhere = make_event(visit=visit), make_event(visit=other)
    guest, stranger = (
        save(make_guest(make_person(), tour)),
        save(make_guest(make_person(), elsewhere)),
    )
    driver = save(make_assignment(tour, make_person(), duty=Duty.DRIVER))
    wanted = [
        (FeedKind.PERSON, guest.person_id, True),
        (FeedKind.PERSON, stranger.person_id, False),
        (FeedKind.PERSON, driver.person_id, False),
        (FeedKind.TRANSFERS, driver.person_id, True),
        (FeedKind.TRANSFERS, guest.person_id, False),
        (FeedKind.INTERPRETATION, driver.person_id, False),
    ]

    for kind, person_id, is_right in wanted:
        subject = {"visit_id": visit.id, "person_id": person_id}
        if is_right:
            acts.make_feed(kind, subject, user=user, **PHONE)
        else:
            with pytest.raises(NotFound):
                acts.make_feed(kind, subject, user=user, **PHONE)

    made = [(feed.kind, feed.person_id) for feed in load(select(Feed).order_by(Feed.id))]
    assert made == [(kind, person_id) for kind, person_id, is_right in wanted if is_right]


def test_feed_of_a_visit_that_is_long_over_is_refused_with_a_sentence(save, load, user):
    visit = save(make_visit())
    entry = PHONE | {"now": NOW + dt.timedelta(days=99)}

    with pytest.raises(RuleBroken, match="This visit is over"):
        acts.make_feed(FeedKind.GUESTS, {"visit_id": visit.id}, user=user, **entry)

    assert load(select(Feed)) == []


def test_s05_second_feed_with_a_label_is_refused_and_the_first_stays(save, load, user):
    first = save(make_feed(label="phone", visit=make_visit()))

    with pytest.raises(RuleBroken, match="There is an address"):
        acts.make_feed(FeedKind.GUESTS, {"visit_id": first.visit_id}, user=user, **PHONE)

    assert tokens(load(select(Feed))) == [first.token_hash]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def shared(request, tmp_path_factory):
    """A planner that threads write to at once, on each of the databases."""
    settings = basic_settings(tmp_path_factory.mktemp("shared") / "shared.sqlite")
    if request.param == "postgres":
        settings["DATABASE_URL"] = request.getfixturevalue("postgres").create_database()
    app = create_app(settings)
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


def test_s05_of_two_who_make_the_same_feed_at_once_one_is_refused(shared):
    with shared.extensions["sessionmaker"](expire_on_commit=False) as session:
        venue, user = make_venue(), make_user()
        session.add_all([venue, user])
        session.commit()
    barrier, refused = threading.Barrier(4), []

    def make():
        barrier.wait()
        with shared.app_context():
            try:
                acts.make_feed(FeedKind.VENUE, {"venue_id": venue.id}, user=user, **PHONE)
            except RuleBroken as broken:
                refused.append(broken)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with shared.extensions["sessionmaker"]() as session:
        assert session.scalar(select(func.count(Feed.id))) == 1
    assert len(refused) == 3


def test_renewed_feed_has_another_token_and_the_old_one_empties_devices(save, load, user):
    old = save(make_feed(visit=make_visit(), label="Tablet", language="de"))

    _, token = acts.renew_feed(old.id, user=user, now=NOW)

    [wiped, new] = load(select(Feed).order_by(Feed.id))
    assert (wiped.revoked_at, wiped.wiped_until) == (NOW, NOW + dt.timedelta(days=28))
    assert (new.visit_id, new.label, new.language, new.token_hash) == (
        old.visit_id, "Tablet", "de", hash_token(token),
    )  # fmt: skip


def test_feed_is_ended_or_wiped(save, load, user):
    visit = make_visit()
    feeds = [save(make_feed(name, visit=visit)) for name in ("ended", "wiped", "other")]

    acts.end_feed(feeds[0].id, user=user, now=NOW)
    acts.wipe_feed(feeds[1].id, user=user, now=NOW)

    assert [
        (feed.revoked_at, feed.wiped_until) for feed in load(select(Feed).order_by(Feed.id))
    ] == [(NOW, None), (NOW, NOW + dt.timedelta(days=28)), (None, None)]


@pytest.mark.parametrize("name", ["renew_feed", "end_feed", "wipe_feed"])
def test_feed_that_is_not_there_or_somebody_elses_is_not_found_and_stays(
    save, load, user, user_with, name
):
    reader = user_with(RoleName.READER)
    ended = save(make_feed("ended", visit=make_visit(), revoked_at=LONG_AGO))
    of_visit = save(make_feed("visit", visit=make_visit()))
    of_user = save(make_feed("user", kind=FeedKind.USER, user_id=reader.id))
    deleted = save(make_feed("deleted", visit=make_visit(deleted_at=LONG_AGO)))
    long_ago = {"first_day": dt.date(2026, 3, 1), "last_day": dt.date(2026, 3, 2)}
    over = save(make_feed("over", visit=make_visit(**long_ago)))
    asked = [(ended, user), (of_visit, reader), (of_user, user), (deleted, user), (over, user)]

    for feed, who in asked:
        with pytest.raises(NotFound):
            getattr(acts, name)(feed.id, user=who, now=NOW)
    with pytest.raises(NotFound):
        getattr(acts, name)(999, user=user, now=NOW)

    assert {feed.revoked_at for feed in load(select(Feed))} == {LONG_AGO, None}
    assert len(load(select(Feed))) == len(asked)


def test_who_made_a_feed_but_may_no_more_ends_it_and_does_not_renew_it(save, load, user_with):
    reader = user_with(RoleName.READER)
    feed = save(make_feed(visit=make_visit(), made_by_id=reader.id))

    with pytest.raises(NotFound):
        acts.renew_feed(feed.id, user=reader, now=NOW)
    assert [feed.revoked_at for feed in load(select(Feed))] == [None]
    acts.end_feed(feed.id, user=reader, now=NOW)

    assert [feed.revoked_at for feed in load(select(Feed))] == [NOW]


def test_only_one_of_two_renewals_succeeds(save, load, user):
    feed = save(make_feed(visit=make_visit()))
    acts.renew_feed(feed.id, user=user, now=NOW)

    with pytest.raises(NotFound):
        acts.renew_feed(feed.id, user=user, now=NOW)

    assert len(load(select(Feed))) == 2


def test_feed_and_municipality_that_are_gone_are_not_published(load):
    with pytest.raises(NotFound):
        acts.publish_feed(999, now=NOW)
    with pytest.raises(NotFound):
        acts.publish_highlights("en", 999, now=NOW)

    assert load(select(FeedSnapshot)) == []


def test_highlights_of_a_municipality_are_published_under_its_name(save, load):
    town = save(make_municipality("Lyon"))

    served = acts.publish_highlights("en", town.id, now=NOW)

    assert icalendar.Calendar.from_ical(served.body)["NAME"] == "Stadt Iserlohn: Lyon"
    assert load(select(FeedSnapshot.name)) == [f"highlights/en/{town.id}"]


@pytest.fixture
def committed_parts(app, engine):
    """How many parts others see before each commit."""
    seen = []

    def note(_connection):
        with app.extensions["asking"].connect() as other:
            seen.append(other.scalar(select(func.count()).select_from(RenderedEvent)))

    event.listen(engine, "commit", note)
    yield seen
    event.remove(engine, "commit", note)


def crowd(save, app):
    """Save more events than get their parts under one lock, with no part; return their feed."""
    number = MAX_RENDERED_UNDER_LOCK * 2 + 1
    feed = save(make_feed(visit=make_visit(events=[make_event() for _ in range(number)])))
    with app.extensions["sessionmaker"]() as session:
        session.execute(delete(RenderedEvent))
        session.commit()
    return feed, number


def test_many_missing_parts_are_written_a_few_under_each_lock(save, app, committed_parts):
    feed, number = crowd(save, app)
    committed_parts.clear()

    served = acts.publish_feed(feed.id, now=NOW)

    assert served.body.count(b"BEGIN:VEVENT") == number
    assert committed_parts == [0, MAX_RENDERED_UNDER_LOCK, MAX_RENDERED_UNDER_LOCK * 2, number]


def test_parts_that_a_file_lacks_are_written_for_the_next_one(save, app, load, count_queries):
    _, number = crowd(save, app)
    wanted = {"language": "en", "reader": FeedReader.GUESTS}

    with app.app_context():
        first = acts.export_calendar("Lyon", queries.NOT_DELETED, **wanted)
    with app.app_context(), count_queries() as asked:
        again = acts.export_calendar("Lyon", queries.NOT_DELETED, **wanted)

    assert (first.count(b"BEGIN:VEVENT"), again) == (number, first)
    assert len(load(select(RenderedEvent.event_id))) == number
    assert len(asked) == 1


def test_file_without_events_has_the_date_that_is_given(save):
    written = acts.export_calendar(
        "Lyon", Event.id == 999, language="en", reader=FeedReader.GUESTS, changed_at=NOW
    )

    assert icalendar.Calendar.from_ical(written)["LAST-MODIFIED"].dt == NOW


def test_fetch_is_noted_at_its_feed_and_at_no_other(save, load):
    visit = make_visit()
    feed, _ = save(make_feed(visit=visit)), save(make_feed("other", visit=visit))

    acts.note_fetch(feed.id, agent="Google", now=NOW)

    assert [
        (feed.last_fetched_at, feed.last_agent) for feed in load(select(Feed).order_by(Feed.id))
    ] == [(NOW, "Google"), (None, "")]
