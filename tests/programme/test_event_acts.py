"""Acts on events, visits, briefings and the bin: what they save, refuse and leave alone."""

import datetime as dt

import icalendar
import pytest
from sqlalchemy import inspect, select

from planner.db import session
from planner.models import (
    Audience,
    Event,
    Guest,
    Kind,
    OldSlug,
    PointKind,
    Status,
    TalkingPoint,
    Transfer,
    Visit,
    VisitStatus,
)
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.programme.events import new_event
from planner.services.programme.briefings import save_briefing
from planner.services.programme.events import cancel_event, move_event, reinstate_event, save_event
from planner.services.programme.visits import add_visit, save_visit
from planner.services.trash import delete_row, restore_row
from tests.factories import (
    LONG_AGO,
    make_event,
    make_feed,
    make_guest,
    make_highlight,
    make_talking_point,
    make_transfer,
    make_visit,
)

NOW = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
NOON = dt.datetime(2026, 5, 4, 12)
TIMES = {
    "is_whole_day": False,
    "starts_at": NOON,
    "start_zone": "Europe/Berlin",
    "start_fold": 0,
    "ends_at": NOON + dt.timedelta(hours=2),
    "end_zone": None,
    "end_fold": 0,
}
LUNCH = {"title_de": "Essen", "title_en": "Lunch", "kind": Kind.MEAL, **TIMES}


@pytest.fixture(autouse=True)
def application_context(app):
    """Let acts run outside of any request, as importers and workers call them."""
    with app.app_context():
        yield


def loaded(row):
    """Return a row in the session of the act, and the version of it that was read."""
    session.rollback()
    found = session.get(type(row), inspect(row).identity[0])
    version = found.lock_version
    session.rollback()
    return found, version


def state_of(load):
    """Return what is stored of events."""
    return [
        (row.title_de, row.starts_at, row.status, row.sequence, row.lock_version)
        for row in load(select(Event).order_by(Event.id))
    ]


def test_a_new_event_is_saved_with_its_transfer(load, save):
    visit = save(make_visit())
    ride = {"vehicle": "Bus 1", "seats": 20, "pick_up_at": NOON - dt.timedelta(minutes=10)}

    event = save_event(
        new_event(NOW, "Europe/Berlin", visit),
        LUNCH | {"kind": Kind.TRANSFER},
        transfer=ride,
        seen=0,
    )

    [saved] = load(select(Event))
    assert (saved.id, saved.title_en, saved.sequence, saved.visit_id) == (
        event.id,
        "Lunch",
        0,
        visit.id,
    )


def test_the_address_of_a_highlight_is_made_once_and_an_old_one_leads_to_the_new(load, save):
    save(make_highlight("Essen", slug="essen"))
    shown = {"is_highlight": True, "audience": Audience.PUBLIC}

    event = save_event(new_event(NOW, "Europe/Berlin"), LUNCH | shown, seen=0)
    [made] = load(select(Event.slug).where(Event.slug != "essen"))
    event, seen = loaded(event)
    save_event(event, {"slug": "mittag"}, seen=seen)

    assert made == "essen-2"
    assert load(select(Event.slug).order_by(Event.id)) == ["essen", "mittag"]
    assert load(select(OldSlug.slug)) == ["essen-2"]


BROKEN = {
    "ends before it starts": {"ends_at": NOON - dt.timedelta(hours=1)},
    "on the clock of nowhere": {"start_zone": "Europe/Atlantis"},
    "never shown by the clock": {"starts_at": dt.datetime(2026, 3, 29, 2, 30)},
    "a highlight for guests": {"is_highlight": True, "slug": "a", "audience": Audience.GUESTS},
    "no address": {"is_highlight": True, "slug": "No Address", "audience": Audience.PUBLIC},
    "the address of another": {"is_highlight": True, "slug": "x", "audience": Audience.PUBLIC},
}


@pytest.mark.parametrize("values", BROKEN.values(), ids=BROKEN)
def test_what_the_rules_forbid_is_refused_whoever_calls(load, save, values):
    save(make_highlight("X", slug="x"))
    event, seen = loaded(save(make_event()))
    before = state_of(load)

    with pytest.raises(RuleBroken):
        save_event(event, LUNCH | values, seen=seen)

    assert state_of(load) == before


