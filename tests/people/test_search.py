"""Wherever people are searched, any spelling and any part of name, office or house finds them."""

import pytest

from planner.models import Gender
from tests.factories import (
    make_delegation,
    make_event,
    make_guest,
    make_office,
    make_organisation,
    make_person,
    make_term,
    make_user,
    make_visit,
)

SOUGHT = [
    *("Oeztuerk", "öztürk", "Ozturk", "OEZTÜRK", "ztürk", "ayse"),
    *("Bürgermeisterin", "burgermeist", "Stadt Lyon", "Universität", "luebeck"),
    "Bürgermeisterin Öztürk Lübeck",
]


@pytest.fixture
def world(save):
    """Two people, both guests of an event of a visit, and one of them sought for."""
    university = make_organisation("Universität Lübeck", name_en="University of Lübeck")
    mayor = make_term(make_office("Mayor"), body_de="Stadt Lyon")
    visit = make_visit(slug="lyon")
    event = make_event(visit=visit)
    save(
        make_guest(
            make_person(
                *("Ayşe", "Öztürk"), gender=Gender.FRAU, organisation=university, terms=[mayor]
            ),
            event,
        ),
        make_guest(make_person("Ben", "Groß"), event),
    )
    delegation = save(make_delegation(visit))
    free = save(make_guest(make_person("Cleo", "Cole"), make_event()))
    return {
        "visit": f"/visits/{visit.slug}",
        "event": f"/visits/{visit.slug}/events/{event.id}",
        "free": f"/events/{free.event_id}",
        "free guest": f"/events/{free.event_id}/guests/{free.id}",
        "delegation": f"/visits/{visit.slug}/delegations/{delegation.id}",
        "user": f"/settings/users/{save(make_user()).id}",
    }


@pytest.mark.parametrize(
    ("of", "page"),
    [
        ("", "/people"),
        ("visit", "/guests"),
        ("event", "/guests"),
        ("visit", "/guests/add"),
        ("event", "/guests/add"),
        ("free", "/guests/add"),
        ("free guest", "/representative"),
        ("delegation", "/delegates/add"),
        ("event", "/assignments/add"),
        ("free", "/assignments/add"),
        ("user", "/person"),
    ],
)
def test_search_finds_every_spelling_and_any_part(administrator, world, of, page):
    address = world.get(of, "") + page
    german = {"Accept-Language": "de"}

    for sought in SOUGHT:
        answer = administrator.get(address, query_string={"q": sought}, headers=german)
        assert answer.status_code == 200, sought
        assert "Ayşe" in answer.text, sought
        assert "Groß" not in answer.text, sought
    nobody = administrator.get(address, query_string={"q": "Oezkan"}, headers=german).text
    assert "Ayşe" not in nobody
    assert "Groß" not in nobody
