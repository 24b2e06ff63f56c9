"""Merging two entries of the address book that are one person (T-23)."""

import datetime as dt
import re

import icalendar
import pytest
from sqlalchemy import select

from planner import create_app
from planner.db import Base
from planner.models import (
    AddressForm,
    AddressOverride,
    Assignment,
    CalendarRevision,
    Delegate,
    Duty,
    Feed,
    FeedKind,
    Gender,
    Guest,
    GuestRole,
    HistoryEntry,
    Move,
    Person,
    Reply,
    Representation,
    Role,
    RoleName,
    Side,
    Term,
    User,
)
from planner.queries.people.merging import KEPT_REFERENCES, PERSON_REFERENCES
from planner.rules.people.merged_rows import is_same_term, term_values
from planner.rules.people.merging import (
    MergeChoice,
    conflicting_fields,
    joined_texts,
    merged_values,
)
from tests.conftest import basic_settings
from tests.factories import (
    LONG_AGO,
    make_assignment,
    make_delegate,
    make_delegation,
    make_event,
    make_feed,
    make_guest,
    make_office,
    make_organisation,
    make_person,
    make_term,
    make_user,
    make_visit,
)
from tests.history.told import told
from tests.world import browser_of, sign_in

FIRST, LATER = LONG_AGO, LONG_AGO + dt.timedelta(days=1)


@pytest.fixture
def ana(save):
    """The entry that is kept."""
    return save(make_person("Ana", "Meyer"))


@pytest.fixture
def anna(save):
    """The entry that is merged into the other."""
    return save(make_person("Anna", "Meyer"))


@pytest.fixture
def merge_them(administrator, ana, anna):
    """Return a function that merges Anna into Ana, with the choices of its form."""

    def merge_them(browser=administrator, **choices):
        address = f"/people/{ana.id}/merge/{anna.id}"
        return browser.post(address, data=entries(browser.get(address)) | choices)

    return merge_them


def entries(page):
    """Return what the form of a preview sends as it stands."""
    hidden = re.findall(r'<input[^>]*name="(\w+_version)"[^>]*value="(\d+)"', page.text)
    chosen = re.findall(r'<input checked[^>]*name="(\w+)"[^>]*value="(\w+)"', page.text)
    return dict(hidden) | dict(chosen)


def one(load, model, **values):
    [row] = load(select(model).filter_by(**values))
    return row


def test_t23_merge_keeps_visits_invitations_seats_replies_and_all_else(
    merge_them, save, load, ana, anna
):
    event, delegation = make_event(), make_delegation()
    save(
        make_guest(anna, event, seat="A3", reply=Reply.ACCEPTED, notes="Comes late"),
        make_delegate(anna, delegation=delegation, function_en="Head of Energy"),
        make_assignment(event, anna, duty=Duty.SPEAKER),
        make_term(person=anna),
        AddressOverride(person=anna, form=AddressForm.ORAL, language="en", text="Anna"),
        make_feed(kind=FeedKind.PERSON, person=anna, visit=delegation.visit),
        make_guest(make_person("Otto"), event, represents=anna),
        make_user(person=anna),
    )

    assert merge_them().status_code == 303

    guest = one(load, Guest, person_id=ana.id)
    assert (guest.seat, guest.reply, guest.notes) == ("A3", Reply.ACCEPTED, "Comes late")
    assert one(load, Delegate).person_id == ana.id
    assert one(load, Delegate).function_en == "Head of Energy"
    assert [one(load, row).person_id for row in (Assignment, Term, AddressOverride, Feed)] == (
        [ana.id] * 4
    )
    assert one(load, Guest, represents_id=ana.id).person_id != ana.id
    assert load(select(User.person_id).where(User.person_id.is_not(None))) == [ana.id]


def fields_that_name_a_person():
    """Return every column of the database that refers to a person."""
    return {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table is Person.__table__ for key in column.foreign_keys)
    }


def test_merge_knows_every_column_that_names_a_person():
    known = {str(column.expression) for column in (*PERSON_REFERENCES, *KEPT_REFERENCES)}

    assert fields_that_name_a_person() == known


