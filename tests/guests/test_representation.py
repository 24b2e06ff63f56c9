"""Who comes instead of whom: proposals, one step, circles, and how it ends (T-04, P-29 to P-31)."""

import datetime as dt
import itertools
import re

import pytest
from sqlalchemy import select

from planner.models import (
    Branch,
    Event,
    Guest,
    GuestRole,
    Level,
    Office,
    Person,
    Reply,
    Representation,
)
from planner.rules.guests.invitations import RepresentedInCircle, check_representative
from planner.rules.guests.representation import (
    TypedRepresentation,
    end_representation,
    set_representative,
)
from planner.rules.precedence.deputies import deputies, mayoral_term
from planner.shipped.offices import shipped
from tests.factories import (
    LONG_AGO,
    make_event,
    make_guest,
    make_municipality,
    make_office,
    make_person,
    make_term,
    make_visit,
)
from tests.guests.test_guests import ENTRY, names_on, tally_on, text_of
from tests.programme.test_events import DINNER
from tests.route_walk import PageParser

NOW = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
OWN, PLACE = Representation.OWN_RANK, Representation.PLACE_OF_REPRESENTED


def guest_named(name, number, **values):
    """Return a guest whom no database knows."""
    defaults = {"reply": Reply.OPEN, "role": GuestRole.GUEST, "seat": "", "representation": OWN}
    guest = make_guest(make_person("A.", name, id=number), id=number, **defaults | values)
    guest.person_id = number
    return guest


def announced(**values):
    defaults = {
        "representation": OWN,
        "replied_through": "the office, by phone",
        "has_accepted": True,
        "removes_previous": True,
    }
    return TypedRepresentation(**defaults | values)


# the rules


def test_guest_is_represented_and_the_other_comes_in_one_step():
    mayor = guest_named("Mayor", 1, role=GuestRole.HOST, reply=Reply.ACCEPTED)
    deputy = make_person("A.", "Deputy", id=2)

    sent = set_representative(mayor, deputy, announced(), [mayor], NOW)

    assert (mayor.reply, mayor.replied_at) == (Reply.REPRESENTED, NOW)
    assert mayor.replied_through == "the office, by phone"
    assert (sent.person, sent.represents_id, sent.role) == (deputy, 1, GuestRole.GUEST)
    assert (sent.reply, sent.replied_at) == (Reply.ACCEPTED, NOW)


def test_delegate_sends_somebody_through_the_same_delegation():
    delegate = guest_named("Delegate", 1, role=GuestRole.DELEGATE, delegation_id=7)

    sent = set_representative(
        delegate, make_person(id=2), announced(has_accepted=False), [delegate], NOW
    )

    assert (sent.role, sent.delegation_id) == (GuestRole.DELEGATE, 7)
    assert (sent.reply, sent.replied_at) == (Reply.OPEN, None)


def test_guest_who_is_on_the_list_is_used():
    mayor = guest_named("Mayor", 1)
    deputy = guest_named("Deputy", 2, role=GuestRole.SPEAKER, reply=Reply.DECLINED)

    assert (
        set_representative(
            mayor, deputy.person, announced(has_accepted=False), [mayor, deputy], NOW
        )
        is deputy
    )
    assert (deputy.role, deputy.reply) == (GuestRole.SPEAKER, Reply.OPEN)


def test_companion_who_is_sent_comes_alone():
    mayor = guest_named("Mayor", 1)
    partner = guest_named("Partner", 2, role=GuestRole.COMPANION, companion_of=mayor)

    set_representative(mayor, partner.person, announced(), [mayor, partner], NOW)

    assert (partner.companion_of, partner.role) == (None, GuestRole.GUEST)


@pytest.mark.parametrize(
    ("mode", "seats"), [(OWN, ["A 1", ""]), (PLACE, ["", "A 1"])], ids=["own", "place"]
)
def test_seat_goes_to_whoever_takes_the_place_and_comes_back(mode, seats):
    mayor = guest_named("Mayor", 1, seat="A 1")

    sent = set_representative(
        mayor, make_person(id=2), announced(representation=mode), [mayor], NOW
    )
    assert [mayor.seat, sent.seat] == seats

    end_representation(sent, mayor, is_removed=True, now=NOW)
    assert (mayor.seat, sent.represents_id, sent.deleted_at) == ("A 1", None, NOW)


