"""The briefing book: cover, contents, aims and points, biographies, and where its readers go."""

import dataclasses
import datetime as dt
import re

import pypdfium2
import pytest
from sqlalchemy import select

from planner.db import session
from planner.models import Direction, Event, GuestRole, PointKind, Reply, Visit
from planner.printing.catalogue import BY_KEY
from planner.printing.folder import papers_in
from planner.printing.typesetting import typesetting
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperSize
from planner.rules.programme.briefings import set_points
from tests.expected import expect_text
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_municipality,
    make_person,
    make_user,
    make_visit,
)
from tests.papers import elements
from tests.planned_visit import make_planned
from tests.printed_evening import HARD_NAMES, INJECTIONS, NOON, paper_of, text_of_pages, typeset

QUERIES = 31


def make_briefed():
    """Return a planned visit with a reception that somebody has prepared, and with biographies."""
    visit, *things = make_planned()
    visit.purpose_de, visit.purpose_en = "Wärme aus Abwasser.", "Heat from waste water."
    [delegation] = visit.delegations
    delegation.name_de, delegation.name_en = "Delegation aus Elk River", "Elk River delegation"
    river = delegation.municipality
    river.portrait_de, river.population = "Am Fluss.\nMit Wald.", 24_000
    osman = delegation.delegates[0].person
    osman.biography_en, osman.pronunciation = "A doctor.\nBorn far away.", "OS-man"
    delegation.delegates.append(
        make_delegate(make_person("Kai", "Becker"), 3, companion_of=delegation.delegates[1])
    )
    for thing in things:
        if isinstance(thing, Event):
            is_reception = thing.title_de == "Empfang"
            thing.aim = "Sich kennenlernen." if is_reception else ""
            thing.desired_outcome = "Ein Termin.\nEin Name." if is_reception else ""
            set_points(thing, PointKind.RAISE, ["Abwärme", "Schulen"] if is_reception else [])
            set_points(thing, PointKind.AVOID, ["Die Wahl"] if is_reception else [])
        if isinstance(thing, Event) and thing.title_de == "Rundgang":
            thing.aim, thing.responsible = "Nicht mehr.", make_user("Nobody Needed")
        person = getattr(thing, "person", None)
        if person and person.family_name == "Vogelsang":
            person.biography_de, person.biography_en = "Eine Juristin.", "A lawyer."
    return [visit, *things]


@pytest.fixture
def book(app):
    """Return a function that makes the book of a saved visit or event."""

    def book(thing, language="de", **choice):
        with app.app_context():
            row = session.get(type(thing), thing.id)
            visit = row if isinstance(row, Visit) else row.visit
            occasion = Occasion(visit, row if isinstance(row, Event) else None)
            return paper_of(session, "briefing", occasion, language, **choice)

    return book


@pytest.fixture
def visit(save):
    """A visit that somebody has prepared."""
    return save(*make_briefed())


def chapter(made, heading):
    """Return the sections of a chapter."""
    return next(one.sections for one in made.chapters if one.heading == heading)


def named(sections):
    return [section.heading.text for section in sections if section.heading.text]


def said(sections):
    """Return what the lines of sections say."""
    return [line.text for one in sections for line in (*one.lines, *one.notes)]


def test_book_has_cover_contents_chapters_and_bookmarks(book, visit):
    document = typeset("briefing", book(visit, "en"))

    expect_text("briefing_en.txt", "\n".join(text_of_pages(document)) + "\n")
    opened, found = elements(document)
    tags = [one.tag for one in found]
    assert [tags.count(tag) for tag in ("/H1", "/H2", "/TOCI", "/Table")] == [1, 6, 16, 3]
    assert {"/TOC", "/L", "/LI", "/Link"} <= set(tags)
    marks = [(mark.level, mark.get_title()) for mark in pypdfium2.PdfDocument(document).get_toc()]
    assert marks[0] == (0, "Briefing book Briefing-Mappe")
    assert {(1, "Biographies"), (2, "Amina Osman"), (3, "Reception")} <= set(marks)
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_biography_is_in_the_language_of_the_book_or_says_that_it_is_not(book, visit):
    german, english = (chapter(book(visit, one), name)
                       for one, name in (("de", "Lebensläufe"), ("en", "Biographies")))  # fmt: skip

    assert named(german) == named(english) == ["Amina Osman", "Dr. Katrin Vogelsang"]
    assert [(text.text, text.language) for text in german[0].paragraphs] == [
        *(("A doctor.", "en"), ("Born far away.", "en")),
    ]
    assert said(german[:1])[-1] == "Nur auf Englisch."
    assert german[1].paragraphs[0].text == "Eine Juristin."
    assert english[1].paragraphs[0].text == "A lawyer."
    assert "Only in" not in "".join(said(english))


