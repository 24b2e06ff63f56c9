"""Questions to the database about long work."""

from sqlalchemy import func, select, update

from planner.db import shared_alias
from planner.models import Job, JobState
from planner.rules.jobs import AT_ONCE

OTHER = shared_alias(Job, name="other")


def job_of(user, job_id):
    """Select a job, only if it is the user's."""
    return select(Job).where(Job.id == job_id, Job.user_id == user.id)


def waiting():
    """Select the ids of the jobs that wait, the first one first."""
    return select(Job.id).where(Job.state == JobState.WAITING).order_by(Job.id)


def running():
    """Count the jobs at which somebody works."""
    return select(func.count()).where(OTHER.state == JobState.RUNNING).scalar_subquery()


def claim(job_id, now):
    """Update a waiting job to running, unless as many run already as may."""
    return (
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.WAITING, running() < AT_ONCE)
        .values(state=JobState.RUNNING, heartbeat=now)
    )


def give_up(before):
    """Update jobs that have given no sign of life for long: their processes are gone."""
    return (
        update(Job)
        .where(Job.state == JobState.RUNNING, Job.heartbeat < before)
        .values(state=JobState.LOST)
    )


def move_on(job_id, now):
    """Update a job that has done one more piece; nothing if somebody has cancelled it."""
    return (
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.RUNNING)
        .values(done=Job.done + 1, heartbeat=now)
    )


def finish(job_id, state, now):
    """Update a job that is over, unless somebody has cancelled it."""
    return (
        update(Job)
        .where(Job.id == job_id, Job.state.in_((JobState.WAITING, JobState.RUNNING)))
        .values(state=state, heartbeat=now)
    )


def outdated(before):
    """Select the jobs that somebody asked for too long ago."""
    return select(Job).where(Job.asked_at < before)
