"""What is new on an open guest list or programme: one statement while nothing is."""

import datetime as dt
import re
from html import unescape

import pytest
from sqlalchemy import select, update

from planner.clock import utc_now
from planner.models import Guest, HistoryEntry, Reply, RoleName, Visit, VisitReader
from tests.factories import make_event, make_guest, make_person, make_visit

EARLIER = dt.timedelta(minutes=1)


@pytest.fixture
def dinner(save):
    visit = make_visit(slug="lyon", title_en="Lyon")
    dinner = make_event(visit=visit, title_en="Dinner")
    jana = make_person(given_name="Jana", family_name="Vogel")
    save(make_guest(jana, dinner))
    return dinner


@pytest.fixture
def colleague(sign_in):
    return sign_in(RoleName.ORGANISER, name="Svenja Brandt")


@pytest.fixture
def settle(app):
    """Return a function that lets all entries of the history be a minute old."""

    def settle():
        with app.extensions["sessionmaker"]() as session:
            session.execute(update(HistoryEntry).values(at=utc_now() - EARLIER))
            session.commit()

    return settle


def live_address(browser, page):
    """Return the address at which a page asks what is new, as its script does at first."""
    text = browser.get(page).text
    [(address, since)] = re.findall(r'data-live="([^"]+)" data-since="([^"]+)"', text)
    return f"{address}?since={unescape(since).replace('+', '%2B')}"


def decline(browser, dinner, load, answer="declined"):
    [guest] = load(select(Guest))
    address = f"/visits/lyon/events/{dinner.id}/guests/{guest.id}/reply"
    assert browser.post(f"{address}?seen={guest.reply}", data={"reply": answer}).status_code == 303


@pytest.mark.parametrize("page", ["/visits/lyon", "/visits/lyon/guests", "dinner"])
def test_an_idle_poll_is_one_statement(organiser, dinner, count_queries, page):
    page = f"/visits/lyon/events/{dinner.id}/guests" if page == "dinner" else page
    address = live_address(organiser, page)
    organiser.get(address)

    for asked in (address, f"{address.partition('?')[0]}?after=0"):
        with count_queries() as statements:
            answer = organiser.get(asked)
        assert (answer.status_code, answer.data) == (204, b"")
        assert len(statements) == 1
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("page", ["/visits/lyon", "/visits/lyon/guests", "dinner"])
def test_what_somebody_else_has_done_is_told_in_words(
    organiser, colleague, dinner, load, settle, page
):
    page = f"/visits/lyon/events/{dinner.id}/guests" if page == "dinner" else page
    address = live_address(organiser, page)

    decline(colleague, dinner, load)

    answer = organiser.get(address)
    [entry] = load(select(HistoryEntry.id).where(HistoryEntry.act == "note_reply"))
    words = "Svenja Brandt noted the reply of Jana Vogel (Dinner): Declined"
    assert answer.json == {"entries": [{"id": entry, "text": words}]}
    mark = int(answer.headers["Live-Mark"])
    assert mark < entry  # it is not old enough: another one before it may not be committed yet
    settle()
    again = organiser.get(f"{address.partition('?')[0]}?after={mark}")
    assert again.json == answer.json
    assert again.headers["Live-Mark"] == str(entry)
    assert organiser.get(f"{address.partition('?')[0]}?after={entry}").status_code == 204


def test_ones_own_changes_are_news_without_words(colleague, dinner, load):
    address = live_address(colleague, "/visits/lyon/guests")

    decline(colleague, dinner, load)

    assert [entry["text"] for entry in colleague.get(address).json["entries"]] == [""]


def test_words_are_those_of_the_reader(organiser, colleague, dinner, load):
    address = live_address(organiser, "/visits/lyon/guests")
    decline(colleague, dinner, load)

    german = organiser.get(address, headers={"Accept-Language": "de"}).json

    assert german["entries"][0]["text"] == (
        "Svenja Brandt hat die Antwort von Jana Vogel (Empfang) notiert: Abgesagt"
    )


