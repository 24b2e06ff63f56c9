"""Two save the same at once on PostgreSQL: the second is told in a sentence, and writes nothing."""

import pytest
from alembic import command
from sqlalchemy import event, func, select

from planner import create_app
from planner.commands.cli import migrate
from planner.db import session
from planner.languages import Bilingual
from planner.models import (
    FormerOffices,
    Municipality,
    Network,
    Partnership,
    RoleName,
    Scheme,
    User,
)
from planner.rules import RuleBroken
from planner.services.accounts import users
from planner.services.places import partners, places
from planner.services.places.pictures import PictureChange
from planner.services.precedence import schemes
from tests.conftest import basic_settings
from tests.factories import (
    LONG_AGO,
    make_municipality,
    make_network,
    make_scheme,
    make_user,
)

FASTER = "Someone else has saved this"
PASSWORD = "a good long passphrase"
TOWN = {"name": "Bern", "state": "", "country": "CH", "zone": "Europe/Zurich", "is_home": False}
SCHEME = {
    "name_de": "Rathaus", "name_en": "", "is_default": True, "as_of": LONG_AGO.date(),
    "keeps_delegations_together": False, "former_offices": FormerOffices.NOT,
}  # fmt: skip


@pytest.fixture(scope="module")
def app(postgres, tmp_path_factory):
    """A planner on PostgreSQL with a user, two towns and a scheme."""
    settings = basic_settings(tmp_path_factory.mktemp("at_once") / "unused")
    app = create_app(settings | {"DATABASE_URL": postgres.create_database()})
    with app.app_context():
        migrate(command.upgrade, "head")
    with app.extensions["sessionmaker"]() as own:
        own.add_all([make_user(), make_scheme()])
        own.add_all([make_municipality("Lyon"), make_municipality("Oslo")])
        own.commit()
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


def save_town(**values):
    made = {"slug": None, "facts": Bilingual(), "picture": PictureChange(), "seen": 0}
    return partners.save_municipality(Municipality(zone="UTC"), TOWN | values, **made)


CASES = {
    "network": (
        lambda: make_network("Towns"),
        lambda: places.save_network(Network(), {"name": "Towns"}, member_ids=[], seen=0),
        "name",
        FASTER,
    ),
    "municipality": (
        lambda: make_municipality("Bern", state="", country="CH"),
        save_town,
        "name",
        FASTER,
    ),
    "home": (
        lambda: make_municipality("Here", is_home=True),
        lambda: save_town(name="Home", is_home=True),
        "name",
        FASTER,
    ),
    "partnership": (
        lambda: Partnership(one_id=1, other_id=2),
        lambda: partners.add_partnership(1, 2, {}),
        None,
        FASTER,
    ),
    "user": (
        lambda: make_user(email="ben@planner.example"),
        lambda: users.add_user("Ben", "ben@planner.example", RoleName.READER, PASSWORD),
        "email",
        "There is an account with this e-mail address",
    ),
    "scheme": (
        lambda: make_scheme("Erste", is_default=True),
        lambda: schemes.add_scheme(SCHEME, copy_of=1),
        "is_default",
        FASTER,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_second_of_two_who_save_the_same_is_told(app, name):
    faster, act, field, sentence = CASES[name]
    row = faster()

    def save_it_before(_own, _context, _rows):
        with app.extensions["sessionmaker"](expire_on_commit=False) as other:
            other.add(row)
            other.commit()

    with app.app_context():
        before = counts()
        event.listen(session._get_current_object(), "before_flush", save_it_before, once=True)
        with pytest.raises(RuleBroken, match=sentence) as refused:
            act()
        after = counts()

    assert refused.value.field == field
    model = type(row)
    assert after == before | {model: before[model] + 1}


def counts():
    """Return how many rows there are of each kind, and let go of the connection."""
    kinds = (Municipality, Network, Partnership, Scheme, User)
    found = {kind: session.scalar(select(func.count()).select_from(kind)) for kind in kinds}
    session.rollback()
    return found