def test_seat_of_ones_own_is_kept():
    mayor, deputy = guest_named("Mayor", 1, seat="A 1"), guest_named("Deputy", 2, seat="B 1")

    set_representative(mayor, deputy.person, announced(representation=PLACE), [mayor, deputy], NOW)

    assert (mayor.seat, deputy.seat) == ("A 1", "B 1")


@pytest.mark.parametrize("removed", [True, False])
def test_whoever_was_to_come_before_is_released(removed):
    mayor = guest_named("Mayor", 1, reply=Reply.REPRESENTED, replied_at=LONG_AGO)
    before = guest_named("Before", 2, represents_id=1)

    set_representative(
        mayor, make_person(id=3), announced(removes_previous=removed), [mayor, before], NOW
    )

    assert before.represents_id is None
    assert (before.deleted_at is not None) == removed
    assert mayor.replied_at == LONG_AGO


@pytest.mark.parametrize("length", [2, 3, 5])
def test_circle_of_representation_is_refused(length):
    guests = [guest_named(f"G{n}", n) for n in range(1, length + 1)]
    for guest, represented in itertools.pairwise(guests):
        guest.represents_id = represented.person_id

    with pytest.raises(RepresentedInCircle) as refused:
        check_representative(guests[-1].person, guests[0].person_id, guests)
    assert refused.value.message.values == {"name": f"A. G{length}", "other": "A. G1"}


def test_chain_of_representation_that_ends_is_none():
    guests = [guest_named(f"G{n}", n) for n in range(1, 4)]
    guests[0].represents_id = 2

    check_representative(guests[2].person, 1, guests)
    check_representative(guests[1].person, 3, guests)


# who is proposed (P-12)


IN_TOWN = make_municipality("Iserlohn", country="DE", id=1)
ABROAD = make_municipality("Elk River", country="US", id=2)
DAY = dt.date(2026, 5, 4)
MAYOR = make_office()
FIRST, SECOND, THIRD = (
    make_office(f"Deputy {number}", deputy_number=number) for number in (1, 2, 3)
)
APPOINTED = {"branch": Branch.ADMINISTRATION, "is_elected": False}


def holding(office, number, town=IN_TOWN, **values):
    """Return a term of somebody; numbers tell the people apart."""
    person = make_person("A.", f"P{number}", id=number)
    return make_term(
        office,
        id=number,
        person=person,
        person_id=number,
        municipality=town,
        municipality_id=town.id,
        **values,
    )


def proposed(own, *terms):
    return [term.person_id for term in deputies(own, terms, DAY)]


def test_t04_deputies_of_a_mayor_are_proposed_in_their_order():
    terms = holding(THIRD, 4), holding(FIRST, 2), holding(SECOND, 3)

    assert proposed(holding(MAYOR, 1), *terms) == [2, 3, 4]
    assert proposed(terms[1], *terms) == [3, 4]


def test_nobody_stands_in_for_who_has_the_same_number_or_is_mayor_too():
    first, another = holding(FIRST, 2), holding(FIRST, 3)

    assert proposed(first, another, holding(SECOND, 4)) == [4]
    assert proposed(holding(MAYOR, 1), holding(MAYOR, 5), first) == [2]


def test_head_of_a_department_never_represents_the_mayor():
    numbered = make_office("Beigeordneter", deputy_number=1, **APPOINTED)

    assert proposed(holding(MAYOR, 1), holding(numbered, 2), holding(SECOND, 3)) == [3]


def test_deputies_are_those_of_the_town_and_of_the_day():
    past = holding(FIRST, 2, until=dt.date(2026, 5, 3))
    coming = holding(FIRST, 3, since=dt.date(2026, 5, 5))
    elsewhere = holding(FIRST, 4, make_municipality("Lüdenscheid", country="DE", id=3))

    assert proposed(holding(MAYOR, 1), past, coming, elsewhere, holding(SECOND, 5)) == [5]


