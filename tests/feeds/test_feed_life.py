"""The life of an event in feeds: what each change does to each of them (R01 to R09, S07 to S09)."""

import datetime as dt

import icalendar
import pytest
from sqlalchemy import select

from planner.clock import utc_now
from planner.models import (
    Audience,
    Duty,
    Event,
    FeedKind,
    Interpretation,
    Kind,
    Reply,
    RoleName,
    Status,
    VisitStatus,
)
from planner.rules.feeds.feeds import leaves_on
from planner.rules.trash import delete, restore
from tests.factories import (
    LONG_AGO,
    make_assignment,
    make_event,
    make_feed,
    make_guest,
    make_municipality,
    make_person,
    make_venue,
    make_visit,
)

DAY = dt.timedelta(days=1)
FEED = "/feeds/secret.ics"
PUBLIC = "/en/highlights.ics"


@pytest.fixture(autouse=True)
def today(app):
    """Return a function that lets it be a day; at first one before the events of these tests."""

    def today(day):
        app.config["TODAY"] = dt.date.fromisoformat(day)

    today("2026-05-01")
    return today


@pytest.fixture
def visit(save):
    return save(make_visit(status=VisitStatus.CONFIRMED))


@pytest.fixture
def told(client):
    """Return a function that fetches a feed as {title: (sequence, status)}."""

    def told(address=FEED):
        calendar = icalendar.Calendar.from_ical(client.get(address).data)
        return {
            str(entry["SUMMARY"]): (entry["SEQUENCE"], str(entry["STATUS"]))
            for entry in calendar.events
        }

    return told


@pytest.fixture
def change(save):
    """Return a function that changes an event as its form does."""

    def change(event, **values):
        for name, value in values.items():
            setattr(event, name, value)
        return save(event)

    return change


GONE = {"CANCELLED: Event": (1, "CANCELLED")}
DINNER, TOUR = {"Dinner": (0, "CONFIRMED")}, {"Tour": (0, "CONFIRMED")}


def titled(title, visit=None, **values):
    return make_event(title_de=title, title_en=title, visit=visit, **values)


def test_r05_deleted_event_stays_without_a_word_of_what_it_was(save, visit, told, client):
    venue = make_venue("MARKER", name_en="MARKER")
    event = save(titled("MARKER", visit, description_en="MARKER", venue=venue))
    save(titled("Tour", visit), make_feed(visit=visit))
    told()

    delete(event, utc_now())
    save(event)

    assert told() == GONE | TOUR
    assert "MARKER" not in client.get(FEED).text
    assert str(event.uid) in client.get(FEED).text


def test_r05_event_that_was_never_told_of_leaves_nothing(save, visit, told):
    save(titled("Dinner", visit, deleted_at=LONG_AGO), titled("Tour", visit))
    save(make_feed(visit=visit))

    assert told() == TOUR


def test_r05_tombstone_goes_after_30_days(save, visit, told, today):
    event = save(titled("Dinner", visit))
    save(titled("Tour", visit), make_feed(visit=visit))
    told()
    delete(event, utc_now())
    save(event)

    for day, shown in (
        ("2026-05-01", GONE | TOUR),
        ("2026-06-02", GONE | TOUR),
        ("2026-06-05", TOUR),
    ):
        today(day)
        assert told() == shown


def test_r02_restored_event_has_a_higher_sequence(save, visit, told):
    event = save(titled("Dinner", visit))
    save(make_feed(visit=visit))
    told()
    delete(event, utc_now())
    save(event)
    assert told() == GONE

    restore(event)
    save(event)

    assert told() == {"Dinner": (2, "CONFIRMED")}


