"""Rolls on paper: delegation lists, the list at the door, greeting lists, attendance sheets."""

import datetime as dt
from pathlib import Path

import pytest

from planner.db import session
from planner.models import Audience, DelegationOrder, Event, GuestRole, Reply, Visit
from planner.printing.catalogue import BY_KEY
from planner.printing.documents import Occasion
from planner.rules.printing import Order, PaperChoice
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_municipality,
    make_person,
    make_user,
    make_venue,
    make_visit,
)
from tests.printed import (
    ADDRESS,
    HARD_NAMES,
    INJECTIONS,
    PHONE,
    make_dinner,
    make_evening,
    paper_of,
    printing_in,
    text_of_pages,
    typeset,
)
from tests.reception import INTERNAL
from tests.test_typesetting import structure

EXPECTED = Path(__file__).parent / "expected"
ROLLS = ("delegation-list", "delegation-list-internal", "door-list", "greeting-list", "attendance")


@pytest.fixture
def roll(app):
    """Return a function that makes a roll of a saved visit or event."""

    def roll(key, thing, **choice):
        with app.app_context():
            row = session.get(type(thing), thing.id)
            visit = row if isinstance(row, Visit) else row.visit
            occasion = Occasion(visit, row if isinstance(row, Event) else None)
            return paper_of(session, key, occasion, **choice)

    return roll


@pytest.fixture
def evening(save):
    """An evening of which each list shows something."""
    visit = save(*make_evening())
    return min(visit.events, key=lambda event: event.id)


def texts(cell):
    return [line.words.text for line in cell]


def rows(paper, column=0):
    """Return the first line of a column, in the order of the rows."""
    return ["; ".join(texts(row.cells[column])[:1]) for part in paper.parts for row in part.rows]


@pytest.mark.parametrize("key", ROLLS)
def test_roll_on_paper_is_as_expected(roll, evening, key):
    about = evening.visit if key.startswith("delegation") else evening

    for language in ("de", "en"):
        text = "\n".join(text_of_pages(typeset(key, roll(key, about, language=language)))) + "\n"

        expected = EXPECTED / f"{key.replace('-', '_')}_{language}.txt"
        assert text == expected.read_text()


def test_nothing_that_stays_in_the_office_is_on_a_roll(organiser, evening):
    for key in ROLLS:
        page = organiser.get(f"/visits/lyon/print/{key}?language=de").text
        table = organiser.get(f"/visits/lyon/print/{key}.csv?language=de").text

        for text in (page, table):
            assert "Martin" in text
            assert INTERNAL not in text.replace(f"{INTERNAL}@planner.example", "")
            assert (f"{INTERNAL}@" in text) == (key == "delegation-list-internal")
            assert (PHONE in text) == (key == "delegation-list-internal")
            assert ADDRESS not in text


def test_public_pdf_holds_nothing_of_the_office(roll, evening):
    words = "".join(
        text_of_pages(typeset("delegation-list", roll("delegation-list", evening.visit)))
    )

    assert "Zoé Martin" in words
    assert "Public" in words
    assert INTERNAL not in words
    assert PHONE not in words


def test_route_of_the_public_list_names_only_cities_of_public_events(roll, save):
    visit = make_visit(host=make_municipality("Iserlohn"))
    lyon, secret = make_municipality("Lyon"), make_municipality("Secret")
    for city, audience in ((lyon, Audience.PUBLIC), (secret, Audience.INTERNAL)):
        for _ in range(2):
            venue = make_venue(municipality=city)
            visit.events.append(make_event(venue=venue, audience=audience))

    paper = roll("delegation-list", save(visit))

    assert paper.sheet.occasion.endswith("2026 · Iserlohn · Lyon")


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        (DelegationOrder.AS_SENT, ["Lea Zorn", "Kai Zorn", "Cy Mann", "Al Berg"]),
        (DelegationOrder.LEADER_THEN_ALPHABET, ["Lea Zorn", "Kai Zorn", "Al Berg", "Cy Mann"]),
    ],
)
def test_leader_stands_first_then_the_order_of_the_delegation(roll, save, ordering, expected):
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
        paper = roll(key, visit)
        assert rows(paper) == expected
        assert texts(paper.parts[0].rows[0].cells[0])[1] == "Head of delegation"
        assert [row.is_below for row in paper.parts[0].rows] == [False, True, False, False]
    assert rows(roll("delegation-list", visit, with_companions=False)) == [
        name for name in expected if name != "Kai Zorn"
    ]


def test_delegation_list_can_be_in_both_languages(organiser, evening):
    page = organiser.get("/visits/lyon/print/delegation-list?language=both").text

    assert "Funktion / Function" in page
    assert "Leitung der Delegation / Head of delegation" in page
    assert '<span class="text"><bdi>Ville de Lyon</bdi></span>' in page
    assert '<span class="text"><bdi lang="en">City of Lyon</bdi></span>' in page


def test_door_list_has_companions_under_their_own_name_and_nobody_who_declined(roll, evening):
    paper = roll("door-list", evening)

    assert rows(paper, 1) == [
        "Łódź, Đorđe",
        "Łódź, Kim",
        "Martin, Zoé",
        "Özdemir, Ayşe",
        "Presse, Pia",
    ]
    assert texts(paper.parts[0].rows[1].cells[1])[1:] == [
        "comes with Đorđe Łódź",
        "has not replied yet",
    ]
    assert rows(paper, 3) == ["Tisch 2, Platz 1", "Tisch 2, Platz 2", "", "Tisch 10, Platz 1", ""]
    assert rows(roll("door-list", evening, only_accepted=True), 1)[1] == "Martin, Zoé"


