"""Whatever happens, in whichever order: what a feed tells never goes back, and misses nothing."""

import datetime as dt
import random

import icalendar
import pytest
from sqlalchemy import select
from werkzeug.http import parse_date

from planner.clock import utc_now
from planner.models import (
    Audience,
    Event,
    FeedKind,
    Kind,
    Municipality,
    Person,
    Reply,
    RoleName,
    Status,
    User,
    Venue,
    Visit,
)
from planner.rules.trash import delete, restore
from tests.factories import (
    LONG_AGO,
    make_event,
    make_feed,
    make_guest,
    make_municipality,
    make_person,
    make_transfer,
    make_venue,
    make_visit,
)
from tests.route_walk import forms_to

FEED = "/feeds/secret.ics"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
STEPS = 40
REPLIES = (Reply.DECLINED, *[Reply.ACCEPTED] * 4)


@pytest.fixture(autouse=True)
def today(app):
    """Let it be a day before the events of these tests."""
    app.config["TODAY"] = dt.date(2026, 5, 1)


def changed(event, **values):
    """Change an event as its form does."""
    for name, value in values.items():
        setattr(event, name, value)


def replied(guest, reply):
    """Let a guest reply, or be uninvited and invited again."""
    guest.reply, guest.deleted_at = reply, None if guest.deleted_at else utc_now()


def changes_of(event, guest, venues):
    """Return all that may happen to an event, as functions without arguments."""
    other = next(one.id for one in venues if one.id != event.venue_id)
    later = {"starts_at": event.starts_at + HOUR, "ends_at": event.ends_at + HOUR}
    values = [later, {"title_en": f"{event.title_en} again"}, {"venue_id": other}]
    values += [{"status": status} for status in Status]
    values += [{"audience": audience} for audience in (Audience.INTERNAL, Audience.GUESTS)]
    return [
        *(lambda value=value: changed(event, **value) for value in values),
        *(lambda reply=reply: replied(guest, reply) for reply in REPLIES),
        lambda: delete(event, utc_now()),
        lambda: restore(event),
    ]


class Told:
    """What a feed has told at one poll."""

    def __init__(self, answer):
        calendar = icalendar.Calendar.from_ical(answer.data)
        self.body, self.etag = answer.data, answer.headers["ETag"]
        self.modified_at = parse_date(answer.headers["Last-Modified"])
        assert calendar["LAST-MODIFIED"].dt == self.modified_at
        self.events = {str(event["UID"]): event for event in calendar.events}
        assert len(self.events) == len(calendar.events)

    def check_after(self, before, sequences):
        """Check what may be told after what was told before, and the highest sequences."""
        assert (self.etag != before.etag) == (self.body != before.body)  # H04
        assert (self.modified_at > before.modified_at) == (self.body != before.body)  # H05
        assert self.events or not before.events  # R06
        for uid, event in self.events.items():
            assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt  # E04
            assert event["SEQUENCE"] >= sequences.get(uid, 0)  # R02
            if old := before.events.get(uid):
                assert event["DTSTAMP"].dt >= old["DTSTAMP"].dt
                assert event["SEQUENCE"] >= old["SEQUENCE"] + (told_of(event) != told_of(old))
            sequences[uid] = event["SEQUENCE"]


def told_of(event):
    """Return what of an entry raises its sequence (R01)."""
    return [event[name].to_ical() for name in ("DTSTART", "DTEND", "STATUS")]


@pytest.mark.parametrize("seed", range(2))
def test_r02_sequences_and_dates_never_fall_whatever_happens_in_whichever_order(
    app, save, client, seed
):
    app.config["FEED_DAYS_AFTER_VISIT"] = 5000
    chance, person, sequences = random.Random(seed), make_person(), {}
    visit, venues = make_visit(), [make_venue("Here"), make_venue("There")]
    events = [make_event(visit=visit, venue=venues[0]) for _ in range(2)]
    guests = [make_guest(person, event) for event in events]
    subjects = {
        "visit": {"visit": visit},
        "person": {"visit": visit, "person": person, "kind": FeedKind.PERSON},
        "venue": {"venue": venues[0], "kind": FeedKind.VENUE},
    }
    save(*guests, *venues, *(make_feed(name, **subject) for name, subject in subjects.items()))
    told = {name: Told(client.get(f"/feeds/{name}.ics")) for name in subjects}

    for step in range(STEPS):
        app.config["TODAY"] += 3 * DAY
        event, guest = chance.choice(list(zip(events, guests, strict=True)))
        chance.choice(changes_of(event, guest, venues))()
        save(event, guest)
        for name in chance.sample(list(subjects), step % 4):
            new = Told(client.get(f"/feeds/{name}.ics"))
            new.check_after(told[name], sequences.setdefault(name, {}))
            told[name] = new


def test_r02_event_that_is_on_again_has_a_higher_sequence(publish, save, client):
    event = make_event()
    publish(event)

    for status, sequence in ((Status.CANCELLED, 1), (Status.CONFIRMED, 2)):
        changed(event, status=status)
        save(event)
        [entry] = icalendar.Calendar.from_ical(client.get(FEED).data).events
        assert (entry["STATUS"], entry["SEQUENCE"]) == (status.upper(), sequence)


