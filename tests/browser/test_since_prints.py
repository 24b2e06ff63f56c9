"""What has changed since a print or a copy, on all screens."""

import os

import pytest
from sqlalchemy import select

from planner.clock import utc_now
from planner.confidentiality import reading_as
from planner.db import session
from planner.models import Event, Guest, Reply
from planner.services.guests.invitations import note_reply
from planner.services.trash import delete_row
from tests.browser.checks import check_axe
from tests.browser.screens import DARK_PHONE, DESKTOP
from tests.reception import make_reception

LIST = "/visits/lyon/events/1/print/guests"
PAGES = {
    "chooser": "/visits/lyon/events/1/print",
    "give": f"{LIST}/hand?language=de",
    "since": "/visits/lyon/events/1/print/since/1",
    "copy": "/visits/lyon/events/1/print/copies/1",
    "delete": "/visits/lyon/events/1/print/copies/1/delete",
    "guests": "/visits/lyon/events/1/guests?since=1",
    "paper": f"{LIST}?language=de&since=1",
}


@pytest.fixture
def changed(app, save, organiser):
    """A reception that was printed and given away; then one has replied, and one is gone."""
    save(*make_reception())
    organiser.get(f"{LIST}?language=de")
    entry = {"recipient": "Danzturm, Catering", "handed_on": "2026-05-01", "medium": "pdf"}
    organiser.post(f"{LIST}/hand?language=de", data=entry)
    with app.app_context(), reading_as(organiser.user.id):
        event = session.get(Event, 1)
        guests = session.scalars(
            select(Guest).where(Guest.event_id == 1, Guest.reply == Reply.OPEN)
        )
        first = guests.all()[0]
        note_reply(event, first.id, Reply.ACCEPTED, seen=Reply.OPEN, now=utc_now())
        guests = session.scalars(select(Guest).where(Guest.event_id == 1, Guest.id != first.id))
        delete_row(Guest, guests.all()[-1].id, now=utc_now())
    return organiser


@pytest.mark.parametrize("page", [DESKTOP, DARK_PHONE], indirect=True, ids=str)
def test_pages_about_what_has_changed_pass_axe_and_fit(page, changed, take_over):
    take_over(page, changed)
    for name, address in PAGES.items():
        page.goto(address)
        if folder := os.environ.get("SHOTS"):
            width = page.viewport_size["width"]
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=name != "chooser")
        check_axe(page)
