"""The form of an event in a browser: what its script adds to a form that works without it."""

import pytest
from playwright.sync_api import expect

from planner.models import Audience
from tests.browser.checks import check_axe, check_focus_visible, check_reflow
from tests.browser.screens import DARK, DESKTOP, NO_JAVASCRIPT, PHONE
from tests.factories import make_delegation, make_event, make_municipality, make_visit


@pytest.fixture
def visit(save):
    """A visit with an event, whose guests come from another zone."""
    visit = make_visit()
    make_delegation(visit, municipality=make_municipality("Elk River", zone="America/Chicago"))
    make_event("2026-05-04 19:00", "2026-05-04 22:00", visit=visit, audience=Audience.PUBLIC)
    return save(visit)


@pytest.fixture
def open_form(open_screen, live_server, organiser, take_over, visit):
    """Return a function that opens the form of the event on a screen."""

    def open_form(screen=DESKTOP):
        page = open_screen(screen, live_server)
        take_over(page, organiser)
        page.goto(f"/visits/{visit.slug}/events/{visit.events[0].id}/edit")
        return page

    return open_form


def test_the_end_follows_the_start_and_both_are_told_in_words(open_form):
    page = open_form()

    page.fill("#start_date", "2026-05-05")
    page.fill("#start_time", "20:30")
    page.locator("#start_time").blur()

    assert page.input_value("#end_date") == "2026-05-05"
    assert page.input_value("#end_time") == "23:30"
    start, end = page.locator(".when output").all_inner_texts()
    assert "20:30" in start
    assert "Elk River 1:30 PM CDT" in start.replace("\u202f", " ").replace("\xa0", " ")
    assert "23:30" in end

    page.fill("#start_time", "22:00")
    page.locator("#start_time").blur()
    assert (page.input_value("#end_date"), page.input_value("#end_time")) == ("2026-05-06", "01:00")


def test_a_new_event_lasts_an_hour_until_somebody_says_otherwise(open_form, visit):
    page = open_form()
    page.goto(f"/visits/{visit.slug}/events/add")

    page.fill("#start_date", "2026-05-06")
    page.fill("#start_time", "23:30")
    page.locator("#start_time").blur()

    assert (page.input_value("#end_date"), page.input_value("#end_time")) == ("2026-05-07", "00:30")


def test_whole_days_need_no_hour_and_only_a_highlight_needs_an_address(open_form):
    page = open_form()
    expect(page.locator("#start_time")).to_be_visible()
    expect(page.locator("#slug")).to_be_hidden()

    page.check("#is_whole_day")
    page.check("#is_highlight")

    expect(page.locator("#start_time")).to_be_hidden()
    expect(page.locator("#start_date")).to_be_visible()
    expect(page.locator("#slug")).to_be_visible()


def test_only_a_transfer_asks_for_a_vehicle_and_keeps_what_was_typed(open_form):
    page = open_form()
    expect(page.locator("#vehicle")).to_be_hidden()

    page.select_option("#kind", "transfer")
    page.fill("#vehicle", "Bus 1")
    page.fill("#seats", "0")
    page.click("main .submit button")

    page.wait_for_selector("#seats-error")
    assert page.input_value("#vehicle") == "Bus 1"
    page.select_option("#kind", "meal")
    expect(page.locator("#vehicle")).to_be_hidden()


def test_without_script_everything_is_there_and_can_be_saved(open_form):
    page = open_form(NO_JAVASCRIPT)

    expect(page.locator("#slug")).to_be_visible()
    expect(page.locator("#vehicle")).to_be_visible()
    assert (
        "19:00 Uhr MESZ, in Elk River 12:00 PM CDT"
        in page.locator(".when output").first.inner_text()
    )
    page.fill("#title_de", "Abendessen")
    page.click("main .submit button")

    page.wait_for_selector("text=Abendessen")


def test_an_hour_that_comes_twice_is_asked_about_where_it_stands(open_form):
    page = open_form()
    page.fill("#start_date", "2026-10-25")
    page.fill("#start_time", "02:30")
    page.locator("#start_time").blur()

    page.click("main .submit button")

    page.wait_for_selector("#start_turn")
    assert page.locator("#error-summary").inner_text().count("zweimal") == 1
    page.check("#start_turn-1")
    page.click("main .submit button")
    page.wait_for_url("**/visits/*?day=2026-10-25*")


@pytest.mark.parametrize("screen", [DESKTOP, DARK, PHONE], ids=str)
def test_the_form_can_be_used_by_everybody(open_form, screen):
    page = open_form(screen)
    page.check("#is_highlight")
    page.select_option("#kind", "transfer")

    check_axe(page)
    check_reflow(page)
    check_focus_visible(page)
