"""Workers: whoever dies and when, nothing is lost and nothing done twice visibly."""

import itertools
import json
import random
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from planner.clock import utc_now
from planner.machine.paths import CHECKOUT
from planner.models import Job, JobState, Printout, StoredFile
from planner.rules.jobs import (
    INVALID_ARGUMENTS,
    JOB_RETENTION,
    UNKNOWN_JOB_KIND,
)
from planner.services.jobs.job_runs import Progress, run_job
from planner.services.jobs.jobs import claim_job
from tests.factories import make_user
from tests.job_runs import (
    HOUR,
    NOON,
    all_are,
    error_messages,
    jobs,
    kind_of,
    nothing,
    order,
    states,
    wait_until,
    working,
)
from tests.killed_workers import QUICK, count

SETTINGS = ("SECRET_KEY", "DATABASE_URL", "MEDIA_FOLDER", "CACHE_FOLDER", "PUBLIC_URL")


@pytest.fixture
def app(tidy_app):
    """An application on each kind of database, inside of which a test runs."""
    return tidy_app


@pytest.fixture
def user(save):
    """Somebody who orders work."""
    return save(make_user())


def test_looking_for_work_takes_no_lock(app, engine, save, load):
    with engine.begin() as connection, working(app, [kind_of(nothing)]):
        connection.execute(update(Job).values(done=0))
        time.sleep(0.2)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert load(select(Job)) == []


@pytest.mark.parametrize(
    "arguments", ["", "{", "null", "[]", "[1]", "3", '{"number": "x"}', "[" * 100_000, "{}"]
)
def test_broken_arguments_fail_alone_and_say_so(app, user, save, load, arguments):
    broken = Job(kind="count", arguments=arguments, asked_at=NOON)
    unknown = Job(kind="no-such-kind", arguments="{}", asked_at=NOON)
    save(broken, unknown)
    order(count, number=1, user_id=user.id)
    with working(app, [count]):
        wait_until(all_are(load, JobState.DONE, 1))

    assert jobs(load, "state", "attempts") == [
        (JobState.FAILED, 1), (JobState.FAILED, 1), (JobState.DONE, 1),
    ]  # fmt: skip
    assert error_messages(load) == [INVALID_ARGUMENTS.msgid, UNKNOWN_JOB_KIND.msgid, None]


def test_workers_order_periodic_work_and_do_it_once(app, load):
    done = []

    def tick(progress: Progress) -> None:
        done.append(1)

    kind = kind_of(tick, every=HOUR)
    with working(app, [kind], clock=lambda: NOON), working(app, [kind], clock=lambda: NOON):
        wait_until(all_are(load, JobState.DONE, 1))
        time.sleep(0.1)

    assert done == [1]


def test_no_wrong_clock_takes_a_job_away_from_who_works_at_it(app, load):
    moments = itertools.cycle([NOON, NOON + 1000 * JOB_RETENTION, NOON - 1000 * JOB_RETENTION])
    runs = []

    def take_long(progress: Progress) -> None:
        runs.append(1)
        time.sleep(2 * QUICK.heartbeat_timeout)

    def clock():
        return next(moments)

    kind = kind_of(take_long)
    order(kind)
    with working(app, [kind], clock=clock), working(app, [kind], clock=clock):
        wait_until(all_are(load, JobState.DONE, 1))

    assert runs == [1]
    assert jobs(load, "attempts") == [(1,)]


def test_work_begins_without_anybody_watching(app, user, load):
    with working(app, [count]):
        time.sleep(0.1)
        order(count, number=1, user_id=user.id)
        wait_until(all_are(load, JobState.DONE, 1))

    assert load(select(Printout.version)) == ["1"]


def test_what_a_dead_process_left_is_taken_up(app, user, load):
    order(count, number=1, user_id=user.id)
    claim_job(count.name, 3, now=utc_now())
    with working(app, [count]):
        wait_until(all_are(load, JobState.DONE, 1))

    assert jobs(load, "attempts") == [(2,)]
    assert load(select(Printout.version)) == ["1"]


