"""Questions to the database about background work."""

import datetime as dt

from sqlalchemy import ColumnElement, Delete, Select, Update, delete, func, or_, select, update

from planner.models import Job, JobState
from planner.rules.jobs import MAX_RETRY_DELAY

OPEN = (JobState.WAITING, JobState.RUNNING)


def job_of(user_id: int, job_id: int) -> Select[Job]:
    """Select a job, only if it is the user's."""
    return select(Job).where(Job.id == job_id, Job.user_id == user_id)


def job_with(key: str) -> Select[Job]:
    """Select the job that has a key."""
    return select(Job).where(Job.key == key)


def is_due(now: dt.datetime) -> ColumnElement[bool]:
    """Return the condition that a job is due; also one whose due time no right clock can show."""
    is_late = or_(Job.due_at.is_(None), Job.due_at <= now, Job.due_at > now + MAX_RETRY_DELAY)
    return (Job.state == JobState.WAITING) & is_late


def kinds_due(now: dt.datetime) -> Select[str]:
    """Select the kinds of the jobs that are due, that of the oldest job first."""
    return select(Job.kind).where(is_due(now)).group_by(Job.kind).order_by(func.min(Job.id))


def next_due(kind: str, now: dt.datetime) -> Select[Job]:
    """Select the oldest job of a kind that is due and that nobody else is just taking."""
    oldest = select(Job).where(Job.kind == kind, is_due(now)).order_by(Job.id).limit(1)
    return oldest.with_for_update(skip_locked=True)


def running_jobs() -> Select[int, str, str | None, int, int]:
    """Select the columns of a RunningJob of the jobs at which somebody works."""
    columns = Job.id, Job.kind, Job.claim, Job.beat, Job.attempts
    return select(*columns).where(Job.state == JobState.RUNNING).order_by(Job.id)


def number_running(kind: str) -> Select[int]:
    """Count the jobs of a kind at which somebody works."""
    return select(func.count()).where(Job.kind == kind, Job.state == JobState.RUNNING)


def claimed_jobs_update(*claims: str) -> Update:
    """Update jobs, as long as these are the claims of those who work at them."""
    return update(Job).where(Job.claim.in_(claims), Job.state == JobState.RUNNING)


def open_job_of(user_id: int, job_id: int) -> Update:
    """Update a job of a user that is not over."""
    return update(Job).where(Job.id == job_id, Job.user_id == user_id, Job.state.in_(OPEN))


def finished_jobs_deletion(now: dt.datetime, kept: dt.timedelta) -> Delete:
    """Delete the jobs that were over long ago, or at a time that only a wrong clock can show."""
    is_old = or_(Job.finished_at < now - kept, Job.finished_at > now + kept)
    return delete(Job).where(Job.state.not_in(OPEN), is_old)


def number_by_state() -> Select[JobState, int]:
    """Select (state, number) of all jobs."""
    return select(Job.state, func.count().label("number")).group_by(Job.state)


def waiting_since(now: dt.datetime) -> Select[dt.datetime]:
    """Select since when the job has been due that has waited longest."""
    return select(func.min(func.coalesce(Job.due_at, Job.asked_at))).where(is_due(now))


def finished_periods() -> Select[str, dt.datetime | None]:
    """Select (kind, moment) of the last end of each work that comes back after a time."""
    return (
        select(Job.kind, func.max(Job.finished_at).label("moment"))
        .where(Job.state == JobState.DONE, Job.user_id.is_(None))
        .group_by(Job.kind)
    )
