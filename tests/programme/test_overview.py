"""The overview: today, the next visits, what is new."""

import datetime as dt
import functools
import re

import pytest

from planner.clock import utc_now
from planner.models import HistoryEntry, Reply, RoleName, Status, VisitStatus
from planner.rules.overview import is_ahead, is_running, now_and_next
from tests.factories import (
    LONG_AGO,
    make_delegation,
    make_event,
    make_guest,
    make_municipality,
    make_person,
    make_user,
    make_venue,
    make_visit,
)
from tests.history.pages import change_row

TODAY = dt.date(2027, 4, 12)
DAY = dt.timedelta(days=1)
NOW = dt.datetime(2027, 4, 12, 8, tzinfo=dt.UTC)  # 10 o'clock in Iserlohn


@pytest.fixture
def app(app):
    """The planner on a day of spring."""
    app.config["TODAY"] = TODAY
    return app


def visit_in(days, length=4, **values):
    """Return a visit that begins in so many days."""
    first = TODAY + DAY * days
    return make_visit(first_day=first, last_day=first + DAY * (length - 1), **values)


def titles(events):
    return [event.title_en for event in events]


@pytest.mark.parametrize(
    ("days", "status", "running", "ahead"),
    [
        (0, VisitStatus.CONFIRMED, True, False),
        (-3, VisitStatus.CONFIRMED, True, False),
        (-4, VisitStatus.CONFIRMED, False, False),
        (1, VisitStatus.CONFIRMED, False, True),
        (1, VisitStatus.DRAFT, False, True),
        (0, VisitStatus.DRAFT, False, True),
        (-4, VisitStatus.DRAFT, False, False),
    ],
)
def test_visit_runs_from_its_first_to_its_last_day(days, status, running, ahead):
    visit = visit_in(days, status=status)

    assert (is_running(visit, TODAY), is_ahead(visit, TODAY)) == (running, ahead)


def test_on_is_what_has_begun_and_next_what_begins_first():
    programme = [
        make_event("2027-04-12 09:00", "2027-04-12 10:00", title_en="Over"),
        make_event("2027-04-12 10:00", "2027-04-12 11:00", title_en="On"),
        make_event("2027-04-12 12:00", "2027-04-12 13:00", title_en="Next"),
        make_event("2027-04-12 12:00", "2027-04-12 14:00", title_en="Beside"),
        make_event("2027-04-12 13:00", "2027-04-12 14:00", title_en="Later"),
    ]

    found = now_and_next(programme, NOW)

    assert (titles(found.now), titles(found.next)) == (["On"], ["Next", "Beside"])


def test_nothing_is_on_where_nothing_is_planned():
    assert now_and_next([], NOW) == ([], [])


def test_today_shows_what_is_on_and_what_comes_next(save, organiser):
    bo = make_user("Bo Berg", phone="02371 000 0")
    visit = visit_in(-1, slug="lyon", in_charge=bo, zone="Europe/Berlin")
    tomorrow = {"title_en": "Walk", "venue": make_venue(name_en="Old mill")}
    visit.events = [
        make_event("2027-04-12", "2027-04-12", title_en="Fair", is_whole_day=True),
        make_event("2027-04-13 09:00", "2027-04-13 10:00", **tomorrow),
        make_event("2027-04-13 08:00", "2027-04-13 09:00", title_en="Off", status=Status.CANCELLED),
        make_event("2027-04-13 08:00", "2027-04-13 09:00", title_en="Gone", deleted_at=LONG_AGO),
    ]
    elsewhere = make_event("2027-04-12", "2027-04-12", title_en="Else", is_whole_day=True)
    save(visit, elsewhere)

    page = organiser.get("/overview").text

    assert "Monday, April 12, 2027" in page
    assert "Day 2 of 4" in page
    assert 'href="/visits/lyon?day=2027-04-12"' in page
    assert "Fair</a>, all day" in page
    assert "Tue, Apr 13" in page
    assert "Walk</a>" in page
    assert "Old mill" in page
    assert 'href="tel:023710000"' in page
    assert not any(f"{title}</a>" in page for title in ("Off", "Gone", "Else"))