@pytest.mark.parametrize(
    ("term", "is_one"),
    [
        (holding(MAYOR, 1), True),
        (holding(FIRST, 1), True),
        (holding(MAYOR, 1, ABROAD), False),
        (holding(MAYOR, 1, make_municipality(country="FR", is_home=True, id=5)), True),
        (holding(MAYOR, 1, until=dt.date(2026, 1, 1)), False),
        (holding(make_office(**APPOINTED), 1), False),
        (holding(make_office(level=Level.DISTRICT), 1), False),
        (make_term(MAYOR, municipality=None), False),
    ],
)
def test_law_of_deputies_is_that_of_mayors_here(term, is_one):
    person = make_person(terms=[term])

    assert mayoral_term(person, DAY) is (term if is_one else None)


# the pages


@pytest.fixture
def visit(save):
    return save(make_visit(slug="lyon"))


@pytest.fixture
def dinner(save, visit):
    return save(make_event(visit=visit, title_de="Abendessen", title_en="Dinner"))


@pytest.fixture
def mayor(save, dinner):
    return save(
        make_guest(make_person("Mia", "Mayor"), dinner, role=GuestRole.HOST, reply=Reply.ACCEPTED)
    )


@pytest.fixture
def deputy(save):
    return save(make_person("Bo", "Deputy"))


def list_of(event):
    return f"/visits/lyon/events/{event.id}/guests"


def page_of(guest, ending=""):
    return f"/visits/lyon/events/{guest.event_id}/guests/{guest.id}/representative{ending}"


def entry(person, **values):
    defaults = {
        "person_id": person.id,
        "representation": "own_rank",
        "has_accepted": "y",
        "lock_version": "1",
    }
    return defaults | values


def guest_of(load, person):
    [guest] = load(select(Guest).where(Guest.person_id == person.id))
    return guest


def test_t04_deputy_is_announced_in_one_step_and_the_count_stays_one(
    organiser, load, dinner, mayor, deputy
):
    answer = organiser.post(
        page_of(mayor), data=entry(deputy, replied_through="the office, by phone")
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, list_of(dinner))
    page = organiser.get(list_of(dinner))
    assert names_on(page) == ["Mia Mayor", "Bo Deputy"]
    assert "Mia Mayor represented by Bo Deputy" in text_of(page)
    assert "Bo Deputy representing Mia Mayor" in text_of(page)
    assert "Mia Mayor is represented by Bo Deputy." in text_of(page)
    assert tally_on(page) == {
        "Invited": 2, "Accepted": 1, "Open": 0, "Declined": 0, "Represented": 1
    }  # fmt: skip
    absent, coming = guest_of(load, mayor.person), guest_of(load, deputy)
    assert (absent.replied_through, absent.reply) == ("the office, by phone", Reply.REPRESENTED)
    assert absent.replied_at == coming.replied_at is not None


def test_t04_list_says_it_in_german(organiser, dinner, mayor, deputy):
    organiser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    organiser.post(page_of(mayor), data=entry(deputy))

    words = text_of(organiser.get(list_of(dinner)))

    assert "Mia Mayor vertreten durch Bo Deputy" in words
    assert "Bo Deputy in Vertretung von Mia Mayor" in words


def test_t04_representative_takes_the_place_where_the_event_says_so(
    organiser, save, dinner, mayor, deputy
):
    dinner.representation = PLACE
    save(dinner, make_guest(make_person("Al", "Able"), dinner))

    form = organiser.get(f"{page_of(mayor)}?q=deputy").text
    organiser.post(page_of(mayor), data=entry(deputy, representation="place_of_represented"))

    assert 'checked id="representation-1"' in form
    assert names_on(organiser.get(list_of(dinner)))[0] == "Bo Deputy"


@pytest.mark.xfail(strict=True, reason="there is no seating plan yet, only the text of a seat")
def test_t04_seat_in_the_plan_follows_the_mode(organiser, dinner):
    assert organiser.get(f"/visits/lyon/events/{dinner.id}/seating").status_code == 200