def test_merge_leaves_nothing_at_the_entry_that_goes_not_even_in_the_bin(
    merge_them, save, load, anna, ana, app
):
    event = make_event()
    gone = {"deleted_at": LONG_AGO}
    save(
        make_guest(anna, event),
        make_guest(anna, event, **gone),
        make_guest(ana, event),
        make_guest(make_person("Otto"), event, represents=anna),
        make_delegate(anna, delegation=make_delegation()),
        make_delegate(anna, delegation=make_delegation(), **gone),
        make_assignment(event, anna),
        make_term(person=anna),
        AddressOverride(person=anna, form=AddressForm.ORAL, language="en", text="Anna"),
        make_feed(kind=FeedKind.PERSON, person=anna, visit=make_visit()),
        make_user(person=anna),
    )
    named = {str(column.expression): column for column in PERSON_REFERENCES}
    before = {name: load(select(column).where(column == anna.id)) for name, column in named.items()}

    merge_them()

    after = {name: load(select(column).where(column == anna.id)) for name, column in named.items()}
    assert all(before.values()), "a row of each kind was there"
    assert not any(after.values())


def test_entry_that_goes_lies_in_the_bin_and_its_address_leads_to_the_other(
    administrator, merge_them, ana, anna
):
    merge_them()

    page = administrator.get(f"/people/{anna.id}")
    assert (page.status_code, page.location) == (308, f"/people/{ana.id}")
    assert "Merged into Ana Meyer" in administrator.get("/settings/bin").text


def test_history_says_who_merged_what(merge_them, save, load, administrator, ana, anna):
    save(
        make_guest(anna, notes="Internal"),
        make_guest(anna),
        make_delegate(anna, delegation=make_delegation()),
    )

    merge_them()

    entry = one(load, HistoryEntry)
    assert (entry.act, entry.user_id) == ("merge_people", administrator.user.id)
    changed = [(row.table, row.operation) for row in told(load)]
    assert sorted(changed) == [
        ("delegate", "changed"),
        *[("guest", "changed")] * 2,
        *[("person", "changed")] * 2,
    ]


def test_preview_says_what_will_happen_and_nothing_happens(organiser, save, load, ana, anna):
    event = make_event(title_en="Gala")
    save(
        make_guest(ana, event, role=GuestRole.HOST, notes="one"),
        make_guest(anna, event, reply=Reply.ACCEPTED, seat="B2", notes="two"),
        make_guest(anna, make_event(title_en="Boat trip"), seat="C4"),
        make_feed(kind=FeedKind.PERSON, person=anna, visit=make_visit(), label="Her phone"),
    )

    page = organiser.get(f"/people/{ana.id}/merge/{anna.id}").text

    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "Gala Mon, May 4, 2026, 10:00 AM" in told
    assert "Role: Host (not: Guest)" in told
    assert "Reply: Accepted (not: Open)" in told
    assert "Seat: B2 The notes" in told
    assert "The notes of both stay." in told
    assert "Boat trip" in told
    assert "Guest, Open, Seat C4" in told
    assert "Calendar feed “Her phone”" in told
    assert len(load(select(Guest).where(Guest.person_id == anna.id))) == 2
    assert load(select(Person.id).where(Person.deleted_at.is_not(None))) == []


def test_values_are_chosen_field_by_field_and_the_rest_goes_into_the_notes(
    merge_them, save, load, ana, anna
):
    works = make_organisation()
    said = {"organisation": works, "phone": "2", "notes": "second", "pronunciation": "AH-na"}
    for person, values in (
        (ana, {"phone": "1", "email": "a@planner.example", "notes": "first", "biography_en": "x"}),
        (anna, {**said, "email": "b@planner.example", "biography_en": "y"}),
    ):
        for name, value in values.items():
            setattr(person, name, value)
        save(person)

    merge_them(keep_given_name="theirs", keep_email="theirs", keep_biography_en="both")

    merged = one(load, Person, id=ana.id)
    assert (merged.given_name, merged.email, merged.phone) == ("Anna", "b@planner.example", "1")
    assert (merged.pronunciation, merged.organisation_id) == ("AH-na", works.id)
    assert merged.biography_en == "x\n\ny"
    assert merged.notes == (
        "first\n\nsecond\n\nNot kept when two entries were merged:\n"
        "Given name: Ana\nE-mail address: a@planner.example\nPhone: 2"
    )
    assert merged.sort_name == "meyer, anna"


