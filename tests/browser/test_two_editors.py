"""The page on which the second of two editors chooses, in a browser."""

import pytest
from playwright.sync_api import expect

from planner.models import RoleName
from tests.browser.checks import check_axe, check_focus_visible, check_reflow
from tests.browser.screens import DARK_PHONE, DESKTOP, NO_JAVASCRIPT
from tests.editing.typed_forms import changed, typed_form
from tests.factories import make_event, make_visit


@pytest.mark.parametrize("screen", [DESKTOP, DARK_PHONE, NO_JAVASCRIPT], ids=str)
def test_two_versions_are_chosen_from_on_every_screen(
    screen, save, sign_in, open_screen, live_server, take_over
):
    save(make_event(visit=make_visit(slug="lyon"), description_en="Tour."))
    address = "/visits/lyon/events/1/edit"
    jonas = sign_in(RoleName.ORGANISER, name="Jonas Reuter")
    page = open_screen(screen, live_server)
    take_over(page, sign_in(RoleName.ORGANISER, name="Svenja Brandt"))
    page.goto(address)
    theirs = {"title_en": "Feast", "description_en": "Tour by bus.", "dress_en": "Tails"}
    jonas.post(address, data=changed(typed_form(jonas.get(address).text), **theirs))
    page.fill("#title_en", "Gala")
    page.fill("#description_en", "Tour on foot.")
    page.fill("#end_time", "11:30")
    page.get_by_role("button", name="Speichern").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Zwei haben dies geändert")
    title = page.get_by_role("group", name="Titel (englisch)")
    expect(title.get_by_role("radio", checked=True)).to_have_accessible_name("Gala")
    expect(page.get_by_role("table")).to_contain_text("Jonas Reuter")
    if screen is DESKTOP:
        check_axe(page)
        check_focus_visible(page)
    if screen is not NO_JAVASCRIPT:
        check_reflow(page)
    title.get_by_label("Feast").check()
    text = page.get_by_role("group", name="Beschreibung (englisch)")
    expect(text.get_by_role("textbox")).to_be_hidden()
    text.get_by_label("Beides, in eigenen Worten").check()
    text.get_by_role("textbox").fill("Tour on foot, then by bus.")
    page.get_by_role("button", name="Mit meiner Auswahl speichern").click()

    expect(page.get_by_role("heading", level=1)).not_to_contain_text("geändert")
    after = typed_form(jonas.get(address).text)
    assert [after[name] for name in ("title_en", "description_en", "dress_en", "end_time")] == [
        *("Feast", "Tour on foot, then by bus.", "Tails", "11:30")
    ]
