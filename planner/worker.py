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
from planner.printing import folder
from planner.printing.catalogue import BY_KEY
from planner.printing.documents import Occasion
from planner.printing.typesetting import TypesettingFailed
from planner.queries.jobs import claim, finish, move_on
from planner.views.print_choice import Asked, chosen
from planner.views.print_log import note
from planner.views.printing import paper_of, typeset


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
        asked, paper, printing = let_go(made(job, key))
        content = typeset(asked.document, paper, printing.moment)
        folder.add_to_zip(place, f"{number:02}-{asked.stem}.pdf", content)
        papers.append((asked.document, paper))
        sheet = paper.sheet
        note(asked, Medium.PDF, sheet.version, sheet.people, printing.moment, job.user_id)
        go_on(job)
    folder.bind(place, papers, printing.moment, current_app.config["CITY_ARMS"])
    go_on(job)


def made(job, key):
    """Return a paper of the folder with what it was made of."""
    visit = session.scalar(select(Visit).where(Visit.id == job.visit_id))
    occasion, given = Occasion(visit), {"language": job.arguments["language"]}
    asked = Asked(BY_KEY[key], occasion, chosen(BY_KEY[key], occasion, given))
    asked.form.validate()
    return asked, *paper_of(asked.document, occasion, asked.form.choice(), job.user.name)


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