def test_what_is_not_kept_is_not_noted_if_nobody_wants_it(administrator, load, ana, anna):
    address = f"/people/{ana.id}/merge/{anna.id}"
    data = entries(administrator.get(address))
    del data["notes_rest"]

    administrator.post(address, data=data)

    assert one(load, Person, id=ana.id).notes == ""


def test_only_fields_in_which_both_say_something_else_are_asked_about():
    ours = make_person("Ana", "Meyer", gender=Gender.NEITHER, phone="1", email="", notes="x")
    theirs = make_person("Anna", "Meyer", gender=Gender.FRAU, phone="", email="a@b", notes="x y")

    values = merged_values(
        ours, theirs, {"given_name": MergeChoice.THEIRS, "notes": MergeChoice.BOTH}
    )

    assert conflicting_fields(ours, theirs) == ["given_name", "notes"]
    said = {name: values[name] for name in ("given_name", "gender", "phone", "email", "notes")}
    assert said == {
        "given_name": "Anna", "gender": "frau", "phone": "1", "email": "a@b", "notes": "x y",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two", "both"),
    [("a", "b", "a\n\nb"), ("a b", "a", "a b"), ("a", "a b", "a b"), ("a", "a", "a")],
)
def test_joined_texts_say_nothing_twice(one, two, both):
    assert joined_texts(one, two) == both


def test_texts_that_are_too_long_together_are_refused_and_nothing_is_lost(
    merge_them, save, load, ana, anna
):
    ana.notes, anna.notes = "x" * 6000, "y" * 6000
    save(ana)
    save(anna)

    answer = merge_them()

    assert answer.status_code == 422
    assert "too long" in answer.text
    assert load(select(HistoryEntry)) == []
    assert merge_them(keep_notes="theirs").status_code == 303


def twins(ana, anna, ours, theirs):
    """Return guests of both entries at one event."""
    event = make_event()
    return make_guest(ana, event, **ours), make_guest(anna, event, **theirs)


@pytest.mark.parametrize(
    ("ours", "theirs", "kept"),
    [
        ({}, {"reply": Reply.ACCEPTED, "replied_at": FIRST}, {"reply": Reply.ACCEPTED}),
        ({"reply": Reply.DECLINED, "replied_at": FIRST}, {}, {"reply": Reply.DECLINED}),
        (
            {"reply": Reply.DECLINED, "replied_at": FIRST},
            {"reply": Reply.ACCEPTED, "replied_at": LATER, "replied_through": "by phone"},
            {"reply": Reply.ACCEPTED, "replied_through": "by phone"},
        ),
        ({"seat": "A1"}, {"seat": "B2"}, {"seat": "A1"}),
        ({}, {"seat": "B2"}, {"seat": "B2"}),
        ({"role": GuestRole.GUEST}, {"role": GuestRole.HOST}, {"role": GuestRole.HOST}),
        ({"notes": "one"}, {"notes": "two"}, {"notes": "one\n\ntwo"}),
    ],
)
def test_of_two_invitations_to_one_event_the_more_telling_is_kept(
    merge_them, save, load, ana, anna, ours, theirs, kept
):
    save(*twins(ana, anna, ours, theirs))

    merge_them()

    guest = one(load, Guest, deleted_at=None)
    assert guest.person_id == ana.id
    assert {name: getattr(guest, name) for name in kept} == kept


def test_companions_come_with_the_guest_who_stays_and_nobody_with_oneself(
    merge_them, save, load, ana, anna
):
    mine, theirs = twins(ana, anna, {}, {"role": GuestRole.COMPANION})
    theirs.companion_of = mine
    child = make_guest(make_person("Kim"), mine.event, companion_of=theirs)
    save(mine, theirs, child)

    merge_them()

    assert one(load, Guest, id=child.id).companion_of_id == mine.id
    guest = one(load, Guest, id=mine.id)
    assert (guest.companion_of_id, guest.role) == (None, GuestRole.GUEST)
    assert one(load, Guest, id=theirs.id).deleted_at


