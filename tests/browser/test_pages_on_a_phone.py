"""Every page on a phone in the dark, in English: accessible, and no wider than 320 px."""

import dataclasses

import pytest

from tests.browser.checks import check_axe, check_forced_colors, check_reflow
from tests.browser.screens import DARK_PHONE
from tests.routes import address, every_endpoint

SCREEN = dataclasses.replace(DARK_PHONE, language="en")


@pytest.mark.parametrize(("endpoint", "rule"), every_endpoint())
def test_page_is_accessible_on_a_phone(example, open_example, endpoint, rule):
    page = open_example(SCREEN)

    answer = page.goto(address(example, endpoint, rule))

    assert answer.status == 200
    check_axe(page)
    check_reflow(page)
    check_forced_colors(page)
