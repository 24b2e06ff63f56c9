"""Whatever stands in an address or in a form is answered: never by an error of the server."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest

import planner
from tests.conftest import basic_settings
from tests.database.hostile_input import DAYS, NUMBERS
from tests.route_walk import forms_to, routes
from tests.routes import address, copied_database, planner_with_example

OWN = {"account.sign_in", "account.password"}  # they end the session of the test
SENT = (NUMBERS[0], "a\0b\u202e\U0001f600", "x" * 10_001)
ASKED = (NUMBERS[0], str(2**31), "\u202e\U0001f600" + "x " * 5_000)
NAMED = (str(2**63 + 1), "a\0b", "\u202e\U0001f600")
ALONE = {"date": DAYS[0], "number": NUMBERS[0], "time": "24:00"}
SEARCHES = (
    "/people",
    "/visits",
    "/events",
    "/partners",
    "/settings/venues",
    "/settings/organisations",
)
PARAMETER = re.compile(r"""request\.(?:args|values|form)(?:\.get\(|\[)["'](\w+)["']""")


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def office(request, template, tmp_path_factory):
    """A planner with the example on each kind of database, and a browser of its administrator."""
    settings = copied_database(template, tmp_path_factory.mktemp("hostile"))
    if request.param == "postgres":
        database = request.getfixturevalue("postgres_template")
        url = request.getfixturevalue("postgres").create_database(database)
        settings = basic_settings(tmp_path_factory.mktemp("hostile") / "x") | {"DATABASE_URL": url}
    app, cookie = planner_with_example(settings)
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False, TESTING=False)
    client = app.test_client()
    client.set_cookie("planner", cookie)
    yield app, client
    app.extensions["sessionmaker"].kw["bind"].dispose()


def parameters():
    """Return the names of all that a view asks an address for."""
    folder = Path(planner.__file__).parent
    found = {name for path in folder.rglob("*.py") for name in PARAMETER.findall(path.read_text())}
    return sorted(
        (found - {"next"}) | {"person", "companion_of", "represents", "event", "sector", "sort"}
    )


def pages(app):
    """Return the addresses of all pages about rows of the example."""
    rules = [rule for rule in routes(app, "GET") if "token" not in rule.arguments]
    return {rule.endpoint: address(app, rule.endpoint, rule.rule) for rule in rules}


def forms_of(app):
    """Return the addresses of all pages that take a form and delete nothing."""
    rules = [rule for rule in routes(app, "POST") if "GET" in rule.methods]
    return {
        rule.endpoint: address(app, rule.endpoint, rule.rule)
        for rule in rules
        if rule.endpoint not in OWN
        and "other_id" not in rule.arguments
        and "delete" not in rule.endpoint
    }


def in_turn(names, values, turn):
    """Return a value for each name, another one in another turn."""
    return {name: values[(place + turn) % len(values)] for place, name in enumerate(names)}


def test_forms_refuse_what_is_hostile_in_words(office):
    app, client = office
    statuses = {}

    for here in forms_of(app).values():
        for fields in forms_to(client, here):
            given = {name: value for name, value, kind in fields if kind not in {"file", "submit"}}
            kinds = {name: kind for name, _, kind in fields}
            for turn in (0, 1):
                sent = in_turn(given, SENT, turn)
                statuses[here, turn] = client.post(here, data=sent).status_code
            for name in (name for name, _, kind in fields if kind in ALONE):
                sent = given | {name: ALONE[kinds[name]]}
                statuses[here, name] = client.post(here, data=sent).status_code

    assert {key: status for key, status in statuses.items() if status >= 500} == {}
    assert len(statuses) > 100


def test_pages_answer_whatever_the_query_says(office):
    app, client = office
    names, statuses = parameters(), {}

    for turn, here in enumerate(pages(app).values()):
        answer = client.get(here, query_string=in_turn(names, ASKED, turn))
        statuses[here] = answer.status_code
        answer.close()
    for here in SEARCHES:
        statuses[here, "q"] = client.get(here, query_string={"q": ASKED[-1]}).status_code

    assert {key: status for key, status in statuses.items() if status >= 500} == {}
    assert list(statuses.values()).count(200) > len(statuses) / 3


def test_addresses_of_nothing_are_no_errors(office):
    app, client = office
    statuses = {}

    for turn, rule in enumerate(routes(app, "GET")):
        here = re.sub("<[^>]+>", quote(NAMED[turn % len(NAMED)]), rule.rule)
        answer = client.get(here)
        statuses[here] = answer.status_code
        answer.close()

    assert {key: status for key, status in statuses.items() if status >= 500} == {}