def test_guest_who_came_with_the_other_entry_comes_alone(merge_them, save, load, ana, anna):
    mine, theirs = twins(ana, anna, {"role": GuestRole.COMPANION}, {"role": GuestRole.HOST})
    mine.companion_of = theirs
    save(mine, theirs)

    merge_them()

    guest = one(load, Guest, id=mine.id)
    assert (guest.companion_of_id, guest.role) == (None, GuestRole.HOST)


def test_companion_of_somebody_else_stays_one(merge_them, save, load, ana, anna):
    mine, theirs = twins(ana, anna, {}, {"role": GuestRole.COMPANION})
    partner = make_guest(make_person("Kim"), mine.event)
    theirs.companion_of = partner
    save(mine, theirs, partner)

    merge_them()

    guest = one(load, Guest, id=mine.id)
    assert (guest.companion_of_id, guest.role) == (partner.id, GuestRole.COMPANION)


def test_head_of_companions_becomes_no_companion(merge_them, save, load, ana, anna):
    mine, theirs = twins(ana, anna, {}, {"role": GuestRole.COMPANION})
    partner = make_guest(make_person("Kim"), mine.event, companion_of=mine)
    theirs.companion_of = partner  # in a ring, once the two are one
    save(mine, partner)
    save(theirs)

    merge_them()

    assert one(load, Guest, id=mine.id).companion_of_id is None
    assert one(load, Guest, id=partner.id).companion_of_id == mine.id


def test_nobody_stands_in_for_oneself(merge_them, save, load, ana, anna):
    mine, theirs = twins(
        ana,
        anna,
        {"reply": Reply.REPRESENTED, "replied_at": LATER},
        {"reply": Reply.ACCEPTED, "replied_at": FIRST, "represents": ana},
    )
    alone = make_guest(anna, represents=ana, representation=Representation.PLACE_OF_REPRESENTED)
    save(mine, theirs, alone)

    merge_them()

    assert {guest.represents_id for guest in load(select(Guest))} == {None}
    assert {guest.representation for guest in load(select(Guest))} == {Representation.OWN_RANK}
    assert one(load, Guest, id=mine.id).reply is Reply.ACCEPTED


def test_stand_in_for_somebody_else_goes_on(merge_them, save, load, ana, anna):
    mayor = make_person("Kim")
    mine, theirs = twins(ana, anna, {"represents": anna}, {"represents": mayor})
    save(mine, theirs)

    merge_them()

    assert one(load, Guest, id=mine.id).represents_id == mayor.id


def test_moves_by_hand_name_the_guest_who_stays(merge_them, save, load, ana, anna):
    mine, theirs = twins(ana, anna, {}, {})
    kim, lea = (make_guest(make_person(name), mine.event) for name in ("Kim", "Lea"))
    third = make_guest(make_person("Max"), mine.event)
    save(mine, theirs, kim, lea, third)
    save(
        Move(guest_id=kim.id, anchor_id=theirs.id, side=Side.AFTER, reason="x"),
        Move(guest_id=theirs.id, anchor_id=lea.id, side=Side.AFTER, reason="y"),
        Move(guest_id=third.id, anchor_id=lea.id, side=Side.AFTER, reason="z"),
    )

    merge_them()

    moves = {(move.guest_id, move.anchor_id) for move in load(select(Move))}
    assert moves == {(kim.id, mine.id), (mine.id, lea.id), (third.id, lea.id)}


def test_move_beside_oneself_goes_and_the_own_move_wins(merge_them, save, load, ana, anna):
    mine, theirs = twins(ana, anna, {}, {})
    kim = make_guest(make_person("Kim"), mine.event)
    save(mine, theirs, kim)
    save(
        Move(guest_id=mine.id, anchor_id=kim.id, side=Side.AFTER, reason="x"),
        Move(guest_id=theirs.id, anchor_id=mine.id, side=Side.AFTER, reason="y"),
    )

    merge_them()

    assert [(move.guest_id, move.anchor_id) for move in load(select(Move))] == [(mine.id, kim.id)]