def test_guest_list_has_the_numbers_of_the_greeting_list(roll, evening):
    def numbers(**choice):
        entries = [one for group in roll("guests", evening, **choice).groups
                   for first in group.entries for one in (first, *first.companions)]  # fmt: skip
        return {one.name: one.greeting for one in entries if one.greeting}

    greeted = roll("greeting-list", evening)

    names = [text.partition(",")[0] for text in rows(greeted, 2)]
    assert numbers() == dict(zip(names, rows(greeted, 0), strict=True))
    assert len(names) == 3
    assert numbers(order=Order.ALPHABET) == numbers(other_language="de") == {}


def test_door_list_without_seats_has_no_column_of_tables(roll, save):
    paper = roll("door-list", save(*make_dinner(("Ada", "Berg"))))

    assert [column.title for column in paper.parts[0].columns] == ["Here", "Name", "Organization"]


def test_door_list_says_whom_to_ask_without_a_number(roll, save):
    dinner, *guests = make_dinner(("Ada", "Berg"))
    dinner.responsible = make_user("Svenja Brandt", phone=PHONE)
    paper = roll("door-list", save(dinner, *guests))

    assert paper.notes == ("Somebody is not on the list? Ask Svenja Brandt.",)


def test_greeting_list_names_who_has_accepted_as_it_is_spoken(roll, evening):
    paper = roll("greeting-list", evening, language="de")

    assert [texts(row.cells[1]) for row in paper.parts[0].rows] == [
        ["Herr Łódź", "Aussprache: Dschordsche"],
        ["Zoé Martin"],
        ["Ayşe Özdemir"],
    ]
    assert texts(paper.parts[0].rows[2].cells[2])[-1] == "in Vertretung von Dr. Katrin Vogelsang"
    assert paper.notes[0] == "Dann alle gemeinsam: „Meine sehr verehrten Damen und Herren“"


def test_greeting_list_greets_together_whoever_is_beyond_the_limit(roll, evening):
    two, one = (roll("greeting-list", evening, most=most) for most in (2, 1))

    assert len(rows(two)) == 2
    assert two.notes[0].startswith("1 more guest is greeted together with all others:")
    assert one.notes[0].startswith("2 more guests are greeted together:")


def test_host_is_not_greeted_and_the_companion_of_an_absent_guest_not_indented(roll, save):
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
    paper = roll("greeting-list", save(event, host, pending, *pair))

    assert rows(paper, 1) == ["Guest With"]
    assert not paper.parts[0].rows[0].is_below


def test_attendance_has_a_column_for_each_day_five_beside_each_other(roll, save):
    days = {"first_day": dt.date(2026, 5, 4), "last_day": dt.date(2026, 5, 10)}
    visit = make_visit(**days)
    paper = roll("attendance", save(visit, make_guest(make_person(), make_event(visit=visit))))

    signed = [[one.title for one in part.columns if one.holds == "sign"] for part in paper.parts]
    assert signed == [
        ["Mon, May 4", "Tue, May 5", "Wed, May 6", "Thu, May 7", "Fri, May 8"],
        ["Sat, May 9", "Sun, May 10"],
    ]
    headings = [part.heading.text.replace("\u00a0", " ") for part in paper.parts]
    assert headings == ["May 4 – 8, 2026", "May 9 – 10, 2026"]
    assert paper.is_wide


def test_attendance_of_an_event_has_the_day_of_the_event(roll, evening):
    paper = roll("attendance", evening)

    assert [column.title for column in paper.parts[0].columns][3:] == ["Mon, May 4"]
    assert not paper.is_wide


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


@pytest.mark.parametrize("guests", [0, 1, 7, 300])
def test_each_roll_has_a_row_for_each_guest(roll, save, guests):
    dinner = save(*make_travelers(guests))

    for key in ROLLS:
        about = dinner.visit if key.startswith("delegation") else dinner
        paper = roll(key, about, most=50)
        assert len(rows(paper)) == (min(guests, 50) if key == "greeting-list" else guests)
        assert bool(paper.parts) == (guests > 0)


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


def test_what_somebody_typed_is_never_markup(roll, organiser, save):
    dinner = save(*make_dinner(*INJECTIONS))
    page = organiser.get(f"/visits/lyon/events/{dinner.id}/print/door-list?language=de").text
    table = organiser.get(f"/visits/lyon/events/{dinner.id}/print/door-list.csv").text
    words = " ".join(
        "".join(text_of_pages(typeset("door-list", roll("door-list", dinner)))).split()
    )

    for given, family in INJECTIONS:
        assert f"{family}, {given}" in words
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "\"'=" not in table
    assert ",=HYPERLINK" not in table


def test_longest_names_stay_on_the_paper_and_no_row_is_split(roll, save):
    dinner = save(*make_dinner(*HARD_NAMES * 2, function_de="Vorsitz " * 60))
    document = typeset("door-list", roll("door-list", dinner, language="de", order=Order.ALPHABET))
    pages = text_of_pages(document)

    assert len(pages) > 1
    for page in pages:  # each row has its sixty words on one page
        assert page.count("Vorsitz") % 60 == 0
    last = " ".join(pages[-1].split())
    assert "Nicht darstellbare Zeichen (▯) in: Özdemir, Anna ▯; ▯, ▯▯" in last


def test_tables_of_rolls_have_header_cells(roll, evening):
    found = structure(typeset("door-list", roll("door-list", evening)))

    assert found.count("/TH") == 4
    assert found.count("/Table") == 1


def test_greeting_list_is_offered_and_takes_from_1_to_50_names(organiser, evening):
    assert "Greeting list" in organiser.get("/visits/lyon/print").text
    assert organiser.get("/visits/lyon/print/greeting-list?most=0").status_code == 422
    assert organiser.get("/visits/lyon/print/greeting-list?most=3").status_code == 200
