"""Balance: who is there from which level, branch, side and language (P-02)."""

import html
import re

import pytest

from planner.languages import translate
from planner.models import Branch, GuestRole, Level, Reply
from planner.queries.guests.guest_sources import read_sources
from planner.rules.guests.balance import balance
from planner.rules.guests.guests import guest_rows
from tests.factories import (
    make_delegation,
    make_event,
    make_guest,
    make_office,
    make_person,
    make_term,
    make_visit,
)


def held(level, branch, **values):
    office = make_office(f"{level} {branch}", level=level, branch=branch)
    return make_person(terms=[make_term(office)], **values)


@pytest.fixture
def dinner(save):
    visit = make_visit(slug="lyon")
    delegation = make_delegation(visit, name_de="Aus Lyon", name_en="From Lyon")
    event = make_event(visit=visit, title_en="Dinner")
    make_guest(held(Level.STATE, Branch.EXECUTIVE, languages="en de"), event, delegation=delegation)
    make_guest(held(Level.MUNICIPAL, Branch.EXECUTIVE), event, role=GuestRole.HOST)
    make_guest(held(Level.MUNICIPAL, Branch.LEGISLATIVE, languages="de"), event)
    make_guest(make_person(languages="fr de de"), event, delegation=delegation)
    for away in (Reply.DECLINED, Reply.REPRESENTED):
        make_guest(held(Level.FEDERAL, Branch.JUDICIAL, languages="it"), event, reply=away)
    return save(event)


def test_offices_hosts_delegations_and_languages_are_counted(app, dinner):
    with app.extensions["sessionmaker"]() as session, app.test_request_context():
        sources = read_sources(session, dinner.visit, dinner)
        found = balance(guest_rows(sources), sources.day)

        told = [translate(branch, "en") for branch in found.branches]
        levels = [(translate(level, "en"), numbers) for level, numbers in found.levels]
        sides = [(translate(side, "en"), number) for side, number in found.sides]
    assert told == ["Legislature", "Executive"]
    assert levels == [("State level", [0, 1]), ("Municipal level", [1, 1])]
    assert found.without_office == 1
    assert sides == [("Hosts", 1), ("From Lyon", 2), ("Without delegation", 1)]
    assert found.languages == [("de", 3), ("en", 1), ("fr", 1)]


def test_guest_list_shows_the_balance_of_what_is_filtered(reader, dinner):
    def words(query=""):
        page = reader.get(f"/visits/lyon/events/{dinner.id}/guests{query}").text
        shown = page[page.index('<details class="balance"') : page.index("</details>")]
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())

    assert "Municipal level 1 1 Without an office 1" in words()
    assert "Languages spoken German 3 English 1 French 1" in words()
    assert "Hosts 0 From Lyon 2 Without delegation 0" in words("?delegation=1")


def test_an_empty_list_has_no_balance(reader, save):
    event = save(make_event(visit=make_visit(slug="lyon")))

    assert "balance" not in reader.get(f"/visits/lyon/events/{event.id}/guests").text
