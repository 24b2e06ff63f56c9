"""Rules of background work: when it is tried again, lost, repeated, and how long it is kept."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from planner.clock import EPOCH
from planner.languages import Bilingual, Message, message_from_json

JOB_RETENTION = dt.timedelta(days=1)  # a job that is over, and its results
FIRST_WAIT = dt.timedelta(seconds=10)
MAX_RETRY_DELAY = dt.timedelta(minutes=15)  # a longer delay comes from a wrong clock

INVALID_ARGUMENTS = Message(
    "This was ordered in a way that the planner does not understand. Please order it anew."
)
UNKNOWN_JOB_KIND = Message("This planner does not know how to do this.")
INTERRUPTED = Message("This was interrupted too often and is not finished. Please start again.")
SUBJECT_GONE = Message("What this was about is not there any more.")
UNEXPECTED = Message("Something went wrong here. It is noted in the log.")


def retry_delay(attempts: int) -> dt.timedelta:
    """Return how long a job waits after so many attempts: ten seconds, twice as long each time."""
    delay: dt.timedelta = FIRST_WAIT * 2 ** min(attempts - 1, 16)
    return min(delay, MAX_RETRY_DELAY)


def period_key(kind: str, every: dt.timedelta, now: dt.datetime) -> str:
    """Return the key of the one job that a kind of work has in a period of time."""
    start = EPOCH + (now - EPOCH) // every * every
    return f"{kind}/{start:%Y-%m-%dT%H:%M:%S}"


def result_key(job_id: int, claim: str, name: str) -> str:
    """Return the key of a result; an attempt that was given up does not touch those of another."""
    return f"job/{job_id}/{claim}/{name}"


def last_error(stored: str | None) -> Message | Bilingual | None:
    """Return why a job failed last, if it has."""
    if stored is None:
        return None
    try:
        return message_from_json(stored)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return UNEXPECTED


class RunningJob(NamedTuple):
    """A job on which a worker works, as the database knows it."""

    id: int
    kind: str
    claim: str
    beat: int
    attempts: int


class HeartbeatMonitor:
    """What a worker remembers of the running jobs: since when their heartbeats have not changed.

    Times are seconds of a clock that never jumps, so that no wrong clock makes a job look lost.
    """

    def __init__(self, heartbeat_timeout: float) -> None:
        self.heartbeat_timeout = heartbeat_timeout
        self.since: dict[RunningJob, float] = {}

    def lost_jobs(self, running: Iterable[RunningJob], moment: float) -> list[RunningJob]:
        """Note the heartbeats of the running jobs; return the jobs whose beat is too old."""
        self.since = {job: self.since.get(job, moment) for job in running}
        return [
            job for job, since in self.since.items() if moment - since >= self.heartbeat_timeout
        ]
