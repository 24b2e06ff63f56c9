"""The example."""

import datetime as dt
import itertools

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from planner.example import coming_tuesday, last_autumn
from planner.models import (
    Assignment,
    Audience,
    Delegate,
    Duty,
    Event,
    Guest,
    Kind,
    Municipality,
    Person,
    Picture,
    Reply,
    Role,
    RoleName,
    Status,
    Visit,
)
from tests.factories import make_user

DAY = dt.date(2027, 4, 12)


@pytest.fixture(scope="module")
def app(lasting_app):
    """A planner of all tests here: they only read."""
    return lasting_app


@pytest.fixture(scope="module")
def loaded(app):
    """The example as seen from a day, in the charge of an administrator."""
    with app.extensions["sessionmaker"]() as session:
        role = session.scalar(select(Role).where(Role.name == RoleName.ADMINISTRATOR))
        session.add(make_user(roles=[role]))
        session.commit()
    result = app.test_cli_runner().invoke(args=["example", "load", "--today", f"{DAY}"])
    assert result.output == "The example is loaded.\n"


@pytest.mark.parametrize("offset", range(0, 400, 13))
def test_coming_visit_begins_on_the_first_tuesday_at_least_28_days_ahead(offset):
    day = DAY + dt.timedelta(days=offset)

    tuesday = coming_tuesday(day)

    assert tuesday.weekday() == 1
    assert 28 <= (tuesday - day).days < 35
    assert last_autumn(day) < day


@pytest.mark.usefixtures("loaded")
def test_coming_visit_has_what_a_visit_can_have(load):
    [visit] = load(select(Visit).where(Visit.first_day > DAY))
    statement = select(Event).options(selectinload(Event.guests).joinedload(Guest.companion_of))
    events = load(statement.where(Event.visit_id == visit.id))
    guests = {guest.person_id for event in events for guest in event.guests}

    assert (visit.last_day - visit.first_day).days == 3
    assert len(load(select(Delegate).where(Delegate.delegation.has(visit_id=visit.id)))) == 14
    assert len(guests) == 34
    assert {event.starts_at.date() for event in events} == {
        visit.first_day + dt.timedelta(days=n) for n in range(4)
    }
    assert {Kind.TRANSFER} <= {event.kind for event in events}
    assert [event.title_en for event in events if event.audience is Audience.INTERNAL] == [
        "Briefing on press and security"
    ]
    assert [event.title_en for event in events if event.status is Status.CANCELLED] == [
        "Visit to the wind farm"
    ]
    overlapping = [
        (one.title_en, two.title_en)
        for one, two in itertools.combinations(sorted(events, key=lambda e: e.starts), 2)
        if one.starts < two.ends and two.starts < one.ends
    ]
    assert overlapping == [("Tour of the historic factories", "Side program: city library")]
    assert any(guest.companion_of for event in events for guest in event.guests)


@pytest.mark.usefixtures("loaded")
def test_drivers_know_whom_to_call_and_interpreters_between_which_languages(load):
    people = selectinload(Event.assignments).joinedload(Assignment.person)
    events = load(
        select(Event)
        .where(Event.visit.has(Visit.first_day > DAY))
        .options(joinedload(Event.transfer), joinedload(Event.responsible), people)
    )
    rides = [event for event in events if event.kind is Kind.TRANSFER]
    driven = [event for event in rides if event.transfer.vehicle]
    interpreted = [
        event
        for event in events
        if any(one.duty is Duty.INTERPRETER and one.languages for one in event.assignments)
    ]

    assert len(driven) == 3
    assert all(event.responsible for event in rides)
    for event in driven:
        assert [one.duty for one in event.assignments] == [Duty.DRIVER]
        assert event.transfer.from_venue_id
        assert event.transfer.to_venue_id
        assert event.transfer.seats >= 14
        assert event.transfer.pick_up_at <= event.starts_at
    assert len(interpreted) == 4


@pytest.mark.usefixtures("loaded")
def test_past_guests_have_a_name_and_an_office_and_nothing_else(load):
    people = load(
        select(Person)
        .where(Person.family_name.in_(["Senjem", "Arnold"]))
        .options(selectinload(Person.terms))
    )

    assert [len(person.terms) for person in people] == [1, 1]
    told = ("email", "phone", "notes", "biography_de", "biography_en", "pronunciation")
    told += ("postal_address",)
    assert {getattr(person, name) for person in people for name in told} == {""}
    guests = load(select(Guest).where(Guest.person_id.in_([p.id for p in people])))
    assert {(guest.reply, guest.seat, guest.notes) for guest in guests} == {(Reply.OPEN, "", "")}


@pytest.mark.usefixtures("loaded")
def test_meetings_are_prepared_and_nearly_all_delegates_portrayed_in_both_languages(load):
    briefed = load(select(Event).where(Event.aim != "").options(selectinload(Event.talking_points)))
    delegates = load(
        select(Delegate)
        .where(Delegate.is_leader | Delegate.companion_of_id.is_(None))
        .options(joinedload(Delegate.person))
    )

    assert len(briefed) == 7
    assert all(event.desired_outcome and event.talking_points for event in briefed)
    told = [(bool(one.person.biography_de), bool(one.person.biography_en)) for one in delegates]
    assert [told.count(pair) for pair in ((True, True), (False, True), (True, False))] == [9, 1, 0]


@pytest.mark.usefixtures("loaded")
def test_six_highlights_past_and_coming_have_pictures_with_words(load):
    highlights = load(select(Event).where(Event.is_highlight).options(joinedload(Event.picture)))

    assert len(highlights) == 6
    assert {event.starts_at.date() > DAY for event in highlights} == {True, False}
    assert all(event.picture.alt_de and event.picture.alt_en for event in highlights)
    assert all(event.title_de and event.title_en for event in highlights)


@pytest.mark.usefixtures("loaded")
def test_network_has_its_ten_members_and_one_of_them_is_home(load):
    towns = load(select(Municipality))

    assert len(towns) == 10
    assert [town.name for town in towns if town.is_home] == ["Iserlohn"]


@pytest.mark.usefixtures("loaded")
def test_example_shows_one_clash_at_both_events(administrator, load):
    visit = load(select(Visit).where(Visit.first_day > DAY))[0]

    programme = administrator.get(f"/visits/{visit.slug}").text

    assert programme.count("Budget committee") >= 1
    assert programme.count('class="note no"') == 1
    [committee] = load(select(Event).where(Event.title_en == "Budget committee"))
    assert "Expert talk" in administrator.get(f"/events/{committee.id}").text


@pytest.mark.usefixtures("loaded")
def test_example_is_not_loaded_twice(app, load):
    again = app.test_cli_runner().invoke(args=["example", "load"])

    assert (again.exit_code, "without visits" in again.output) == (1, True)
    assert load(select(func.count()).select_from(Visit)) == [2]
    assert len(load(select(Picture))) == 8
