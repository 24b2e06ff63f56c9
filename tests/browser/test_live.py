"""Two colleagues with one list open: each sees within five seconds what the other has done."""

import pytest
from playwright.sync_api import expect

from planner.models import Reply, RoleName
from tests.browser.screens import DESKTOP, PHONE
from tests.factories import make_event, make_guest, make_person, make_visit

SOON = 5000  # milliseconds
DAY = "2027-04-12"


@pytest.fixture
def dinner(save):
    visit = make_visit(slug="lyon")
    dinner = make_event(f"{DAY} 19:00", f"{DAY} 22:00", visit=visit, title_de="Abendessen")
    guests = [
        make_guest(make_person(given_name="Jana", family_name=f"Vogel{number:02}"), dinner)
        for number in range(30)
    ]
    save(guests[0], *guests)
    return dinner


@pytest.fixture
def open_as(sign_in, open_screen, live_server, take_over):
    """Return a function that opens a page for a colleague, who has a name."""

    def open_as(name, address, screen=DESKTOP):
        page = open_screen(screen, live_server)
        take_over(page, client := sign_in(RoleName.ORGANISER, name=name))
        page.goto(address)
        page.client = client
        return page

    return open_as


def decline(page, dinner, guest):
    """Let the colleague of a page note that a guest does not come."""
    address = f"/visits/lyon/events/{dinner.id}/guests/{guest.id}/reply?seen=open"
    assert page.client.post(address, data={"reply": Reply.DECLINED}).status_code == 303


def test_a_list_follows_while_somebody_types_into_its_search(dinner, open_as):
    address = f"/visits/lyon/events/{dinner.id}/guests"
    first, second = open_as("Svenja Brandt", address), open_as("Jonas Reuter", address)
    row = f"#guest-{dinner.guests[2].person_id}"
    search = second.get_by_role("searchbox")
    search.focus()
    second.evaluate("window.scrollTo(0, 120)")
    second.evaluate("document.querySelector('[type=search]').value = 'halb getip'")
    row_before = second.locator(row).element_handle()

    first.locator(row).locator("button.btn[value=declined]").click()

    expect(second.locator(row).locator(".c-state")).to_contain_text("Abgesagt", timeout=SOON)
    said = "Svenja Brandt hat die Antwort von Jana Vogel02 (Abendessen) notiert: Abgesagt"
    expect(second.locator("[data-live-status]")).to_have_text(said)
    expect(second.locator(row)).to_have_attribute("data-fresh", "")
    expect(search).to_be_focused()
    expect(search).to_have_value("halb getip")
    assert second.evaluate("window.scrollY") == 120
    assert row_before.evaluate("row => row.isConnected")


def test_an_open_menu_stays_open_while_rows_come_and_go(dinner, open_as):
    address = f"/visits/lyon/events/{dinner.id}/guests?sort=name"
    page = open_as("Jonas Reuter", address)
    colleague = open_as("Svenja Brandt", "/overview")
    menu = page.locator(f"#menu-{dinner.guests[4].person_id}")
    page.locator(f"#guest-{dinner.guests[4].person_id} [popovertarget^=menu]").click()
    expect(menu).to_be_visible()

    gone, declined = dinner.guests[1], dinner.guests[3]
    colleague.client.post(f"/bin/guests/{gone.id}/delete")
    decline(colleague, dinner, declined)

    expect(page.locator(f"#guest-{gone.person_id}")).to_have_count(0, timeout=SOON)
    expect(page.locator("[data-live-status]")).to_contain_text("Jana Vogel01")
    expect(menu).to_be_visible()


def test_a_programme_follows_and_a_phone_too(dinner, open_as):
    page = open_as("Jonas Reuter", "/visits/lyon", PHONE)
    colleague = open_as("Svenja Brandt", "/overview")
    event = page.locator(f"#event-{dinner.id}")
    expect(event).to_be_visible()

    colleague.client.post(f"/bin/events/{dinner.id}/delete")

    expect(event).to_have_count(0, timeout=SOON)
    expect(page.locator("[data-live-status]")).to_contain_text("Svenja Brandt hat")


def test_who_is_signed_out_is_told_that_the_page_stands_still(dinner, open_as):
    page = open_as("Jonas Reuter", "/visits/lyon")

    page.client.post("/sign-out")

    expect(page.locator("[data-live-status]")).to_contain_text("Sie sind abgemeldet", timeout=SOON)


def test_what_a_quick_action_has_met_stays_until_its_reader_decides(dinner, open_as):
    page = open_as("Jonas Reuter", f"/visits/lyon/events/{dinner.id}/guests")
    colleague = open_as("Svenja Brandt", "/overview")
    row = page.locator(f"#guest-{dinner.guests[2].person_id}")
    button = row.locator("button.btn[value=accepted]")
    decline(colleague, dinner, dinner.guests[2])

    button.click()

    expect(page.locator("#overtaken")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/guests")):
        decline(colleague, dinner, dinner.guests[5])
    other = page.locator(f"#guest-{dinner.guests[5].person_id} .c-state")
    expect(other).to_contain_text("Abgesagt")
    expect(page.locator("#overtaken")).to_be_visible()
    expect(row.locator("+ tr #overtaken")).to_have_count(1)
