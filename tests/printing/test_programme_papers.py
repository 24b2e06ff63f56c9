"""Papers about a programme: what is on them, for whom, on which clocks, and what never is."""

import datetime as dt
import itertools
import re

import pypdfium2
import pytest
from sqlalchemy import select

from planner.db import session
from planner.languages import Text
from planner.models import Audience, Event, Person
from planner.now import now
from planner.printing.catalogue import BY_KEY
from planner.printing.paper import Letterhead, PrintContext
from planner.printing.programme import event_texts
from planner.printing.programme.schedule import Line
from planner.queries.programme.programme import read_programme
from planner.queries.programme.visits import visit_at
from planner.rules.printing.itineraries import own_language
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from planner.rules.programme.visits import VisitEnd
from planner.services.papers import make_pdf
from tests.expected import expect_text
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_person,
    make_transfer,
    make_visit,
)
from tests.planned_visit import INTERNAL, PHONE, make_planned

KEYS = (
    *("programme", "guests-programme", "itineraries"),
    *("minute-plan", "transfers", "interpreters"),
)
FOR_OTHERS = ("programme", "guests-programme", "itineraries")
MOMENT = dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def visit(save):
    """A visit with a programme of every kind."""
    return save(*make_planned())


@pytest.fixture
def paper(app):
    """Return a function that makes the data of a document, as it is on the first of May."""

    def paper(key, slug="river", person=None, event=None, part="make", **choice):
        document, wanted = BY_KEY[key], PaperChoice(**choice)
        office = Letterhead("Stadt Iserlohn", "Protokoll", "#17407f")
        printing = PrintContext(
            wanted.language, office, MOMENT, "Europe/Berlin", "Ada", document.reader,
            other_language=wanted.other_language,
        )  # fmt: skip
        with app.app_context():
            visit = session.scalar(visit_at(slug))
            about = event and session.get(Event, event), person and session.get(Person, person)
            occasion = Occasion(visit, *about)
            return getattr(document, part)(session, occasion, wanted, printing)

    return paper


@pytest.fixture
def words_of(app):
    """Return a function that makes the PDF of a document of a visit and reads its pages."""

    def words_of(key, slug="river", **choice):
        with app.test_request_context():
            occasion = Occasion(session.scalar(visit_at(slug)))
            document = make_pdf(
                BY_KEY[key], occasion, PaperChoice(**choice), printed_by="Ada", now=now()
            )
        pages = [one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(document)]
        return [" ".join(page.replace("\ufffe", "-").split()) for page in pages]

    return words_of


