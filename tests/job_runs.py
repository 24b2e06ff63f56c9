"""What tests of background work share: orders, what became of them, and workers in threads."""

import contextlib
import datetime as dt
import threading
import time

from sqlalchemy import select

from planner.commands.worker import Worker
from planner.db import session
from planner.models import Job
from planner.rules.jobs import (
    last_error,
)
from planner.services.jobs.job_kinds import job
from planner.services.jobs.job_runs import Progress, run_job
from planner.services.jobs.jobs import claim_job, enqueue
from tests.killed_workers import QUICK

NOON = dt.datetime(2027, 4, 12, 12, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)


def kind_of(function, **options):
    """Return a kind of work that a test has written."""
    return job(**{"max_running": 2, "retries": 3} | options)(function)


def nothing(progress: Progress) -> None:
    """Do nothing."""


def order(kind, now=NOON, **arguments):
    """Order a job, and return its number."""
    number = enqueue(kind, now=now, **arguments).id
    session.rollback()  # what was read again
    return number


def do_next(kind, now=NOON):
    """Do the job of a kind that is due as a worker would; tell whether there was one."""
    claimed = claim_job(kind.name, kind.max_running, now=now)
    if claimed:
        run_job(kind, claimed, clock=lambda: now)
    return bool(claimed)


def jobs(load, *columns):
    """Return columns of all jobs, the first one first."""
    return [tuple(getattr(one, name) for name in columns) for one in jobs_in_order(load)]


def jobs_in_order(load):
    return load(select(Job).order_by(Job.id))


def error_messages(load):
    """Return what people read of the last errors of all jobs."""
    return [last_error(one.error) and last_error(one.error).msgid for one in jobs_in_order(load)]


@contextlib.contextmanager
def working(app, kinds, **options):
    """Let a worker work in a thread."""
    worker = Worker(app, kinds={kind.name: kind for kind in kinds}, pace=QUICK, **options)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join()


def wait_until(is_true, seconds=60):
    """Wait until something is true."""
    until = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.01)


def all_are(load, state, number):
    """Return a function that tells whether so many jobs are in a state."""
    return lambda: states(load).count(state) == number


def states(load):
    return [state for (state,) in jobs(load, "state")]


def in_threads(functions):
    """Call functions at the same time, and wait for all."""
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
