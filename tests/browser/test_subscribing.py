"""Subscribing in a real browser: the dialog by keyboard, on a phone, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.checks import check_axe
from tests.browser.screens import DESKTOP, ENGLISH, NO_JAVASCRIPT, PHONE

VISIT = "/visits/delegation-aus-elk-river"


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=str)
def test_dialog_is_filled_in_by_keyboard_and_leads_to_the_address(open_example, screen):
    page = open_example(screen)
    page.goto(VISIT)
    link = page.locator("[data-dialog=subscribe]")
    dialog = page.get_by_role("dialog")

    link.press("Enter")
    expect(dialog).to_be_visible()
    check_axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()

    link.press("Enter")
    dialog.locator("[value=guests]").press("ArrowDown")
    expect(dialog.locator("[value=person]")).to_be_checked()
    dialog.get_by_label("Person", exact=True).select_option(index=1)
    dialog.locator("[name=label]").fill(f"Gerät {screen}")
    dialog.locator("[name=label]").press("Enter")

    expect(page.locator("h1")).to_have_text(f"Kalender für Gerät {screen}")
    assert page.locator(".share input").input_value().startswith("https://planner.example/feeds/")
    check_axe(page)


def test_only_the_person_that_a_kind_needs_is_asked_for(open_example):
    page = open_example(ENGLISH)
    page.goto(f"{VISIT}/feeds")
    whom, language = page.locator("[name=person_id]"), page.locator("[name=language]:checked")

    expect(whom).to_be_hidden()
    page.locator("[value=person]").check()
    expect(whom).to_be_visible()
    page.locator("[name=language][value=en]").check()
    whom.select_option(page.locator("option[data-language=de]").first.get_attribute("value"))

    expect(language).to_have_value("de")
    page.locator("[value=transfers]").check()
    expect(whom).to_be_hidden()


@pytest.mark.parametrize("screen", [NO_JAVASCRIPT], ids=str)
def test_without_javascript_the_link_leads_to_the_same_form(open_example, screen):
    page = open_example(screen)
    page.goto(VISIT)

    page.get_by_role("link", name="Abonnieren").click()
    page.wait_for_url(f"**{VISIT}/feeds")
    page.get_by_label("Transfers, für den Fahrdienst").check()
    page.locator("[name=label]").fill("Bus 1")
    page.get_by_role("button", name="Adresse anlegen").click()

    expect(page.locator("h1")).to_have_text("Kalender für Bus 1")
    page.goto("/#subscribe-plain")
    expect(page.locator("#subscribe-plain-address")).to_be_visible()


def test_address_is_copied_and_a_link_opens_the_dialog_of_a_public_page(open_example):
    page = open_example(ENGLISH)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/en/#subscribe")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    check_axe(page)

    dialog.locator("[data-copy]").click()
    dialog.get_by_text("Copied").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "https://planner.example/en/highlights.ics"
    dialog.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("dialog").locator("input")).to_have_value(
        "https://planner.example/highlights.ics"
    )