def texts(value):
    """Return all that a paper says, piece by piece."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple | list):
        return [text for part in value for text in texts(part)]
    if hasattr(value, "__dataclass_fields__"):
        return [text for name in value.__dataclass_fields__ for text in texts(getattr(value, name))]
    return []


def titles(paper):
    """Return the titles of the rows of a paper, part by part."""
    return [
        [
            line.text
            for section in part.sections
            for row in section.rows
            for line in [one for cell in row.cells for one in cell if one.tone == "title"][:1]
        ]
        for part in paper.parts
    ]


def plainly(schedule):
    """Return a paper as text: a line for each row, its cells apart."""
    sheet = schedule.sheet
    said = [sheet.class_line, f"{sheet.title} / {sheet.other_title.text}"]
    said += [sheet.subject.text, sheet.occasion]
    said += [f"{fact.label}: {fact.words}" for fact in sheet.facts]
    for part in schedule.parts:
        said += ["", f"# {part.heading}", *(line.text for line in part.lines), part.empty]
        said += [f"{fact.label}: {fact.words}" for fact in part.facts]
        for section in part.sections:
            said += [f"## {section.heading.text}"]
            said += [section.note.text] if section.note else []
            said += [f"{fact.label}: {fact.words}" for fact in section.facts]
            said.append(" | ".join(column.label for column in section.columns))
            said += [row_plainly(row) for row in section.rows]
    return "\n".join(line.replace("\u00a0", " ").rstrip() for line in said) + "\n"


def row_plainly(row):
    """Return the cells of a row, a slash between the lines of one."""
    cells = " | ".join(" / ".join(line.text for line in cell) for cell in row.cells)
    return f"- {cells}" if row.is_off else cells


@pytest.mark.parametrize("language", ["de", "en"])
def test_papers_say_what_is_expected(paper, visit, language):
    for key in KEYS:
        text = plainly(paper(key, language=language))

        expect_text(f"programme/{key.replace('-', '_')}_{language}.txt", text)


def test_two_languages_stand_side_by_side(paper, visit):
    made = paper("guests-programme", language="de", other_language="en")

    columns, [exhibition, reception, *_] = (
        made.parts[0].sections[1].columns,
        made.parts[0].sections[1].rows,
    )
    assert [(column.label, column.language) for column in columns[1:]] == [
        ("Deutsch", "de"),
        ("English", "en"),
    ]
    assert [cell[0].text for cell in exhibition.cells] == ["ganztägig", "Ausstellung", "all day"]
    assert reception.cells[1][0] == Line("Empfang", "de", "title")
    assert reception.cells[2][1] == Line("Reception", "en", "title")


@pytest.mark.parametrize("reader", [Audience.PUBLIC, Audience.GUESTS])
def test_what_is_internal_is_not_even_read_for_others(app, visit, reader):
    with app.app_context():
        occasion = Occasion(session.scalar(visit_at("river")))
        assert INTERNAL in repr(read_programme(session, occasion, Audience.INTERNAL, MOMENT))
        assert INTERNAL not in repr(read_programme(session, occasion, reader, MOMENT))


def test_public_program_has_only_what_is_public(paper, visit):
    public, guests = paper("programme"), paper("guests-programme")

    assert titles(public) == [["Ausstellung", "Ausstellung", "Empfang", "Rundgang"]]
    assert titles(guests) == [
        [
            *("Ausstellung", "Bus", "Ausstellung", "Empfang", "Mittag", "Rundgang"),
            *("Neuheit", "Ball", "Rückflug"),
        ]
    ]
    assert (public.sheet.class_line, guests.sheet.class_line) == ("Öffentlich", "Für Gäste")


def test_public_program_keeps_quiet_until_the_embargo_is_over(paper, visit, monkeypatch):
    monkeypatch.setattr(
        "tests.printing.test_programme_papers.MOMENT", MOMENT + dt.timedelta(days=6)
    )

    assert "Neuheit" in titles(paper("programme"))[0]


def test_internal_papers_tell_telephones_and_notes(paper, visit):
    plan, sheet = ("".join(texts(paper(key))) for key in ("minute-plan", "transfers"))

    assert PHONE in sheet
    assert INTERNAL not in sheet.replace(PHONE, "")
    assert INTERNAL in plan.replace(PHONE, "")


def test_interpreters_learn_of_no_internal_event_and_no_note(paper, visit, save, load):
    [briefing] = load(select(Event).where(Event.audience == Audience.INTERNAL))
    briefing.interpretation = "whispered"
    save(briefing)

    made = paper("interpreters")

    assert titles(made)[0][:2] == ["Empfang", "Ball"]
    said = " ".join(texts(made))
    assert PHONE in said
    assert INTERNAL not in said.replace(PHONE, "")


def test_itinerary_has_only_the_events_of_the_person(paper, visit, load):
    [osman] = load(select(Person).where(Person.family_name == "Osman"))
    [becker] = load(select(Person).where(Person.family_name == "Becker"))

    assert titles(paper("itineraries", person=osman.id, language="en")) == [
        ["Bus", "Reception", "Tour", "Ball", "Flight back"]
    ]
    assert titles(paper("itineraries", person=becker.id)) == [["Bus", "Mittag"]]
    assert [part.heading for part in paper("itineraries").parts] == ["Amina Osman", "Uwe Becker"]


def test_itinerary_is_in_a_language_of_the_person(paper, visit, load):
    [osman] = load(select(Person).where(Person.family_name == "Osman"))

    alone, all_of_them = paper("itineraries", person=osman.id), paper("itineraries")

    assert alone.sheet.language == "en"
    assert alone.sheet.subject == Text("Amina Osman", "en")
    assert [part.language for part in all_of_them.parts] == ["en", "de"]
    assert all_of_them.sheet.language == "de"


@pytest.mark.parametrize(
    ("spoken", "wanted", "expected"),
    [("", "de", "de"), ("fr", "en", "en"), ("fr en", "de", "en"), ("en de", "de", "de")],
)
def test_wanted_language_yields_to_what_a_person_speaks(spoken, wanted, expected):
    assert own_language(make_person(languages=spoken), wanted) == expected


def test_open_reply_is_asked_for(paper, visit, load):
    [becker] = load(select(Person).where(Person.family_name == "Becker"))

    said = texts(paper("itineraries", person=becker.id))

    assert said.count("Bitte sagen Sie uns, ob Sie kommen.") == 2


def test_home_time_stands_on_the_days_of_travel_only(paper, visit):
    sections = paper("guests-programme").parts[0].sections

    assert [len(section.columns) for section in sections] == [4, 3, 3, 4]
    assert sections[0].columns[1].label == "Elk River (CDT)"
    flight = sections[3].rows[0]
    assert row_plainly(flight).replace("\u00a0", " ") == (
        "13:30 MESZ – / 15:40 CDT | 6:30 AM – / 3:40 PM | Rückflug | "
    )


def test_without_another_clock_there_is_no_home_time(paper, save):
    event = make_event(visit=make_visit(slug="lyon"))
    save(event, make_delegation(event.visit))

    [section] = paper("guests-programme", "lyon").parts[0].sections

    assert [column.key for column in section.columns] == ["time", "what", "where"]


@pytest.mark.parametrize(
    ("event", "date", "expected"),
    [
        (make_event(), "2026-05-04", "10:00–11:00"),
        (make_event("2026-05-04 22:00", "2026-05-05 01:00"), "2026-05-04", "22:00 – Di 01:00"),
        (make_event(end_zone="America/Chicago"), "2026-05-04", "10:00 MESZ – 11:00 CDT"),
        (make_event(start_zone="Europe/London"), "2026-05-04", "10:00 – 11:00 BST"),
        (
            make_event("2026-10-25 02:30", "2026-10-25 02:15", end_fold=1),
            "2026-10-25",
            "02:30 MESZ – 02:15 MEZ",
        ),
        (
            make_event("2026-05-04 20:00", "2026-05-04 23:00", start_zone="America/Chicago"),
            "2026-05-05",
            "Mo 20:00 – 23:00 CDT",
        ),
    ],
)
def test_hours_are_on_the_clock_of_the_place(event, date, expected):
    told = event_texts.hours(event, dt.date.fromisoformat(date), "Europe/Berlin", "de")

    assert told.replace("\u00a0", " ") == expected


def test_home_hours_name_another_day():
    event = make_event("2026-05-04 05:00", "2026-05-04 09:00")

    chicago = VisitEnd(None, "America/Chicago")
    told = event_texts.home_hours(event, dt.date(2026, 5, 4), chicago, "de")

    assert told.replace("\u00a0", " ") == "Sun 10:00 PM – Mon 2:00 AM"


def test_papers_take_the_same_queries_for_any_number_of_items(paper, save, count_queries):
    for number in (1, 5):
        visit = make_visit(slug=f"visit-{number}")
        delegation = make_delegation(visit)
        for position in range(number):
            person = make_person(languages="de")
            event = make_event(visit=visit, kind="transfer", interpretation="whispered")
            save(make_delegate(person, position, delegation=delegation), make_transfer(event))
            save(make_guest(person, event))

    counts = []
    for key, number in itertools.product(KEYS, (1, 5)):
        with count_queries() as queries:
            paper(key, f"visit-{number}")
        counts.append(len(queries))

    assert counts == [9, 9, 9, 9, 10, 10, 9, 9, 9, 9, 16, 16]


def test_cancelled_and_tentative_items_say_so(organiser, visit):
    page = organiser.get("/visits/river/print/guests-programme?language=de").text

    assert '<tr role="row" class="off">' in page
    assert '<span class="no">ABGESAGT</span>' in page
    assert '<span class="wait">Vorläufig</span>' in page


def test_character_that_no_font_has_is_marked_and_its_row_named(save, words_of):
    save(make_event(visit=make_visit(slug="lyon"), title_de="Fest 大使"))

    assert "Nicht darstellbare Zeichen (▯) in: Fest ▯▯" in words_of("guests-programme", "lyon")[0]


def test_day_is_never_parted_from_its_first_item(save, words_of):
    visit = make_visit(slug="lyon", last_day=dt.date(2026, 5, 28))
    for number in range(48):
        day = 4 + number // 2
        save(
            make_event(
                f"2026-05-{day:02} {8 + number % 2:02}:00", f"2026-05-{day:02} 10:00",
                visit=visit, title_de=f"Punkt-{number}",
            )
        )  # fmt: skip

    pages = words_of("guests-programme", "lyon")

    assert len(pages) > 2
    for page in pages:
        assert re.match(r".*(Punkt-\d+)( Für Gäste Stand|.*)", page)
        assert not re.search(r"Uhrzeit \(MESZ\) Programmpunkt Ort Für Gäste Stand", page)


def test_long_words_stay_on_the_sheet(save, words_of):
    word = "Donaudampfschifffahrtskapitän" * 7
    event = make_event(visit=make_visit(slug="lyon"), kind="transfer", title_de=word)
    save(make_transfer(event), make_guest(make_person("Ada", word), event))

    for key in ("transfers", "minute-plan"):
        assert words_of(key, "lyon")


def test_transfer_with_too_few_seats_says_so(paper, visit):
    bus, _ = paper("transfers").parts[0].sections

    assert bus.note == Line("nur 1 Sitzplatz", "de", "no")


def test_minute_plan_says_where_an_interpreter_is_missing(paper, visit):
    said = texts(paper("minute-plan"))

    assert said.count("Dolmetschen fehlt.") == 1


def test_minute_plan_and_pack_of_one_event_leave_out_the_others(paper, visit, load):
    [reception] = load(select(Event).where(Event.title_de == "Empfang"))

    assert titles(paper("minute-plan", event=reception.id)) == [["Empfang"]]
    assert titles(paper("interpreters", event=reception.id))[0][0] == "Empfang"


@pytest.mark.parametrize("key", ["minute-plan", "interpreters"])
def test_free_standing_event_has_its_own_papers(organiser, save, key):
    event = save(make_event(title_de="Neujahrsempfang", interpretation="whispered"))
    save(make_guest(make_person("Bo", "Łódź"), event))

    page = organiser.get(f"/events/{event.id}/print/{key}?language=de").text

    assert '<span class="title">Neujahrsempfang</span>' in page
    assert "Montag, 4. Mai 2026" in page


def test_table_has_the_rows_of_the_paper(paper, visit):
    table = paper("itineraries", part="table", language="en")

    assert [column.label for column in table.columns] == [
        *("Person", "Day", "Time (CEST)", "Elk River (CDT)", "Program item", "Venue"),
    ]
    assert len(table.rows) == 5 + 2
    assert table.rows[0][:3] == ("Amina Osman", "Monday, May 4, 2026", "9:10 AM – 11:30 AM")
    assert table.people == 2


def test_table_of_transfers_has_pick_up_and_vehicle_beside_each_passenger(paper, visit):
    table = paper("transfers", part="table", language="en")

    heads = [column.label for column in table.columns]
    bus = [dict(zip(heads, row, strict=True)) for row in table.rows][1]
    assert (bus["Pick-up"], bus["Vehicle"], bus["Passenger"]) == (
        *("9:00 AM", "Bus 1, 1 seat", "Osman, Amina"),
    )
    assert len(table.rows) == 3


def test_paper_knows_how_many_people_it_tells_of(paper, visit):
    counts = {key: paper(key).sheet.people for key in KEYS}

    assert counts == {
        "programme": 1,
        "guests-programme": 1,
        "itineraries": 2,
        "minute-plan": 5,
        "transfers": 2,
        "interpreters": 3,
    }