def test_r03_form_that_is_sent_as_it_was_alters_no_byte(publish, load, client, organiser):
    publish(make_event("2026-10-25 02:15", "2026-10-25 02:45", start_fold=1, end_fold=1))
    [event], [visit] = load(select(Event)), load(select(Visit))
    before, address = client.get(FEED), f"/visits/{visit.slug}/events/{event.id}/edit"
    [fields] = forms_to(organiser, address)

    sent = {name: value for name, value, kind in fields if kind not in {"file", "submit"}}
    assert organiser.post(address, data=sent).status_code == 303

    after = client.get(FEED)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert after.headers["Last-Modified"] == before.headers["Last-Modified"]
    assert load(select(Event.revised_at)) == [LONG_AGO]


def test_r06_tombstone_of_the_only_event_stays(app, publish, save, client):
    event = make_event()
    publish(event)
    delete(event, utc_now())
    save(event)

    for day in (dt.date(2026, 5, 2), dt.date(2026, 6, 6)):
        app.config["TODAY"] = day
        [entry] = icalendar.Calendar.from_ical(client.get(FEED).data).events
        assert (entry["UID"], entry["SUMMARY"]) == (str(event.uid), "CANCELLED: Event")


@pytest.fixture
def ride(save, user_with):
    """A feed of each kind that names what may be renamed, and the addresses of the feeds."""
    office, person = user_with(RoleName.ORGANISER), make_person()
    place, hotel = make_venue(municipality=make_municipality("Elk River")), make_venue("Hotel")
    visit = make_visit(in_charge=office)
    values = {"visit": visit, "kind": Kind.TRANSFER, "venue": place}
    event = make_event(**values, interpretation="whispered")
    save(place)  # the first venue
    save(make_guest(person, event), make_transfer(event, to_venue=hotel))
    subjects = {
        "guests": {"visit": visit},
        "person": {"visit": visit, "person": person, "kind": FeedKind.PERSON},
        "transfers": {"visit": visit, "kind": FeedKind.TRANSFERS},
        "interpretation": {"visit": visit, "kind": FeedKind.INTERPRETATION},
        "venue": {"venue": place, "kind": FeedKind.VENUE},
        "user": {"user": office, "kind": FeedKind.USER},
    }
    save(*(make_feed(name, **subject) for name, subject in subjects.items()))
    return [f"/feeds/{name}.ics" for name in subjects]


EVENT = {"guests", "person", "transfers", "interpretation"}
NAMING = [  # a column, and the feeds that print it
    (Person, "family_name", {"person"}),
    (Visit, "title_en", EVENT),
    (User, "phone", {"transfers", "interpretation"}),
    (User, "name", {"transfers", "interpretation", "user"}),
    (Venue, "room", EVENT | {"venue"}),
    (Municipality, "name", EVENT | {"venue"}),
]


def test_r09_feeds_that_print_a_name_are_made_anew_when_it_changes(app, client, ride):
    told = {address: client.get(address) for address in ride}
    for model, name, naming in NAMING:
        new, word = {}, f"ALTENA-{model.__tablename__}-{name}".upper()
        with app.extensions["sessionmaker"]() as session:
            row = session.scalars(select(model).order_by(model.id)).first()
            setattr(row, name, word)
            session.commit()

        for address, old in told.items():
            known = {"If-None-Match": old.headers["ETag"]}
            new[address] = client.get(address, headers=known)

        printed = {address for address, one in new.items() if word in whole(one)}
        assert printed == {f"/feeds/{kind}.ics" for kind in naming}, word
        for address in printed:
            dates = [parse_date(one[address].headers["Last-Modified"]) for one in (told, new)]
            assert dates[0] < dates[1], word
        told |= {address: one for address, one in new.items() if one.status_code == 200}


def whole(answer):
    """Return the text of a feed with whole lines."""
    return answer.text.replace("\r\n ", "")


@pytest.mark.parametrize("renamed", ["venue", "town"])
def test_r09_renamed_place_is_a_new_revision_of_the_events_there_and_of_no_other(
    publish, load, client, organiser, renamed
):
    venue = make_venue(municipality=make_municipality("Iserlohn"))
    here, elsewhere = make_event(venue=venue), make_event(venue=make_venue("Turm"))
    publish(here, elsewhere)
    old = client.get(FEED).headers

    with organiser.application.extensions["sessionmaker"]() as session:
        place = session.get(Venue, venue.id)
        row = place if renamed == "venue" else place.municipality
        name = "name_en" if renamed == "venue" else "name"
        setattr(row, name, "Altena")
        session.commit()

    new = client.get(FEED, headers={"If-None-Match": old["ETag"]})
    assert new.status_code == 200
    assert "Altena" in new.text
    assert parse_date(new.headers["Last-Modified"]) > parse_date(old["Last-Modified"])
    revised = {event.id: event.revised_at > LONG_AGO for event in load(select(Event))}
    assert revised == {here.id: True, elsewhere.id: False}
    assert [event.sequence for event in load(select(Event))] == [0, 0]
