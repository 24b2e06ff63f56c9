"""Secret addresses: what they are made of, what is kept of them, what a wrong one is told."""

import base64
import contextlib
import datetime as dt
import http.client
import os
import re
import socket
import subprocess
import sys
import time

import pytest
from sqlalchemy import make_url, select

from planner.clock import utc_now
from planner.models import Feed, FeedKind, Role, RoleName, User
from planner.rules.feeds.feeds import end_and_wipe, end_at_once, new_feed
from planner.rules.users import hash_token
from tests.browser.chromium import PROJECT
from tests.factories import make_event, make_feed, make_user, make_visit
from tests.world import dump

FEED = "/feeds/secret.ics"


@pytest.fixture
def visit(app, save):
    """A visit that is not over."""
    app.config["TODAY"] = dt.date(2026, 5, 1)
    return save(make_visit(events=[make_event(title_en="MARKER")]))


def make(browser, visit, **entry):
    """Make a feed as its form does; return its token."""
    entry = {"label": "Phone", "language": "en"} | entry
    page = browser.post(f"/visits/{visit.slug}/feeds", data=entry).text
    return re.search(r"https://planner\.example/feeds/([\w-]+)\.ics", page)[1]


def test_s01_token_has_256_random_bits_and_is_nowhere_in_the_database(
    visit, organiser, client, settings
):
    tokens = [make(organiser, visit, label=label) for label in ("Phone", "Tablet", "Outlook")]
    for token in tokens:
        assert client.get(f"/feeds/{token}.ics").status_code == 200

    rows = "".join(dump(make_url(settings["DATABASE_URL"]).database))

    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {32}
    assert len({token[place] for token in tokens for place in range(40)}) > 30
    for token in tokens:
        assert token not in rows
        assert hash_token(token) in rows
        assert client.get(f"/feeds/?token={token}").status_code == 404


def wrong_addresses(feed, reader):
    """Return addresses that open nothing, though some hold what the planner knows."""
    stored = feed.token_hash, feed.token_end, str(feed.id), reader.user.email
    texts = ["guess", "a/b", "/x", "x/", "é", "%FF", "%00", "%0d%0aSet-Cookie:%20x", "..%2f..", "."]
    texts += ["x" * 43, "x" * 8192, "%F0%9F%98%80", "secret%20", "SECRET", "secret.ics", "*", "%25"]
    texts += [*stored, f"token of user {reader.user.id}"]
    return [f"/feeds/{text}.ics" for text in texts] + ["/feeds/secret.ICS", "/Feeds/secret.ics"]


def answered(answer):
    """Return all that an answer says."""
    return answer.status, answer.data, sorted(answer.headers)


def test_s02_every_wrong_token_gets_the_same_answer_byte_for_byte(
    save, visit, client, reader, count_queries
):
    feed = save(make_feed(visit=visit))
    assert client.get(FEED).status_code == 200
    wanted = answered(client.get(f"/feeds/{'g' * 43}.ics"))
    asked = {"If-None-Match": "*", "Accept": "text/html", "Accept-Encoding": "gzip"}

    assert wanted[:2] == ("404 NOT FOUND", b"There is no such calendar.\n")
    assert "Set-Cookie" not in dict(wanted[2])
    for address in wrong_addresses(feed, reader):
        for browser in (client, reader):
            for headers in ({}, asked):
                assert answered(browser.get(address, headers=headers)) == wanted, address
        assert client.head(address).status == wanted[0], address
    for address in ("/feeds/guess", "/feeds/a/b", f"/feeds/{feed.token_hash}"):
        assert answered(client.get(address)) == wanted, address
    with count_queries() as queries:
        client.get("/feeds/guess.ics")
    assert len(queries) == 1  # as for a right one: none is quicker


@pytest.mark.parametrize("withdraw", [end_at_once, lambda feed, now: end_and_wipe(feed, now, 28)])
def test_s02_withdrawn_token_tells_its_holder_and_nobody_else(save, visit, client, withdraw):
    save(make_feed("first", visit=visit))
    feed = save(make_feed(visit=visit))
    wrong, etag = answered(client.get("/feeds/guess.ics")), client.get(FEED).headers["ETag"]

    withdraw(feed, utc_now())
    save(feed)

    for headers in ({}, {"If-None-Match": etag}, {"If-None-Match": f'"x", W/{etag}'}):
        answer = client.get(FEED, headers=headers)
        assert answer.status_code == (200 if feed.wiped_until else 410)
        assert "MARKER" not in answer.text
    assert "MARKER" in client.get("/feeds/first.ics").text
    assert answered(client.get("/feeds/guess.ics")) == wrong
    assert answered(client.get("/feeds/secret")) == wrong  # the page with the buttons


