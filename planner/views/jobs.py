"""Work in the background: order it, show how far it is, hand out its results."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner import storage
from planner.clock import utc_now
from planner.db import session
from planner.languages import reader_language, translate
from planner.models import Job, JobState, Visit
from planner.printing import folder
from planner.queries.jobs import job_of
from planner.rules.jobs import last_error, result_key
from planner.rules.permissions import Permission
from planner.services.folder import order_folder
from planner.services.jobs.jobs import cancel_job
from planner.web.access import allowed, signed_in_user

bp = Blueprint("jobs", __name__)


def own_job(job_id: int) -> tuple[Job, Visit]:
    """Return a job of the user and its visit; that of somebody else is not found."""
    job = session.scalar(job_of(signed_in_user().id, job_id))
    return (job, job.visit) if job and job.visit else abort(404)


@bp.post("/visits/<slug>/print/folder")
@allowed(Permission.PRINT_GUESTS)
def make_folder(visit: Visit) -> ResponseReturnValue:
    """Ask for the whole folder of a visit."""
    language, user = reader_language(), signed_in_user()
    job = order_folder(visit, language=language, user=user, now=utc_now())
    return redirect(url_for("jobs.show", job_id=job.id), 303)


@bp.get("/jobs/<int:job_id>")
@allowed(Permission.PRINT_GUESTS)
def show(job_id: int) -> ResponseReturnValue:
    """Show how far a job is; nobody has to look for it to go on."""
    job, visit = own_job(job_id)
    error = last_error(job.error)
    return render_template(
        "jobs/show.html",
        job=job,
        visit=visit,
        title=visit.title.in_language().text,
        error=translate(error) if error else "",
    )


@bp.post("/jobs/<int:job_id>/cancel")
@allowed(Permission.PRINT_GUESTS)
def cancel(job_id: int) -> ResponseReturnValue:
    """Stop a job that is not over."""
    cancel_job(job_id, user=signed_in_user(), now=utc_now())
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@bp.get("/jobs/<int:job_id>/folder.pdf")
@allowed(Permission.PRINT_GUESTS)
def pdf(job_id: int) -> ResponseReturnValue:
    """Hand out the folder as one PDF."""
    return result(*own_job(job_id), folder.PDF, "inline")


@bp.get("/jobs/<int:job_id>/folder.zip")
@allowed(Permission.PRINT_GUESTS)
def archive(job_id: int) -> ResponseReturnValue:
    """Hand out the folder as a ZIP of single papers."""
    return result(*own_job(job_id), folder.ZIP, "attachment")


def result(job: Job, visit: Visit, name: str, disposition: str) -> ResponseReturnValue:
    """Answer a result of a job that is done, piece by piece as it is read."""
    if job.state is not JobState.DONE or job.claim is None or visit.deleted_at:
        abort(404)
    file = storage.open_file(result_key(job.id, job.claim, name), now=utc_now()) or abort(404)
    shown_as = f"{visit.slug}.{name.rpartition('.')[2]}"
    headers = {
        "Content-Disposition": f"{disposition}; filename={shown_as}",
        "Content-Length": str(file.size),
        "Cache-Control": "private, no-store",
    }
    return current_app.response_class(file.pieces, headers=headers, content_type=file.media_type)
