"""Every form, sent as it stands, is answered on PostgreSQL too: locks and constraints differ."""

import pytest

from planner import create_app
from tests.conftest import basic_settings
from tests.route_walk import forms_to, routes
from tests.routes import address, planner_with_example

OWN = {"account.sign_in", "account.password"}  # they end the session of the test


@pytest.fixture
def planner(tmp_path, postgres_url):
    """A planner with the example on PostgreSQL, and a browser of its administrator."""
    settings = basic_settings(tmp_path / "unused.sqlite") | {"DATABASE_URL": postgres_url}
    app = create_app(settings)
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    app.extensions["sessionmaker"].kw["bind"].dispose()
    app, cookie = planner_with_example(settings)
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    client = app.test_client()
    client.set_cookie("planner", cookie)
    yield app, client
    app.extensions["sessionmaker"].kw["bind"].dispose()


def forms_of(app):
    """Return the addresses of all pages that take a form, those that delete at the end."""
    rules = [rule for rule in routes(app, "POST") if "GET" in rule.methods]
    rules = [
        rule for rule in rules if rule.endpoint not in OWN and "other_id" not in rule.arguments
    ]
    found = [(rule.endpoint, address(app, rule.endpoint, rule.rule)) for rule in rules]
    return [one for _, one in sorted(found, key=lambda pair: "delete" in pair[0])]


def test_every_form_is_saved_refused_or_told_and_never_breaks(planner):
    app, client = planner
    statuses = {}

    for here in forms_of(app):
        for fields in forms_to(client, here):
            data = {}
            for name, value, kind in fields:
                if kind not in {"file", "submit"}:
                    data.setdefault(name, []).append(value)
            statuses[here] = client.post(here, data=data).status_code

    assert {here: status for here, status in statuses.items() if status >= 500} == {}
    assert list(statuses.values()).count(303) > len(statuses) / 2
