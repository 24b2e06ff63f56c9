"""Rolls on paper: delegation lists, the list at the door, greeting lists, attendance sheets."""

import datetime as dt

import pytest

from planner.db import session
from planner.models import Audience, DelegationOrder, GuestRole, Reply, Visit
from planner.printing.catalogue import BY_KEY
from planner.printing.paper import texts_of
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice, PaperOrder
from tests.expected import expect_text
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_municipality,
    make_organisation,
    make_person,
    make_user,
    make_venue,
    make_visit,
)
from tests.printed_evening import (
    HARD_NAMES,
    PHONE,
    make_dinner,
    paper_of,
    printing_in,
    text_of_pages,
    typeset,
)

ROLLS = ("delegation-list", "delegation-list-internal", "door-list", "greeting-list", "attendance")


def texts(cell):
    return [line.words.text for line in cell]


def rows(paper, column=0):
    """Return the first line of a column, in the order of the rows."""
    return ["; ".join(texts(row.cells[column])[:1]) for part in paper.parts for row in part.rows]


@pytest.mark.parametrize("key", ROLLS)
def test_roll_on_paper_is_as_expected(paper, evening, key):
    about = evening.visit if key.startswith("delegation") else evening

    text = "\n".join(text_of_pages(typeset(key, paper(key, about)))) + "\n"

    expect_text(f"{key.replace('-', '_')}_en.txt", text)


def test_route_of_the_public_list_names_only_cities_of_public_events(paper, save):
    visit = make_visit(host=make_municipality("Iserlohn"))
    lyon, secret = make_municipality("Lyon"), make_municipality("Secret")
    for city, audience in ((lyon, Audience.PUBLIC), (secret, Audience.INTERNAL)):
        for _ in range(2):
            venue = make_venue(municipality=city)
            visit.events.append(make_event(venue=venue, audience=audience))

    made = paper("delegation-list", save(visit))

    assert made.sheet.occasion.endswith("2026 · Iserlohn · Lyon")


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        (DelegationOrder.AS_SENT, ["Lea Zorn", "Kai Zorn", "Cy Mann", "Al Berg"]),
        (DelegationOrder.LEADER_THEN_ALPHABET, ["Lea Zorn", "Kai Zorn", "Al Berg", "Cy Mann"]),
    ],
)
def test_leader_stands_first_then_the_order_of_the_delegation(paper, save, ordering, expected):
    leader = make_delegate(make_person("Lea", "Zorn"), 2, is_leader=True)
    others = [
        make_delegate(make_person("Cy", "Mann"), 1),
        make_delegate(make_person("Al", "Berg"), 4),
    ]
    visit = make_visit()
    delegation = make_delegation(visit, ordering=ordering, delegates=[leader, *others])
    save(visit)
    save(
        make_delegate(
            make_person("Kai", "Zorn"), 3, delegation_id=delegation.id, companion_of_id=leader.id
        )
    )

    for key in ("delegation-list", "delegation-list-internal"):
        made = paper(key, visit)
        assert rows(made) == expected
        assert texts(made.parts[0].rows[0].cells[0])[1] == "Head of delegation"
        assert [row.is_below for row in made.parts[0].rows] == [False, True, False, False]
    assert rows(paper("delegation-list", visit, with_companions=False)) == [
        name for name in expected if name != "Kai Zorn"
    ]


def test_delegation_list_can_be_in_both_languages(organiser, evening):
    page = organiser.get("/visits/lyon/print/delegation-list?language=both").text

    assert "Funktion / Function" in page
    assert "Leitung der Delegation / Head of delegation" in page
    assert '<span class="text"><bdi>Ville de Lyon</bdi></span>' in page
    assert '<span class="text"><bdi lang="en">City of Lyon</bdi></span>' in page


def test_name_that_is_the_same_in_both_languages_stands_once():
    firm = make_organisation("Nordwind", name_en="Nordwind")

    assert [text.text for text in texts_of(firm.name, ("de", "en"))] == ["Nordwind"]


def test_door_list_has_companions_under_their_own_name_and_nobody_who_declined(paper, evening):
    made = paper("door-list", evening)

    assert rows(made, 1) == [
        "Łódź, Đorđe",
        "Łódź, Kim",
        "Martin, Zoé",
        "Özdemir, Ayşe",
        "Presse, Pia",
    ]
    assert texts(made.parts[0].rows[1].cells[1])[1:] == [
        "comes with Đorđe Łódź",
        "has not replied yet",
    ]
    assert rows(made, 3) == ["Tisch 2, Platz 1", "Tisch 2, Platz 2", "", "Tisch 10, Platz 1", ""]
    assert rows(paper("door-list", evening, only_accepted=True), 1)[1] == "Martin, Zoé"


def test_guest_list_has_the_numbers_of_the_greeting_list(paper, evening):
    def numbers(**choice):
        entries = [one for group in paper("guests", evening, **choice).groups
                   for first in group.entries for one in (first, *first.companions)]  # fmt: skip
        return {one.name: one.greeting for one in entries if one.greeting}

    for most in (12, 2):
        greeted = paper("greeting-list", evening, most=most)
        names = [text.partition(",")[0] for text in rows(greeted, 2)]

        assert numbers(most=most) == dict(zip(names, rows(greeted, 0), strict=True))
        assert len(names) == min(most, 3)
    assert numbers(order=PaperOrder.ALPHABET) == numbers(other_language="de") == {}


def test_door_list_without_seats_has_no_column_of_tables(paper, save):
    made = paper("door-list", save(*make_dinner(("Ada", "Berg"))))

    assert [column.title for column in made.parts[0].columns] == ["Here", "Name", "Organization"]


