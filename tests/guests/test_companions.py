"""A companion is a full guest: listed, counted, printed, seated, perhaps apart (T-05, P-10)."""

import pytest
from sqlalchemy import select

from planner.models import Guest, GuestRole, Reply
from tests.factories import make_event, make_guest, make_person, make_visit
from tests.guests.test_guests import ENTRY, names_on, tally_on, text_of


@pytest.fixture
def dinner(save):
    visit = save(make_visit(slug="lyon"))
    return save(make_event(visit=visit, title_de="Abendessen", title_en="Dinner"))


@pytest.fixture
def partner(save, dinner):
    return save(make_guest(make_person("Zoe", "Zander"), dinner, reply=Reply.ACCEPTED, seat="A 1"))


@pytest.fixture
def companion(save, dinner, partner):
    return save(
        make_guest(
            make_person("Bo", "Berg"),
            dinner,
            role=GuestRole.COMPANION,
            companion_of=partner,
            reply=Reply.ACCEPTED,
            seat="C 7",
        )
    )


def list_of(event):
    return f"/visits/lyon/events/{event.id}/guests"


def come_with(client, guest, partner, **values):
    """Send the form that lets a guest come with another."""
    entry = {"lock_version": "1", "partner_id": partner.person_id, "role": "companion"}
    return client.post(f"{list_of(guest.event)}/{guest.id}", data=ENTRY | entry | values)


def test_t05_companion_is_listed_and_counted_and_sits_apart(organiser, dinner, companion):
    page = organiser.get(list_of(dinner))

    assert names_on(page) == ["Zoe Zander", "Bo Berg"]
    assert tally_on(page)["Accepted"] == 2
    assert "A 1" in text_of(page)
    assert "C 7" in text_of(page)


@pytest.mark.parametrize("order", ["precedence", "alphabet", "delegation"])
def test_t05_companion_is_printed_in_every_order(organiser, dinner, companion, order):
    page = organiser.get(f"/visits/lyon/events/{dinner.id}/print/guests?order={order}&language=en")

    assert "Bo Berg" in text_of(page) or "Berg, Bo" in text_of(page)
    assert "People 2 2 0 0 0 without companions 1 1 0 0 0" in text_of(page)


def test_t05_companion_has_a_badge(organiser, dinner, companion):
    assert "Bo Berg" in text_of(organiser.get(f"/visits/lyon/events/{dinner.id}/print/badges"))


@pytest.mark.xfail(strict=True, reason="there is no check-in yet")
def test_t05_companion_is_checked_in(organiser, dinner, companion):
    assert "Bo Berg" in text_of(organiser.get(f"/visits/lyon/check-in/{dinner.id}"))


@pytest.mark.xfail(strict=True, reason="there is no seating plan yet")
def test_t05_companion_is_seated_in_the_plan(organiser, dinner, companion):
    assert "Bo Berg" in text_of(organiser.get(f"/visits/lyon/seating/{dinner.id}"))


def test_companion_of_a_companion_is_refused(organiser, save, load, dinner, companion):
    third = save(make_guest(make_person("Cy", "Carl"), dinner))

    page = come_with(organiser, third, companion)

    assert page.status_code == 422
    assert "Bo Berg is a companion too: choose their partner." in text_of(page)
    assert 'id="partner_id-error"' in page.text
    assert load(select(Guest.companion_of_id).where(Guest.id == third.id)) == [None]


def test_guest_with_companions_is_no_companion(organiser, save, load, dinner, partner, companion):
    third = save(make_guest(make_person("Cy", "Carl"), dinner))

    page = come_with(organiser, partner, third)

    assert page.status_code == 422
    assert "Zoe Zander has companions, so cannot be one." in text_of(page)
    assert load(select(Guest.companion_of_id).where(Guest.id == partner.id)) == [None]


def test_partner_and_companion_cannot_change_places_at_once(organiser, load, partner, companion):
    page = come_with(organiser, partner, companion)

    assert page.status_code == 422
    assert "Bo Berg comes with this guest already." in text_of(page)
    assert load(select(Guest.companion_of_id).where(Guest.id == partner.id)) == [None]


def test_companion_of_a_companion_is_not_invited(organiser, save, load, dinner, companion):
    new = save(make_person("Cy", "Carl"))
    entry = {"role": "companion", "partner_id": companion.person_id}

    page = organiser.post(f"{list_of(dinner)}/add?person={new.id}", data=ENTRY | entry)

    assert page.status_code == 422
    assert "Bo Berg is a companion too: choose their partner." in text_of(page)
    assert len(load(select(Guest))) == 2


def test_companion_of_a_removed_guest_may_be_a_partner(organiser, save, load, partner, companion):
    organiser.post(f"/bin/guests/{partner.id}/delete")
    third = save(make_guest(make_person("Cy", "Carl"), companion.event))

    assert come_with(organiser, third, companion).status_code == 303
    assert load(select(Guest.companion_of_id).where(Guest.id == third.id)) == [companion.id]


def test_companion_is_saved_again_without_a_question(organiser, load, partner, companion):
    assert come_with(organiser, companion, partner, seat="B 2").status_code == 303
    assert load(select(Guest.seat).where(Guest.id == companion.id)) == ["B 2"]
