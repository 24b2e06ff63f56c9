"""Long work: start it in a process of its own, show how far it is, hand out its results."""

import json
import subprocess
import sys
from pathlib import Path

from flask import Blueprint, abort, current_app, redirect, render_template, send_file, url_for
from sqlalchemy import select

from planner.access import allowed, signed_in_user
from planner.clock import utc_now
from planner.db import session, writing
from planner.languages import reader_language, text_of
from planner.models import Job, JobKind, JobState
from planner.printing import folder
from planner.printing.documents import Occasion
from planner.queries.jobs import finish, give_up, job_of, outdated, running, waiting
from planner.rules.jobs import AT_ONCE, KEPT, SILENT
from planner.rules.permissions import Permission
from planner.settings import SETTINGS

bp = Blueprint("jobs", __name__)

#: The processes that this server has started; whoever is done is forgotten at the next start.
processes = []


def look_after():
    """Note which jobs are lost, remove what is too old, and start what waits."""
    now = utc_now()
    with writing() as own:
        own.execute(give_up(now - SILENT))
        for job in own.scalars(outdated(now - KEPT)):
            folder.remove(folder.place_of(current_app.config["CACHE_FOLDER"], job.id))
            own.delete(job)
        free = AT_ONCE - own.scalar(select(running()))
        ids = own.scalars(waiting().limit(max(free, 0))).all()
    processes[:] = [process for process in processes if process.poll() is None]
    for job_id in ids:
        start(job_id)


def start(job_id):
    """Let a process of its own do a job; it gets our settings through a pipe."""
    settings = {one.name: current_app.config[one.name] for one in SETTINGS}
    process = subprocess.Popen(
        [sys.executable, "-m", "planner.worker"],
        stdin=subprocess.PIPE,
        cwd=Path(current_app.root_path).parent,
        start_new_session=True,
    )
    with process.stdin as pipe:
        pipe.write(json.dumps({"settings": settings, "job": job_id}, default=str).encode())
    processes.append(process)


def own_job(job_id):
    """Return a job of the user; that of somebody else is not found."""
    return session.scalar(job_of(signed_in_user(), job_id)) or abort(404)


def visit_of(job):
    """Return the visit of a folder, unless somebody has deleted it meanwhile."""
    return job.visit if job.visit and job.visit.deleted_at is None else abort(404)


@bp.post("/visits/<slug>/print/folder")
@allowed(Permission.PRINT_GUESTS)
def make_folder(visit):
    """Ask for the whole folder of a visit."""
    documents = [document.key for document in folder.papers_in(Occasion(visit))]
    arguments = {"documents": documents, "language": reader_language()}
    job = Job(
        kind=JobKind.FOLDER,
        arguments=arguments,
        visit_id=visit.id,
        user_id=signed_in_user().id,
        total=len(documents) + 1,
        asked_at=utc_now(),
        heartbeat=utc_now(),
    )
    session.add(job)
    session.commit()
    return redirect(url_for("jobs.show", job_id=job.id), 303)


@bp.get("/jobs/<int:job_id>")
@allowed(Permission.PRINT_GUESTS)
def show(job_id):
    """Show how far a job is; whoever looks at it sees to it that it goes on."""
    own_job(job_id)
    session.rollback()  # what was read; look_after writes
    look_after()
    job = own_job(job_id)
    visit = visit_of(job)
    title = text_of(visit, "title").text
    return render_template("jobs/show.html", job=job, visit=visit, title=title)


@bp.post("/jobs/<int:job_id>/cancel")
@allowed(Permission.PRINT_GUESTS)
def cancel(job_id):
    """Stop a job that is not over."""
    job = own_job(job_id)
    session.execute(finish(job.id, JobState.CANCELLED, utc_now()))
    session.commit()
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@bp.get("/jobs/<int:job_id>/folder.pdf")
@allowed(Permission.PRINT_GUESTS)
def pdf(job_id):
    """Hand out the folder as one PDF."""
    return result(own_job(job_id), folder.PDF)


@bp.get("/jobs/<int:job_id>/folder.zip")
@allowed(Permission.PRINT_GUESTS)
def archive(job_id):
    """Hand out the folder as a ZIP of single papers."""
    return result(own_job(job_id), folder.ZIP)


def result(job, name):
    """Answer a result of a job that is done."""
    path = folder.place_of(current_app.config["CACHE_FOLDER"], job.id) / name
    if job.state is not JobState.DONE or not path.is_file():
        abort(404)
    shown_as = f"{visit_of(job).slug}{path.suffix}"
    attached = name == folder.ZIP
    response = send_file(path.absolute(), download_name=shown_as, as_attachment=attached)
    response.headers["Cache-Control"] = "private, no-store"
    return response
