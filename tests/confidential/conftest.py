"""A planner with a visit that everybody knows, and a confidential one about the same people."""

import shutil

import pytest

from planner import create_app
from planner.models import RoleName
from tests.confidential.secret_visit import (
    ROLES,
    add_user,
    fill_secret,
    give_role,
    make_secret,
)
from tests.conftest import COMPILED_TEMPLATES, basic_settings
from tests.world import all_rows, browser_of, fill, make_world, mark


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Where the database of these tests lies."""
    return tmp_path_factory.mktemp("confidential") / "test.sqlite"


@pytest.fixture(scope="module")
def secretive_app(template, path):
    """A planner for all tests of a module, without CSRF tokens."""
    shutil.copyfile(template[0], path)
    app = create_app(basic_settings(path) | {"TODAY": "2027-04-12"})
    app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
    app.config.update(SESSION_COOKIE_SECURE=False, WTF_CSRF_ENABLED=False, TESTING=True)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture(scope="module")
def world(secretive_app, template):
    """The rows of the visit that everybody knows."""
    world = make_world("one")
    world.user.password = template[1]
    for row in all_rows(world):
        mark(row, "known")
    fill(secretive_app, all_rows(world))
    give_role(secretive_app, world.user, RoleName.ORGANISER)
    return world


@pytest.fixture(scope="module")
def users(secretive_app, world):
    """By role, users who are not named; `named` is one who is."""
    found = {role: add_user(secretive_app, role) for role in RoleName}
    return found | {"named": add_user(secretive_app, RoleName.ORGANISER)}


@pytest.fixture(scope="module")
def secret(secretive_app, world, users):
    """The rows of the confidential visit."""
    secret = make_secret(world, users["named"])
    secret.late = fill_secret(secretive_app, secret, set(all_rows(world)))
    return secret


@pytest.fixture(params=ROLES, ids=lambda role: role or "nobody")
def stranger(request, secretive_app, users, secret):
    """A browser of each role, and one of nobody, whom the visit does not name."""
    role = request.param
    return browser_of(secretive_app, users[role]) if role else secretive_app.test_client()


@pytest.fixture
def named(secretive_app, users, secret):
    """A browser of the user who is named."""
    return browser_of(secretive_app, users["named"])