def test_two_delegates_of_one_delegation_become_one(merge_them, save, load, ana, anna):
    delegation = make_delegation()
    mine = make_delegate(ana, 3, delegation=delegation, notes="one", function_de="Leitung")
    theirs = make_delegate(
        anna, 1, delegation=delegation, notes="two", is_leader=True, function_en="Head"
    )
    child = make_delegate(make_person("Kim"), 2, delegation=delegation, companion_of=theirs)
    save(mine, theirs, child)

    merge_them()

    merged = one(load, Delegate, person_id=ana.id, deleted_at=None)
    assert (merged.id, merged.position, merged.is_leader) == (mine.id, 1, True)
    assert (merged.function_de, merged.function_en) == ("Leitung", "Head")
    assert merged.notes == "one\n\ntwo"
    assert one(load, Delegate, id=child.id).companion_of_id == mine.id


def test_same_duty_at_one_event_becomes_one(merge_them, save, load, ana, anna):
    event = make_event()
    save(
        make_assignment(event, ana, languages="de fr"),
        make_assignment(event, anna, languages="de en"),
        make_assignment(event, anna, duty=Duty.SPEAKER),
    )

    merge_them()

    found = {(row.duty, row.languages, row.person_id) for row in load(select(Assignment))}
    assert found == {
        (Duty.INTERPRETER, "de fr en", ana.id),
        (Duty.SPEAKER, "de en", ana.id),
    }


def test_same_term_becomes_one_that_says_what_both_know(merge_them, save, load, ana, anna):
    mayor, day = make_office(), dt.date(2026, 5, 4)
    confirmed = {"form_confirmed_on": day, "form_confirmed_by": "Ms. Hale"}
    save(
        make_term(mayor, person=ana, since=None, body_de="Stadt Lyon"),
        make_term(mayor, person=anna, since=day, body_en="City of Lyon", **confirmed),
        make_term(mayor, person=anna, since=dt.date(2010, 1, 1), until=dt.date(2015, 1, 1)),
    )

    merge_them()

    found = {
        (term.since, term.body_de, term.body_en, term.form_confirmed_by)
        for term in load(select(Term))
    }
    assert found == {
        (day, "Stadt Lyon", "City of Lyon", "Ms. Hale"),
        (dt.date(2010, 1, 1), "", "", ""),
    }


@pytest.mark.parametrize(
    ("values", "same"),
    [
        ({}, True),
        ({"since": None}, True),
        ({"since": dt.date(2021, 1, 1)}, False),
        ({"until": dt.date(2024, 1, 1)}, True),
        ({"is_acting": True}, False),
        ({"body_de": "Stadt Lyon"}, True),
        ({"body_de": "Stadt Brest"}, False),
        ({"municipality_id": 3}, True),
        ({"office_id": 2}, False),
    ],
)
def test_terms_are_the_same_if_nothing_is_against_it(values, same):
    said = {"office_id": 1, "since": dt.date(2020, 1, 1), "body_de": "Stadt Lyon"}
    one = Term(**said)
    two = Term(**{**said, "body_de": "", **values})

    assert is_same_term(one, two) is same
    assert is_same_term(two, one) is same


def test_latest_confirmation_of_a_form_is_kept():
    early = Term(form_confirmed_on=dt.date(2025, 1, 1), form_confirmed_by="Ms. Hale")
    late = Term(form_confirmed_on=dt.date(2026, 1, 1), form_confirmed_by="Mr. Dale")

    for stays, goes in ((early, late), (late, early), (Term(), late)):
        assert term_values(stays, goes)["form_confirmed_by"] == "Mr. Dale"