def test_a_new_event_a_person_and_other_things_have_words(organiser, colleague, dinner, load):
    address = live_address(organiser, "/visits/lyon")
    [person] = {guest.person_id for guest in load(select(Guest))}
    colleague.post(f"/bin/events/{dinner.id}/delete")
    colleague.post(f"/bin/events/{dinner.id}/restore")
    colleague.post(f"/bin/people/{person}/delete")

    told = [entry["text"] for entry in organiser.get(address).json["entries"]]

    assert told[0].startswith("Svenja Brandt")
    assert all(text.startswith("Svenja Brandt ") for text in told)


def test_what_happens_elsewhere_is_not_told(organiser, colleague, dinner, load, save):
    other = make_event(visit=make_visit(slug="oslo"))
    save(make_guest(event=other))
    pages = "", "/guests", f"/events/{other.id}/guests"
    addresses = [live_address(organiser, f"/visits/oslo{page}") for page in pages]
    [guest] = load(select(Guest).where(Guest.event_id == dinner.id))
    reply = f"/visits/lyon/events/{dinner.id}/guests/{guest.id}/reply?seen=open"

    assert colleague.post(reply, data={"reply": Reply.DECLINED}).status_code == 303

    assert [organiser.get(address).status_code for address in addresses] == [204] * 3


def test_a_visit_that_becomes_confidential_is_told_to_the_named_alone(
    app, organiser, colleague, dinner, load
):
    addresses = [
        live_address(organiser, "/visits/lyon"),
        live_address(organiser, f"/visits/lyon/events/{dinner.id}/guests"),
    ]
    decline(colleague, dinner, load)
    with app.extensions["sessionmaker"]() as session:
        visit = session.scalars(select(Visit)).one()
        session.execute(update(Visit).values(is_confidential=True))
        session.add(VisitReader(visit_id=visit.id, user_id=colleague.user.id))
        session.commit()

    for address in addresses:
        answer = organiser.get(address)
        assert answer.status_code == 404
        assert "Vogel" not in answer.text
        assert "Live-Mark" not in answer.headers
        assert colleague.get(address).status_code == 200


def test_a_person_at_a_confidential_visit_tells_nothing_of_it_elsewhere(
    app, organiser, colleague, dinner, load, save
):
    [guest] = load(select(Guest))
    open_visit = make_event(visit=make_visit(slug="oslo"))
    save(Guest(person_id=guest.person_id, event=open_visit))
    address = live_address(organiser, "/visits/oslo/guests")
    with app.extensions["sessionmaker"]() as session:
        visit = session.scalars(select(Visit).where(Visit.slug == "lyon")).one()
        session.execute(update(Visit).where(Visit.slug == "lyon").values(is_confidential=True))
        session.add(VisitReader(visit_id=visit.id, user_id=colleague.user.id))
        session.commit()
    reply = f"/visits/lyon/events/{dinner.id}/guests/{guest.id}/reply?seen=open"

    assert colleague.post(reply, data={"reply": "declined"}).status_code == 303

    assert organiser.get(address).status_code == 204


def test_who_may_not_read_guests_or_has_signed_out_is_turned_away(sign_in, organiser, dinner):
    address = live_address(organiser, "/visits/lyon")
    assert sign_in(RoleName.DOOR).get(address).status_code == 403

    organiser.post("/sign-out")

    assert organiser.get(address).headers["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize(
    "query",
    ["", "?after=x", "?after=-1", f"?after={'9' * 40}", "?since=x", "?since=0001-01-01T00:00"],
)
def test_nonsense_is_asked_from_now_on(organiser, dinner, query):
    visit_id = live_address(organiser, "/visits/lyon").split("/")[3]

    assert organiser.get(f"/polls/visits/{visit_id}/changes.json{query}").status_code in (200, 204)


def test_an_idle_poll_writes_no_line_into_the_log(organiser, colleague, dinner, load, lines):
    address = live_address(organiser, "/visits/lyon")
    before = len(lines.records)
    assert organiser.get(address).status_code == 204
    assert len(lines.records) == before

    decline(colleague, dinner, load)
    organiser.get(address)

    assert lines.records[-1]["endpoint"] == "polls.visit_changes"
