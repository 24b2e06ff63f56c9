"""Quick actions that met a newer state, in a browser: the note at the row has the focus."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from planner.models import Guest, Reply, RoleName
from tests.browser.checks import check_axe, check_reflow
from tests.browser.screens import DESKTOP, NO_JAVASCRIPT, PHONE
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_person,
    make_visit,
)


@pytest.fixture
def brandt(sign_in):
    """A browser of a colleague."""
    return sign_in(RoleName.ORGANISER, name="S. Brandt", email="brandt@planner.example")


@pytest.mark.parametrize("screen", [DESKTOP, PHONE, NO_JAVASCRIPT])
def test_reply_that_meets_another_is_decided_at_the_row(
    open_screen, live_server, organiser, brandt, take_over, save, load, screen
):
    event = save(make_event())
    guest = save(make_guest(make_person("Ada", "Adler"), event))
    save(make_guest(make_person("Zoe", "Zander"), event))
    page = open_screen(screen, live_server)
    take_over(page, organiser)
    page.goto(f"/events/{event.id}/guests")
    brandt.post(f"/events/{event.id}/guests/{guest.id}/reply?seen=open", data={"reply": "declined"})

    page.get_by_role("button", name="Für Ada Adler eintragen: Zugesagt").click()

    note = page.locator("tr.met #overtaken")
    expect(note).to_contain_text("S. Brandt hat die Antwort von Ada Adler auf „Abgesagt“ gesetzt")
    if screen.javascript:
        expect(note).to_be_focused()
        check_axe(page)
        check_reflow(page)
    page.get_by_role("button", name="Auf „Zugesagt“ setzen").click()
    expect(note).to_have_count(0)
    assert load(select(Guest.reply).where(Guest.id == guest.id)) == [Reply.ACCEPTED]


def test_reply_of_another_is_left_as_it_is(
    open_screen, live_server, organiser, brandt, take_over, save, load
):
    event = save(make_event())
    guest = save(make_guest(make_person("Ada", "Adler"), event))
    page = open_screen(PHONE, live_server)
    take_over(page, organiser)
    page.goto(f"/events/{event.id}/guests")
    brandt.post(f"/events/{event.id}/guests/{guest.id}/reply?seen=open", data={"reply": "declined"})
    page.get_by_role("button", name="Für Ada Adler eintragen: Zugesagt").click()

    page.get_by_role("link", name="„Abgesagt“ lassen").click()

    expect(page.locator("#overtaken")).to_have_count(0)
    assert load(select(Guest.reply)) == [Reply.DECLINED]


@pytest.mark.parametrize("screen", [DESKTOP, PHONE])
def test_guest_whom_another_has_changed_is_removed_or_kept(
    open_screen, live_server, organiser, brandt, take_over, save, load, screen
):
    event = save(make_event())
    guest = save(make_guest(make_person("Ada", "Adler"), event))
    page = open_screen(screen, live_server)
    take_over(page, organiser)
    page.goto(f"/bin/guests/{guest.id}/delete?seen=1&next=/events/{event.id}/guests")
    brandt.post(f"/events/{event.id}/guests/{guest.id}/reply?seen=open", data={"reply": "declined"})

    page.get_by_role("button", name="Löschen", exact=True).click()

    note = page.locator("#overtaken")
    expect(note).to_contain_text("S. Brandt hat Ada Adler geändert, seit Sie nachgesehen haben")
    expect(note).to_be_focused()
    check_axe(page)
    expect(page.get_by_role("link", name="Behalten")).to_be_visible()
    page.get_by_role("button", name="Trotzdem löschen").click()
    expect(page).to_have_url(f"{live_server}/events/{event.id}/guests")
    assert load(select(Guest.deleted_at)) != [None]


@pytest.mark.parametrize("screen", [DESKTOP, PHONE])
def test_delegate_is_moved_in_an_order_that_another_has_changed(
    open_screen, live_server, organiser, brandt, take_over, save, screen
):
    people = [make_person("A.", name) for name in ("Olsen", "Berg", "Adams")]
    delegates = [make_delegate(one, n) for n, one in enumerate(people, start=1)]
    save(make_delegation(make_visit(slug="lyon"), delegates=delegates))
    page = open_screen(screen, live_server)
    take_over(page, organiser)
    page.goto("/visits/lyon/delegations/1")
    brandt.post("/visits/lyon/delegations/1/move", data={"up": 2, "order": "1 2 3"})

    page.locator("#up-3").click()

    note = page.locator("tr.met #overtaken")
    expect(note).to_contain_text("S. Brandt hat diese Reihenfolge geändert")
    expect(note).to_be_focused()
    check_axe(page)
    page.get_by_role("button", name="Jetzt nach oben").click()
    expect(page.locator("tbody .c-name a")).to_have_text(["A. Berg", "A. Adams", "A. Olsen"])


def test_a_note_stays_at_its_row_when_others_change_the_list(
    open_screen, live_server, organiser, brandt, take_over, save
):
    event = save(make_event())
    guests = [save(make_guest(make_person(name, name), event)) for name in ("Ada", "Zoe")]
    replies = [f"/events/{event.id}/guests/{guest.id}/reply?seen=open" for guest in guests]
    page = open_screen(DESKTOP, live_server)
    take_over(page, organiser)
    page.goto(f"/events/{event.id}/guests")
    brandt.post(replies[0], data={"reply": "declined"})
    page.get_by_role("button", name="Für Ada Ada eintragen: Zugesagt").click()
    expect(page.locator("#met #overtaken")).to_be_focused()

    brandt.post(replies[1], data={"reply": "declined"})

    expect(page.locator(f"#guest-{guests[1].person_id} .c-state")).to_contain_text("Abgesagt")
    expect(page.locator("#met #overtaken")).to_be_focused()
    expect(page.locator(f"#guest-{guests[0].person_id} + #met")).to_have_count(1)
