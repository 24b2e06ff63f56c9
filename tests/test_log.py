"""The access log."""

import logging

import pytest

from planner.log import logger, masked


@pytest.fixture
def lines(caplog):
    """What the access log writes."""
    logger.addHandler(caplog.handler)
    caplog.set_level(logging.INFO)
    yield caplog
    logger.removeHandler(caplog.handler)


def test_log_says_what_was_asked_and_answered_but_no_token(client, lines):
    client.get("/feeds/MARKER.ics")
    client.get("/feeds/MARKER")
    client.get("/sign-in?next=/MARKER")

    [feed, page, sign_in] = [record.getMessage() for record in lines.records]
    assert feed.startswith("GET /feeds/***.ics 404 ")
    assert page.startswith("GET /feeds/*** 404 ")
    assert sign_in.startswith("GET /sign-in 200 ")
    assert "MARKER" not in lines.text


def test_other_paths_are_logged_as_they_are():
    assert masked("/visits/lyon/feeds/3/renew") == "/visits/lyon/feeds/3/renew"
    assert masked("/visits/lyon/feeds") == "/visits/lyon/feeds"
