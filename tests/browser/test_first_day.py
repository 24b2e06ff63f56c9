"""The first working day: from a visit to a clash, a calendar and a printed guest list."""

import icalendar
import pypdfium2
import pytest
from playwright.sync_api import expect

from planner.models import RoleName
from tests.browser.screens import ENGLISH, PHONE, Screen
from tests.conftest import PASSWORD

SCREENS = [ENGLISH, Screen("english phone", PHONE.width, PHONE.height, touch=True, language="en")]
DAY = "2027-05-12"


def save(page):
    page.locator("form .btn.primary").last.click()


def add_event(page, title, start, end):
    page.get_by_role("link", name="Add item").first.click()
    page.get_by_label("Title (German)").fill(title)
    for which, clock in (("start", start), ("end", end)):
        page.locator(f"[name={which}_date]").fill(DAY)
        page.locator(f"[name={which}_time]").fill(clock)
    save(page)
    page.get_by_role("link", name="Program", exact=True).click()


def add_guest(page, given_name, family_name, *titles):
    page.get_by_role("link", name="Guests").first.click()
    page.get_by_role("link", name="Add guest").first.click()
    page.get_by_role("link", name="Add a new person").first.click()
    page.get_by_label("Given name").fill(given_name)
    page.get_by_label("Family name").fill(family_name)
    for title in titles:
        page.get_by_label(title).check()
    save(page)


@pytest.mark.parametrize("page", SCREENS, indirect=True, ids=str)
def test_organiser_plans_a_visit_to_the_end(page, user_with, live_server, app):
    app.config["PUBLIC_URL"] = live_server
    user = user_with(RoleName.ORGANISER, name="Svenja Brandt")
    page.goto("/overview")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    save(page)
    page.wait_for_url("**/overview")

    page.goto("/visits/add")
    page.get_by_label("Title (German)").fill("Delegation aus Łódź")
    page.locator("[name=first_day]").fill("2027-05-11")
    page.locator("[name=last_day]").fill("2027-05-14")
    save(page)
    expect(page.locator("h1")).to_have_text("Delegation aus Łódź")

    add_event(page, "Empfang", "10:00", "11:00")
    add_event(page, "Rundgang", "10:30", "11:30")
    add_guest(page, "Zofia", "Łukasik", "Empfang", "Rundgang")
    add_guest(page, "Petar", "Đorđević", "Empfang")
    add_guest(page, "Ayşe", "Özdemir", "Rundgang")

    page.get_by_role("link", name="Program", exact=True).click()
    expect(page.locator(".ev .note.no")).to_have_count(2)
    notes = page.locator(".ev .note.no").all_inner_texts()
    assert ["Rundgang" in notes[0], "Empfang" in notes[1]] == [True, True]
    assert all("Zofia Łukasik" in note for note in notes)

    page.get_by_role("link", name="Calendar feeds").click()
    page.get_by_label("For whom or which device").fill("Outlook")
    save(page)
    feed = page.request.get(page.get_by_label("Address of the calendar").input_value())
    calendar = icalendar.Calendar.from_ical(feed.body())
    assert [str(entry["SUMMARY"]) for entry in calendar.events] == ["Empfang", "Rundgang"]

    slug = page.url.split("/visits/")[1].split("/")[0]
    pdf = page.request.get(f"/visits/{slug}/print/guests.pdf?order=alphabet&language=en")
    with pypdfium2.PdfDocument(pdf.body()) as document:
        text = document[0].get_textpage().get_text_range()
    names = ["Đorđević, Petar", "Łukasik, Zofia", "Özdemir, Ayşe"]
    assert sorted(names, key=text.index) == names
