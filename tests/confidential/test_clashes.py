"""What is confidential keeps people, venues and vehicles busy: that, and no more, is said."""

import pytest

from planner.confidentiality import reading_as
from planner.db import session
from planner.models import Event, Kind, RoleName, Status, Visit
from planner.services.programme.clashes import find_clashes
from planner.services.programme.events import cancel_event
from tests.factories import (
    make_event,
    make_guest,
    make_person,
    make_transfer,
    make_venue,
    make_visit,
)

BUSY = {
    "person": "Somebody is busy at this time.",
    "venue": "The venue is taken at this time.",
    "vehicle": "The vehicle is taken at this time.",
}


@pytest.fixture
def plans(save, organiser):
    """An open visit and a confidential one, whose events need the same."""

    def plans(kind):
        ours, theirs = (
            make_visit(slug="open"),
            make_visit(slug="qxz", title_de="Geheim", title_en="Secret", is_confidential=True),
        )
        known = {"kind": Kind.TRANSFER} if kind == "vehicle" else {}
        known |= {"venue": make_venue("Saal")} if kind == "venue" else {}
        event = make_event(visit=ours, **known)
        rivals = [
            make_event(visit=theirs, title_de="Geheim", title_en="Secret", **known)
            for _ in range(2)
        ]
        rows = [event, *rivals]
        person = make_person("Zoë", "Quirk")
        if kind == "person":
            rows += [make_guest(person, one) for one in (event, *rivals)]
        if kind == "vehicle":
            rows += [make_transfer(one, vehicle="Bus 7") for one in (event, *rivals)]
        save(*rows)
        return event

    return plans


@pytest.mark.parametrize("kind", BUSY)
@pytest.mark.parametrize("page", ["/visits/open", "/visits/open/events/{}"])
def test_it_says_that_it_is_busy_and_not_with_what(plans, organiser, kind, page):
    event = plans(kind)

    told = organiser.get(page.format(event.id)).text

    assert told.count(BUSY[kind]) in {1, 2}  # at the event, and among what is open
    assert not [other for other in BUSY if other != kind and BUSY[other] in told]
    for secret in ("Geheim", "Secret", "qxz", "Quirk: ", "needed twice", "At the same time"):
        assert secret not in told, secret


def test_a_form_says_no_more_when_it_is_saved(plans, organiser, load):
    event = plans("person")
    fields = {
        "title_de": "Empfang", "start_date": "2026-05-04", "start_time": "10:00",
        "end_date": "2026-05-04", "end_time": "11:00", "start_zone": "Europe/Berlin",
        "audience": "guests", "status": "confirmed", "kind": "other",
        "interpretation": "none", "lock_version": str(event.lock_version),
    }  # fmt: skip

    organiser.post(f"/visits/open/events/{event.id}/edit", data=fields)
    told = organiser.get("/overview").text

    assert BUSY["person"] in told or "Empfang" not in told
    assert "clashes" not in told


def test_an_event_is_saved_and_read_anew_while_others_are_hidden(app, plans, user_with):
    event, user = plans("vehicle"), user_with(RoleName.ORGANISER)
    with app.app_context(), reading_as(user.id):
        own = session.get(Event, event.id)
        cancel_event(own, seen=own.lock_version)

        assert (own.status, own.title_de) == (Status.CANCELLED, "Empfang")


def test_the_session_lets_go_of_what_it_has_looked_at(app, plans, user_with):
    event, reader = plans("person"), user_with(RoleName.READER)
    with app.app_context(), reading_as(reader.id):
        own = session.get(Event, event.id)
        found = find_clashes([own], Event.id == own.id)
        known = {type(row): row.id for row in session.identity_map.values()}

        assert (found.found, list(found.busy)) == ([], [event.id])
        assert set(found.people) <= {event.id}
        assert known.get(Visit, event.visit_id) == event.visit_id
        assert session.get(Event, event.id + 1) is None
