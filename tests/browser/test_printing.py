"""Paper from the browser: the page on screens and as the printer gets it."""

import io

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.checks import (
    check_axe,
    check_focus_visible,
    check_forced_colors,
    check_reflow,
    check_text_spacing,
)
from tests.browser.screens import DARK_PHONE, DESKTOP, NO_JAVASCRIPT, PHONE
from tests.factories import make_event, make_guest, make_person
from tests.reception import make_reception

PAPER = "/visits/lyon/print/guests?language=de"


@pytest.fixture
def visit(save):
    """A visit with guests of every kind."""
    return save(*make_reception())


@pytest.fixture
def signed_in(organiser, visit, page, take_over):
    """A page of an organiser."""
    take_over(page, organiser)
    return page


def printed(page):
    """Return the PDF that the browser's printer gets, and the words of its pages."""
    page.emulate_media(media="print")
    document = page.pdf(tagged=True, prefer_css_page_size=True)
    pages = pypdfium2.PdfDocument(document)
    return document, [" ".join(one.get_textpage().get_text_range().split()) for one in pages]


@pytest.mark.parametrize("page", [DESKTOP, DARK_PHONE], indirect=True, ids=str)
def test_paper_as_a_page_passes_axe(signed_in):
    signed_in.goto(PAPER)

    check_axe(signed_in)


def test_paper_as_a_page_can_be_read_and_used_by_everybody(signed_in):
    signed_in.goto(PAPER)

    check_reflow(signed_in)
    check_text_spacing(signed_in)
    check_focus_visible(signed_in)
    check_forced_colors(signed_in)


@pytest.mark.parametrize("page", [DESKTOP, NO_JAVASCRIPT], indirect=True, ids=str)
def test_choice_leads_to_an_address_that_names_it(signed_in):
    signed_in.goto("/visits/lyon/print")

    offer = signed_in.get_by_role("form", name="Gästeliste", exact=True)
    offer.get_by_text("Auswählen:").click()
    offer.get_by_label("Nach Delegation").check()
    offer.get_by_label("English").check()
    offer.get_by_role("button", name="Druckansicht").click()

    signed_in.wait_for_url("**/print/guests?order=delegation&columns=all&language=en&size=a4")
    expect(signed_in.get_by_role("heading", name="Guest list")).to_be_visible()


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=str)
def test_table_stays_a_table_when_a_phone_shows_cards(signed_in):
    signed_in.goto(PAPER)

    tree = signed_in.get_by_role("table", name="Gästeliste").aria_snapshot()

    assert "row" in tree
    assert 'rowheader "Đorđe Łódź' in tree


def without_blanks(words):
    """Return text without blanks: in margins, some Chromiums set words where no blank is read."""
    return "".join(words.split())


def test_printer_gets_class_page_numbers_and_tags_without_the_bar(signed_in):
    signed_in.goto(PAPER)

    document, [words] = printed(signed_in)

    assert "/StructTreeRoot" in pikepdf.open(io.BytesIO(document)).Root
    assert words.count("Intern – enthält personenbezogene Daten") == 3
    assert "Seite1von1" in without_blanks(words)
    assert "Zurück zur Auswahl" not in words


def test_table_head_is_repeated_on_each_sheet(signed_in, save):
    event = save(make_event(title_de="Empfang"))
    save(*[make_guest(make_person(family_name=f"Łódź {n}"), event) for n in range(60)])
    signed_in.goto(f"/events/{event.id}/print/guests?language=de")

    _, pages = printed(signed_in)

    assert len(pages) == 3
    assert ["Name und Amt" in words for words in pages] == [True] * 3
    assert ["Seite3von3" in without_blanks(words) for words in pages] == [False, False, True]