def test_worker_does_as_many_at_once_as_it_may_of_each_kind(app, load):
    at_work, most = {"slow": 0, "other": 0}, {"slow": 0, "other": 0, "all": 0}
    lock, is_full = threading.Lock(), threading.Event()

    def note(name, change):
        with lock:
            at_work[name] += change
            most[name] = max(most[name], at_work[name])
            most["all"] = max(most["all"], sum(at_work.values()))
            if most["all"] == 4:
                is_full.set()

    def run(name):
        note(name, 1)
        is_full.wait(20)  # until as many are at work as may be, however busy the machine is
        time.sleep(0.03)
        note(name, -1)

    def slow(progress: Progress) -> None:
        run("slow")

    def other(progress: Progress) -> None:
        run("other")

    kinds = kind_of(slow, max_running=2), kind_of(other, max_running=9)
    for kind in kinds:
        for _ in range(6):
            order(kind)
    with working(app, kinds, jobs=4):
        wait_until(all_are(load, JobState.DONE, 12))

    assert (most["slow"], most["all"]) == (2, 4)
    assert most["other"] >= 2


def test_worker_that_ends_gives_its_jobs_back_at_once(app, load):
    begun, goes_on = threading.Event(), threading.Event()

    def hang(progress: Progress) -> None:
        begun.set()
        goes_on.wait(10)
        progress.step()

    kind = kind_of(hang)
    order(kind)
    with working(app, [kind]):
        begun.wait(10)
    found = jobs(load, "state", "attempts", "due_at")
    goes_on.set()

    assert found == [(JobState.WAITING, 0, None)]
    time.sleep(0.05)
    assert jobs(load, "state", "done") == [(JobState.WAITING, 0)]


def test_worker_goes_on_after_trouble_with_the_database(app, user, load, caplog, monkeypatch):
    troubles = itertools.count()

    def trouble_at_first(*values):
        if next(troubles) < 4:
            raise OperationalError("SELECT", {}, Exception("Ada"))
        return fetch_all(*values)

    fetch_all = sys.modules["planner.commands.worker"].fetch_all
    monkeypatch.setattr("planner.commands.worker.fetch_all", trouble_at_first)
    order(count, number=1, user_id=user.id)
    with working(app, [count]):
        wait_until(all_are(load, JobState.DONE, 1))

    assert "The worker goes on after trouble with the database" in caplog.text
    assert "Ada" not in caplog.text


def test_job_that_no_database_can_note_is_taken_up_again(app, load, monkeypatch):
    real, calls = run_job, []

    def without_an_end(kind, claimed, *, clock):
        calls.append(claimed.attempts)
        if len(calls) == 1:
            raise OperationalError("UPDATE", {}, Exception("gone"))
        real(kind, claimed, clock=clock)

    monkeypatch.setattr("planner.commands.worker.run_job", without_an_end)
    kind = kind_of(nothing)
    order(kind)
    with working(app, [kind]):
        wait_until(all_are(load, JobState.DONE, 1))

    assert calls == [1, 2]


def test_killed_workers_lose_nothing_and_do_nothing_twice_visibly(app, user, load):
    seed = random.randrange(10**6)
    numbers = list(range(30))
    for number in numbers:
        order(count, number=number, user_id=user.id)
    settings = {name: app.config[name] for name in SETTINGS}
    killing = json.dumps({"settings": settings, "times": 10, "seed": seed})
    command = [sys.executable, "-m", "tests.killed_workers"]
    subprocess.run(command, input=killing, text=True, cwd=CHECKOUT, check=True, timeout=60)

    effects = sorted(int(one.version) for one in load(select(Printout)))
    attempts = [number for (number,) in jobs(load, "attempts")]
    assert states(load) == [JobState.DONE] * 30, seed
    assert effects == numbers, seed
    assert max(attempts) > 1, seed
    kept = load(select(StoredFile).where(StoredFile.size.is_not(None)))
    assert len(kept) >= 30
