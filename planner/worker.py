"""The process that does one job: it reads the settings and the number of the job, and ends."""

import json
import sys

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner import create_app
from planner.clock import utc_now
from planner.db import session, writing
from planner.models import Job, JobState, Medium, Visit
from planner.now import now
from planner.printing import folder
from planner.printing.catalogue import BY_KEY
from planner.printing.documents import Occasion, file_stem
from planner.printing.typesetting import TypesettingFailed
from planner.queries.jobs import claim, finish, move_on
from planner.services.papers import log_printout, make_paper, typeset_paper


class Cancelled(Exception):
    """Somebody does not want the results any more."""


def run(job_id):
    """Do a job, unless it is done already or as many run as may."""
    if not changed(claim(job_id, utc_now())):
        return
    job = let_go(session.scalar(select(Job).options(joinedload(Job.user)).where(Job.id == job_id)))
    place = folder.place_of(current_app.config["CACHE_FOLDER"], job_id)
    folder.remove(place)
    try:
        fill(job, place)
    except Cancelled:
        folder.remove(place)
    except TypesettingFailed:
        changed(finish(job_id, JobState.FAILED, utc_now()))
    else:
        changed(finish(job_id, JobState.DONE, utc_now()))


def fill(job, place):
    """Make the papers of a folder one by one, then all of them in one."""
    papers = []
    for number, key in enumerate(job.arguments["documents"], start=1):
        moment = now()
        what, paper = let_go(made(job, key, moment))
        content = typeset_paper(what[0], paper, moment)
        folder.add_to_zip(place, f"{number:02}-{file_stem(*what)}.pdf", content)
        papers.append((what[0], paper))
        told = {"version": paper.sheet.version, "people": paper.sheet.people, "now": moment}
        log_printout(*what, medium=Medium.PDF, user_id=job.user_id, **told)
        go_on(job)
    folder.bind(place, papers, moment, current_app.config["CITY_ARMS"])
    go_on(job)


def made(job, key, moment):
    """Return a paper of the folder with what it was made of."""
    visit = session.scalar(select(Visit).where(Visit.id == job.visit_id))
    document, occasion = BY_KEY[key], Occasion(visit)
    what = document, occasion, document.usual_choice(occasion, job.arguments["language"])
    return what, make_paper(*what, printed_by=job.user.name, now=moment)


def let_go(read):
    """Return what was read, and give back the lock: outside of a request, reading takes it."""
    session.expunge_all()
    session.rollback()
    return read


def go_on(job):
    """Note one more piece, or stop if somebody has cancelled the job."""
    if not changed(move_on(job.id, utc_now())):
        raise Cancelled


def changed(statement):
    """Tell whether a statement has changed a row."""
    with writing() as own:
        return own.execute(statement).rowcount > 0


def main():
    """Do the job that the server names."""
    order = json.load(sys.stdin)
    with create_app(order["settings"]).app_context():
        run(order["job"])


if __name__ == "__main__":
    main()