def test_who_has_no_biography_is_named_in_a_line_but_no_companion(book, visit):
    *_, last = chapter(book(visit, "en"), "Biographies")

    assert said([last]) == ["Without a biography: Uwe Becker, Dieter Hoppe"]


def test_delegates_come_first_then_who_hosts_or_speaks_at_home_and_comes(book, save):
    visit = make_visit(slug="lyon")
    leader, host, away, speaker, guest = (
        make_person(name, "Berg", biography_de="Text.") for name in ("Ada", "Bo", "Cy", "Di", "Ed")
    )
    delegation = make_delegation(visit, delegates=[make_delegate(leader, is_leader=True)])
    talk, dinner = make_event(visit=visit), make_event(visit=visit)
    save(
        delegation,
        make_guest(speaker, talk, role=GuestRole.SPEAKER),
        make_guest(speaker, dinner, role=GuestRole.HOST),
        make_guest(host, talk, role=GuestRole.HOST, reply=Reply.ACCEPTED),
        make_guest(away, talk, role=GuestRole.HOST, reply=Reply.DECLINED),
        make_guest(leader, talk, role=GuestRole.GUEST_OF_HONOUR),
        make_guest(guest, talk),
    )

    sections = chapter(book(visit), "Lebensläufe")

    assert [(one.heading.text, one.lines[0].text) for one in sections] == [
        ("Ada Berg", "Leitung der Delegation"),
        ("Bo Berg", "Gastgebend"),
        ("Di Berg", "Gastgebend"),
    ]


def test_aim_and_points_stand_at_their_meeting(book, visit):
    items = chapter(book(visit, "en"), "Program and talking points")

    [reception] = [one for one in items if one.box]
    assert reception.heading.text == "Reception"
    assert reception.hours == ("10:00\u00a0AM\u00a0–", "11:30\u00a0AM")
    assert [(told.label, told.texts) for told in reception.box] == [
        ("Aim", ("Sich kennenlernen.",)),
        ("Desired outcome", ("Ein Termin.", "Ein Name.")),
        ("To raise", ("Abwärme", "Schulen")),
        ("To avoid", ("Die Wahl",)),
    ]
    [tour] = [one for one in items if one.heading.text == "Tour"]
    assert (tour.is_off, said([tour]), tour.box) == (True, ["CANCELLED"], ())


def test_briefing_of_an_event_has_its_guests_and_no_cover(book, visit, load):
    [reception] = load(select(Event).where(Event.title_de == "Empfang"))

    made = book(reception, "en")

    assert made.contents == ""
    assert [one.heading for one in made.chapters] == [
        *("Aim and talking points", "Guests", "Biographies", "Contacts"),
    ]
    [talk] = made.chapters[0].sections
    assert talk.heading.text == ""
    assert len(talk.box) == 4
    rows = made.chapters[1].sections[0].rows
    assert [row.cells[0][0].text for row in rows] == [
        *("Amina Osman", "Dr. Katrin Vogelsang", "Dieter Hoppe"),
    ]
    assert made.sheet.people == 3


def test_free_standing_event_has_a_briefing_on_paper(organiser, save):
    event = save(make_event(title_de="Tee", aim="Ruhe", start_zone="Europe/Berlin"))

    page = organiser.get(f"/events/{event.id}/print/briefing?language=de").text

    assert "<dt>Ziel</dt><dd><p>Ruhe</p></dd>" in page


def test_page_leads_from_its_contents_to_each_chapter(organiser, visit):
    page = organiser.get("/visits/river/print/briefing?language=de").text

    targets = re.findall(r'href="#((?:chapter|section)-[\d-]+)"', page)
    assert len(targets) > 10
    assert [target for target in targets if page.count(f'id="{target}"') != 1] == []
    assert '<p class="prose" lang="en">A doctor.</p>' in page


def test_contacts_have_numbers_and_addresses_but_nothing_of_what_is_cancelled(book, visit):
    people, venues = chapter(book(visit, "en"), "Contacts")

    assert [row.cells[0][0].text for row in people.rows] == [
        *("Ada Lindqvist", "Dieter Hoppe", "Lena Brüggemann"),
    ]
    assert [line.text for line in people.rows[0].cells[1]] == [
        *("In charge", "Responsible", "Bus; Reception"),
    ]
    assert people.rows[1].cells[2][0].text == "INTERNAL-MARK-PHONE"
    assert [cell[0].text for cell in venues.rows[1].cells] == [
        *("Town hall, Ratssaal", "Platz 7, Iserlohn"),
    ]


