"""Acceptance statements T-01 and T-08: offices of the day, and names in lists, cards and files."""

import datetime as dt

import pypdfium2
import pytest

from planner.models import AddressForm, FeedKind, Gender
from planner.rules.people.addressing.addressing import forms_of_address
from tests.factories import (
    make_event,
    make_feed,
    make_guest,
    make_office,
    make_person,
    make_term,
    make_visit,
)

TITLE = {"academic_title": "Prof. Dr.", "gender": Gender.FRAU}
HEIDE = {"name_prefix": "von der", **TITLE}
NAMES = ["Đorđević, Petar", "Heide, Prof. Dr. Anna von der", "Łódź, Kim", "Ostrau, Ben",
         "Özdemir, Ayşe", "Pohl, Eva"]  # fmt: skip


def make_guests(event):
    """Return guests whose names sort and print only if no letter is lost."""
    return [
        make_guest(person, event)
        for person in (
            make_person("Eva", "Pohl"),
            make_person("Ayşe", "Özdemir"),
            make_person("Ben", "Ostrau"),
            make_person("Kim", "Łódź"),
            make_person("Anna", "Heide", **HEIDE),
            make_person("Petar", "Đorđević"),
        )
    ]


@pytest.fixture
def event(save):
    """An event of a visit with these guests."""
    days = {"first_day": dt.date(2096, 5, 4), "last_day": dt.date(2096, 5, 7)}
    visit = make_visit(slug="lyon", title_en="Guests from Šibenik", **days)
    event = make_event("2096-05-04 10:00", "2096-05-04 11:00", visit=visit)
    save(*make_guests(event))
    return event


def text_of(document):
    """Return the words of a PDF."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document)]
    return " ".join("\n".join(pages).split())


def in_order(text, names):
    """Return the names in the order in which a text has them."""
    return sorted(names, key=text.index)


def test_t08_list_on_screen_and_address_book(organiser, event):
    """Under the rule H: von der Heide at H, without her title; Özdemir with O."""
    for address in ("/people", "/visits/lyon/guests?sort=name"):
        page = organiser.get(address).text
        families = [name.split(",")[0] for name in NAMES]
        assert in_order(page.partition("<main")[2], families) == families


def test_t08_list_on_screen_under_the_rule_v(app, organiser, save, event):
    """Under the rule V, here of the person herself: von der Heide at V."""
    [heide] = [one for one in event.guests if one.person.family_name == "Heide"]
    heide.person.sorts_with_prefix = True
    save(heide.person)

    page = organiser.get("/people").text

    assert page.index("Pohl, Eva") < page.index("von der Heide, Prof. Dr. Anna")


def test_t08_list_as_pdf(organiser, event):
    document = organiser.get("/visits/lyon/print/guests.pdf?order=alphabet&language=en").data

    assert in_order(text_of(document), NAMES) == NAMES


@pytest.mark.parametrize("form", [AddressForm.PLACE_CARD, AddressForm.TENT_CARD])
def test_t08_words_of_a_card(form):
    cards = {
        forms_of_address(guest.person, dt.date(2026, 5, 4), "de")[form].text
        for guest in make_guests(make_event())
    }

    assert {"Petar Đorđević", "Prof. Dr. Anna von der Heide", "Kim Łódź", "Ayşe Özdemir"} < cards


def test_t08_calendar_file(client, save, event):
    """The calendar of a person is named after her, and its events keep every letter."""
    [heide] = [one.person for one in event.guests if one.person.family_name == "Heide"]
    save(make_feed(kind=FeedKind.PERSON, visit=event.visit, person=heide))

    calendar = client.get("/feeds/secret.ics").data.decode().replace("\r\n ", "")

    assert "Guests from Šibenik: Anna von der Heide" in calendar


def test_t08_card_as_pdf(organiser, event):
    answer = organiser.get(f"/visits/lyon/events/{event.id}/print/place-cards.pdf")

    assert "Anna von der Heide" in text_of(answer.data)


def test_t08_badge(organiser, event):
    answer = organiser.get(f"/visits/lyon/events/{event.id}/print/badges.pdf")

    assert "Đorđević" in text_of(answer.data)


def test_t08_csv(organiser, event):
    answer = organiser.get(f"/visits/lyon/events/{event.id}/print/guests.csv?order=alphabet")

    assert in_order(answer.data.decode("utf-8-sig"), ["Đorđević", "Łódź"]) == ["Đorđević", "Łódź"]


@pytest.fixture
def invitations(save):
    """By year, the same person at a visit: on the council until 2022, treasurer since."""
    council = make_term(make_office("Council Member", spoken_en="Council Member"))
    council.since, council.until = dt.date(2018, 1, 1), dt.date(2022, 12, 31)
    treasurer = make_term(make_office("Treasurer", spoken_en="Treasurer"))
    treasurer.since = dt.date(2023, 1, 1)
    person, guests = make_person("Ada", "Abel", terms=[treasurer, council]), {}
    for year in (2019, 2026):
        day = dt.date(year, 6, 3)
        visit = make_visit(slug=f"visit-{year}", first_day=day, last_day=day)
        event = make_event(f"{day} 10:00", f"{day} 11:00", visit=visit)
        guests[year] = save(make_guest(person, event))
    return guests


@pytest.mark.parametrize(
    ("year", "office", "other"),
    [(2019, "Council Member", "Treasurer"), (2026, "Treasurer", "Council Member")],
)
def test_t01_visit_of_a_year_shows_the_office_of_that_year(
    organiser, invitations, year, office, other
):
    """On screen, on paper and as a PDF; the form of the guest greets by that office too."""
    visit, guest = f"/visits/visit-{year}", invitations[year]
    pages = [
        organiser.get(address).text
        for address in (
            f"{visit}/guests",
            f"{visit}/print/guests?language=en",
            f"{visit}/events/{guest.event_id}/guests/{guest.id}",
        )
    ]
    document = organiser.get(f"{visit}/print/guests.pdf?language=en").data

    for text in (*pages, text_of(document)):
        assert office in text
        assert other not in text
    assert f"Dear {office} Abel," in pages[-1]
