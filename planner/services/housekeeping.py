"""Housekeeping: the periodic jobs that delete what is old.

What is kept how long, and which of these deletes it, stands in docs/retention.md. What can be made
anew goes within the hour; what goes for good goes at night, and only if the clock can be trusted.
"""

import datetime as dt
import logging
import shutil
import time
from pathlib import Path

from flask import current_app

from planner import storage
from planner.clock import utc_now
from planner.db import act, shed_deleted_text, standalone_engine, take_advisory_lock
from planner.languages import Message
from planner.models import Housekeeping
from planner.printing.typesetting import previews
from planner.rules import NotFound
from planner.rules.erasing_plan import ROOTS
from planner.rules.retention import ClockReading, is_steady, is_time_to_erase, next_reading
from planner.rules.trash import TRASH_RETENTION
from planner.services.accounts.sign_ins import purge_access, purge_sign_ins
from planner.services.erasing.erasing import erase
from planner.services.erasing.hanging import Step, StillNamed
from planner.services.erasing.nightly import empty_trash
from planner.services.feed_expiry import purge_feeds
from planner.services.history.purging import purge_history
from planner.services.jobs.job_kinds import job
from planner.services.jobs.job_runs import Progress, TryAgain
from planner.services.jobs.jobs import purge_jobs
from planner.services.places.pictures import sweep_pictures
from planner.services.presence import purge_editing

HOUR = dt.timedelta(hours=1)
JUMPED = "The clock has jumped from %s to %s: for six hours nothing is erased for good."
PAUSE = 0.02  # seconds after each act: SQLite lets those who wait try again only now and then
IN_USE = Message("Something was just added to it. The planner tries again.")
ROWS_LOOKED_AT = 1000  # of each index: more would tell nothing more
log = logging.getLogger(__name__)


@job(max_running=1, retries=0, every=HOUR)
def tidy_up(_progress: Progress) -> None:
    """Delete jobs and files that are over, old previews, and what is over of signing in."""
    now, folder = utc_now(), current_app.config["CACHE_FOLDER"]
    purge_jobs(now=now)
    storage.purge(now=now)
    purge_sign_ins(now)
    purge_access(now)
    purge_editing(now)
    previews.purge(folder, now)
    old_results = Path(folder, "jobs")  # until November 2026
    shutil.rmtree(old_results, ignore_errors=True)
    keep_statistics()


def keep_statistics() -> None:
    """Let SQLite see how its tables are filled: it plans by it.

    It looks at a part of each index, which takes milliseconds. PostgreSQL does so by itself.
    """
    with standalone_engine().connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
            connection.exec_driver_sql("ANALYZE")


@job(max_running=1, retries=3, every=HOUR)
def erase_nightly(progress: Progress) -> None:
    """Erase for good what has been kept for its days, once a night.

    It asks every hour: so it is done later if no machine was on at night, or the work was killed.
    """
    erase_if_due(now=utc_now(), step=progress.step)


def erase_if_due(*, now: dt.datetime, step: Step) -> bool:
    """Erase what was kept for its days if it is time and the clock is steady; tell whether."""
    reading, last = read_clock(now)
    is_time = is_time_to_erase(last, now, current_app.config["OFFICE_ZONE"])
    if not is_time or not is_steady(reading):
        return False
    erase_all(now, step)
    with act("erase_if_due") as own:
        own.get_one(Housekeeping, 1).erased_at = now
    return True


def read_clock(now: dt.datetime) -> tuple[ClockReading, dt.datetime | None]:
    """Note what the clock shows; return that, and when everything was erased last."""
    with act("read_clock") as own:
        take_advisory_lock(own, "clock")
        row = own.get(Housekeeping, 1)
        last = ClockReading(row.clock_seen_at, row.clock_steady_since) if row else None
        reading = next_reading(last, now)
        if row is None:
            row = Housekeeping(id=1)
            own.add(row)
        row.clock_seen_at, row.clock_steady_since = reading
        if last and reading.steady_since == now:
            log.warning(JUMPED, last.seen_at, now)
        return reading, row.erased_at


def erase_all(now: dt.datetime, step: Step) -> None:
    """Erase all that was kept for its days; each of these goes on where a crash has ended it."""

    def step_aside() -> None:
        step()
        time.sleep(PAUSE)

    empty_trash(now=now, step=step_aside)
    purge_feeds(now=now)
    purge_history(now=now)
    sweep_pictures(now=now)
    shed_deleted_text()


@job(max_running=1, retries=3)
def erase_row(progress: Progress, *, table: str, row_id: int) -> None:
    """Erase a row of the trash whose days somebody has ended. Raises NotFound, TryAgain."""
    if table not in ROOTS:
        raise NotFound
    now = utc_now()
    try:
        erase(table, [row_id], now=now, limit=now - TRASH_RETENTION, step=progress.step)
    except StillNamed as named:
        raise TryAgain(IN_USE) from named
    shed_deleted_text()
