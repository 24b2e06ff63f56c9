"""Workers that are not there, work that fails or is late, clocks that are wrong."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from planner.doctor.database import used_connections
from planner.doctor.findings import Finding, Patient, warning, wrong
from planner.models import Job, JobState, UserSession
from planner.queries.jobs import waiting_since
from planner.services.job_catalogue import KINDS

START = "Start one: planner run has one beside it, or planner worker."
LATE = dt.timedelta(hours=2)  # later than its time
WAITS = dt.timedelta(minutes=15)
DAY = dt.timedelta(days=1)
CLOCKS_DIFFER = dt.timedelta(minutes=2)
FIRST_DAY = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)  # this program is not older


def periodic_work(patient: Patient) -> Iterator[Finding]:
    """Find work that comes back after a time and has not: a worker orders it."""
    for connection in used_connections(patient):
        newest = select(Job.kind, func.max(Job.asked_at)).group_by(Job.kind)
        asked = {row[0]: row[1] for row in connection.execute(newest)}
        expected = {kind.name: kind.every for kind in KINDS.values() if kind.every}
        if not asked.keys() & expected.keys():
            yield wrong("No worker has been seen for a day, or ever.", START)
            return
        for name, every in expected.items():
            moment = asked.get(name)
            if moment is None:
                yield warning(f"Work that comes back was not done for a day: {name}.", START)
            elif patient.now - moment > every + LATE:
                hours = (patient.now - moment) // dt.timedelta(hours=1)
                yield wrong(f"No worker has ordered {name} for {hours} hours.", START)


def waiting_work(patient: Patient) -> Iterator[Finding]:
    """Find work that waits for too long, or has failed."""
    for connection in used_connections(patient):
        since = connection.execute(waiting_since(patient.now)).scalar()
        if since and patient.now - since > WAITS:
            minutes = (patient.now - since) // dt.timedelta(minutes=1)
            yield warning(f"Work has been waiting for {minutes} minutes.", START)
        failed = select(Job.kind, func.count()).where(Job.state == JobState.FAILED)
        recent = failed.where(Job.finished_at > patient.now - DAY).group_by(Job.kind)
        for kind, number in connection.execute(recent):
            told = f"Of {kind}, {number} failed since yesterday."
            yield warning(told, 'The log says why, in the lines with event="job failed".')


def clock(patient: Patient) -> Iterator[Finding]:
    """Find a clock that runs behind what has happened, or differs from that of the database."""
    remedy = "Let the machine set its clock: timedatectl set-ntp true"
    if patient.now < FIRST_DAY:
        yield wrong(f"The clock of this machine says {patient.now:%Y-%m-%d}.", remedy)
    for connection in used_connections(patient):
        latest = latest_moment(connection)
        if latest and latest - patient.now > CLOCKS_DIFFER:
            told = f"Something has happened at {latest:%Y-%m-%d %H:%M} UTC, which is still to come."
            yield wrong(told, f"This clock is behind, or another was ahead. {remedy}")
        if connection.dialect.name == "postgresql":
            theirs = connection.execute(select(func.clock_timestamp())).scalar_one()
            if abs(theirs - patient.now) > CLOCKS_DIFFER:
                yield wrong("The clocks of this machine and of the database differ.", remedy)


def latest_moment(connection: Connection) -> dt.datetime | None:
    """Return the latest moment at which something is said to have happened."""
    asked = (select(func.max(Job.asked_at)), select(func.max(UserSession.started_at)))
    moments = [connection.execute(statement).scalar() for statement in asked]
    return max((moment for moment in moments if moment), default=None)


CHECKS = (periodic_work, waiting_work, clock)