def test_next_visits_say_how_far_away_and_how_many_accepted(save, organiser):
    coming = visit_in(28, title_en="Coming")
    ada, bo = make_person("Ada"), make_person("Bo")
    coming.events = [make_event(), make_event(status=Status.CANCELLED)]
    save(
        make_delegation(coming, municipality=make_municipality("Elk River")),
        make_guest(ada, coming.events[0], reply=Reply.ACCEPTED),
        make_guest(bo, coming.events[0]),
        make_guest(make_person("Cy"), coming.events[1], reply=Reply.ACCEPTED),
        visit_in(1, title_en="Soon", status=VisitStatus.DRAFT),
        visit_in(1, title_en="Off", status=VisitStatus.CANCELLED),
        visit_in(1, title_en="Gone", deleted_at=LONG_AGO),
        visit_in(-9, title_en="Past"),
    )

    page = organiser.get("/overview").text

    assert "Elk River" in page
    assert "in 28 days" in page
    assert "1 of 2 accepted" in page
    assert page.index("Soon</a>") < page.index("Coming</a>")
    assert "tomorrow" in page
    assert not any(f"{title}</a>" in page for title in ("Off", "Gone", "Past"))


@pytest.fixture
def change(app):
    """Return a function by which a user changes a row."""
    return functools.partial(change_row, app)


def test_new_is_what_others_have_done_since_yesterday(save, organiser, change):
    bo = save(make_user("Bo Berg"))
    visit = save(visit_in(28, slug="lyon"))
    dinner = save(make_event(title_en="Dinner", visit_id=visit.id))
    guest = save(make_guest(make_person("Ann"), dinner))
    change(bo, guest, "note_reply", reply=Reply.ACCEPTED, replied_at=NOW)
    change(bo, dinner, capacity=40)
    change(bo, visit, "delete_row", deleted_at=NOW)
    change(organiser.user, dinner, title_en="Supper")

    page = organiser.get("/overview").text
    told = page[page.index("New since yesterday") :]

    assert re.sub(r"<[^>]+>", "", told).count("Bo Berg") == 3
    assert "moved <b>Delegation from Lyon</b> to the trash" in told
    assert told.index("to the trash") < told.index("Places for guests") < told.index("Accepted")
    assert organiser.user.name not in told[: told.index("The whole history")]


def test_what_is_older_is_not_new(app, save, organiser, change):
    change(save(make_user("Bo Berg")), save(make_event(title_en="Dinner")), capacity=40)
    with app.extensions["sessionmaker"]() as own:
        own.get(HistoryEntry, 1).at = utc_now() - 2 * DAY
        own.commit()

    assert "New since yesterday" not in organiser.get("/overview").text


def test_overview_speaks_german(save, organiser, change):
    save(visit_in(28))
    change(save(make_user("Bo Berg")), save(make_event()), capacity=40)
    organiser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"

    page = organiser.get("/overview").text

    assert "Montag, 12. April 2027" in page
    assert "in 28 Tagen" in page
    assert "Neu seit gestern" in page


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (RoleName.ORGANISER, "/visits/add"),
        (RoleName.READER, "/visits?show=all"),
        (RoleName.DOOR, "/account"),
    ],
)
def test_empty_overview_has_one_sentence_and_one_button(sign_in, role, address):
    page = sign_in(role).get("/overview").text
    box = page[page.index('class="empty"') : page.index("</main>")]

    assert box.count("<a ") == 1
    assert f'href="{address}"' in box


def test_door_sees_neither_visits_nor_news(save, sign_in, change):
    save(visit_in(0))
    change(save(make_user("Bo Berg")), save(make_event()), capacity=40)

    page = sign_in(RoleName.DOOR).get("/overview").text

    assert "Lyon" not in page
    assert "Bo Berg" not in page


@pytest.mark.parametrize("number", [1, 5])
def test_overview_asks_the_database_ten_times(save, organiser, change, count_queries, number):
    for n in range(number):
        running = visit_in(0, in_charge=make_user(f"U{n}"), host=make_municipality(f"H{n}"))
        running.events = [make_event("2027-04-12 00:00", "2027-04-13 23:00", venue=make_venue())]
        ahead = visit_in(9, host=make_municipality(f"A{n}"))
        ahead.events = [make_event()]
        save(
            make_delegation(running, municipality=make_municipality(f"R{n}")),
            make_delegation(ahead, municipality=make_municipality(f"D{n}")),
        )
        change(save(make_user(f"B{n}")), ahead.events[0], capacity=40)

    with count_queries() as queries:
        page = organiser.get("/overview")

    assert page.text.count('class="tile"') == number
    assert len(queries) == 10
