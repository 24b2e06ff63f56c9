"""The access log."""

import logging

import pytest
from sqlalchemy.exc import IntegrityError

from planner.log import logger, masked
from tests.factories import make_visit


@pytest.fixture
def lines(caplog):
    """What the access log writes."""
    logger.addHandler(caplog.handler)
    caplog.set_level(logging.INFO)
    yield caplog
    logger.removeHandler(caplog.handler)


def test_s06_log_says_what_was_asked_and_answered_but_no_token(client, lines):
    client.get("/feeds/MARKER.ics")
    client.get("/feeds/MARKER")
    client.get("/sign-in?next=/MARKER")

    [feed, page, sign_in] = [record.getMessage() for record in lines.records]
    assert feed.startswith("GET /feeds/***.ics 404 ")
    assert page.startswith("GET /feeds/*** 404 ")
    assert sign_in.startswith("GET /sign-in 200 ")
    assert "MARKER" not in lines.text


@pytest.mark.parametrize(
    "path",
    [
        *("/feeds/MARKER/", "/feeds/MARKER.ICS", "//feeds/MARKER.ics", "/Feeds/MARKER.ics/x"),
        *("/feeds/x/MARKER.ics", "/feeds/x.MARKER.ics", "/feeds//MARKER", "/feeds/\nMARKER.ics"),
        *("/en/feeds/MARKER.ics", "/feeds/" + "x/" * 10_000 + "MARKER"),
    ],
    ids=lambda path: ascii(path[:16]),
)
def test_s06_token_in_a_mistyped_address_is_masked(path):
    assert "MARKER" not in masked(path)
    assert "feeds/" in masked(path.lower())


def test_path_cannot_forge_a_line():
    assert masked("/x\n2027-04-12 GET /\x1b[31m") == "/x%0A2027-04-12%20GET%20/%1B%5B31m"


def test_s06_error_is_logged_without_the_token(app, lines, monkeypatch):
    def broken(token):
        raise ZeroDivisionError

    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    app.logger.addHandler(lines.handler)
    monkeypatch.setitem(app.view_functions, "subscriptions.show", broken)

    assert app.test_client().get("/feeds/MARKER.ics").status_code == 500

    app.logger.removeHandler(lines.handler)
    assert "GET /feeds/***.ics\n" in lines.text
    assert "MARKER" not in lines.text


def test_error_of_the_database_is_logged_without_what_somebody_typed(save):
    save(make_visit(slug="MARKER"))

    with pytest.raises(IntegrityError) as twice:
        save(make_visit(slug="MARKER"))

    assert "MARKER" not in str(twice.value)


def test_other_paths_are_logged_as_they_are():
    assert masked("/visits/lyon/feeds/3/renew") == "/visits/lyon/feeds/3/renew"
    assert masked("/visits/lyon/feeds") == "/visits/lyon/feeds"