def test_same_form_of_address_is_chosen_like_any_field(merge_them, save, load, ana, anna):
    save(
        AddressOverride(person=ana, form=AddressForm.ORAL, language="en", text="Ana"),
        AddressOverride(person=anna, form=AddressForm.ORAL, language="en", text="Anna"),
        AddressOverride(person=anna, form=AddressForm.ORAL, language="de", text="Frau Meyer"),
    )

    merge_them(keep_oral_en="theirs")

    found = {(row.person_id, row.language, row.text) for row in load(select(AddressOverride))}
    assert found == {(ana.id, "en", "Anna"), (ana.id, "de", "Frau Meyer")}


def test_feed_goes_on_under_its_secret_address(app, client, merge_them, save, load, ana, anna):
    app.config["TODAY"] = dt.date(2026, 5, 4)
    visit = make_visit()
    tour, gala = (make_event(visit=visit, title_en=title) for title in ("Tour", "Gala"))
    save(make_guest(anna, tour), make_guest(ana, gala))
    save(make_feed(kind=FeedKind.PERSON, person=anna, visit=visit))
    number = load(select(CalendarRevision.number))

    before = titles(client.get("/feeds/secret.ics"))
    merge_them()
    after = titles(client.get("/feeds/secret.ics"))

    assert before == {"Tour"}
    assert after == {"Tour", "Gala"}
    assert load(select(CalendarRevision.number)) > number


def titles(answer):
    """Return the titles of the events in a calendar."""
    assert answer.status_code == 200
    return {str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(answer.data).events}


@pytest.mark.parametrize("whose", ["ana", "anna"])
def test_merge_is_refused_if_somebody_has_changed_one_of_both(
    administrator, save, load, ana, anna, whose
):
    address = f"/people/{ana.id}/merge/{anna.id}"
    data = entries(administrator.get(address))
    changed = {"ana": ana, "anna": anna}[whose]
    changed.phone = "+49 1"
    save(changed)

    refused = administrator.post(address, data=data)

    assert refused.status_code == 409
    assert "Someone else has changed one of the two entries" in refused.text
    assert load(select(HistoryEntry)) == []
    assert administrator.post(address, data=entries(refused)).status_code == 303


def test_form_that_was_open_during_a_merge_takes_nothing_away(
    organiser, merge_them, save, load, ana, anna
):
    save(AddressOverride(person=anna, form=AddressForm.ORAL, language="en", text="Anna"))
    version = one(load, Person, id=ana.id).lock_version
    entry = {"family_name": "Meyer", "given_name": "Ana", "gender": "neither", "notes": ""}
    entry |= dict.fromkeys((f"language_{number}" for number in range(1, 5)), "")
    entry |= {"country": "", "organisation_id": "", "lock_version": version}

    merge_them(notes_rest="")
    answer = organiser.post(f"/people/{ana.id}/edit", data=entry)

    assert answer.status_code == 303  # what both have said is kept
    assert one(load, AddressOverride).text == "Anna"


def test_two_users_are_two_people(administrator, save, load, ana, anna):
    save(make_user("Ann Bell", person=ana), make_user("Bo Carr", person=anna))

    answer = administrator.get(f"/people/{ana.id}/merge/{anna.id}")

    assert answer.status_code == 409
    assert "Both are users of this planner: Ann Bell, Bo Carr." in answer.text


def test_account_moves_only_if_an_administrator_merges(organiser, administrator, save, ana, anna):
    save(make_user("Bo Carr", person=anna))

    assert organiser.get(f"/people/{ana.id}/merge/{anna.id}").status_code == 403
    assert organiser.get(f"/people/{anna.id}/merge/{ana.id}").status_code == 200
    assert "Bo Carr" in administrator.get(f"/people/{ana.id}/merge/{anna.id}").text


def test_nobody_is_merged_with_oneself_nor_with_somebody_in_the_bin(administrator, save, ana):
    gone = save(make_person(deleted_at=LONG_AGO))

    same = administrator.get(f"/people/{ana.id}/merge/{ana.id}")

    assert same.status_code == 409
    assert administrator.get(f"/people/{ana.id}/merge/{gone.id}").status_code == 404
    assert administrator.get(f"/people/{gone.id}/merge/{ana.id}").status_code == 404


