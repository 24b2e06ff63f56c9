"""Pages of the history: who did what, told to whoever may read it."""

import datetime as dt
import functools

import pytest
from sqlalchemy import select

from planner.clock import utc_now
from planner.confidentiality import reading_as
from planner.db import act
from planner.models import (
    Guest,
    HistoryEntry,
    HistoryLook,
    Medium,
    Printout,
    Reply,
    RoleName,
    VisitReader,
)
from planner.services.trash import delete_row
from tests.factories import (
    LONG_AGO,
    make_delegation,
    make_event,
    make_guest,
    make_person,
    make_user,
    make_visit,
)
from tests.history.pages import add_row, change_row, told

EVENING = {
    "starts_at": dt.datetime(2026, 5, 4, 19),
    "ends_at": dt.datetime(2026, 5, 4, 20),
}


@pytest.fixture
def change(app):
    """Return a function by which a user changes a row."""
    return functools.partial(change_row, app)


@pytest.fixture
def brandt(save):
    """A user who changes things."""
    return save(make_user("S. Brandt"))


@pytest.fixture
def visit(save):
    """A visit of the office."""
    return save(make_visit())


@pytest.fixture
def event(save, visit):
    """Its reception, at ten."""
    return save(make_event(visit_id=visit.id))


def test_a_moved_event_is_told_in_words_and_linked(organiser, brandt, change, visit, event):
    change(brandt, event, **EVENING)

    page = organiser.get(f"/visits/{visit.slug}/history")

    assert told(page) == ["S. Brandt moved Reception from 10:00 AM to 7:00 PM"]
    assert f'<a href="/visits/{visit.slug}/events/{event.id}">Reception</a>' in page.text


def test_the_history_speaks_german(organiser, brandt, change, visit, event):
    change(brandt, event, **EVENING)
    organiser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"

    assert told(organiser.get("/history")) == ["S. Brandt hat Empfang von 10:00 auf 19:00 verlegt"]


def test_fields_are_told_as_forms_call_them_with_what_stood_there(organiser, brandt, change, event):
    change(brandt, event, dress_en="Black tie", is_highlight=False, capacity=40)

    assert told(organiser.get("/history")) == [
        "S. Brandt changed Reception Dress (English) empty Black tie Places for guests empty 40"
    ]


def test_changes_of_a_minute_to_one_row_are_one_line(organiser, brandt, change, event):
    for name in ("Dinner", "Supper", "Banquet"):
        change(brandt, event, title_en=name)

    [line] = told(organiser.get("/history"))

    assert line.startswith("S. Brandt changed Banquet Title (English) Reception Banquet")


def test_what_came_back_within_a_minute_is_not_told(organiser, brandt, change, event):
    change(brandt, event, title_en="Dinner")
    change(brandt, event, title_en="Reception")

    assert told(organiser.get("/history")) == []


def test_changes_of_two_users_are_two_lines(organiser, brandt, change, event, save):
    other = save(make_user("J. Reuter"))
    change(brandt, event, title_en="Dinner")
    change(other, event, title_en="Supper")

    assert [line.split()[1] for line in told(organiser.get("/history"))] == ["Reuter", "Brandt"]


def test_a_reply_and_the_trash_have_sentences(app, organiser, brandt, change, event, save):
    guest = save(make_guest(make_person("Ada", "Lindqvist"), event_id=event.id, event=None))
    change(brandt, guest, "note_reply", reply=Reply.ACCEPTED, replied_at=LONG_AGO)
    accepted = told(organiser.get("/history"))
    with app.app_context(), reading_as(brandt.id):
        delete_row(Guest, guest.id, now=LONG_AGO)
    deleted = told(organiser.get("/history"))

    assert accepted == ["S. Brandt noted the reply of Ada Lindqvist ( Reception ): Accepted"]
    assert deleted[0].startswith("S. Brandt moved Ada Lindqvist ( Reception ) to the trash")


