"""The log of paper: who printed what, with how many people, and what is out of date (T-27)."""

import datetime as dt
import re
from urllib.parse import parse_qsl, urlencode

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from planner.db import session
from planner.forms.printing import PrintForm
from planner.models import Audience, Event, Medium, Printout, Reply, Visit
from planner.printing.catalogue import BY_KEY, DOCUMENTS
from planner.rules.printing.labels import BADGE_SHEETS, LABEL_SHEETS
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import named_choices
from planner.rules.printing.printouts import is_reprint, superseded_ids
from planner.services.papers import log_printout
from tests.factories import make_event, make_guest, make_person, make_visit
from tests.reception import make_reception

NOON = dt.datetime(2027, 4, 12, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def visit(save):
    """A visit with guests of every kind."""
    return save(*make_reception())


def printout(number, version="A", **values):
    return Printout(
        id=number,
        **{"document": "guests", "visit_id": 1, "event_id": None, "chosen": "", "medium": "pdf"}
        | values,
        version=version,
        printed_at=NOON,
    )


def lately(page):
    """Return the lines of what was printed lately."""
    table = page.partition('id="lately"')[2].partition("</table>")[0]
    lines = re.findall(r'<tr role="row">(.*?)</tr>', table, re.S)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def test_who_takes_a_list_along_is_noted(organiser, visit, load):
    organiser.get("/visits/lyon/print/guests.csv?order=alphabet&language=de&accepted=y")

    [one] = load(select(Printout))
    assert (one.document, one.audience, one.medium) == ("guests", Audience.INTERNAL, Medium.CSV)
    assert (one.visit_id, one.event_id, one.order, one.language) == (1, None, "alphabet", "de")
    assert one.chosen == "accepted=True&columns=all&language=de&order=alphabet&size=a4"
    assert one.people == 3
    assert re.fullmatch(r"[0-9A-F]{6}", one.version)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_every_document_of_a_visit_is_noted_with_its_class(organiser, visit, load, document):
    organiser.get(f"/visits/lyon/print/{document.key}?language=de")

    found = [(one.document, one.audience) for one in load(select(Printout))]
    assert found == ([(document.key, document.reader)] if "visit" in document.subjects else [])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_log_keeps_every_choice_as_it_stands_in_an_address(app, document):
    occasion = Occasion(make_visit(), None if "visit" in document.subjects else make_event())
    orders = document.orders_of(occasion)
    entered = {"order": orders[-1], "columns": "names", "size": "us-letter", "most": "7"}
    entered |= {"labels": list(LABEL_SHEETS)[-1], "badges": list(BADGE_SHEETS)[-1]}
    entered |= dict.fromkeys(("accepted", "alone", "large"), "y")
    entered["language"] = "both" if "both" in document.choices else "en"

    def choice(given):
        form = PrintForm(document, orders, MultiDict(given))
        assert form.validate()
        return form.choice()

    with app.test_request_context():
        chosen = choice(entered)
        kept = urlencode(named_choices(chosen, document.choices))
        again = choice(parse_qsl(kept))

    assert again == chosen != document.usual_choice(occasion, "de")


def test_printout_is_logged_by_whoever_makes_the_paper(app, organiser, visit, load):
    document, user = BY_KEY["guests"], organiser.user
    told = {"medium": Medium.PDF, "version": "A", "people": 7, "user_id": user.id}
    soon, later = NOON + dt.timedelta(minutes=59), NOON + dt.timedelta(minutes=60)

    with app.app_context():
        occasion = Occasion(session.get(Visit, visit.id))
        choice = document.usual_choice(occasion, "en")
        logged = [
            bool(log_printout(document, occasion, choice, **told, now=moment))
            for moment in (NOON, soon, later)
        ]

    assert logged == [True, False, True]
    found = [(one.printed_at, one.chosen, one.people) for one in load(select(Printout))]
    chosen = "columns=all&language=en&order=precedence&size=a4"
    assert found == [(NOON, chosen, 7), (later, chosen, 7)]


def test_choosing_and_looking_at_previews_is_no_printing(organiser, visit, load):
    organiser.get("/visits/lyon/print")
    organiser.get("/visits/lyon/print/guests.png")
    organiser.head("/visits/lyon/print/guests")
    organiser.get("/visits/lyon/print/guests?order=shoe-size")

    assert load(select(Printout)) == []


def test_same_version_is_noted_once_an_hour(organiser, visit, load):
    for _ in range(2):
        organiser.get("/visits/lyon/print/guests?language=de")

    assert len(load(select(Printout))) == 1


def test_chooser_shows_what_was_printed_and_what_is_superseded(organiser, visit, save, load):
    event = load(select(Event).order_by(Event.id))[0]
    address = f"/visits/lyon/events/{event.id}"
    organiser.get(f"{address}/print/guests?language=en&order=alphabet")
    save(make_guest(make_person("New", "Guest"), event, reply=Reply.OPEN))
    organiser.get(f"{address}/print/guests?language=en&order=alphabet")
    organiser.get(f"{address}/print/guests?language=de&order=alphabet")

    found = lately(organiser.get("/visits/lyon/print").text)

    assert [line.startswith("Guest list By alphabet · ") for line in found] == [True] * 3
    assert ["Ada Lindqvist" in line for line in found] == [True] * 3
    assert [line.endswith("Superseded") for line in found] == [False, False, True]
    assert len(lately(organiser.get(f"{address}/print").text)) == 3


def test_line_of_the_log_leads_to_the_same_document_as_it_is_now(organiser, visit):
    organiser.get("/visits/lyon/print/guests?language=en&order=delegation&alone=y")

    page = organiser.get("/visits/lyon/print").text
    [address] = re.findall(r'class="c-name"><a href="([^"]+)"', page)
    again = organiser.get(address.replace("&amp;", "&"))

    assert "Without companions" in again.text
    assert "By delegation" in again.text


def test_later_version_supersedes_earlier_ones_of_the_same_choice_only():
    latest_first = [
        printout(6, "B"),
        printout(5, "B", medium="page"),
        printout(4, "A", chosen="order=alphabet"),
        printout(3, "A", medium="csv"),
        printout(2, "A", event_id=7),
        printout(1, "A"),
    ]

    assert superseded_ids(latest_first) == {1}


def test_version_that_comes_back_is_not_out_of_date():
    assert superseded_ids([printout(3, "A"), printout(2, "B"), printout(1, "A")]) == {2}


@pytest.mark.parametrize(
    ("version", "minutes", "again"), [("A", 59, True), ("A", 61, False), ("B", 1, False)]
)
def test_same_version_within_an_hour_is_no_second_printout(version, minutes, again):
    later = printout(2, version)
    later.printed_at = NOON + dt.timedelta(minutes=minutes)

    assert is_reprint(later, printout(1, "A")) is again
    assert not is_reprint(later, None)
