"""Rolls, cards, badges and labels in the browser: on all screens, and as the printer gets them."""

import pypdfium2
import pytest

from tests.browser.checks import check_axe, check_reflow, check_text_spacing
from tests.browser.screens import DESKTOP, PHONE
from tests.printed import make_evening

PAGES = (
    "/visits/lyon/print/delegation-list-internal?language=de",
    "/visits/lyon/print/door-list?language=en",
    "/visits/lyon/print/greeting-list?language=de",
    "/visits/lyon/print/attendance?language=de",
    "/visits/lyon/print/place-cards?language=de",
    "/visits/lyon/print/badges?language=de",
    "/visits/lyon/print/labels?language=de",
)


@pytest.fixture
def signed_in(organiser, save, page, take_over):
    """A page of an organiser."""
    save(*make_evening())
    take_over(page, organiser)
    return page


@pytest.mark.parametrize("page", [DESKTOP, PHONE], indirect=True, ids=str)
def test_pages_pass_axe_and_reflow(signed_in):
    for address in PAGES:
        signed_in.goto(address)

        check_axe(signed_in)
        check_reflow(signed_in)
        check_text_spacing(signed_in)


def test_attendance_lies_on_its_side_and_the_door_list_stands(signed_in):
    def printed(address):
        signed_in.goto(address)
        signed_in.emulate_media(media="print")
        return pypdfium2.PdfDocument(signed_in.pdf(tagged=True, prefer_css_page_size=True))

    width, height = printed("/visits/lyon/print/attendance?language=de")[0].get_size()
    door_width, door_height = printed("/visits/lyon/print/door-list?language=de")[0].get_size()

    assert width > height
    assert door_width < door_height
