"""Housekeeping: the periodic jobs that delete what is old."""

import datetime as dt
import shutil
from pathlib import Path

from flask import current_app

from planner import storage
from planner.clock import utc_now
from planner.services.accounts.sign_ins import purge_access, purge_sign_ins
from planner.services.jobs.job_kinds import job
from planner.services.jobs.job_runs import Progress
from planner.services.jobs.jobs import purge_jobs


@job(max_running=1, retries=0, every=dt.timedelta(hours=1))
def tidy_up(_progress: Progress) -> None:
    """Delete jobs that are over, files that have expired, and what is over of signing in."""
    purge_jobs(now=utc_now())
    storage.purge(now=utc_now())
    purge_sign_ins(utc_now())
    purge_access(utc_now())
    old_results = Path(current_app.config["CACHE_FOLDER"], "jobs")  # until November 2026
    shutil.rmtree(old_results, ignore_errors=True)