def test_door_list_says_whom_to_ask_without_a_number(paper, save):
    dinner, *guests = make_dinner(("Ada", "Berg"))
    dinner.responsible = make_user("Svenja Brandt", phone=PHONE)
    made = paper("door-list", save(dinner, *guests))

    assert made.notes == ("Somebody is not on the list? Ask Svenja Brandt.",)


def test_greeting_list_names_who_has_accepted_as_it_is_spoken(paper, evening):
    made = paper("greeting-list", evening, language="de")

    assert [texts(row.cells[1]) for row in made.parts[0].rows] == [
        ["Herr Łódź", "Aussprache: Dschordsche"],
        ["Zoé Martin"],
        ["Ayşe Özdemir"],
    ]
    assert texts(made.parts[0].rows[2].cells[2])[-1] == "in Vertretung von Dr. Katrin Vogelsang"
    assert made.notes[0] == "Dann alle gemeinsam: „Meine sehr verehrten Damen und Herren“"


def test_greeting_list_greets_together_whoever_is_beyond_the_limit(paper, evening):
    two, one = (paper("greeting-list", evening, most=most) for most in (2, 1))

    assert len(rows(two)) == 2
    assert two.notes[0].startswith("1 more guest is greeted together with all others:")
    assert one.notes[0].startswith("2 more guests are greeted together:")


def test_host_is_not_greeted_and_the_companion_of_an_absent_guest_not_indented(paper, save):
    event = make_event(visit=make_visit())
    host = make_guest(make_person("Ho", "St"), event, role=GuestRole.HOST, reply=Reply.ACCEPTED)
    pending = make_guest(make_person("Pen", "Ding"), event)
    pair = [
        make_guest(
            make_person(name, "With"),
            event,
            role=GuestRole.COMPANION,
            companion_of=partner,
            reply=Reply.ACCEPTED,
        )
        for name, partner in (("Host", host), ("Guest", pending))
    ]
    made = paper("greeting-list", save(event, host, pending, *pair))

    assert rows(made, 1) == ["Guest With"]
    assert not made.parts[0].rows[0].is_below


def test_attendance_has_a_column_for_each_day_five_beside_each_other(paper, save):
    days = {"first_day": dt.date(2026, 5, 4), "last_day": dt.date(2026, 5, 10)}
    visit = make_visit(**days)
    made = paper("attendance", save(visit, make_guest(make_person(), make_event(visit=visit))))

    signed = [[one.title for one in part.columns if one.holds == "sign"] for part in made.parts]
    assert signed == [
        ["Mon, May 4", "Tue, May 5", "Wed, May 6", "Thu, May 7", "Fri, May 8"],
        ["Sat, May 9", "Sun, May 10"],
    ]
    headings = [part.heading.text.replace("\u00a0", " ") for part in made.parts]
    assert headings == ["May 4 – 8, 2026", "May 9 – 10, 2026"]
    assert made.is_wide


def test_attendance_of_an_event_has_the_day_of_the_event(paper, evening):
    made = paper("attendance", evening)

    assert [column.title for column in made.parts[0].columns][3:] == ["Mon, May 4"]
    assert not made.is_wide


def test_spreadsheet_of_attendance_has_all_days_beside_each_other(app, save):
    visit = make_visit(last_day=dt.date(2026, 5, 10))
    save(visit, make_guest(make_person(), make_event(visit=visit)))

    with app.app_context():
        occasion = Occasion(session.get(Visit, visit.id))
        table = BY_KEY["attendance"].table(
            session, occasion, PaperChoice(language="en"), printing_in("en")
        )

    assert len(table.columns) == 3 + 7
    assert table.rows == ((1, "Lindqvist, Ada", "", *[""] * 7),)


def make_travelers(guests, **values):
    """Return a dinner, its visit's delegation and guests who are in it."""
    dinner, *invited = make_dinner(*(("Ada", f"Berg {number}") for number in range(guests)))
    dinner.visit.slug = f"visit-of-{guests}"
    delegates = [make_delegate(one.person, place) for place, one in enumerate(invited)]
    return [dinner, make_delegation(dinner.visit, delegates=delegates), *invited]


def test_each_roll_takes_the_same_queries_for_any_number_of_guests(app, save, count_queries):
    visits = [save(*make_travelers(guests)).visit_id for guests in (1, 5)]

    for key in ROLLS:
        counted = []
        for visit_id in visits:
            with app.app_context():
                occasion = Occasion(session.get(Visit, visit_id))
                with count_queries() as queries:
                    paper_of(session, key, occasion)
            counted.append(len(queries))
        assert counted[0] == counted[1] <= 14


def test_longest_names_stay_on_the_paper_and_no_row_is_split(paper, save):
    dinner = save(*make_dinner(*HARD_NAMES * 2, function_de="Vorsitz " * 60))
    document = typeset(
        "door-list", paper("door-list", dinner, language="de", order=PaperOrder.ALPHABET)
    )
    pages = text_of_pages(document)

    assert len(pages) > 1
    for page in pages:  # each row has its sixty words on one page
        assert page.count("Vorsitz") % 60 == 0
    last = " ".join(pages[-1].split())
    assert "Nicht darstellbare Zeichen (▯) in: Özdemir, Anna ▯; ▯, ▯▯" in last


def test_greeting_list_is_offered_and_takes_from_1_to_50_names(organiser, evening):
    assert "Greeting list" in organiser.get("/visits/lyon/print").text
    assert organiser.get("/visits/lyon/print/greeting-list?most=0").status_code == 422
    assert organiser.get("/visits/lyon/print/greeting-list?most=3").status_code == 200
