"""Acts on jobs: order, claim, move on, finish, fail, cancel, release, purge.

Whoever works at a job has its claim, and every act of theirs asks for it: who was thought dead and
comes back changes nothing.
"""

import datetime as dt
import json
import secrets
from collections.abc import Collection
from typing import NamedTuple

from planner.db import Session, act, execute_update, fetch_one, take_advisory_lock
from planner.languages import Message, message_to_json
from planner.models import Job, JobState, User
from planner.queries import jobs as statements
from planner.rules import NotFound
from planner.rules.jobs import INTERRUPTED, JOB_RETENTION, RunningJob, period_key, retry_delay
from planner.services.jobs.job_kinds import JobKind


class Cancelled(Exception):
    """Nobody wants the results of this attempt any more: the job was cancelled, or given away."""


class ClaimedJob(NamedTuple):
    """A job, as the worker that has claimed it knows it."""

    id: int
    kind: str
    claim: str
    arguments: str  # JSON, perhaps
    attempts: int  # with this one


def enqueue(
    kind: JobKind, *, now: dt.datetime, key: str | None = None, total: int = 1, **arguments: object
) -> Job:
    """Order a job, in the transaction of the caller.

    Arguments are ids and plain values; `visit_id` and `user_id` also say whose the job is. With a
    key, an equal order that still waits is this one too; one that runs may have read what has
    changed since. total: how many steps it has. Raises BadArguments.
    """
    kind.check(arguments)
    with act("enqueue") as own:
        if key and (waiting := _equal_order(own, key)):
            return waiting
        job = Job(
            kind=kind.name,
            arguments=json.dumps(arguments),
            key=key,
            visit_id=arguments.get("visit_id"),
            user_id=arguments.get("user_id"),
            total=total,
            asked_at=now,
        )
        own.add(job)
        own.flush()
        return job


def _equal_order(own: Session, key: str) -> Job | None:
    """Return the job that waits under a key; take the key from one that waits no longer."""
    take_advisory_lock(own, f"order of the job {key}")
    known = own.scalar(statements.job_with(key))
    if known is None or known.state is JobState.WAITING:
        return known
    known.key = None
    own.flush()
    return None


def enqueue_periodic(kind: JobKind, *, now: dt.datetime) -> None:
    """Order the work of this period, unless a machine has done so or the kind has no period."""
    if kind.every is None:
        return
    key = period_key(kind.name, kind.every, now)
    if fetch_one(statements.job_with(key), {}):
        return
    with act("enqueue_periodic") as own:
        take_advisory_lock(own, f"order of the job {key}")
        if own.scalar(statements.job_with(key)) is None:
            own.add(Job(kind=kind.name, arguments="{}", key=key, asked_at=now))


def claim_job(name: str, max_running: int, *, now: dt.datetime) -> ClaimedJob | None:
    """Claim the oldest job of a kind that is due; None if there is none, or too many run."""
    with act("claim_job") as own:
        take_advisory_lock(own, f"claims of {name}")
        if own.scalars(statements.number_running(name)).one() >= max_running:
            return None
        job = own.scalar(statements.next_due(name, now))
        if job is None:
            return None
        job.state, job.claim = JobState.RUNNING, secrets.token_hex(16)
        job.attempts, job.done = job.attempts + 1, 0
        return ClaimedJob(job.id, job.kind, job.claim, job.arguments, job.attempts)


def count_step(claimed: ClaimedJob) -> None:
    """Note one more step of a job; raises Cancelled."""
    with act("count_step") as own:
        _change(own, claimed, done=Job.done + 1)


def finish_job(claimed: ClaimedJob, *, now: dt.datetime) -> None:
    """Note that a job is done; raises Cancelled, so that the whole act of the caller is undone."""
    with act("finish_job") as own:
        _change(own, claimed, state=JobState.DONE, done=Job.total, finished_at=now, error=None)


def fail_job(claimed: ClaimedJob, error: Message, *, retries: int, now: dt.datetime) -> None:
    """Note why a job failed; with retries left, it is tried again later. Raises Cancelled."""
    values: dict[str, object]
    if claimed.attempts <= retries:
        values = {"state": JobState.WAITING, "due_at": now + retry_delay(claimed.attempts)}
    else:
        values = {"state": JobState.FAILED, "finished_at": now}
    with act("fail_job") as own:
        _change(own, claimed, error=message_to_json(error), **values)


def _change(own: Session, claimed: ClaimedJob, **values: object) -> None:
    """Change a job that is claimed; raises Cancelled if another worker has claimed it since."""
    if not execute_update(own, statements.claimed_jobs_update(claimed.claim).values(**values)):
        raise Cancelled


def send_heartbeats(claims: Collection[str]) -> None:
    """Send a heartbeat for the jobs with these claims."""
    with act("send_heartbeats") as own:
        own.execute(statements.claimed_jobs_update(*claims).values(beat=Job.beat + 1))


def requeue_jobs(claims: Collection[str]) -> None:
    """Requeue the jobs with these claims, as if they had not begun."""
    with act("requeue_jobs") as own:
        values = {"state": JobState.WAITING, "due_at": None, "attempts": Job.attempts - 1}
        own.execute(statements.claimed_jobs_update(*claims).values(**values))


def release_lost_job(job: RunningJob, *, retries: int, now: dt.datetime) -> None:
    """Requeue a job whose worker is lost, or fail it after too many attempts.

    Nothing happens if there was a heartbeat in the meantime.
    """
    values: dict[str, object]
    if job.attempts <= retries:
        values = {"state": JobState.WAITING, "due_at": None}
    else:
        values = {
            "state": JobState.FAILED,
            "finished_at": now,
            "error": message_to_json(INTERRUPTED),
        }
    with act("release_lost_job") as own:
        lost = statements.claimed_jobs_update(job.claim).where(Job.beat == job.beat)
        own.execute(lost.values(**values))


def cancel_job(job_id: int, *, user: User, now: dt.datetime) -> None:
    """Cancel a job of a user, unless it is over. Raises NotFound."""
    user_id = user.id
    with act("cancel_job") as own:
        if own.scalar(statements.job_of(user_id, job_id)) is None:
            raise NotFound
        values = {"state": JobState.CANCELLED, "finished_at": now}
        own.execute(statements.open_job_of(user_id, job_id).values(**values))


def purge_jobs(*, now: dt.datetime) -> None:
    """Delete the jobs that have been over for a day."""
    with act("purge_jobs") as own:
        own.execute(statements.finished_jobs_deletion(now, JOB_RETENTION))
