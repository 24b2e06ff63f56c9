"""The command `worker`: does what waits in the background, until somebody ends it."""

import contextlib
import logging
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.local import LocalProxy

from planner.clock import utc_now
from planner.db import fetch_all
from planner.queries.jobs import kinds_due, running_jobs
from planner.rules.jobs import HeartbeatMonitor, RunningJob, period_key
from planner.services.job_catalogue import KINDS
from planner.services.jobs.job_kinds import JobKind
from planner.services.jobs.job_runs import Clock, run_job
from planner.services.jobs.jobs import (
    ClaimedJob,
    claim_job,
    enqueue_periodic,
    release_lost_job,
    requeue_jobs,
    send_heartbeats,
)

log = logging.getLogger(__name__)


class WorkerTimings(NamedTuple):
    """How often a worker looks for work and gives signs of life, in seconds."""

    look: float = 1.0
    beat: float = 5.0
    heartbeat_timeout: float = (
        60.0  # with jobs of others; longer than anybody waits for the database
    )
    shutdown_grace: float = 1.0  # for its own jobs, once it is told to end


DEFAULT_TIMINGS = WorkerTimings()


class Worker:
    """A process that does jobs in threads of its own, beside any number of others like it."""

    def __init__(
        self,
        app: Flask,
        *,
        jobs: int = 2,
        parent: int | None = None,
        kinds: Mapping[str, JobKind] = KINDS,
        pace: WorkerTimings = DEFAULT_TIMINGS,
        clock: Clock = utc_now,
    ) -> None:
        self.app, self.jobs, self.parent = app, jobs, parent
        self.kinds, self.pace, self.clock = kinds, pace, clock
        self.watch = HeartbeatMonitor(pace.heartbeat_timeout)
        self.threads: dict[str, threading.Thread] = {}  # by the claims of their jobs
        self.periods: dict[str, str] = {}  # the keys of the latest, by kind
        self.is_stopping = False
        self.looks_again = threading.Event()

    def stop(self) -> None:
        """Let the worker end; a handler of signals may call it."""
        self.is_stopping = True

    def run(self) -> None:
        """Do what waits until the worker is stopped or its parent is gone."""
        threading.Thread(target=self._keep_beating, daemon=True).start()
        while not self._ends():
            for step in (self._release_lost, self._order_periods, self._take_up):
                with self._database():
                    step()
            self._pause()
        self._put_back()

    def _ends(self) -> bool:
        """Tell whether it is time to end."""
        return self.is_stopping or self.parent not in (None, os.getppid())

    def _pause(self) -> None:
        """Wait until it is time to look again, or a job is over."""
        until = time.monotonic() + self.pace.look
        while time.monotonic() < until and not self._ends():
            if self.looks_again.wait(min(0.1, self.pace.look)):
                self.looks_again.clear()
                return

    @contextlib.contextmanager
    def _database(self) -> Iterator[None]:
        """Give access to the database; if it has no answer, note that and go on."""
        try:
            with self.app.app_context():
                yield
        except SQLAlchemyError as trouble:  # whose words may be about people
            name = type(getattr(trouble, "orig", None) or trouble).__name__
            log.error("The worker goes on after trouble with the database: %s", name)
            time.sleep(self.pace.look)

    def _release_lost(self) -> None:
        """Let others do the jobs whose workers are gone."""
        running = [
            RunningJob(row.id, row.kind, row.claim or "", row.beat, row.attempts)
            for row in fetch_all(running_jobs())
        ]
        others = [job for job in running if job.claim not in self.threads]
        for job in self.watch.lost_jobs(others, time.monotonic()):
            kind = self.kinds.get(job.kind)
            release_lost_job(job, retries=kind.retries if kind else 0, now=self.clock())

    def _order_periods(self) -> None:
        """Order the work that comes back after a time."""
        for kind in self.kinds.values():
            if kind.every:
                now = self.clock()
                key = period_key(kind.name, kind.every, now)
                if self.periods.get(kind.name) != key:
                    enqueue_periodic(kind, now=now)
                    self.periods[kind.name] = key

    def _take_up(self) -> None:
        """Claim jobs while there is room for them, of each kind in turn, and begin them."""
        running = Counter(row.kind for row in fetch_all(running_jobs()))
        names = [row.kind for row in fetch_all(kinds_due(self.clock()))]
        while names and len(self.threads) < self.jobs:
            name = names.pop(0)
            kind = self.kinds.get(name)
            most = kind.max_running if kind else 1
            if running[name] < most and (job := claim_job(name, most, now=self.clock())):
                self._begin(kind, job)
                running[name] += 1
                names.append(name)

    def _begin(self, kind: JobKind | None, job: ClaimedJob) -> None:
        """Do a job in a thread of its own."""
        thread = threading.Thread(target=self._do, args=(kind, job), daemon=True)
        self.threads[job.claim] = thread
        thread.start()

    def _do(self, kind: JobKind | None, job: ClaimedJob) -> None:
        """Do a job; what comes out of it is noted, or else somebody finds it lost."""
        try:
            with self._database():
                run_job(kind, job, clock=self.clock)
        finally:
            self.threads.pop(job.claim)
            self.looks_again.set()

    def _keep_beating(self) -> None:
        """Give signs of life for the jobs of this worker."""
        while not self._ends():
            time.sleep(self.pace.beat)
            claims = list(self.threads)
            with self._database():
                if claims:
                    send_heartbeats(claims)

    def _put_back(self) -> None:
        """Leave the jobs of this worker to others, and give its threads a moment to notice."""
        threads = dict(self.threads)
        with self._database():
            if threads:
                requeue_jobs(threads)
        until = time.monotonic() + self.pace.shutdown_grace
        for thread in threads.values():
            thread.join(max(0, until - time.monotonic()))


@click.command("worker")
@click.option("--jobs", type=click.IntRange(1, 16), default=2, help="How many jobs at once.")
@click.option("--parent", type=int, hidden=True, help="The process with which the worker ends.")
@with_appcontext
def command(jobs: int, parent: int | None) -> None:
    """Do what waits in the background, until somebody ends it."""
    worker = Worker(
        cast("LocalProxy[Flask]", current_app)._get_current_object(), jobs=jobs, parent=parent
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()
    os._exit(0)  # a thread that still typesets would hold up the end; it writes nothing any more
