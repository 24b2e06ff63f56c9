"""Guest lists on paper: what is on them, in which order, and what never is."""

import datetime as dt
import re

import pypdfium2
import pytest
from sqlalchemy import select

from planner.db import session
from planner.models import Event, RoleName, Status
from planner.now import now
from planner.printing.catalogue import BY_KEY
from planner.printing.typesetting import typesetting
from planner.queries.programme.visits import visit_at
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice, PaperOrder
from planner.services.papers import make_pdf
from tests.expected import expect_text
from tests.factories import make_event, make_guest, make_person, make_term, make_visit
from tests.printed_evening import text_of_pages
from tests.reception import make_reception

AS_OF = re.compile(r"(Stand|As of) [^·]*?(MEZ|MESZ|CET|CEST)( \([^)]*\))?")


@pytest.fixture
def visit(save):
    """A visit with guests of every kind."""
    return save(*make_reception())


def event_id(visit):
    return min(event.id for event in visit.events)


def words_of(document):
    """Return the words of a PDF, with what differs from day to day left out."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document)]
    text = AS_OF.sub("…", " ".join("\n".join(pages).split()))
    return re.sub(r"(Fassung|Version) \w{6}", "…", text)


def lines_of(document):
    """Return the lines of the first page of a PDF, with what differs from day to day left out."""
    page = pypdfium2.PdfDocument(document)[0]
    text = page.get_textpage().get_text_range().replace("\r", "")
    text = re.sub(r"(Fassung|Version) \w{6}", r"\1 …", text)
    return AS_OF.sub(r"\1 …", text) + "\n"


def pdf(client, address, **choice):
    response = client.get(f"{address}/print/guests.pdf", query_string=choice)
    assert response.mimetype == "application/pdf"
    return response.data


@pytest.mark.parametrize("order", ["precedence", "alphabet", "delegation"])
def test_list_on_paper_is_as_expected(organiser, visit, order):
    document = pdf(organiser, "/visits/lyon", order=order, language="en")

    expect_text(f"guest_list_{order}_en.txt", lines_of(document))


def test_page_has_the_same_rows_as_the_pdf(organiser, visit):
    page = organiser.get("/visits/lyon/print/guests?order=precedence&language=de")
    words = words_of(pdf(organiser, "/visits/lyon", order="precedence", language="de"))

    rows = re.findall(r"<bdi>([^<]+)</bdi>", page.text)
    assert len(rows) == 19
    assert [row for row in rows if row not in words] == []
    assert '<html lang="de">' in page.text


def test_list_of_an_event_names_its_time_zone_and_place(organiser, visit):
    words = words_of(pdf(organiser, f"/visits/lyon/events/{event_id(visit)}", language="de"))

    assert "Mo., 4. Mai 2026, 19:00–22:00 Uhr MESZ · Rathaus · Delegation aus Lyon" in words


def test_free_standing_event_has_its_own_list(organiser, save):
    event = save(make_event(title_de="Neujahrsempfang"))
    save(make_guest(make_person("Bo", "Łódź"), event))

    chooser = organiser.get(f"/events/{event.id}/print")
    page = organiser.get(f"/events/{event.id}/print/guests?language=de")

    assert f'action="/events/{event.id}/print/guests"' in chooser.text
    assert "Neujahrsempfang" in page.text
    assert "Bo Łódź" in page.text


def test_list_of_a_cancelled_event_says_so(organiser, save):
    event = save(make_event(title_de="Neujahrsempfang", status=Status.CANCELLED))

    page = organiser.get(f"/events/{event.id}/print/guests?language=de").text

    assert '<p class="occasion">ABGESAGT · Mo., 4. Mai 2026, 10:00–11:00 Uhr MESZ</p>' in page


def test_event_of_another_visit_is_not_found(organiser, visit, save):
    other = save(make_visit(slug="other"))

    response = organiser.get(f"/visits/{other.slug}/events/{event_id(visit)}/print/guests")

    assert response.status_code == 404


def test_as_of_is_told_on_the_clock_of_the_office(organiser, app, visit):
    app.config["TODAY"] = dt.date(2027, 4, 12)

    page = organiser.get("/visits/lyon/print/guests?language=de").text

    assert re.search(r"Mo\., 12\. Apr(il|\.) 2027, \d\d:\d\d Uhr MESZ", page)
    assert "(Mitteleuropäische Sommerzeit)" in page
    assert "Ada Lindqvist" in page  # who printed


def test_version_changes_with_the_replies_only(organiser, visit, save, load):
    def version():
        page = organiser.get("/visits/lyon/print/guests?order=alphabet&language=en").text
        return re.search(r"Version (\w{6})", page)[1]

    before, again = version(), version()
    save(make_guest(make_person("New", "Guest"), load(select(Event))[0]))

    assert before == again
    assert version() != before


def test_language_of_the_paper_is_not_that_of_the_reader(organiser, visit):
    page = organiser.get("/visits/lyon/print/guests?language=de").text

    assert '<html lang="de">' in page
    assert '<th role="columnheader" scope="col">Name und Amt</th>' in page
    assert 'lang="en" aria-label="Print"' in page


def test_text_in_the_other_language_says_so(organiser, visit):
    page = organiser.get("/visits/lyon/print/guests?language=en").text

    assert '<bdi lang="de">Klimaschutz</bdi>' in page


def test_leader_order_of_a_delegation_is_kept(organiser, visit):
    page = organiser.get("/visits/lyon/print/guests?order=delegation&language=en").text

    assert page.index("Zoé Martin") < page.index("Alain Bernard")


def test_choice_that_does_not_exist_is_told(organiser, visit):
    for address in ("/print", "/print/guests", "/print/guests.pdf"):
        response = organiser.get(f"/visits/lyon{address}?order=shoe-size")

        assert response.status_code == 422
        assert "Error:" in response.text


@pytest.mark.parametrize(
    ("columns", "shown", "of_spreadsheet"),
    [
        ("all", ["Role", "Reply"], ["Role", "Reply", "Greeting", "Seat"]),
        ("without-replies", ["Role"], ["Role", "Seat"]),
        ("names", [], []),
    ],
)
def test_columns_can_be_chosen_and_are_the_same_everywhere(
    organiser, visit, columns, shown, of_spreadsheet
):
    address = f"/visits/lyon/events/{event_id(visit)}/print/guests"
    choice = {"language": "en", "order": "alphabet", "columns": columns}
    page = organiser.get(address, query_string=choice).text
    table = organiser.get(f"{address}.csv", query_string=choice).text
    paper = " ".join(text_of_pages(organiser.get(f"{address}.pdf", query_string=choice).data))

    headings = page.partition('<table class="list')[2].partition("</thead>")[0]
    usual = ["No.", "Name and office", "Organization"]
    assert re.findall(r'scope="col">([^<]*)<', headings) == usual + shown
    assert table.splitlines()[0].split(",")[7:] == of_spreadsheet
    assert " ".join(usual + shown) in paper
    assert ("has declined" in page) == ("has declined" in paper) == ("Reply" not in shown)


def test_columns_that_there_are_not_are_refused(organiser, visit):
    answer = organiser.get("/visits/lyon/print/guests?columns=everything")

    assert answer.status_code == 422
    assert "Error:" in answer.text


def test_chooser_offers_orders_languages_and_the_lists_of_events(organiser, visit):
    page = organiser.get("/visits/lyon/print?order=delegation&language=de").text
    form = page.partition('id="guests"')[2].partition("</form>")[0]

    assert re.findall(r'name="order" type="radio" value="([\w-]+)"', form) == [
        *("precedence", "alphabet", "delegation", "institution", "arrival"),
    ]
    assert re.findall(r'checked [^>]*value="([\w-]+)"', form) == ["delegation", "all", "de", "a4"]
    assert 'formaction="/visits/lyon/print/guests.pdf"' in page
    assert f'href="/visits/lyon/events/{event_id(visit)}/print"' in page


def test_chooser_speaks_german(organiser, visit):
    organiser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"

    page = organiser.get("/visits/lyon/print").text

    assert "Nach Delegation" in page
    assert "Druckansicht" in page


@pytest.mark.parametrize("role", [RoleName.READER, RoleName.DOOR])
@pytest.mark.parametrize("ending", ["", "/guests", "/guests.pdf"])
def test_only_who_may_print_guest_lists_gets_them(sign_in, visit, role, ending):
    assert sign_in(role).get(f"/visits/lyon/print{ending}").status_code == 403


def test_who_is_not_signed_in_is_asked_to(client, visit):
    response = client.get("/visits/lyon/print/guests.pdf?order=alphabet")

    assert response.status_code == 302
    assert "next=/visits/lyon/print/guests.pdf?order%3Dalphabet" in response.location


@pytest.mark.parametrize("guests", [1, 5])
def test_list_takes_the_same_queries_for_any_number_of_guests(
    organiser, save, count_queries, guests
):
    event = save(make_event(visit=make_visit(slug="lyon")))
    for number in range(guests):
        person = make_person(family_name=f"Guest {number}", terms=[make_term()])
        save(make_guest(person, event))

    with count_queries() as queries:
        page = organiser.get("/visits/lyon/print/guests")

    assert page.text.count('scope="row"') == guests + 2  # and two of the tally
    assert len(queries) == 16  # and six that note who prints what about whom, and what is hidden


def test_pdf_is_named_after_visit_order_and_language(organiser, visit):
    response = organiser.get("/visits/lyon/print/guests.pdf?order=alphabet&language=de")

    assert response.headers["Content-Disposition"] == 'inline; filename="lyon-alphabet-de.pdf"'
    assert response.headers["Cache-Control"] == "private, no-store"


def test_guests_with_chinese_names_are_printed_and_named_in_a_note(organiser, save):
    event = save(make_event(title_de="Empfang 🎉"))
    save(make_guest(make_person("Xiaoming", "王小明", function_de="<b>大使</b>"), event))

    page = organiser.get(f"/events/{event.id}/print/guests?language=de").text
    words = words_of(pdf(organiser, f"/events/{event.id}", language="de"))

    assert "Xiaoming 王小明" in page
    assert "&lt;b&gt;大使&lt;/b&gt;" in page
    assert "Nicht darstellbare Zeichen (▯) in: 1 Xiaoming ▯▯▯" in words


def test_without_a_pdf_the_reader_is_told_to_print_the_page(
    organiser, visit, monkeypatch, tmp_path, caplog
):
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)

    response = organiser.get("/visits/lyon/print/guests.pdf")

    assert response.status_code == 503
    assert "Please print the page instead." in response.text
    assert "no such file" in caplog.text.lower()


def test_command_line_prints_without_a_browser(app, visit):
    with app.app_context():
        found = session.scalar(visit_at("lyon"))
        wanted = PaperChoice(PaperOrder.DELEGATION, "de")
        document = make_pdf(
            BY_KEY["guests"], Occasion(found), wanted, printed_by="Befehlszeile", now=now()
        )

    assert "Gedruckt von Befehlszeile" in words_of(document)


def test_paper_of_a_visit_needs_one():
    with pytest.raises(ValueError, match="about a visit"):
        _ = Occasion(event=make_event()).required_visit