def test_each_subject_has_its_own_history(organiser, brandt, change, visit, event, save):
    delegation = save(make_delegation(visit))
    person = save(make_person("Ada", "Lindqvist"))
    change(brandt, person, "save_person", phone="0100")
    change(brandt, delegation, "save_delegation", name_en="Choir")
    change(brandt, event, **EVENING)

    assert len(told(organiser.get("/history"))) == 3
    assert len(told(organiser.get(f"/visits/{visit.slug}/history"))) == 2
    assert len(told(organiser.get(f"/visits/{visit.slug}/events/{event.id}/history"))) == 1
    assert told(organiser.get(f"/people/{person.id}/history")) == [
        "S. Brandt changed Ada Lindqvist Phone empty 0100"
    ]
    address = f"/visits/{visit.slug}/delegations/{delegation.id}/history"
    assert told(organiser.get(address)) == [
        "S. Brandt changed Choir Name (English) Delegation from Lyon Choir"
    ]


def test_the_address_narrows_a_history(organiser, brandt, change, event, save, load):
    person = save(make_person("Ada", "Lindqvist"))
    other = save(make_user("J. Reuter"))
    change(brandt, event, **EVENING)
    change(other, person, "save_person", phone="0100")

    assert len(told(organiser.get(f"/history?who={other.id}"))) == 1
    assert len(told(organiser.get("/history?kind=programme"))) == 1
    assert len(told(organiser.get("/history?kind=places"))) == 0
    assert len(told(organiser.get("/history?day=2100-01-01"))) == 0
    assert len(told(organiser.get("/history?since=yesterday"))) == 2


def test_older_entries_are_on_the_next_page(organiser, brandt, change, event, save):
    people = [save(make_person("Ada", f"Name {number}")) for number in range(53)]
    for person in people:
        change(brandt, person, "save_person", phone="0100")

    first = organiser.get("/history?kind=people")
    second = organiser.get("/history?kind=people&before=4")

    assert (len(told(first)), len(told(second))) == (50, 3)
    assert "before=4" in first.text
    assert "Older entries" not in second.text


def test_nobody_reads_a_field_that_only_editors_see(sign_in, organiser, brandt, change, save):
    person = save(make_person("Ada", "Lindqvist"))
    change(brandt, person, "save_person", notes="MARK of the notes")
    change(brandt, person, "save_person", phone="0100", postal_address="MARK of the house")
    reader = sign_in(RoleName.READER)

    for address in ("/history", f"/people/{person.id}/history", "/history/2"):
        page = reader.get(address)
        assert page.status_code == 200
        assert "0100" in page.text
        assert "MARK" not in page.text
    assert reader.get("/history/1").status_code == 404
    assert "MARK" in organiser.get("/history").text


def test_only_administrators_read_of_accounts(administrator, organiser, brandt, change, save):
    other = save(make_user("MARK of an account"))
    change(brandt, other, "save_user", phone="0100")

    assert "MARK" in administrator.get("/history").text
    assert "MARK of an account" not in organiser.get("/history?kind=settings").text
    assert organiser.get("/history/1").status_code == 404


def test_no_secret_is_told(administrator, brandt, change, save):
    other = save(make_user("J. Reuter", password="MARK one"))
    change(brandt, other, "set_password", password="MARK two")

    for address in ("/history", "/history/1"):
        assert "MARK" not in administrator.get(address).text
    assert told(administrator.get("/history")) == [
        "S. Brandt set the password of J. Reuter Password"
    ]


def test_a_confidential_visit_is_told_to_nobody_but_its_readers(
    app, organiser, administrator, brandt, change, save
):
    secret = save(make_visit(title_de="MARK", title_en="MARK", is_confidential=True))
    save(VisitReader(visit_id=secret.id, user_id=brandt.id, named_at=LONG_AGO))
    save(VisitReader(visit_id=secret.id, user_id=organiser.user.id, named_at=LONG_AGO))
    event = save(make_event(visit_id=secret.id, title_en="MARK of an event"))
    person = save(make_person("Ada", "Lindqvist"))
    change(brandt, event, **EVENING)
    add_row(app, brandt, Guest(event_id=event.id, person_id=person.id))

    for address in ("/history", f"/people/{person.id}/history", "/overview"):
        assert "MARK" not in administrator.get(address).text
    assert administrator.get("/history/1").status_code == 404
    assert len(told(organiser.get("/history"))) == 2


