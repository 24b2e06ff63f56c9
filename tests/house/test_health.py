"""What machines are told: /healthz, /readyz and /metrics."""

import datetime as dt
import os
import re
import socket
import time

import pytest
from sqlalchemy import text

from planner import metrics
from planner.clock import utc_now
from planner.health.readiness import DEADLINE
from planner.models import JobState
from tests.factories import make_event, make_feed, make_job, make_user, make_visit

TOMORROW = dt.date.today() + dt.timedelta(days=1)
TOKEN = "a token of tests that is long enough"


@pytest.fixture
def measured(app, client):
    """Return a function that reads the metrics, as samples by name and labels."""
    app.config["METRICS_TOKEN"] = TOKEN

    def read():
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        lines = (line for line in answer.text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}

    return read


def test_healthz_answers_without_the_database(client, count_queries):
    with count_queries() as statements:
        answer = client.get("/healthz")

    assert (answer.status_code, answer.text, statements) == (200, "ok\n", [])
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_readyz_says_that_pages_can_be_served(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_readyz_tells_a_word_of_an_old_schema(app, client, engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'of yesterday'"))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "schema\n")


def test_readyz_tells_a_word_of_a_database_that_is_away(app, client, tmp_path):
    app.config["DATABASE_URL"] = f"sqlite:///{tmp_path}/MARKER/away.sqlite"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "database\n")
    assert not (tmp_path / "MARKER").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="Root may write everywhere.")
def test_readyz_tells_a_word_of_a_folder_that_cannot_be_written(app, client, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    app.config["MEDIA_FOLDER"] = str(tmp_path / "closed" / "media")

    assert client.get("/readyz").text == "folders\n"


def test_readyz_waits_no_longer_than_its_deadline(app, client):
    with socket.socket() as silent:  # it takes connections and never answers
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        app.config["DATABASE_URL"] = f"postgresql+psycopg://nobody@127.0.0.1:{port}/x"
        times = []
        for _ in range(2):
            began = time.monotonic()
            assert client.get("/readyz").text == "database\n"
            times.append(time.monotonic() - began)

    assert times[0] < DEADLINE + 1
    assert times[1] < 1  # whoever else asks meanwhile is not held up


@pytest.mark.parametrize("sent", [{}, {"Authorization": f"Bearer {TOKEN}"}])
def test_metrics_are_not_there_without_a_token_of_ours(client, sent):
    assert client.get("/metrics", headers=sent).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
def test_metrics_are_for_whoever_sends_the_token(app, client, given):
    app.config["METRICS_TOKEN"] = TOKEN

    answer = client.get("/metrics", headers={"Authorization": given})

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "planner_" not in answer.text


def test_answers_are_counted_by_endpoint_method_and_class_of_status(client, measured):
    name = 'planner_request_seconds_count{endpoint="%s",method="%s",status="%s"}'
    asked = [
        name % ("account.sign_in", "GET", "2xx"),
        name % ("none", "GET", "4xx"),
        name % ("none", "other", "4xx"),
    ]
    before = measured()
    client.get("/sign-in?q=MARKER")
    client.get("/MARKER")
    client.open("/MARKER", method="MARKER")

    after = measured()

    assert [after[name] - before.get(name, 0) for name in asked] == [1, 1, 1]
    assert not [name for name in after if "MARKER" in name]


def test_polls_are_counted_by_what_was_answered(client, save, measured):
    day = {"first_day": TOMORROW, "last_day": TOMORROW}
    event = make_event(f"{TOMORROW} 10:00", f"{TOMORROW} 11:00")
    save(make_feed(visit=make_visit(events=[event], **day)))
    name = 'planner_feed_polls_total{readers="%s",status="%s"}'
    asked = [name % ("secret", "200"), name % ("secret", "304"), name % ("public", "200")]
    before = measured()

    etag = client.get("/feeds/secret.ics").headers["ETag"]
    client.get("/feeds/secret.ics", headers={"If-None-Match": etag})
    client.get("/highlights.ics")

    after = measured()
    assert [after[name] - before.get(name, 0) for name in asked] == [1, 1, 1]


def test_failed_sign_ins_are_counted(client, measured):
    name = 'planner_sign_in_failures_total{status="422"}'
    before = measured().get(name, 0)

    client.post("/sign-in", data={"email": "MARKER@planner.example", "password": "MARKER"})

    after = measured()
    assert after[name] - before == 1
    assert not [name for name in after if "MARKER" in name]


def test_work_that_waits_is_told_with_its_age(save, measured):
    user, visit = save(make_user()), save(make_visit())
    old = {"asked_at": utc_now() - dt.timedelta(minutes=7)}
    save(make_job(user, visit, state=JobState.WAITING, **old))
    save(make_job(user, visit, state=JobState.FAILED))

    found = measured()

    assert found['planner_jobs{state="waiting"}'] == 1
    assert found['planner_jobs{state="running"}'] == 0
    assert found['planner_jobs{state="failed"}'] == 1
    assert 400 < found["planner_oldest_job_seconds"] < 500


def test_machine_is_told_even_if_the_database_is_away(app, measured, tmp_path):
    app.config["DATABASE_URL"] = f"sqlite:///{tmp_path}/away.sqlite"

    found = measured()

    assert found["planner_database_up"] == 0
    assert found["planner_memory_bytes"] > 10_000_000
    assert found['planner_disk_free_bytes{folder="instance"}'] > 0


def test_time_that_acts_wait_for_the_database_is_counted(save, client, measured, administrator):
    before = measured()["planner_database_wait_seconds_count"]

    administrator.post("/sign-out")

    assert measured()["planner_database_wait_seconds_count"] - before == 1


def test_labels_are_words_of_the_program():
    text = "".join(
        f"{sample.name}{sorted(sample.labels.items())}\n"
        for metric in metrics.registry.collect()
        for sample in metric.samples
    )

    values = set(re.findall(r"', '([^']*)'", text))
    assert all(re.fullmatch(r"[\w.+]+", value) for value in values)
