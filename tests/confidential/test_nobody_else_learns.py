"""Whoever is not named at a confidential visit finds a planner in which there is none."""

import re

import pytest
from sqlalchemy import delete

from planner.clock import utc_now
from planner.db import Base
from planner.rules.visibility import VISIT, WAYS_TO_VISITS
from tests.confidential.secret_visit import MARKER
from tests.route_walk import CHOOSING, LARGEST, address_of, routes
from tests.world import restore

CHANGING = re.compile(
    r'nonce="[^"]*"|nonce-[\w-]+|name="csrf_token"[^>]*|<time datetime="[\d-]+T[^<]*'
    r"|(?<=&#34;challenge&#34;: &#34;)[\w-]+"
    r'|data-since="[^"]*"|(?<=since=)\d+|(?<=/print/since/)\d+'  # this walk prints too
)
HANGING = {VISIT, *WAYS_TO_VISITS}
OF_A_VISIT = {
    *("event_id", "guest_id", "assignment_id", "delegation_id", "delegate_id", "feed_id"),
    *("job_id", "token"),
}

UNLIKE = {"token"}
ALWAYS_NEW = {"second_factors.app"}  # it shows a new key each time, and no row


def told(answer):
    """Return what an answer tells: all of it but what is another each time."""
    headers = {name: CHANGING.sub("", value) for name, value in answer.headers.items()}
    for name in ("Set-Cookie", "Content-Length", "Date"):
        headers.pop(name, None)
    return answer.status_code, headers, CHANGING.sub("", answer.text)


def every_page(app, client, world):
    """Return what each page about the rows of a world tells, by address."""
    rules = [rule for rule in routes(app, "GET") if rule.endpoint not in ALWAYS_NEW]
    addresses = [address_of(app, rule, world) for rule in rules]
    addresses += ["/visits?show=all", "/visits?show=past&q=known", f"/visits?q={MARKER}"]
    addresses += [f"/people?q={MARKER}", "/events?show=past", "/overview", "/nowhere"]
    return {address: told(client.get(address)) for address in addresses}


@pytest.fixture
def gone(secretive_app, secret, path, tmp_path):
    """Return a function that deletes the secret visit; afterwards it is back."""
    saved = tmp_path / "saved.sqlite"
    restore(path, saved)

    def delete_it():
        ids = [row for row in vars(secret).values() if hasattr(row, "__tablename__")]
        rows = [row for row in [*ids, *secret.late] if row in secret.late or is_secret(secret, row)]
        engine = secretive_app.extensions["sessionmaker"].kw["bind"]
        restore(saved, path)  # without what reading has left: the log of what was printed
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for table in reversed(Base.metadata.sorted_tables):
                for row in rows:
                    if row.__tablename__ == table.name and table.name in HANGING:
                        keys = [column == getattr(row, column.key) for column in table.primary_key]
                        connection.execute(
                            delete(table).where(*keys),
                            execution_options={"seen_by_calendars": True},
                        )

    yield delete_it
    restore(saved, path)


@pytest.fixture
def one_moment(monkeypatch):
    """Let the clock stand still: pages tell the minute."""
    moment = utc_now()
    monkeypatch.setattr("planner.now.utc_now", lambda: moment)


def is_secret(secret, row):
    """Tell whether a row is one that was marked."""
    return row in secret.late


@pytest.mark.usefixtures("one_moment")
def test_every_page_is_as_if_it_were_not_there(secretive_app, world, secret, stranger, gone):
    there = every_page(secretive_app, stranger, world)
    gone()
    without = every_page(secretive_app, stranger, world)

    different = [address for address in there if there[address] != without[address]]
    assert different == []
    assert not [
        address for address, told in there.items() if MARKER in str(told) and MARKER not in address
    ]


def test_no_address_of_it_is_found(secretive_app, secret, stranger):
    for rule in secretive_app.url_map.iter_rules():
        names = rule.arguments & OF_A_VISIT
        inside = rule.rule.startswith("/visits/<slug>")
        if not inside and not names:
            continue
        unknown = {name: "nowhere" if name == "token" else LARGEST for name in names}
        unknown |= {"slug": "nowhere"} if inside else {}
        unlinked = {name: getattr(secret, name.removesuffix("_id")).id for name in names - UNLIKE}
        hidden = address_of(secretive_app, rule, secret, **unlinked)
        nowhere = address_of(secretive_app, rule, secret, **unknown)
        if rule.endpoint.startswith("subscriptions"):
            continue  # the token is the key: see test_feeds
        for method in rule.methods & {"GET", "POST"}:
            answers = [stranger.open(address, method=method) for address in (hidden, nowhere)]
            assert answers[0].status_code == answers[1].status_code, (method, hidden)
            assert answers[0].status_code in {302, 303, 403, 404}, (method, hidden)
            assert MARKER not in answers[0].text.replace(secret.visit.slug, ""), hidden


def test_who_is_named_finds_all_of_it(secretive_app, secret, named):
    silent = set()
    for rule in routes(secretive_app, "GET"):
        if not rule.rule.startswith("/visits/<slug>") or rule.endpoint in CHOOSING:
            continue
        address = address_of(secretive_app, rule, secret)
        answer = named.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        if MARKER not in answer.text:
            silent.add(rule.endpoint)

    assert silent == set()
    for address in ("/visits?show=all", "/overview", "/settings/bin"):
        assert MARKER in named.get(address).text, address


def test_old_addresses_of_it_lead_nowhere_but_for_the_named(secretive_app, secret, stranger, named):
    old = f"/visits/old-{MARKER}"

    assert named.get(old).status_code == 308
    assert stranger.get(old).status_code == stranger.get("/visits/nowhere").status_code
    for address in (f"/highlights/{MARKER}-feast", f"/highlights/old-{MARKER}-feast"):
        assert stranger.get(address).status_code == 404
