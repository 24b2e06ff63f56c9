"""Who else has a page open for editing: said on the page, by one statement, to nobody else."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from planner.clock import utc_now
from planner.models import Editing, RoleName, User, Visit, VisitReader
from planner.rules.presence import EDITED_WITH
from planner.services.presence import purge_editing
from tests.factories import make_event, make_person, make_visit

LONG_AGO = utc_now() - dt.timedelta(minutes=2)


@pytest.fixture
def visit(save):
    visit = make_visit(slug="lyon", title_de="Lyon", title_en="Lyon")
    save(visit, make_event(visit=visit, title_de="Empfang"))
    return visit


@pytest.fixture
def event_place(visit):
    return f"event/{visit.events[0].id}"


@pytest.fixture
def colleague(sign_in):
    return sign_in(RoleName.ORGANISER, name="Svenja Brandt")


def asked(browser, place):
    """Return what a poll answers about a row."""
    answer = browser.get(f"/polls/editing/{place}.json")
    assert answer.status_code in (200, 204)
    return answer.json["text"] if answer.data else ""


def test_a_page_that_is_noted_is_told_to_everybody_else_who_has_it_open(
    organiser, colleague, event_place, load
):
    assert colleague.post(f"/editing/{event_place}").json == {"text": ""}

    told = organiser.post(f"/editing/{event_place}").json["text"]

    [editing] = load(select(Editing).where(Editing.user_id == colleague.user.id))
    since = editing.since.astimezone(ZoneInfo("Europe/Berlin"))
    assert told == f"Open for editing just now, too: Svenja Brandt, since {since:%-I:%M %p}"
    assert asked(organiser, event_place) == told
    assert "Svenja" not in asked(colleague, event_place)


def test_the_form_itself_says_who_is_there_and_notes_nothing(
    organiser, colleague, visit, event_place, load
):
    address = f"/visits/lyon/events/{visit.events[0].id}/edit"
    colleague.post(f"/editing/{event_place}")

    page = organiser.get(address).text

    assert "Open for editing just now, too: Svenja Brandt, since" in page
    assert f'data-presence="/editing/{event_place}"' in page
    assert len(load(select(Editing))) == 1
    german = organiser.get(address, headers={"Accept-Language": "de"}).text
    assert "Gerade auch zum Bearbeiten offen: Svenja Brandt, seit" in german
    assert "data-presence" not in organiser.get("/visits/lyon/events/add").text


def test_a_page_that_is_not_seen_for_two_minutes_is_not_open_any_more(
    app, organiser, colleague, event_place, load
):
    colleague.post(f"/editing/{event_place}")
    with app.extensions["sessionmaker"]() as session:
        session.execute(update(Editing).values(seen_at=LONG_AGO, since=LONG_AGO))
        session.commit()
    assert asked(organiser, event_place) == ""

    colleague.post(f"/editing/{event_place}")

    [known] = load(select(Editing))
    assert known.since > LONG_AGO
    assert "Svenja Brandt" in asked(organiser, event_place)


def test_a_page_that_goes_on_keeps_its_beginning(app, colleague, event_place, load):
    colleague.post(f"/editing/{event_place}")
    early = utc_now() - dt.timedelta(minutes=30)
    with app.extensions["sessionmaker"]() as session:
        session.execute(update(Editing).values(since=early))
        session.commit()

    colleague.post(f"/editing/{event_place}")

    assert [known.since for known in load(select(Editing))] == [early]


def test_a_page_that_is_left_counts_for_ten_seconds_more_and_is_purged_later(
    app, colleague, event_place, load
):
    colleague.post(f"/editing/{event_place}")

    assert colleague.post(f"/editing/{event_place}/end").status_code == 204

    [known] = load(select(Editing))
    over = known.seen_at + dt.timedelta(minutes=2)
    assert utc_now() < over <= utc_now() + dt.timedelta(seconds=10)
    with app.app_context():
        purge_editing(over - dt.timedelta(seconds=1))
        assert len(load(select(Editing))) == 1
        purge_editing(over)
    assert load(select(Editing)) == []


def test_a_poll_is_one_statement(app, organiser, colleague, event_place, count_queries):
    colleague.post(f"/editing/{event_place}")

    for expected in (True, False):
        with count_queries() as statements:
            assert ("Brandt" in asked(organiser, event_place)) is expected
        assert len(statements) == 1
        with app.extensions["sessionmaker"]() as session:
            session.execute(update(User).where(User.id == colleague.user.id).values(active=False))
            session.commit()


@pytest.mark.parametrize("model", EDITED_WITH, ids=lambda model: model.__tablename__)
def test_every_kind_of_row_can_be_asked_about(administrator, model):
    place = f"{model.__tablename__}/4711"

    assert administrator.get(f"/polls/editing/{place}.json").status_code == 404
    assert administrator.post(f"/editing/{place}").status_code == 404


def test_other_tables_and_rows_in_the_bin_are_not_there(organiser, save):
    gone = save(make_person(deleted_at=utc_now()))

    for place in ("feed/1", "user_session/1", "nonsense/1", f"person/{gone.id}"):
        assert organiser.get(f"/polls/editing/{place}.json").status_code == 404
        assert organiser.post(f"/editing/{place}").status_code == 404


def test_who_may_not_edit_learns_nothing(reader, colleague, event_place):
    colleague.post(f"/editing/{event_place}")

    assert reader.get(f"/polls/editing/{event_place}.json").status_code == 403
    assert reader.post(f"/editing/{event_place}").status_code == 403


def test_of_a_confidential_visit_nobody_learns_but_the_named(
    app, organiser, colleague, visit, event_place, load
):
    places = [event_place, f"visit/{visit.id}"]
    for place in places:
        colleague.post(f"/editing/{place}")
    with app.extensions["sessionmaker"]() as session:
        session.execute(update(Visit).values(is_confidential=True))
        session.add(VisitReader(visit_id=visit.id, user_id=colleague.user.id))
        session.commit()

    for place in places:
        assert organiser.get(f"/polls/editing/{place}.json").status_code == 404
        assert organiser.post(f"/editing/{place}").status_code == 404
        assert colleague.post(f"/editing/{place}").status_code == 200
        assert colleague.get(f"/polls/editing/{place}.json").status_code == 204
    assert {known.user_id for known in load(select(Editing))} == {colleague.user.id}


def test_who_has_signed_out_is_led_to_sign_in(organiser, event_place):
    organiser.post("/sign-out")

    answer = organiser.get(f"/polls/editing/{event_place}.json")

    assert answer.headers["Location"].startswith("/sign-in?next=")
    assert organiser.post(f"/editing/{event_place}").status_code == 403


def test_who_must_choose_a_password_first_gets_no_answer(app, sign_in, event_place):
    late = sign_in(RoleName.ORGANISER, must_change_password=True)

    assert late.get(f"/polls/editing/{event_place}.json").status_code == 302
