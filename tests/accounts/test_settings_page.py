"""The page of the settings: what its reader may look after."""

import re

import pytest

from planner.models import RoleName

EVERYBODY = ["/account"]
SCHEMES = "/settings/schemes"
SUBSCRIBING = "/settings/feeds"  # a button in the head, and in the list
LOOK_UP = ["/settings/networks", "/settings/venues", "/settings/organisations"]


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (RoleName.DOOR, EVERYBODY),
        (RoleName.READER, [SUBSCRIBING, *LOOK_UP, SCHEMES, *EVERYBODY, SUBSCRIBING]),
        (
            RoleName.ORGANISER,
            [SUBSCRIBING, *LOOK_UP, SCHEMES, *EVERYBODY, SUBSCRIBING, "/settings/bin"],
        ),
        (
            RoleName.ADMINISTRATOR,
            [
                *(SUBSCRIBING, *LOOK_UP, "/settings/offices", SCHEMES, *EVERYBODY, SUBSCRIBING),
                *("/settings/users", "/settings/left-visits", "/settings/bin"),
            ],
        ),
    ],
)
def test_settings_list_what_their_reader_may_open(sign_in, role, pages):
    browser = sign_in(role)

    page = browser.get("/settings").text

    listed = page[page.index("<main") : page.index("</main>")]
    assert re.findall('href="(/[^"]*)"', listed) == pages
    assert {browser.get(address).status_code for address in pages} == {200}


def test_account_menu_leads_to_the_settings(reader):
    assert 'href="/settings"' in reader.get("/overview").text
