"""The log: fields of each answer and each trouble, and nothing of anybody."""

import json
import logging
import re

import pytest
from sqlalchemy.exc import IntegrityError
from werkzeug.test import EnvironBuilder

from planner.log import LineFormatter, fields, logger
from tests.conftest import build
from tests.factories import make_visit
from tests.log_lines import Lines

MARK = "MARKER"


@pytest.fixture
def broken(app, monkeypatch):
    """A planner of which every view fails with words that nobody may read."""

    def fail(**_values):
        try:
            raise KeyError(f"{MARK} Lindqvist")
        except KeyError as first:
            raise ValueError(f"{MARK}@planner.example") from first

    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    for name in app.view_functions:
        monkeypatch.setitem(app.view_functions, name, fail)
    return app


def test_s06_no_token_is_in_the_log_and_no_address_but_what_was_asked_and_answered(client, lines):
    client.get("/feeds/MARKER.ics")
    client.get("/MARKER?q=MARKER")
    client.get("/sign-in?next=/MARKER")

    [feed, page, sign_in] = lines.records
    assert feed.keys() == {
        *("time", "level", "event", "method", "status", "ms", "endpoint", "request"),
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", feed["time"])
    assert (feed["event"], feed["endpoint"]) == ("request", "subscriptions.show")
    assert (feed["method"], feed["status"]) == ("GET", 404)
    assert (page["endpoint"], page["status"]) == ("none", 404)
    assert sign_in["status"] == 200
    assert len({line["request"] for line in (feed, page, sign_in)}) == 3
    assert MARK not in lines.text


def test_line_of_text_is_one_line_with_a_name_for_each_value():
    found = Lines(as_json=False)
    record = logging.makeLogRecord(fields("no paper", why='too "long"\nby far', status=3))
    record.levelname = "ERROR"

    line = found.handler.format(record)

    assert line.endswith(' level=error event="no paper" why="too \\"long\\"\\nby far" status=3')
    assert re.match(r"time=\S+ level", line)


def test_no_route_logs_its_address_its_query_or_what_was_sent(broken, lines):
    client = broken.test_client()
    for rule in broken.url_map.iter_rules():
        values = {name: 77_777 if "id" in name else MARK for name in rule.arguments}
        values |= dict.fromkeys(rule.arguments & {"name"}, "0" * 32)
        with broken.test_request_context():
            address = rule.build(values, append_unknown=False)[1]
        for method in rule.methods & {"GET", "POST"}:
            client.open(
                f"{address}?q={MARK}", method=method, data={"email": MARK, "name": MARK},
                headers={"User-Agent": MARK, "Referer": MARK, "Cookie": f"planner={MARK}",
                         "X-Forwarded-For": MARK, "Authorization": f"Bearer {MARK}"},
            )  # fmt: skip

    told = {line["endpoint"] for line in lines.records if line["event"] == "request"}
    assert told == {rule.endpoint for rule in broken.url_map.iter_rules()}
    assert MARK not in lines.text
    assert "77777" not in lines.text
    assert "Lindqvist" not in lines.text


def test_error_is_told_by_its_kinds_and_its_place(broken, lines):
    answer = broken.test_client().get("/sign-in")

    [error, request] = lines.records
    assert (error["level"], error["event"]) == ("error", "error")
    assert error["error"] == "builtins.ValueError < builtins.KeyError"
    assert error["endpoint"] == "account.sign_in"
    assert (request["status"], answer.headers["X-Request-Id"]) == (500, error["request"])
    assert MARK not in lines.text


def test_place_of_an_error_is_that_in_the_program(app, lines, monkeypatch):
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    monkeypatch.setattr("planner.views.health.Readiness.trouble", lambda _: 1 / 0)

    app.test_client().get("/readyz")

    assert re.fullmatch(r"planner/views/health\.py:\d+ ready", lines.records[0]["at"])


@pytest.mark.parametrize(
    ("name", "message", "arguments", "told"),
    [
        ("planner", "Job %s (%s): %s", (7, "make_folder", "LookupError"),
         "Job 7 (make_folder): LookupError"),
        ("planner", "saved %s", ("MARKER",), "saved …"),
        ("planner", "saved %s", ("ada@planner.example",), "saved …"),
        ("sqlalchemy.pool", "Exception with %r", ("MARKER",), "Exception with %r"),
        ("waitress", "MARKER", (), "…"),
        ("other", ValueError("MARKER"), (), "ValueError"),
    ],
)  # fmt: skip
def test_messages_of_others_are_told_without_what_they_are_about(name, message, arguments, told):
    record = logging.LogRecord(name, logging.WARNING, "x.py", 1, message, arguments, None)

    line = json.loads(LineFormatter(as_json=True).format(record))

    assert line["event"] == told
    assert MARK not in str(line)


@pytest.mark.parametrize("method", ["MARKERMARKER", "GET\nlevel=error", "Ä"])
def test_method_cannot_forge_a_line(app, lines, method):
    environ = EnvironBuilder("/sign-in").get_environ() | {"REQUEST_METHOD": method}
    app.test_client().open(environ)

    [line] = lines.records
    assert line["method"] in ("…", "Ä")


def test_format_of_the_log_is_a_setting(settings):
    build(settings | {"LOG_FORMAT": "json"})
    record = logging.makeLogRecord(fields("tried"))
    written = [
        handler.format(record)
        for handler in logger.handlers
        if isinstance(handler.formatter, LineFormatter)
    ]
    build(settings)  # as all other tests have it

    assert [json.loads(line)["event"] for line in written] == ["tried"]


def test_error_of_the_database_is_logged_without_what_somebody_typed(save):
    save(make_visit(slug="MARKER"))

    with pytest.raises(IntegrityError) as twice:
        save(make_visit(slug="MARKER"))

    assert "MARKER" not in str(twice.value)
