"""Papers say what is new since they were printed, or given to somebody."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from planner.clock import utc_now
from planner.confidentiality import reading_as
from planner.db import session
from planner.models import (
    Event,
    Guest,
    HandedCopy,
    HandedRow,
    Person,
    Printout,
    PrintoutPerson,
    Reply,
    Visit,
)
from planner.printing.catalogue import BY_KEY
from planner.rules.guests.invitations import TypedGuest
from planner.rules.history.followed import followed_fields
from planner.rules.history.papers import SHOWN
from planner.rules.printing.occasions import Occasion
from planner.services.guests.invitations import invite_person, note_reply
from planner.services.papers import make_paper, typeset_paper
from planner.services.people.people import save_person
from planner.services.trash import delete_row
from tests.expected import expect_text
from tests.factories import make_event, make_guest, make_person, make_visit
from tests.papers import NOON, texts_of

LIST = "/visits/lyon/events/1/print/guests"


def words(page):
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def dinner(save):
    """An event of a visit with three guests."""
    event = make_event("2026-05-04 19:00", "2026-05-04 22:00", visit=make_visit(slug="lyon"))
    guests = [make_guest(make_person(name, "Berg"), event) for name in ("Ada", "Bea", "Cleo")]
    save(event, *guests)
    return event


@pytest.fixture
def changed(app, dinner, organiser, save):
    """The same after a print: a guest has replied, one is gone, one is new, one has a note."""
    organiser.get(f"{LIST}?language=en")
    newcomer = save(make_person("Dora", "Neu"))
    with app.app_context(), reading_as(organiser.user.id):
        event = session.get(Event, dinner.id)
        ada, bea, cleo = session.scalars(select(Guest).order_by(Guest.id))
        note_reply(event, ada.id, Reply.ACCEPTED, seen=Reply.OPEN, now=utc_now())
        delete_row(Guest, bea.id, now=utc_now())
        values = {"notes": "not on paper"}
        save_person(cleo.person, values, forms_of_address={}, seen=cleo.person.lock_version)
        visit = session.get(Visit, dinner.visit_id)
        invite_person(newcomer.id, visit, [event.id], TypedGuest(), now=utc_now())
    return dinner


def test_print_and_export_keep_who_is_in_them(organiser, dinner, load):
    organiser.get(f"{LIST}.pdf")
    organiser.get(f"{LIST}.csv")
    organiser.get("/visits/lyon/events/1/print/labels.xlsx")

    people = load(select(Person.id).order_by(Person.id))
    for one in load(select(Printout)):
        in_it = select(PrintoutPerson.person_id).where(PrintoutPerson.printout_id == one.id)
        assert sorted(load(in_it)) == people
        assert one.people == 3
    assert len(load(select(Printout))) == 3


def test_page_says_what_has_changed_since_the_print(organiser, changed, load):
    [printout] = load(select(Printout))

    page = words(organiser.get(f"/visits/lyon/events/1/print/since/{printout.id}").text)

    assert "1 new 1 changed 1 removed" in page
    assert re.search(r"New 1 Neu, Dora Changed 1 Berg, Ada Removed 1 Berg, Bea", page)


def test_paper_marks_what_is_new_with_sign_word_and_legend(organiser, changed, load):
    [printout] = load(select(Printout))

    page = words(organiser.get(f"{LIST}?language=en&since={printout.id}").text)

    assert "• new: 1 · ± changed: 1 · no longer there: Berg, Bea" in page
    assert "Ada Berg ± changed" in page
    assert "Dora Neu • new" in page
    assert "Cleo Berg ±" not in page


def test_spreadsheet_has_the_marks_in_its_first_column(organiser, changed, load):
    [printout] = load(select(Printout))

    text = organiser.get(f"{LIST}.csv?language=en&since={printout.id}").text

    rows = [line.split(",") for line in text.lstrip("\ufeff").splitlines()[1:]]
    marks = {next(cell for cell in row if cell.endswith(("Berg", "Neu"))): row[0] for row in rows}
    assert marks == {"Ada Berg": "± changed", "Cleo Berg": "", "Dora Neu": "• new"}


def test_marks_do_not_change_the_version_of_a_paper(organiser, changed, load):
    [printout] = load(select(Printout))

    addresses = f"{LIST}?language=en", f"{LIST}?language=en&since={printout.id}"
    pages = [organiser.get(address).text for address in addresses]

    versions = [re.search(r"Version ([0-9A-F]{6})", page).group(1) for page in pages]
    assert versions[0] == versions[1] != printout.version


def test_guest_list_says_when_it_was_printed_and_marks_its_rows(organiser, changed, load):
    [printout] = load(select(Printout))

    plain = words(organiser.get("/visits/lyon/events/1/guests").text)
    marked = organiser.get(f"/visits/lyon/events/1/guests?since={printout.id}").text

    assert "Since then: 1 changed, 1 new, 1 removed." in plain
    cells = re.findall(r'<th scope="row" role="rowheader" class="c-name">(.*?)</th>', marked, re.S)
    assert [words(cell) for cell in cells] == ["Ada Berg changed", "Cleo Berg", "Dora Neu new"]
    assert "removed Berg, Bea" in words(marked)


def test_print_of_somebody_else_is_not_found(organiser, changed, save, load):
    save(make_visit(slug="other"))

    assert organiser.get("/visits/other/print/since/1").status_code == 404
    assert organiser.get(f"{LIST}?since=99").status_code == 422


def hand(client, **values):
    """Give the guest list to the caterer."""
    entry = {"recipient": "Danzturm, catering", "handed_on": "2026-05-01", "medium": "pdf"}
    return client.post(f"{LIST}/hand?language=en", data=entry | values)


def test_copy_says_what_has_changed_since_it_was_given_away(app, organiser, dinner, load):
    response = hand(organiser)
    with app.app_context():
        ada, bea, _ = session.scalars(select(Guest).order_by(Guest.id))
        event = session.get(Event, dinner.id)
        note_reply(event, ada.id, Reply.ACCEPTED, seen=Reply.OPEN, now=utc_now())
        delete_row(Guest, bea.id, now=utc_now())

    page = words(organiser.get(response.location).text)

    assert "Given to Danzturm, catering on Fri, May 1, 2026." in page
    assert "0 new 1 changed 1 removed" in page
    assert "Berg, Ada Reply: Open → Accepted" in page
    assert "Removed 1 Berg, Bea" in page
    [copy] = load(select(HandedCopy))
    kept = organiser.get(f"/visits/lyon/events/1/print/copies/{copy.id}.csv").text
    assert [line.count("Open") for line in kept.splitlines()] == [0, 1, 1, 1]
    assert "Danzturm, catering" in organiser.get("/visits/lyon/events/1/print").text
    assert "2 changes since then" in words(organiser.get("/visits/lyon/print").text)


def test_copy_needs_a_name_and_a_day(organiser, dinner, load):
    assert hand(organiser, recipient=" ").status_code == 422
    assert hand(organiser, handed_on="tomorrow").status_code == 422
    assert load(select(HandedCopy)) == []


def test_copy_is_deleted_and_the_print_stays_in_the_log(organiser, dinner, load):
    address = hand(organiser).location

    organiser.post(f"{address}/delete")

    assert load(select(HandedCopy)) == load(select(HandedRow)) == []
    assert len(load(select(Printout))) == 1
    assert organiser.get("/visits/lyon/print").status_code == 200
    assert organiser.get(address).status_code == 404


def test_every_paper_says_which_changes_it_shows():
    assert SHOWN.keys() == BY_KEY.keys()
    for shown in SHOWN.values():
        for table, fields in shown.items():
            assert fields <= set(followed_fields(table)), table


@pytest.mark.parametrize("guests", [1, 5])
@pytest.mark.parametrize("what", ["print/since/1", "print/copies/1", "guests?since=1", "print"])
def test_what_has_changed_takes_the_same_queries_for_any_number(
    organiser, save, count_queries, guests, what
):
    event = save(make_event(visit=make_visit(slug="lyon")))
    for number in range(guests):
        save(make_guest(make_person("Bo", f"Berg {number}"), event))
    assert (hand if "copies" in what else organiser.get)(
        *((organiser,) if "copies" in what else (LIST,))
    ).status_code in (200, 303)

    with count_queries() as queries:
        assert organiser.get(f"/visits/lyon/events/1/{what}").status_code == 200

    expected = {"print": 12, "print/copies/1": 19}
    assert len(queries) == expected.get(what, 18)


@pytest.mark.parametrize("key", ["guests", "door-list", "minute-plan"])
def test_pdf_with_marks_says_what_is_expected(app, organiser, changed, save, load, key):
    with app.app_context(), reading_as(organiser.user.id):
        visit, event = session.get(Visit, changed.visit_id), session.get(Event, changed.id)
        [printout] = session.scalars(select(Printout))
        printout.document, printout.printed_at = key, NOON - dt.timedelta(days=1)
        session.flush()
        document, what = BY_KEY[key], Occasion(visit, event)
        choice = document.usual_choice(what, "en")
        paper = make_paper(document, what, choice, printed_by="Ada", now=NOON, since=printout)
        pages = texts_of(typeset_paper(document, paper, NOON))
        session.rollback()

    expect_text(f"marks/{key}.txt", "\n\f\n".join(pages))
