"""All kinds of paper in the browser: on all screens, and as the printer gets them."""

import pypdfium2
import pytest

from tests.browser.checks import check_axe, check_reflow, check_text_spacing
from tests.browser.screens import DESKTOP, PHONE
from tests.planned_visit import make_planned
from tests.printed_evening import make_evening

GUESTS = (
    "/visits/lyon/print/delegation-list-internal?language=de",
    "/visits/lyon/print/door-list?language=en",
    "/visits/lyon/print/greeting-list?language=de",
    "/visits/lyon/print/attendance?language=de",
    "/visits/lyon/print/place-cards?language=de",
    "/visits/lyon/print/badges?language=de",
    "/visits/lyon/print/labels?language=de",
)
PROGRAMME = (
    "/visits/river/print/guests-programme?language=both",
    "/visits/river/print/itineraries?language=de",
    "/visits/river/print/minute-plan?language=de",
    "/visits/river/print/transfers?language=de",
    "/visits/river/print/briefing?language=de",
)


@pytest.fixture
def signed_in(organiser, page, take_over):
    """A page of an organiser."""
    take_over(page, organiser)
    return page


@pytest.fixture
def printed(signed_in):
    """Return a function that prints a page to PDF."""

    def printed(address):
        signed_in.goto(address)
        signed_in.emulate_media(media="print")
        return pypdfium2.PdfDocument(signed_in.pdf(tagged=True, prefer_css_page_size=True))

    return printed


@pytest.mark.parametrize("page", [DESKTOP, PHONE], indirect=True, ids=str)
@pytest.mark.parametrize(("make", "addresses"), [(make_evening, GUESTS), (make_planned, PROGRAMME)])
def test_pages_pass_axe_and_reflow(signed_in, save, make, addresses):
    save(*make())

    for address in addresses:
        signed_in.goto(address)

        check_axe(signed_in)
        check_reflow(signed_in)
        check_text_spacing(signed_in)


def test_attendance_lies_on_its_side_and_the_door_list_stands(printed, save):
    save(*make_evening())

    width, height = printed("/visits/lyon/print/attendance?language=de")[0].get_size()
    door_width, door_height = printed("/visits/lyon/print/door-list?language=de")[0].get_size()

    assert width > height
    assert door_width < door_height


def test_minute_plan_lies_on_its_side_and_each_itinerary_begins_a_page(printed, save):
    save(*make_planned())

    width, height = printed("/visits/river/print/minute-plan?language=de")[0].get_size()
    itineraries = printed("/visits/river/print/itineraries?language=de")

    assert width > height
    assert [("Uwe Becker" in page.get_textpage().get_text_range()) for page in itineraries] == [
        *(False, True),
    ]