def test_r05_uninvited_guest_sees_a_tombstone_and_other_guests_no_change(save, visit, told, client):
    event, tour = titled("Dinner", visit), titled("Tour", visit)
    one, other = make_person(), make_person()
    guest = save(make_guest(one, event), make_guest(one, tour), make_guest(other, event))
    save(
        make_feed(visit=visit, person=one, kind=FeedKind.PERSON),
        make_feed("other", visit=visit, person=other, kind=FeedKind.PERSON),
    )
    assert (told(), told("/feeds/other.ics")) == (DINNER | TOUR, DINNER)
    before = client.get("/feeds/other.ics").headers["ETag"]

    guest.deleted_at = utc_now()
    save(guest)

    assert told() == GONE | TOUR
    assert client.get("/feeds/other.ics").headers["ETag"] == before

    guest.deleted_at = None
    save(guest)

    assert told() == {"Dinner": (2, "CONFIRMED")} | TOUR


@pytest.mark.parametrize("reply", [Reply.DECLINED, Reply.REPRESENTED])
def test_who_does_not_come_loses_the_event(save, visit, told, reply):
    guest = save(make_guest(make_person(), titled("Dinner", visit)))
    save(make_feed(visit=visit, person=guest.person, kind=FeedKind.PERSON))
    assert told() == DINNER

    guest.reply = reply
    save(guest)

    assert told() == GONE


def test_r05_hidden_event_is_a_tombstone_for_guests_and_stays_for_the_office(
    save, visit, told, change, organiser
):
    event = save(titled("Dinner", visit))
    user = make_feed(visit=visit).made_by
    save(make_feed(visit=visit))
    told()

    change(event, audience=Audience.INTERNAL)

    assert told() == GONE
    assert user is None


def test_r08_event_that_moves_to_another_venue_is_a_tombstone_in_the_old_one(save, told, change):
    here, there = make_venue("Here"), make_venue("There")
    event = save(titled("Dinner", venue=here, audience=Audience.GUESTS))
    save(
        make_feed(venue=here, kind=FeedKind.VENUE),
        make_feed("there", venue=there, kind=FeedKind.VENUE),
    )
    assert (told(), told("/feeds/there.ics")) == (DINNER, {})

    change(event, venue_id=there.id)

    assert (told(), told("/feeds/there.ics")) == (GONE, DINNER)


def test_r06_the_last_event_stays_when_it_is_due_to_go(save, visit, told, today):
    save(titled("Dinner"), titled("Open house", is_highlight=True, audience=Audience.PUBLIC,
                                  slug="open-house"))  # fmt: skip
    today("2027-05-01")

    assert told(PUBLIC) == {"Open house": (0, "CONFIRMED")}


def test_r07_what_is_over_leaves_on_a_midnight_and_that_is_a_revision(
    save, told, today, client, app
):
    values = {"is_highlight": True, "audience": Audience.PUBLIC}
    save(titled("Old", slug="old", **values))
    save(titled("New", start="2026-07-04 10:00", end="2026-07-04 11:00", slug="new", **values))
    today("2026-08-01")
    before = client.get(PUBLIC).headers
    assert told(PUBLIC).keys() == {"Old", "New"}

    today("2026-08-05")

    after = client.get(PUBLIC, headers={"If-Modified-Since": before["Last-Modified"]})
    assert after.status_code == 200
    assert told(PUBLIC).keys() == {"New"}


def test_r07_the_edge_of_the_past_is_a_midnight():
    starts, ends = (dt.datetime(2026, 5, 4, hour, tzinfo=dt.UTC) for hour in (10, 12))

    assert leaves_on(starts, ends, is_off=False, past_days=90) == dt.date(2026, 8, 3)
    assert leaves_on(starts, ends, is_off=True, past_days=90) == dt.date(2026, 6, 4)


def test_r04_cancelled_event_is_kept_30_days_past_its_start(save, visit, told, today):
    save(titled("Dinner", visit, status=Status.CANCELLED), titled("Tour", visit))
    save(make_feed(visit=visit))

    today("2026-06-02")
    assert told() == {"CANCELLED: Dinner": (0, "CANCELLED")} | TOUR
    today("2026-06-05")
    assert told() == TOUR