def test_t04_first_honorary_deputy_is_the_first_proposal(organiser, save, mayor, deputy):
    town = make_municipality("Iserlohn", country="DE")
    second = make_person("Cy", "Second")
    save(
        make_term(person_id=mayor.person_id, municipality=town),
        make_term(make_office("2nd", deputy_number=2), person=second, municipality=town),
        make_term(make_office("1st", deputy_number=1), person_id=deputy.id, municipality=town),
        make_term(
            make_office("Beigeordnete", **APPOINTED), person=make_person(), municipality=town
        ),
    )

    page = organiser.get(page_of(mayor))
    answer = organiser.post(page_of(mayor), data=first_form(page.text))

    assert names_offered(page) == ["Bo Deputy", "Cy Second"]
    assert "1st, Iserlohn · represents the mayor as deputy number 1" in text_of(page)
    assert answer.status_code == 303
    assert "Mia Mayor is represented by Bo Deputy." in text_of(organiser.get("/overview"))


def first_form(text):
    """Return what the form on a page would send as it is."""
    [form] = [
        form for form in PageParser(text).forms if any(f[0] == "person_id" for f in form["fields"])
    ]
    return {name: value for name, value, _ in form["fields"]}


def names_offered(page):
    return re.findall(r'<label for="person_id-\d+">([^<]+)</label>', page.text)


def test_page_reminds_of_companions(organiser, save, dinner, mayor):
    role = GuestRole.COMPANION
    save(make_guest(make_person("Cy", "Carl"), dinner, role=role, companion_of_id=mayor.id))

    words = text_of(organiser.get(page_of(mayor)))

    assert "Cy Carl comes with Mia Mayor. Please ask whether that is still so." in words


def test_search_finds_who_may_come_and_says_who_is_a_guest_already(
    organiser, save, dinner, mayor, deputy
):
    save(make_guest(deputy, dinner, reply=Reply.DECLINED))

    page = organiser.get(f"{page_of(mayor)}?q=bo")

    assert "Bo Deputy" in text_of(page)
    assert "on the list already: Declined" in text_of(page)
    assert "Mia Mayor</label>" not in organiser.get(f"{page_of(mayor)}?q=mayor").text
    nobody = text_of(organiser.get(f"{page_of(mayor)}?q=nobody"))
    assert "Nobody in the address book matches “nobody”." in nobody


def test_page_leads_to_a_new_person_who_stands_in(organiser, load, dinner, mayor):
    page = organiser.get(f"{page_of(mayor)}?q=Bo%20New").text
    assert f"/guests/add/new?represents={mayor.person_id}&amp;q=Bo+New" in page

    organiser.post(
        f"{list_of(dinner)}/add/new",
        data=ENTRY
        | {
            "given_name": "Bo",
            "family_name": "New",
            "gender": "neither",
            "country": "",
            "represents_id": mayor.person_id,
        },
    )

    [new] = load(select(Guest).join(Guest.person).where(Person.family_name == "New"))
    assert new.represents_id == mayor.person_id
    assert guest_of(load, mayor.person).reply is Reply.REPRESENTED


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"person_id": ""}, "Please fill this in."),
        ({"person_id": "4711"}, "Not a valid choice."),
        ({"person_id": "x"}, "Invalid Choice: could not coerce."),
        ({"lock_version": "7"}, "Someone else has just changed this guest."),
        ({"replied_through": "x" * 201}, "Please use at most 200 characters."),
    ],
)
def test_wrong_announcement_is_refused_at_its_field(
    organiser, load, mayor, deputy, values, sentence
):
    page = organiser.post(page_of(mayor), data=entry(deputy, **values))

    assert page.status_code == 422
    assert sentence in text_of(page)
    assert len(load(select(Guest))) == 1
    assert guest_of(load, mayor.person).reply is Reply.ACCEPTED