def test_a_transfer_whose_pick_up_does_not_fit_is_refused(load, save):
    event, seen = loaded(save(make_event()))

    with pytest.raises(RuleBroken):
        save_event(event, LUNCH, transfer={"pick_up_at": NOON + dt.timedelta(days=1)}, seen=seen)

    assert [row.title_de for row in load(select(Event))] == ["Empfang"]


ACTS = {
    "save": lambda event, seen: save_event(event, LUNCH, seen=seen),
    "move": lambda event, seen: move_event(event, NOON, seen=seen),
    "cancel": lambda event, seen: cancel_event(event, seen=seen),
    "reinstate": lambda event, seen: reinstate_event(event, seen=seen),
    "brief": lambda event, seen: save_briefing(
        event, aim="A", desired_outcome="", points={PointKind.RAISE: ["Heat"]}, seen=seen
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_stale_or_deleted_event_is_not_changed(load, save, act):
    event, seen = loaded(save(make_event()))
    gone, gone_seen = loaded(save(make_event(deleted_at=LONG_AGO)))
    before = state_of(load)

    with pytest.raises(EditConflict):
        act(event, seen - 1)
    with pytest.raises(NotFound):
        act(gone, gone_seen)

    assert state_of(load) == before
    assert load(select(TalkingPoint)) == []


def test_a_moved_event_keeps_its_length_and_the_distance_of_its_pick_up(load, save):
    event = make_event("2026-05-04 10:00", "2026-05-04 11:30", kind=Kind.TRANSFER)
    save(make_transfer(event, pick_up_at=dt.datetime(2026, 5, 4, 9, 40)))
    event, seen = loaded(event)

    move_event(event, dt.datetime(2026, 5, 6, 14), seen=seen)

    [saved], [transfer] = load(select(Event)), load(select(Transfer))
    assert (saved.starts_at.hour, saved.ends_at) == (14, dt.datetime(2026, 5, 6, 15, 30))
    assert transfer.pick_up_at == dt.datetime(2026, 5, 6, 13, 40)
    assert (saved.sequence, saved.revised_at > LONG_AGO) == (1, True)


def test_a_ride_cannot_be_moved_to_where_people_would_be_picked_up_after_its_end(load, save):
    """On that day America has put its clocks forward and Europe has not: it ends an hour sooner."""
    flight = make_event(
        "2026-03-02 10:00", "2026-03-02 05:00", end_zone="America/Chicago", kind=Kind.TRANSFER
    )
    save(make_transfer(flight, pick_up_at=dt.datetime(2026, 3, 2, 11, 30)))
    flight, seen = loaded(flight)

    with pytest.raises(RuleBroken, match="must not be after the end"):
        move_event(flight, dt.datetime(2026, 3, 16, 10), seen=seen)
    assert load(select(Transfer.pick_up_at)) == [dt.datetime(2026, 3, 2, 11, 30)]

    flight, seen = loaded(flight)
    move_event(flight, dt.datetime(2026, 4, 7, 10), seen=seen)  # both have put them forward
    assert load(select(Transfer.pick_up_at)) == [dt.datetime(2026, 4, 7, 11, 30)]


def test_an_event_cannot_be_moved_to_where_no_clock_shows_it(load, save):
    event, seen = loaded(save(make_event()))

    with pytest.raises(RuleBroken):
        move_event(event, dt.datetime(2026, 3, 29, 2, 30), seen=seen)

    assert state_of(load) == [("Empfang", dt.datetime(2026, 5, 4, 10), Status.CONFIRMED, 0, 1)]


def test_subscribers_learn_that_an_event_is_canceled_and_that_it_takes_place_after_all(
    app, save, client
):
    app.config["TODAY"] = dt.date(2026, 5, 1)
    event = make_event(visit=make_visit())
    save(event, make_feed(visit=event.visit))
    event, _ = loaded(event)
    told = []

    for act in (cancel_event, reinstate_event):
        act(event, seen=event.lock_version)
        session.rollback()
        [entry] = icalendar.Calendar.from_ical(client.get("/feeds/secret.ics").data).events
        told.append((entry["STATUS"], entry["SEQUENCE"]))
        with pytest.raises(RuleBroken):  # it is so already
            act(event, seen=event.lock_version)

    assert told == [("CANCELLED", 1), ("CONFIRMED", 2)]


def test_a_visit_is_added_at_an_address_of_its_own(load, save):
    save(make_visit(slug="lyon-kommt"))
    values = {"title_de": "Lyon kommt", "zone": "Europe/Paris", "status": VisitStatus.DRAFT}
    days = {"first_day": NOON.date(), "last_day": NOON.date()}

    add_visit(Visit(), values | days)
    with pytest.raises(RuleBroken):
        add_visit(Visit(), values | {"first_day": NOON.date(), "last_day": dt.date(2026, 5, 1)})

    assert load(select(Visit.slug).order_by(Visit.id)) == ["lyon-kommt", "lyon-kommt-2"]


@pytest.mark.parametrize(("cancels", "statuses"), [(True, {"cancelled"}), (False, {"confirmed"})])
def test_a_visit_is_canceled_with_its_events_or_without(load, save, cancels, statuses):
    visit, seen = loaded(save(make_visit(events=[make_event(), make_event()])))

    save_visit(visit, {"status": VisitStatus.CANCELLED}, cancels_events=cancels, seen=seen)

    assert load(select(Visit.status)) == [VisitStatus.CANCELLED]
    assert set(load(select(Event.status))) == statuses


def test_a_visit_leaves_its_old_address_leading_to_the_new_and_takes_no_others(load, save):
    save(make_visit(slug="paris"))
    visit, seen = loaded(save(make_visit(slug="lyon")))

    with pytest.raises(RuleBroken):
        save_visit(visit, {"slug": "paris", "title_de": "Paris"}, seen=seen)
    with pytest.raises(EditConflict):
        save_visit(visit, {"title_de": "Paris"}, seen=seen - 1)
    save_visit(visit, {"slug": "lyon-2026"}, seen=seen)

    saved = load(select(Visit).order_by(Visit.id))
    assert [(row.slug, row.title_de) for row in saved] == [
        ("paris", "Delegation aus Lyon"),
        ("lyon-2026", "Delegation aus Lyon"),
    ]
    assert load(select(OldSlug.slug)) == ["lyon"]


def test_a_briefing_with_too_many_points_is_refused_as_a_whole(load, save):
    event, seen = loaded(save(make_event(aim="Old")))
    many = {PointKind.AVOID: [], PointKind.RAISE: [f"Point {number}" for number in range(7)]}

    with pytest.raises(RuleBroken):
        save_briefing(event, aim="New", desired_outcome="", points=many, seen=seen)

    assert load(select(Event.aim)) == ["Old"]
    assert load(select(TalkingPoint)) == []


def test_a_briefing_is_one_version_and_no_calendar_learns_of_it(load, save):
    event = make_event()
    save(make_talking_point(event))
    event, seen = loaded(event)

    save_briefing(
        event, aim="New", desired_outcome="", points={PointKind.RAISE: ["Rain"]}, seen=seen
    )

    [saved] = load(select(Event))
    assert (saved.aim, saved.lock_version, saved.revised_at) == ("New", seen + 1, LONG_AGO)
    assert load(select(TalkingPoint.text)) == ["Rain"]


def test_what_is_deleted_lies_in_the_bin_and_comes_back(load, save):
    event = save(make_event())

    delete_row(Event, event.id, now=NOW)
    with pytest.raises(NotFound):
        delete_row(Event, event.id, now=NOW)
    with pytest.raises(NotFound):
        delete_row(Event, 404, now=NOW)
    [deleted] = load(select(Event))
    restore_row(Event, event.id, name="Reception", now=NOW)
    with pytest.raises(NotFound):
        restore_row(Event, 404, name="Nobody", now=NOW)

    [restored] = load(select(Event))
    assert (deleted.deleted_at, deleted.sequence) == (NOW, 1)
    assert (restored.deleted_at, restored.sequence) == (None, 2)


def test_a_guest_who_was_added_anew_meanwhile_does_not_come_back_twice(load, save):
    guest = save(make_guest(deleted_at=NOW))
    save(Guest(event_id=guest.event_id, person_id=guest.person_id))

    with pytest.raises(RuleBroken, match="on the list again"):
        restore_row(Guest, guest.id, name="Ada Lindqvist", now=NOW)

    assert load(select(Guest.deleted_at).where(Guest.id == guest.id)) == [NOW]