def test_reader_cannot_merge(reader, ana, anna):
    assert reader.get(f"/people/{ana.id}/merge").status_code == 403
    assert reader.post(f"/people/{ana.id}/merge/{anna.id}").status_code == 403
    assert "/merge" not in reader.get(f"/people/{ana.id}").text


def test_other_entry_is_chosen_among_those_who_may_be_the_same_or_searched_for(
    organiser, save, ana, anna
):
    otto = save(make_person("Otto", "Berg"))

    page = organiser.get(f"/people/{ana.id}/merge").text
    found = organiser.get(f"/people/{ana.id}/merge?q=otto").text
    none = organiser.get(f"/people/{ana.id}/merge?q=ana").text

    assert f'href="/people/{ana.id}/merge/{anna.id}"' in page
    assert "similar name" in page
    assert f'href="/people/{ana.id}/merge/{otto.id}"' not in page
    assert f'href="/people/{ana.id}/merge/{otto.id}"' in found
    assert f'href="/people/{ana.id}/merge/{ana.id}"' not in none


def test_entry_that_came_back_from_the_bin_can_be_merged_the_other_way_round(
    administrator, merge_them, load, ana, anna
):
    merge_them()
    administrator.post(f"/bin/persons/{anna.id}/restore")
    address = f"/people/{anna.id}/merge/{ana.id}"

    answer = administrator.post(address, data=entries(administrator.get(address)))

    assert answer.status_code == 303
    assert load(select(Person.merged_into_id).order_by(Person.id)) == [anna.id, None]
    assert administrator.get(f"/people/{ana.id}").location == f"/people/{anna.id}"


def test_merge_works_on_postgresql_too(tmp_path, postgres_url):
    app = create_app(basic_settings(tmp_path / "unused.sqlite") | {"DATABASE_URL": postgres_url})
    app.config.update(WTF_CSRF_ENABLED=False, SESSION_COOKIE_SECURE=False)
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        role = session.scalar(select(Role).where(Role.name == RoleName.ADMINISTRATOR))
        user, event = make_user(roles=[role]), make_event()
        ana, anna = make_person("Ana", "Meyer"), make_person("Anna", "Meyer")
        session.add_all([user, *twins(ana, anna, {}, {"seat": "A3"}), make_guest(anna, event)])
        session.add_all([make_term(person=anna), make_assignment(event, anna)])
        session.add(AddressOverride(person=anna, form=AddressForm.ORAL, language="en", text="x"))
        session.commit()
    sign_in(app, user)
    browser, address = browser_of(app, user), f"/people/{ana.id}/merge/{anna.id}"

    answer = browser.post(address, data=entries(browser.get(address)))

    with app.extensions["sessionmaker"]() as session:
        guests = session.execute(select(Guest.person_id, Guest.seat, Guest.deleted_at.is_(None)))
        found, into = set(guests.all()), session.get(Person, anna.id).merged_into_id
    app.extensions["sessionmaker"].kw["bind"].dispose()
    assert answer.status_code == 303
    assert found == {(ana.id, "A3", True), (ana.id, "A3", False), (ana.id, "", True)}
    assert into == ana.id


@pytest.mark.parametrize("number", [1, 5])
def test_preview_asks_the_database_as_often_for_much_as_for_little(
    organiser, save, count_queries, ana, anna, number
):
    for n in range(number):
        visit = make_visit()
        event = make_event(visit=visit)
        delegation = make_delegation(visit)
        save(
            *(make_guest(person, event) for person in (ana, anna)),
            *(make_delegate(person, delegation=delegation) for person in (ana, anna)),
            make_guest(anna, make_event(visit=visit)),
            make_guest(make_person(), event, represents=anna),
            make_assignment(event, anna),
            make_term(make_office(f"Office {n}"), person=anna),
            make_feed(f"token-{n}", kind=FeedKind.PERSON, person=anna, visit=visit),
        )

    with count_queries() as queries:
        assert organiser.get(f"/people/{ana.id}/merge/{anna.id}").status_code == 200

    assert len(queries) == 14  # user, both with their terms, eleven of what belongs to them