@pytest.mark.parametrize(
    ("values", "sequence"),
    [
        ({"starts_at": dt.datetime(2026, 5, 4, 9)}, 1),
        ({"ends_at": dt.datetime(2026, 5, 4, 12)}, 1),
        ({"status": Status.TENTATIVE}, 1),
        ({"start_zone": "Europe/Paris"}, 0),
        ({"title_en": "Supper"}, 0),
        ({"description_en": "Supper"}, 0),
    ],
)
def test_r01_sequence_rises_only_with_times_and_status(
    save, visit, client, change, values, sequence
):
    event = save(titled("Dinner", visit))
    save(make_feed(visit=visit))
    before = client.get(FEED).headers["ETag"]

    change(event, **values)

    [entry] = icalendar.Calendar.from_ical(client.get(FEED).data).events
    assert entry["SEQUENCE"] == sequence
    assert entry["DTSTAMP"].dt == entry["LAST-MODIFIED"].dt > LONG_AGO
    assert client.get(FEED).headers["ETag"] != before


def test_r03_saving_without_a_change_alters_no_byte(save, visit, client, change):
    event = save(titled("Dinner", visit))
    save(make_feed(visit=visit))
    before = client.get(FEED)

    change(event, title_en="Dinner")
    change(event, internal_notes="Call them")

    after = client.get(FEED)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert after.headers["Last-Modified"] == before.headers["Last-Modified"]


def test_r09_number_of_passengers_is_a_revision_of_the_transfer(save, visit, client):
    event = save(titled("Fahrt", visit, kind=Kind.TRANSFER))
    save(make_feed(visit=visit, kind=FeedKind.TRANSFERS))
    assert "Passengers: 0" in client.get(FEED).text

    save(make_guest(make_person(), event))

    assert "Passengers: 1" in client.get(FEED).text
    [entry] = icalendar.Calendar.from_ical(client.get(FEED).data).events
    assert entry["LAST-MODIFIED"].dt > LONG_AGO


def test_p05_highlight_under_embargo_is_told_of_when_it_is_over(save, told, today, client):
    embargo = dt.datetime(2026, 5, 2, 8, tzinfo=dt.UTC)
    values = {"is_highlight": True, "audience": Audience.PUBLIC, "slug": "open-house"}
    save(titled("Open house", public_from=embargo, **values))
    save(titled("Tour", **values | {"slug": "tour"}))

    assert told(PUBLIC) == TOUR
    assert client.get("/highlights/open-house.ics").status_code == 404

    today("2026-05-03")

    assert told(PUBLIC).keys() == {"Open house", "Tour"}
    assert client.get("/highlights/open-house.ics").status_code == 200


def test_s09_feed_of_a_visit_that_is_over_empties_devices_and_then_ends(
    save, visit, told, client, today
):
    save(titled("Dinner", visit), make_feed(visit=visit))
    assert told() == DINNER

    for day, status in (("2026-06-05", 200), ("2026-06-09", 200), ("2026-07-08", 410)):
        today(day)
        assert client.get(FEED).status_code == status
        assert ("Dinner" in client.get(FEED).text) == (day == "2026-06-05")


NEUTRAL = {"This calendar link was withdrawn": (0, "CONFIRMED")}


def test_s07_feed_with_internal_events_empties_devices_with_the_rights_of_its_holder(
    save, visit, told, client, user_with
):
    user = user_with(RoleName.ORGANISER)
    save(titled("Dinner", visit, audience=Audience.INTERNAL, responsible_id=user.id))
    save(
        make_feed(visit=visit, kind=FeedKind.VISIT, made_by_id=user.id),
        make_feed("own", user_id=user.id, kind=FeedKind.USER),
    )
    assert (told(), told("/feeds/own.ics")) == (DINNER, DINNER)

    user.active = False
    save(user)

    assert (told(), told("/feeds/own.ics")) == (NEUTRAL, NEUTRAL)


