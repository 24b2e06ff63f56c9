"""Two colleagues with one form open, each in a browser: each page says who else is there."""

import time

from playwright.sync_api import expect
from sqlalchemy import select

from planner.clock import utc_now
from planner.models import Editing, RoleName, User
from planner.rules.presence import COUNTS_FOR
from tests.browser.conftest import PATIENCE
from tests.browser.screens import DESKTOP
from tests.factories import make_venue

OTHERS = "[data-presence] .note"


def seconds_left(load, name):
    """Return for how long it still counts that somebody has a page open."""
    [editing] = load(select(Editing).join(User).where(User.name == name))
    return (editing.seen_at + COUNTS_FOR - utc_now()).total_seconds()


def poll_until(is_so):
    """Wait until something is so, for as long as a page has time."""
    until = time.monotonic() + PATIENCE / 1000
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    assert is_so()


def test_a_page_says_who_else_has_it_open_and_that_they_have_gone(
    save, load, sign_in, open_screen, live_server, take_over
):
    venue = save(make_venue())
    address = f"/settings/venues/{venue.id}/edit"
    first, second = open_screen(DESKTOP, live_server), open_screen(DESKTOP, live_server)
    take_over(first, sign_in(RoleName.ORGANISER, name="Svenja Brandt"))
    take_over(second, sign_in(RoleName.ORGANISER, name="Jonas Reuter"))
    with first.expect_response(lambda answer: "/editing/" in answer.url):
        first.goto(address)
    expect(first.locator(OTHERS)).to_be_hidden()

    with second.expect_response(lambda answer: answer.request.method == "POST"):
        second.goto(address)

    expect(second.locator(OTHERS)).to_contain_text("Svenja Brandt, seit")
    second.goto("/overview")
    poll_until(lambda: 0 < seconds_left(load, "Jonas Reuter") < 10)
    with first.expect_response(lambda answer: "/editing/" in answer.url):
        first.reload()
    expect(first.locator(OTHERS)).to_contain_text("Jonas Reuter, seit")  # for ten seconds