def test_partner_is_the_other_side_and_never_home(book, visit, save):
    save(make_delegation(visit, municipality=visit.host))

    [section] = chapter(book(visit, "en"), "Partner cities")

    assert section.heading.text == "Elk River"
    assert [fact.words for fact in section.facts] == [
        "Auvergne-Rhône-Alpes, United States",
        "24,000",
    ]
    assert [text.text for text in section.paragraphs] == ["Am Fluss.", "Mit Wald."]
    assert said([section]) == ["Only in German."]


def test_outcomes_of_the_last_visit_stand_at_the_partner(book, visit, save):
    river = visit.delegations[0].municipality
    for year, told in ((2019, "Older"), (2024, "A school.\nA date."), (2025, ""), (2027, "Later")):
        day = dt.date(year, 5, 4)
        past = make_visit(
            title_en=f"Visit of {year}", first_day=day, last_day=day, outcomes_en=told
        )
        save(make_delegation(past, municipality=river))

    [section] = chapter(book(visit, "en"), "Partner cities")

    assert [told.texts for told in section.box] == [
        *(("Visit of 2024 · Sat, May 4, 2024",), ("A school.", "A date.")),
    ]


def test_partner_of_a_visit_of_ours_is_where_we_go(book, save):
    lyon, here = make_municipality("Lyon"), make_municipality("Iserlohn", is_home=True)
    visit = make_visit(direction=Direction.OUTGOING, host=lyon)
    save(make_delegation(visit, municipality=here))

    made = book(visit, "en")

    assert named(chapter(made, "Partner cities")) == ["Lyon"]


def test_visit_of_which_nothing_is_known_has_a_book_of_one_chapter(book, save):
    made = book(save(make_visit(slug="lyon")), "en")

    assert [one.heading for one in made.chapters] == ["Aim of the visit"]
    assert len(text_of_pages(typeset("briefing", made))) == 3


def test_long_and_hard_names_stay_on_the_sheet(book, save):
    event = make_event(visit=make_visit(slug="lyon"), aim="#emph[x] *y*")
    set_points(event, PointKind.RAISE, ["W" * 300, "<b>Punkt</b> 大使"])
    people = [
        make_person(given, family, biography_de=f"{given} $x^2$ " * 40)
        for given, family in (*HARD_NAMES, *INJECTIONS)
    ]
    save(*(make_guest(one, event, role=GuestRole.HOST) for one in people))

    words = " ".join(
        text_of_pages(typeset("briefing", book(event, large=True, size=PaperSize.US_LETTER)))
    )

    for text in ("#emph[x] *y*", "<b>Punkt</b> ▯▯", "الحسيني", '#read("/etc/passwd")'):
        assert text in words
    assert "Nicht darstellbare Zeichen (▯) in:" in words


def test_briefing_of_300_guests_is_made(book, save):
    event = make_event(visit=make_visit(slug="lyon"))
    save(*(make_guest(make_person("Ada", f"Berg {number}"), event) for number in range(300)))

    made = book(event, "en")

    assert made.sheet.people == 300
    assert [one.heading for one in made.chapters] == ["Aim and talking points", "Guests"]
    assert "Berg 299" in " ".join(text_of_pages(typeset("briefing", made)))


def test_book_takes_the_same_queries_for_any_number_of_people(app, book, save, count_queries):
    counts = []
    for number in (1, 5):
        visit = make_visit(slug=f"visit-{number}")
        delegation = make_delegation(visit, municipality=make_municipality(f"City {number}"))
        for position in range(number):
            guest, host = (make_person(biography_de="Text.") for _ in range(2))
            event = make_event(visit=visit, aim="Aim")
            set_points(event, PointKind.RAISE, ["a", "b"])
            save(make_delegate(guest, position, delegation=delegation))
            save(make_guest(guest, event), make_guest(host, event, role=GuestRole.HOST))
        with count_queries() as queries:
            book(visit)
        counts.append(len(queries))

    assert counts == [QUERIES, QUERIES]


def test_in_a_folder_the_contents_are_those_of_the_book_alone(app, book, visit):
    with app.app_context():
        occasion = Occasion(session.get(Visit, visit.id))
        papers = {key: paper_of(session, key, occasion, "de")
                  for key in ("minute-plan", "briefing", "guests-programme")}  # fmt: skip
        keys = [document.key for document in papers_in(occasion)]
    parts = [
        {"template": f"{BY_KEY[key].template}.typ", "paper": dataclasses.asdict(paper)}
        for key, paper in papers.items()
    ]

    pages = text_of_pages(typesetting.bound_pdf(parts, NOON))

    [contents] = [page for page in pages if "Inhalt" in page]
    assert contents.count("Montag, 4. Mai 2026") == 1
    assert keys.index("guests-programme") < keys.index("briefing") < keys.index("itineraries")
