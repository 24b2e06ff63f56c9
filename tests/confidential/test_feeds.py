"""Calendars tell of a confidential visit what their makers may read, and lose it when they must."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from planner.models import (
    Duty,
    Event,
    Feed,
    FeedKind,
    Kind,
    Role,
    RoleName,
    User,
    Visit,
    VisitReader,
)
from tests.confidential.locks import locked
from tests.factories import (
    make_assignment,
    make_event,
    make_feed,
    make_guest,
    make_highlight,
    make_person,
    make_transfer,
    make_venue,
    make_visit,
)

KINDS = ("visit", "guests", "person", "transfers", "driver", "interpretation", "venue", "user")
TIMES = ("2030-05-04 10:00", "2030-05-04 11:00")
WITHDRAWN = "This calendar link was withdrawn"


@pytest.fixture
def makers(user_with):
    return {
        "named": user_with(RoleName.ORGANISER, name="Ada"),
        "other": user_with(RoleName.ADMINISTRATOR, name="Bo"),
    }


@pytest.fixture
def visit(save, makers):
    """A visit of which Ada may be named, with feeds of all kinds by her and by Bo."""
    visit, venue = (
        make_visit(
            slug="lyon",
            title_en="Secret",
            first_day=dt.date(2030, 5, 4),
            last_day=dt.date(2030, 5, 7),
        ),
        make_venue("Saal"),
    )
    guest = make_person("Zoë", "Quirk")
    event = make_event(
        *TIMES, visit=visit, venue=venue, kind=Kind.TRANSFER, title_en="Secret ride",
        interpretation="whispered", responsible_id=makers["named"].id,
    )  # fmt: skip
    other = make_event(
        "2030-05-05 10:00", "2030-05-05 11:00", venue=venue, title_en="Open house",
        responsible_id=makers["named"].id,
    )  # fmt: skip
    rows = [event, other, make_guest(guest, event), make_transfer(event)]
    rows += [make_assignment(event, guest, duty=duty) for duty in (Duty.DRIVER, Duty.INTERPRETER)]
    rows.append(make_highlight("Secret feast", start=TIMES[0], end=TIMES[1], visit=visit))
    for who, maker in makers.items():
        for name in KINDS:
            about = {"visit": visit}
            if name in {"person", "driver"}:
                about["person"] = guest
            if name == "venue":
                about = {"venue": venue}
            if name == "user":
                about = {"user_id": makers["named"].id}
            kind = FeedKind.TRANSFERS if name == "driver" else FeedKind(name)
            rows.append(make_feed(f"{name}-{who}", kind=kind, made_by_id=maker.id, **about))
    save(*rows)
    return visit


@pytest.fixture
def fetch(client):
    """Return a function that fetches a calendar, unfolded."""

    def fetch(address):
        answer = client.get(address)
        return answer.text.replace("\r\n ", ""), answer.headers.get("ETag")

    return fetch


@pytest.fixture
def change(app):
    """Return a function that executes statements, as an act would."""

    def change(*statements):
        with app.extensions["sessionmaker"]() as session:
            for statement in statements:
                session.execute(statement)
            session.commit()

    return change


@pytest.fixture
def hide(change, visit, makers, app):
    """Return a function that hides the visit from all but Ada."""

    def hide():
        with app.extensions["sessionmaker"]() as session:
            session.get(Visit, visit.id).is_confidential = True
            session.add(VisitReader(visit_id=visit.id, user_id=makers["named"].id))
            session.commit()

    return hide


def test_every_kind_tells_its_maker_what_he_or_she_may_read(visit, fetch, hide, load):
    addresses = [f"/feeds/{name}-{who}.ics" for name in KINDS for who in ("named", "other")]
    before = {address: fetch(address) for address in addresses}
    [uid] = load(select(Event.uid).where(Event.title_en == "Secret ride"))
    assert [address for address, (text, _) in before.items() if str(uid) not in text] == []

    hide()

    for name in KINDS:
        mine, tag = fetch(f"/feeds/{name}-named.ics")
        theirs, their_tag = fetch(f"/feeds/{name}-other.ics")
        assert str(uid) in mine, name
        assert "STATUS:CANCELLED" not in mine, name
        assert "Secret" not in theirs, name
        assert their_tag != before[f"/feeds/{name}-other.ics"][1], name
        assert tag != their_tag, name
        if name in {"venue", "user"}:
            assert "Open house" in theirs, name
            assert theirs.count("STATUS:CANCELLED") == 1, name  # R05: the one that left
        else:
            assert WITHDRAWN in theirs, name
            assert str(uid) not in theirs, name


def test_it_comes_back_with_a_higher_sequence_once_its_maker_is_named(
    visit, fetch, hide, change, makers
):
    before, _ = fetch("/feeds/venue-other.ics")
    hide()
    gone, _ = fetch("/feeds/venue-other.ics")
    change(update(VisitReader).values(user_id=makers["other"].id))

    back, _ = fetch("/feeds/venue-other.ics")
    lost, _ = fetch("/feeds/guests-named.ics")

    assert "Secret ride" in back
    assert sequence(before) < sequence(gone) < sequence(back)
    assert WITHDRAWN in lost
    assert "Secret ride" in fetch("/feeds/guests-other.ics")[0]


def sequence(calendar):
    """Return the largest SEQUENCE of a calendar."""
    lines = calendar.splitlines()
    return max(int(line.split(":")[1]) for line in lines if line.startswith("SEQUENCE:"))


@pytest.mark.parametrize("why", ["nobody made it", "is gone", "may read no visits"])
def test_a_maker_who_is_gone_reads_nothing_confidential(
    app, visit, fetch, hide, change, makers, why, load
):
    hide()
    assert "Secret ride" in fetch("/feeds/guests-named.ics")[0]
    ada = User.id == makers["named"].id
    with app.extensions["sessionmaker"]() as session:
        user = session.scalar(select(User).where(ada))
        if why == "nobody made it":
            session.execute(update(Feed).values(made_by_id=None))
        elif why == "is gone":
            user.active = False
        else:
            user.roles = [session.scalar(select(Role).where(Role.name == RoleName.DOOR))]
        session.commit()

    assert "Secret" not in fetch("/feeds/guests-named.ics")[0]


def test_it_leaves_the_public_calendar_and_page(visit, fetch, hide):
    assert "Secret feast" in fetch("/en/highlights.ics")[0]

    hide()

    told, _ = fetch("/en/highlights.ics")
    assert "Secret" not in told
    assert "STATUS:CANCELLED" in told
    assert "Secret" not in fetch("/en/")[0]


def test_what_is_made_while_others_hold_the_lock_tells_the_same(app, visit, fetch, hide):
    kinds = [f"/feeds/{name}-{who}.ics" for name in KINDS for who in ("named", "other")]
    addresses = [*kinds, "/en/highlights.ics"]
    for address in addresses:
        assert "Secret" in fetch(address)[0], address
    hide()

    with locked(app):
        during = {address: fetch(address)[0] for address in addresses}

    for address in addresses:
        assert "BEGIN:VEVENT" in during[address], address
        assert ("Secret" in during[address]) == ("-named" in address), address
        assert told(during[address]) == told(fetch(address)[0]), address


def told(calendar):
    """Return the lines of a calendar but those that say when it was made."""
    dated = ("DTSTAMP", "LAST-MODIFIED")
    return [line for line in calendar.splitlines() if not line.startswith(dated)]


def test_the_page_of_an_address_is_that_of_no_calendar_while_its_maker_is_not_named(
    visit, client, hide
):
    assert client.get("/feeds/guests-other").status_code == 200

    hide()

    assert client.get("/feeds/guests-other").status_code == 404
    assert "Secret" in client.get("/feeds/guests-named").text


def test_a_poll_of_what_has_not_changed_is_one_statement_as_before(
    visit, fetch, hide, client, count_queries
):
    hide()
    for address in ("/feeds/guests-named.ics", "/feeds/guests-other.ics", "/feeds/venue-other.ics"):
        _, tag = fetch(address)
        client.get(address)
        with count_queries() as statements:
            answer = client.get(address, headers={"If-None-Match": tag})

        assert answer.status_code == 304
        assert len(statements) == 1


def test_lists_of_feeds_are_those_of_visits_that_one_may_know(visit, hide, sign_in, change):
    other = sign_in(RoleName.ADMINISTRATOR)
    assert other.get("/visits/lyon/feeds").status_code == 200

    hide()

    assert other.get("/visits/lyon/feeds").status_code == 404
    assert "Secret" not in other.get("/settings/feeds").text