def test_s05_each_device_has_an_address_of_its_own_that_ends_alone(visit, load, organiser, client):
    tokens = [make(organiser, visit, label=label) for label in ("Phone", "Outlook")]
    agent = {"User-Agent": "Google-Calendar-Importer"}
    assert len(set(tokens)) == len(load(select(Feed))) == 2
    client.get(f"/feeds/{tokens[1]}.ics", headers=agent, buffered=True)
    page = organiser.get(f"/visits/{visit.slug}/feeds").text
    [first, second] = load(select(Feed).order_by(Feed.id))

    organiser.post(f"/settings/feeds/{first.id}/end")

    assert page.count("minute ago") == page.count("by Google") == 1
    statuses = [client.get(f"/feeds/{token}.ics").status_code for token in tokens]
    assert statuses == [410, 200]
    assert second.label == "Outlook"
    page = organiser.get(f"/visits/{visit.slug}/feeds").text
    assert ("Outlook" in page, f"…{tokens[0][-4:]}" in page) == (True, False)


def test_s07_who_loses_the_right_to_read_loses_the_feed(app, save, client, user_with):
    user = user_with(RoleName.READER)
    feed, token = new_feed(FeedKind.USER, {"user_id": user.id}, "Phone", "en", user, utc_now())
    save(feed, make_event("2096-05-04 10:00", "2096-05-04 11:00", responsible_id=user.id))
    before = client.get(f"/feeds/{token}.ics")

    with app.extensions["sessionmaker"]() as session:
        [door] = session.scalars(select(Role).where(Role.name == RoleName.DOOR))
        session.get(User, user.id).roles = [door]
        session.commit()

    known = {"If-None-Match": before.headers["ETag"]}
    after = client.get(f"/feeds/{token}.ics", headers=known)
    assert "Reception" in before.text
    assert after.status_code in {200, 410}
    assert "Reception" not in after.text


def test_s10_addresses_change_only_by_post_with_sign_in_and_token(
    app, save, load, visit, client, organiser
):
    feed = save(make_feed(visit=visit, made_by_id=organiser.user.id))
    entry = {"label": "Tablet", "language": "en"}
    addresses = [f"/settings/feeds/{feed.id}/{action}" for action in ("renew", "end", "wipe")]
    addresses.append(f"/visits/{visit.slug}/feeds")

    got = [organiser.get(address, query_string=entry).status_code for address in addresses]
    stranger = [client.post(address, data=entry).status_code for address in addresses]
    app.config["WTF_CSRF_ENABLED"] = True
    forged = [organiser.post(address, data=entry).status_code for address in addresses]

    assert got == [405, 405, 200, 200]  # wiping asks first, the other is the form
    assert (stranger, forged) == ([403] * 4, [400] * 4)
    [kept] = load(select(Feed))
    assert (kept.id, kept.revoked_at, kept.token_hash) == (feed.id, None, feed.token_hash)


@contextlib.contextmanager
def served(settings, log):
    """Serve the planner as `make run` does; give the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "planner", "run"]
    given = {f"PLANNER_{name}": str(value) for name, value in settings.items()}
    given["PLANNER_TODAY"] = "2026-05-01"
    given = {name: text for name, text in given.items() if name != "PLANNER_ARGON2"}
    environment = os.environ | given | {"HOST": "127.0.0.1", "PORT": str(port)}
    with subprocess.Popen(
        command, env=environment, cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT
    ) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


def wait_for(port):
    """Wait until somebody answers on the port."""
    for _ in range(1200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nobody answers on port {port}")


def status_of(port, address):
    """Return the status of an address; None if the server hangs up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", address)
        return connection.getresponse().status
    except (http.client.HTTPException, OSError):
        return None
    finally:
        connection.close()


def test_s06_server_refuses_a_token_of_any_length_and_writes_none_down(
    save, visit, settings, tmp_path
):
    save(make_feed(visit=visit), make_user())  # nobody serves what nobody can sign in to
    with open(tmp_path / "log", "w+") as log, served(settings, log) as port:
        lengths = {size: status_of(port, f"/feeds/{'S3CRET' * size}.ics") for size in (1, 1365)}
        huge = [status_of(port, f"/feeds/{'S3CRET' * size}.ics") for size in (20_000, 175_000)]
        alive = status_of(port, FEED)
        log.seek(0)
        written = log.read()

    assert lengths == {1: 404, 1365: 404}
    assert set(huge) <= {414, 431, None}
    assert alive == 200
    assert written.count("endpoint=subscriptions.show method=GET status=404 ") == 2
    assert "S3CRET" not in written
    assert "Traceback" not in written
