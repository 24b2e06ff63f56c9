"""Briefings of events: aim, desired outcome and talking points, which stay in the office."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from planner.db import session
from planner.models import CalendarRevision, Event, PointKind, TalkingPoint
from planner.revisions.effects import TRACKED_OPTION
from planner.rules import RuleBroken
from planner.rules.programme.briefings import check_points, parse_points, points_of, set_points
from tests.factories import LONG_AGO, make_event, make_talking_point, make_visit

TYPED = {
    "aim": "Agree on a date.",
    "desired_outcome": "A date in May.",
    "raised": "- Heat from waste water\n\n•  Students ",
    "avoided": "The election",
    "lock_version": "1",
}


@pytest.fixture
def event(save):
    """An event of a visit."""
    return save(make_event(visit=make_visit(slug="lyon")))


@pytest.fixture
def address(event):
    """Where its briefing is."""
    return f"/visits/lyon/events/{event.id}/briefing"


def points(load):
    return [
        (point.kind, point.position, point.text)
        for point in load(select(TalkingPoint).order_by(TalkingPoint.id))
    ]


def test_points_stand_one_a_line_without_the_bullets_that_people_type():
    assert parse_points(" - one\n\n• two  words\n3 - 2 = 1\n-4 °C\n") == [
        *("one", "two words", "3 - 2 = 1", "-4 °C"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n".join("abcdef"), None),
        ("\n".join("abcdefg"), "These are %(number)s points"),
        ("x" * 300, None),
        ("short\n" + "x" * 301, "Point %(number)s has %(length)s characters"),
    ],
)
def test_there_are_six_points_of_300_characters_at_most(text, sentence):
    if sentence is None:
        check_points(text)
    else:
        with pytest.raises(RuleBroken) as broken:
            check_points(text)
        assert broken.value.message.msgid.startswith(sentence)


def test_points_of_one_kind_leave_those_of_the_other_alone():
    event = make_event()
    set_points(event, PointKind.RAISE, ["a", "b", "c"])
    set_points(event, PointKind.AVOID, ["x"])
    rows = list(event.talking_points)

    assert set_points(event, PointKind.RAISE, ["c", "a"])
    assert not set_points(event, PointKind.AVOID, ["x"])

    assert points_of(event, PointKind.RAISE) == ["c", "a"]
    assert points_of(event, PointKind.AVOID) == ["x"]
    assert event.talking_points == [rows[0], rows[1], rows[3]]


def test_briefing_is_saved_and_shown_to_those_who_may_read_it(
    organiser, reader, event, address, load
):
    answer = organiser.post(address, data=TYPED)

    page = f"/visits/lyon/events/{event.id}"
    assert answer.location == f"{page}#briefing"
    assert points(load) == [
        (PointKind.RAISE, 1, "Heat from waste water"),
        (PointKind.RAISE, 2, "Students"),
        (PointKind.AVOID, 1, "The election"),
    ]
    shown = reader.get(page).text
    for text in (
        "Agree on a date.",
        "A date in May.",
        "<li>Students</li>",
        "<li>The election</li>",
    ):
        assert text in shown
    assert address not in shown
    assert reader.get(address).status_code == 403
    assert "Heat from waste water\nStudents</textarea>" in organiser.get(address).text


def test_points_can_change_their_places(organiser, address, load):
    organiser.post(address, data=TYPED)

    organiser.post(address, data=TYPED | {"raised": "Students\nRent\nHeat", "lock_version": "2"})
    organiser.post(address, data=TYPED | {"raised": "Heat", "avoided": "", "lock_version": "3"})

    assert points(load) == [(PointKind.RAISE, 1, "Heat")]


def test_seventh_point_is_refused_at_its_place_and_nothing_is_lost(organiser, address, load):
    typed = TYPED | {"raised": "\n".join("abcdefg"), "avoided": "x" * 301}

    answer = organiser.post(address, data=typed)

    assert answer.status_code == 422
    assert "These are 7 points: please keep the 6 that matter most." in answer.text
    assert "Point 1 has 301 characters: please use at most 300." in answer.text
    assert 'id="raised-error"' in answer.text
    assert "a\nb\nc\nd\ne\nf\ng</textarea>" in answer.text
    assert points(load) == []


def test_second_of_two_editors_sees_both_versions_also_of_points(organiser, address, load):
    organiser.post(address, data=TYPED)
    organiser.post(address, data=TYPED | {"raised": "First", "lock_version": "2"})

    late = organiser.post(address, data=TYPED | {"raised": "Second", "lock_version": "2"})

    assert late.status_code == 409
    assert "First" in late.text
    assert "Second" in late.text
    assert points(load)[0] == (PointKind.RAISE, 1, "First")


def test_briefing_changes_nothing_that_calendars_look_at(app, organiser, event, address, load):
    with app.app_context():
        session.execute(update(Event.__table__).values(revised_at=LONG_AGO.replace(tzinfo=None)))
        session.commit()
    before = load(select(CalendarRevision.number)), event.lock_version

    organiser.post(address, data=TYPED)
    organiser.post(address, data=TYPED | {"raised": "Another", "lock_version": "2"})

    [saved] = load(select(Event))
    assert (saved.sequence, saved.revised_at) == (0, LONG_AGO)
    assert load(select(CalendarRevision.number)) == before[0]
    assert saved.lock_version == before[1] + 2


def test_free_standing_event_has_a_briefing_too(organiser, save, load):
    event = save(make_event(title_en="Tea"))

    organiser.post(f"/events/{event.id}/briefing", data=TYPED)

    assert "Tea" in organiser.get(f"/events/{event.id}/briefing").text
    assert len(points(load)) == 3
    assert organiser.get(f"/visits/nowhere/events/{event.id}/briefing").status_code == 404


def test_database_keeps_points_in_one_order_and_takes_them_with_their_event(
    app, engine, event, load, save
):
    save(make_talking_point(event))
    for values in ({}, {"position": 0}, {"position": 2, "text": ""}):
        row = {"event_id": event.id, "kind": PointKind.RAISE, "position": 1, "text": "b"}
        with app.app_context():
            session.add(TalkingPoint(**row | values))
            with pytest.raises(IntegrityError):
                session.commit()

    with engine.begin() as connection:  # calendars would not let an act delete it for good
        connection.execute(delete(Event), execution_options={TRACKED_OPTION: True})

    assert points(load) == []