def test_entry_that_is_refused_is_kept(organiser, mayor, deputy):
    values = {"lock_version": "7", "replied_through": "the aide"}

    page = organiser.post(page_of(mayor), data=entry(deputy, **values)).text

    assert 'value="the aide"' in page
    assert (
        f'checked id="person_id-0" name="person_id" required type="radio" value="{deputy.id}"'
        in page
    )
    assert 'name="lock_version" type="hidden" value="1"' in page


def test_guest_does_not_stand_in_for_oneself(organiser, load, mayor):
    page = organiser.post(page_of(mayor), data=entry(mayor.person))

    assert page.status_code == 422
    assert guest_of(load, mayor.person).represents_id is None


def test_two_cannot_stand_in_for_each_other(organiser, save, load, dinner, mayor, deputy):
    second = save(make_guest(deputy, dinner, represents_id=mayor.person_id))
    sentence = (
        "Mia Mayor already stands in for Bo Deputy, directly or through others, "
        "so Bo Deputy cannot stand in for Mia Mayor."
    )
    swapped = (
        "Bo Deputy already stands in for Mia Mayor, directly or through others, "
        "so Mia Mayor cannot stand in for Bo Deputy."
    )

    page = organiser.post(page_of(second), data=entry(mayor.person))
    form = organiser.post(
        f"{list_of(dinner)}/{mayor.id}",
        data=ENTRY | {"lock_version": "1", "represents_id": deputy.id},
    )

    assert (page.status_code, form.status_code) == (422, 422)
    assert swapped in text_of(page)
    assert swapped in text_of(form)
    assert 'id="represents_id-error"' in form.text
    assert sentence not in text_of(form)
    assert guest_of(load, mayor.person).represents_id is None


def test_reply_that_changes_back_asks_what_becomes_of_the_representative(
    organiser, load, dinner, mayor, deputy
):
    organiser.post(page_of(mayor), data=entry(deputy))
    reply = f"{list_of(dinner)}/{mayor.id}/reply?seen=represented"

    answer = organiser.post(reply, data={"reply": "accepted", "next": list_of(dinner)})
    question = organiser.get(answer.headers["Location"])
    done = organiser.post(answer.headers["Location"], data={"remove": "y"})

    assert answer.headers["Location"].startswith(page_of(mayor, "/end"))
    assert "Bo Deputy was to come instead. What now?" in text_of(question)
    assert (done.status_code, done.headers["Location"]) == (303, list_of(dinner))
    assert names_on(organiser.get(list_of(dinner))) == ["Mia Mayor"]
    assert guest_of(load, mayor.person).reply is Reply.ACCEPTED
    assert guest_of(load, deputy).deleted_at is not None


def test_representative_can_stay_as_a_guest_in_their_own_right(
    organiser, load, dinner, mayor, deputy
):
    organiser.post(page_of(mayor), data=entry(deputy))
    form = ENTRY | {"role": "host", "reply": "accepted", "lock_version": "2"}
    answer = organiser.post(f"{list_of(dinner)}/{mayor.id}", data=form)

    organiser.post(answer.headers["Location"], data={"keep": "y"})

    assert guest_of(load, deputy).represents_id is None
    assert guest_of(load, deputy).deleted_at is None
    assert "represent" not in text_of(organiser.get(list_of(dinner))).partition("Why")[2].lower()


def test_reply_that_concerns_no_representative_leads_back(organiser, save, dinner, mayor):
    reply = f"{list_of(dinner)}/{mayor.id}/reply?seen=accepted"

    answer = organiser.post(reply, data={"reply": "declined"})

    assert answer.headers["Location"] == list_of(dinner)
    assert "Nobody stands in for Mia Mayor." in text_of(organiser.get(page_of(mayor, "/end")))


def test_person_of_a_visit_is_shown_with_who_stands_in(organiser, mayor, deputy):
    organiser.post(page_of(mayor), data=entry(deputy))

    absent = organiser.get(f"/visits/lyon/guests/people/{mayor.person_id}")
    coming = organiser.get(f"/visits/lyon/guests/people/{deputy.id}")

    assert "Represented by Bo Deputy" in text_of(absent)
    assert "Stands in for Mia Mayor" in text_of(coming)


