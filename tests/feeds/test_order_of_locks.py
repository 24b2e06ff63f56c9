"""Acts that change what calendars print take the calendars first: none waits in a circle."""

import pytest

from planner.clock import utc_now
from planner.db import session
from planner.languages import Bilingual
from planner.models import Municipality, Person, RoleName, User, Venue
from planner.services.accounts import users
from planner.services.people import people
from planner.services.people.merging import merge_people
from planner.services.places import partners, places
from planner.services.places.pictures import PictureChange
from tests.factories import make_municipality, make_person, make_user, make_venue


def save_town():
    row = session.get_one(Municipality, 1)
    values = {"name": "Lyon", "state": "", "country": "FR", "is_home": False}
    made = {"slug": None, "facts": Bilingual(), "picture": PictureChange()}
    partners.save_municipality(row, values, seen=1, **made)


def merge():
    session.get_one(Person, 1)
    merge_people(1, 2, choices={}, not_kept="", seen=(1, 1), may_move_account=False, now=utc_now())


ACTS = {
    "save_person": lambda: people.save_person(
        session.get_one(Person, 1), {"family_name": "Meyer"}, forms_of_address={}, seen=1
    ),
    "merge_people": merge,
    "save_venue": lambda: places.save_venue(session.get_one(Venue, 1), {"room": "7"}, seen=1),
    "save_municipality": save_town,
    "save_user": lambda: users.save_user(
        session.get_one(User, 1), name="Ada L.", role=RoleName.ADMINISTRATOR, active=True
    ),
    "save_account": lambda: users.save_account(session.get_one(User, 1), {"phone": "+49 1"}),
}


@pytest.mark.parametrize("name", ACTS)
def test_calendars_are_taken_before_any_row_is_locked(app, save, count_queries, user_with, name):
    user_with(RoleName.ADMINISTRATOR)
    save(make_person("Ada"), make_person("Ben"), make_user(), make_municipality(), make_venue())

    with app.app_context(), count_queries() as queries:
        ACTS[name]()

    assert "calendar_revision" not in queries[0]  # which reads the row, as a page does
    assert "calendar_revision" in queries[1]
