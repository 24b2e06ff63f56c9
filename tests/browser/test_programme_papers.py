"""Papers about a programme in the browser: on all screens, and as the printer gets them."""

import pypdfium2
import pytest

from tests.browser.checks import check_axe, check_reflow, check_text_spacing
from tests.browser.screens import DESKTOP, PHONE
from tests.planned import make_planned

PAGES = (
    "/visits/river/print/guests-programme?language=both",
    "/visits/river/print/itineraries?language=de",
    "/visits/river/print/minute-plan?language=de",
    "/visits/river/print/transfers?language=de",
    "/visits/river/print/briefing?language=de",
)


@pytest.fixture
def signed_in(organiser, save, page, take_over):
    """A page of an organiser."""
    save(*make_planned())
    take_over(page, organiser)
    return page


@pytest.mark.parametrize("page", [DESKTOP, PHONE], indirect=True, ids=str)
def test_pages_pass_axe_and_reflow(signed_in):
    for address in PAGES:
        signed_in.goto(address)

        check_axe(signed_in)
        check_reflow(signed_in)
        check_text_spacing(signed_in)


def test_minute_plan_lies_on_its_side_and_each_itinerary_begins_a_page(signed_in):
    def printed(address):
        signed_in.goto(address)
        signed_in.emulate_media(media="print")
        return pypdfium2.PdfDocument(signed_in.pdf(tagged=True, prefer_css_page_size=True))

    width, height = printed(PAGES[2])[0].get_size()
    itineraries = [one.get_textpage().get_text_range() for one in printed(PAGES[1])]

    assert width > height
    assert [("Uwe Becker" in page) for page in itineraries] == [False, True]