def test_s08_feed_of_a_deleted_visit_empties_devices_and_serves_again_with_it(
    save, visit, told, client, today
):
    save(titled("Dinner", visit), make_feed(visit=visit))
    assert told() == DINNER

    visit.deleted_at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    save(visit)
    today("2026-05-03")
    assert told() == NEUTRAL
    today("2026-06-03")
    assert client.get(FEED).status_code == 410

    visit.deleted_at = None
    save(visit)
    today("2026-05-03")
    assert told() == DINNER


def test_s07_feed_of_a_deleted_person_empties_devices(save, visit, told):
    guest = save(make_guest(make_person(), titled("Dinner", visit)))
    save(make_feed(visit=visit, person=guest.person, kind=FeedKind.PERSON))
    assert told() == DINNER

    guest.person.deleted_at = utc_now()
    save(guest.person)

    assert told() == NEUTRAL


def test_r06_feed_that_serves_again_remembers_what_it_told_of(save, visit, told, today):
    event = save(titled("Dinner", visit))
    save(make_feed(visit=visit))
    assert told() == DINNER
    today("2026-06-09")
    assert told() == NEUTRAL
    delete(event, utc_now())
    visit.last_day = dt.date(2026, 6, 1)
    save(event, visit)

    assert told() == GONE


def test_h05_feed_of_a_municipality_goes_on_under_another_address(save, load, client, told):
    town = make_municipality("Elk River")
    values = {"is_highlight": True, "audience": Audience.PUBLIC, "municipality": town}
    save(titled("Tour", slug="tour", **values))
    assert told(f"/en/partners/{town.slug}.ics") == TOUR
    before = client.get(f"/en/partners/{town.slug}.ics").headers

    town.slug = "elk-river-minnesota"
    save(town)

    after = client.get("/en/partners/elk-river-minnesota.ics").headers
    assert (after["ETag"], after["Last-Modified"]) == (before["ETag"], before["Last-Modified"])


def test_reply_does_not_stop_who_has_the_transfer_open_in_a_form(save, load, visit):
    event = save(titled("Fahrt", visit, kind=Kind.TRANSFER))
    version = event.lock_version

    save(make_guest(make_person(), event))

    [saved] = load(select(Event))
    assert (saved.lock_version, saved.revised_at > LONG_AGO) == (version, True)


def test_e01_event_has_one_uid_in_all_feeds_and_files(save, visit, organiser):
    town = make_municipality("Elk River")
    event = titled(
        "Dinner", visit, kind=Kind.TRANSFER, is_highlight=True, audience=Audience.PUBLIC,
        slug="dinner", interpretation=Interpretation.WHISPERED, municipality=town,
        venue=make_venue(),
    )  # fmt: skip
    guest = save(make_guest(make_person(), event), make_assignment(event, duty=Duty.DRIVER))
    subjects = [
        {"visit": visit, "kind": kind}
        for kind in (FeedKind.GUESTS, FeedKind.TRANSFERS, FeedKind.INTERPRETATION)
    ]
    subjects.append({"visit": visit, "person": guest.person, "kind": FeedKind.PERSON})
    subjects.append({"venue": event.venue, "kind": FeedKind.VENUE})
    save(*(make_feed(f"token{number}", **subject) for number, subject in enumerate(subjects)))
    addresses = [f"/feeds/token{number}.ics" for number in range(len(subjects))]
    addresses += [PUBLIC, f"/partners/{town.slug}.ics", "/highlights/dinner.ics"]

    here = f"/visits/{visit.slug}"
    addresses += [f"{here}/calendar.ics", f"{here}/events/{event.id}.ics"]

    calendars = [icalendar.Calendar.from_ical(organiser.get(one).data) for one in addresses]

    assert {str(entry["UID"]) for one in calendars for entry in one.events} == {str(event.uid)}
    assert all(len(one.events) == 1 for one in calendars)