def test_of_an_act_on_both_only_the_open_visit_is_told(app, administrator, brandt, change, save):
    """One entry, two rows."""
    secret = save(make_visit(is_confidential=True))
    save(VisitReader(visit_id=secret.id, user_id=brandt.id, named_at=LONG_AGO))
    hidden = save(make_event(visit_id=secret.id, title_en="MARK"))
    free = save(make_event(title_en="Concert"))
    with app.app_context(), reading_as(brandt.id), act("merge_people") as own:
        own.get(type(hidden), hidden.id).title_en = "MARK two"
        own.get(type(free), free.id).title_en = "Opera"

    page = administrator.get("/history")

    assert "Opera" in page.text
    assert "MARK" not in page.text + administrator.get("/history/1").text


def test_erased_values_and_rows_are_said_to_be_erased(organiser, brandt, change, event, app):

    change(brandt, event, dress_en="Black tie")
    with app.app_context(), act("purge_history") as own:
        own.execute(HistoryEntry.__table__.metadata.tables["history_values"].delete())

    assert told(organiser.get("/history")) == [
        "S. Brandt changed Reception Dress (English) (erased) (erased)"
    ]


def test_an_entry_shows_each_field_before_and_after(organiser, brandt, change, event):
    change(organiser.user, event, internal_notes="a" * 200 + "old" + "b" * 200)
    change(brandt, event, internal_notes="a" * 200 + "new" + "b" * 200)

    whole, short = organiser.get("/history/2").text, organiser.get("/history").text

    assert "a" * 200 + "new" in whole
    assert "…aaaaaaaaaaaaaaaaaaaaaaaanewbbbbbbbbbbbbbbbbbbbbbbbb…" in short


def test_a_history_costs_the_same_for_one_entry_and_for_fifty(
    organiser, brandt, change, visit, event, save, count_queries
):
    other = save(make_event(visit_id=visit.id))
    change(brandt, event, **EVENING)
    organiser.get("/history")
    with count_queries() as few:
        organiser.get("/history")
    for number in range(30):
        change(brandt, (event, other)[number % 2], capacity=number + 1)
    with count_queries() as many:
        organiser.get("/history")

    assert len(few) == len(many)
    assert len(many) <= 8


def test_what_is_new_since_my_last_look_stays_new_for_a_while(
    app, organiser, brandt, change, event, save, load
):
    person = save(make_person("Ada", "Lindqvist"))
    change(brandt, event, **EVENING)
    assert len(told(organiser.get("/history?since=last"))) == 1  # never looked before
    with app.extensions["sessionmaker"]() as own:
        own.get(HistoryLook, organiser.user.id).seen_at = utc_now() - dt.timedelta(hours=2)
        entry = own.get(HistoryEntry, 1)
        entry.at = utc_now() - dt.timedelta(hours=3)
        own.commit()
    change(brandt, person, "save_person", phone="0100")

    for _ in range(2):
        page = organiser.get("/history?since=last")
        assert told(page) == ["S. Brandt changed Ada Lindqvist Phone empty 0100"]
    assert len(told(organiser.get("/history"))) == 2


def test_who_takes_a_calendar_along_is_told_once_an_hour(organiser, load, visit, event):
    address = f"/visits/{visit.slug}/calendar.ics?kind=guests"
    assert organiser.get(address).data == organiser.get(address).data
    organiser.get(f"/visits/{visit.slug}/events/{event.id}.ics")

    page = organiser.get(f"/visits/{visit.slug}/history")

    who = organiser.user.name
    assert told(page) == [f"{who} downloaded Calendar file (Delegation from Lyon)"] * 2
    assert {one.medium for one in load(select(Printout))} == {Medium.ICS}
    assert "Calendar file" not in organiser.get(f"/visits/{visit.slug}/print").text
