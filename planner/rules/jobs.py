"""Rules of background work: when it is tried again, lost, repeated, and how long it is kept."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from planner.clock import EPOCH
from planner.languages import Bilingual, Message, message_from_json

JOB_RETENTION = dt.timedelta(days=1)  # a job that is over, and its results
FIRST_WAIT = dt.timedelta(seconds=10)
MAX_RETRY_DELAY = dt.timedelta(minutes=15)  # who has to wait longer was told so by a wrong clock

INVALID_ARGUMENTS = Message(
    "This was ordered in a way that the planner does not understand. Please order it anew."
)
UNKNOWN_JOB_KIND = Message("This planner does not know how to do this.")
INTERRUPTED = Message("This was interrupted too often and is not finished. Please start again.")
SUBJECT_GONE = Message("What this was about is not there any more.")
UNEXPECTED = Message("Something went wrong here. It is noted in the log.")


def retry_delay(attempts: int) -> dt.timedelta:
    """Return how long a job waits after so many attempts: ten seconds, twice as long each time."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 16), MAX_RETRY_DELAY)


def period_key(kind: str, every: dt.timedelta, now: dt.datetime) -> str:
    """Return the key of the one job that a kind of work has in a period of time."""
    begun = EPOCH + (now - EPOCH) // every * every
    return f"{kind}/{begun:%Y-%m-%dT%H:%M:%S}"


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
    """A job at which somebody works, as everybody sees it."""

    id: int
    kind: str
    claim: str
    beat: int
    attempts: int


class HeartbeatMonitor:
    """What a worker remembers of the jobs that run: since when their beats stand still.

    Times are seconds of a clock that never jumps, so that no wrong clock makes a job look lost.
    """

    def __init__(self, heartbeat_timeout: float) -> None:
        self.heartbeat_timeout = heartbeat_timeout
        self.since: dict[RunningJob, float] = {}

    def lost_jobs(self, running: Iterable[RunningJob], moment: float) -> list[RunningJob]:
        """Look at the jobs that run, and return those that have not moved for too long."""
        self.since = {job: self.since.get(job, moment) for job in running}
        return [
            job for job, since in self.since.items() if moment - since >= self.heartbeat_timeout
        ]