@pytest.mark.parametrize("ending", ["", "/end"])
def test_reader_may_not_announce(reader, mayor, ending):
    assert reader.get(page_of(mayor, ending)).status_code == 403
    assert reader.post(page_of(mayor, ending)).status_code == 403


@pytest.mark.parametrize("number", [1, 5])
def test_page_asks_the_database_as_often_for_many_as_for_one(
    organiser, save, count_queries, dinner, mayor, number
):
    for n in range(number):
        save(make_guest(make_person(f"P{n}", "Found"), dinner, companion_of_id=mayor.id))

    with count_queries() as queries:
        page = organiser.get(f"{page_of(mayor)}?q=found")

    assert page.text.count('name="person_id"') == number
    assert len(queries) == 12


# the event


def test_event_says_which_place_representatives_take(organiser, load, dinner):
    address = f"/visits/lyon/events/{dinner.id}/edit"
    form = text_of(organiser.get(address))

    entry = DINNER | {"representation": "place_of_represented", "lock_version": "1"}
    organiser.post(address, data=entry)

    assert "Representatives The usual mode; each representative may have another." in form
    assert load(select(Event.representation)) == [PLACE]


def test_new_guests_take_the_mode_of_the_event_and_may_have_another(
    organiser, save, load, dinner, mayor, deputy
):
    dinner.representation = PLACE
    save(dinner)

    inviting = organiser.get(f"{list_of(dinner)}/add?person={deputy.id}").text
    changing = organiser.get(f"{list_of(dinner)}/{mayor.id}").text
    organiser.post(page_of(mayor), data=entry(deputy, representation="own_rank"))
    kept = organiser.get(f"{list_of(dinner)}/{guest_of(load, deputy).id}").text

    assert 'checked id="representation-1"' in inviting
    assert 'checked id="representation-1"' in changing
    assert 'checked id="representation-0"' in kept


def test_representative_who_declines_is_not_said_to_come(organiser, save, dinner, mayor, deputy):
    organiser.post(page_of(mayor), data=entry(deputy, has_accepted=""))
    assert "represented by Bo Deputy" in text_of(organiser.get(list_of(dinner)))

    reply = {"reply": "declined"}
    organiser.post(f"{list_of(dinner)}/{mayor.id + 1}/reply?seen=open", data=reply)

    assert "represented by" not in text_of(organiser.get(list_of(dinner))).lower()


# the number of a deputy


OFFICE = {
    "title_de_feminine": "Stellvertreterin",
    "title_de_masculine": "Stellvertreter",
    "title_de_neutral": "Stellvertretung",
    "title_en": "Deputy",
    "level": "municipal",
    "branch": "executive",
    "is_elected": "y",
    "style": "none",
    "deputy_number": "1",
    "lock_version": "0",
}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"branch": "administration"}, "Only an elected office of a municipality"),
        ({"level": "district"}, "Only an elected office of a municipality"),
        ({"is_elected": ""}, "Only an elected office of a municipality"),
        ({"deputy_number": "0"}, "Please enter a number from 1."),
        ({"deputy_number": "x"}, "Please write a whole number"),
    ],
)
def test_wrong_number_of_a_deputy_is_refused(administrator, load, values, sentence):
    offices = len(load(select(Office)))

    page = administrator.post("/settings/offices/add", data=OFFICE | values)

    assert page.status_code == 422
    assert sentence in text_of(page)
    assert 'id="deputy_number-error"' in page.text
    assert len(load(select(Office))) == offices


def test_number_of_a_deputy_is_kept(administrator, load):
    administrator.post("/settings/offices/add", data=OFFICE)
    administrator.post(
        "/settings/offices/add", data=OFFICE | {"deputy_number": "", "title_en": "X"}
    )

    assert load(select(Office.deputy_number)) == [1, None]


def test_shipped_deputies_are_numbered(load):
    offices = shipped().values()
    found = {office.title_en: office.deputy_number for office in offices if office.deputy_number}

    assert found == {"First Deputy Mayor": 1, "Second Deputy Mayor": 2, "Third Deputy Mayor": 3}
