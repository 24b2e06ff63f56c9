"""Kinds of work for the tests of workers, and processes that do it and are killed.

`python -m tests.killed_workers` is such a process: it forks workers, kills them at random moments,
and ends when nothing waits any more. Workers are copies of it, so that none has to import anything.
"""

import json
import os
import random
import signal
import sys
import time

from sqlalchemy import func, select

from planner import create_app, storage
from planner.clock import utc_now
from planner.commands.worker import Worker, WorkerTimings
from planner.db import act, fetch_all
from planner.models import Audience, Job, JobState, Medium, Printout
from planner.rules.jobs import JOB_RETENTION
from planner.services.jobs.job_kinds import job
from planner.services.jobs.job_runs import Progress

QUICK = WorkerTimings(look=0.02, beat=0.05, heartbeat_timeout=0.6, shutdown_grace=0.5)
OPEN = (JobState.WAITING, JobState.RUNNING)


@job(max_running=3, retries=1000)
def count(progress: Progress, *, number: int, user_id: int) -> None:
    """Keep a file, and note a printout: an effect that can be counted."""
    for _ in progress.each(range(4)):
        time.sleep(0.02)
    now = utc_now()
    content, times = [b"%d" % number] * 3, {"expires_at": now + JOB_RETENTION, "now": now}
    storage.put(progress.key("result"), content, media_type="text/plain", **times)
    with act("count") as own:
        own.add(printout(number, user_id))
        own.flush()
        time.sleep(0.01)
        progress.finish()


def printout(number: int, user_id: int) -> Printout:
    """Return the printout that a job notes."""
    return Printout(
        document="count", audience=Audience.INTERNAL, language="de", order="", chosen="",
        medium=Medium.PDF, version=str(number), people=0, user_id=user_id, printed_at=utc_now(),
    )  # fmt: skip


KINDS = {count.name: count}


def begin(app):
    """Begin a worker in a process of its own; return its number."""
    if pid := os.fork():
        return pid
    Worker(app, jobs=2, kinds=KINDS, pace=QUICK, parent=os.getppid()).run()
    os._exit(0)


def number_open(app):
    """Return how many jobs are not over."""
    with app.app_context():
        [[number]] = fetch_all(select(func.count()).where(Job.state.in_(OPEN)))
    app.extensions["sessionmaker"].kw["bind"].dispose()  # before the next worker is a copy
    return number


def kill_workers(settings, times, chance):
    """Let two workers work; kill one at a random moment and begin another, again and again."""
    app = create_app(settings)
    workers = [begin(app), begin(app)]
    for _ in range(times):
        time.sleep(chance.uniform(0.02, 0.2))
        killed = workers.pop(chance.randrange(2))
        os.kill(killed, signal.SIGKILL)
        os.waitpid(killed, 0)
        workers.append(begin(app))
    until = time.monotonic() + 30
    while number_open(app) and time.monotonic() < until:
        time.sleep(0.05)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    order = json.load(sys.stdin)
    kill_workers(order["settings"], order["times"], random.Random(order["seed"]))
