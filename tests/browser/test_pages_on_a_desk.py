"""Every page on a desk, in German: accessible, and usable with a keyboard and large text."""

import pytest

from tests.browser.checks import check_axe, check_focus_visible, check_text_spacing
from tests.browser.screens import DESKTOP
from tests.routes import address, every_page


@pytest.mark.parametrize(("endpoint", "rule"), every_page())
def test_page_is_accessible_on_a_desk(example, open_example, endpoint, rule):
    page = open_example(DESKTOP)

    answer = page.goto(address(example, endpoint, rule))

    assert answer.status == 200
    assert page.locator("h1").count() == 1
    check_axe(page)
    check_focus_visible(page)
    check_text_spacing(page)


def test_no_style_sheet_locks_the_screen_upright(example, open_example):
    page = open_example(DESKTOP)
    page.goto("/sign-in")

    check_axe(page, preload=True)
