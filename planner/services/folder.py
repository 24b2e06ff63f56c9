"""Acts on the folder of a visit: order it, and make it in the background."""

import datetime as dt
from typing import NamedTuple

from flask import current_app

from planner import storage
from planner.db import act, read_transaction
from planner.languages import Message
from planner.models import Job, Medium, User, Visit
from planner.now import now as office_now
from planner.printing import folder
from planner.printing.documents import Document, file_stem
from planner.printing.paper import Paper
from planner.printing.typesetting.typesetting import TypesettingFailed
from planner.queries.programme.visits import visit_with
from planner.rules import NotFound, RuleBroken
from planner.rules.jobs import JOB_RETENTION
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from planner.services.jobs.job_kinds import job
from planner.services.jobs.job_runs import Progress, TryAgain
from planner.services.jobs.jobs import enqueue
from planner.services.papers import log_printout, make_paper, typeset_paper

NOT_MADE = Message("One of the papers could not be made. Please print the papers one by one.")
VISIT_GONE = Message("The visit was deleted in the meantime.")


class FolderPaper(NamedTuple):
    """A paper of a folder: its order, its data, and the moment when they were read."""

    what: tuple[Document, Occasion, PaperChoice]
    paper: Paper
    moment: dt.datetime


def order_folder(visit: Visit, *, language: str, user: User, now: dt.datetime) -> Job:
    """Order all papers of a visit for a user; they are made in the background.

    Raises NotFound if the visit is deleted.
    """
    visit_id, user_id = visit.id, user.id
    with act("order_folder") as own:
        if own.scalar(visit_with(visit_id)) is None:
            raise NotFound
        return enqueue(
            make_folder,
            now=now,
            key=f"folder/{visit_id}/{user_id}/{language}",
            total=len(folder.papers_in(Occasion())) + 1,
            visit_id=visit_id,
            user_id=user_id,
            language=language,
        )


@job(max_running=2, retries=3)
def make_folder(progress: Progress, *, visit_id: int, user_id: int, language: str) -> None:
    """Make all papers of a visit, as one PDF and as a ZIP of single ones.

    Whatever happens, the printouts are noted once: when both are there. Raises RuleBroken if the
    visit is deleted, NotFound if the user is gone, TryAgain if a paper cannot be typeset.
    """
    made, files = [], []
    try:
        for document in progress.each(folder.papers_in(Occasion())):
            one = _made(document, visit_id, user_id, language)
            made.append(one)
            name = f"{len(made):02}-{file_stem(*one.what)}.pdf"
            files.append((name, typeset_paper(document, one.paper, one.moment)))
        pdf = _bound(made)
    except TypesettingFailed as failed:
        raise TryAgain(NOT_MADE) from failed
    progress.step()
    _put(progress, folder.PDF, pdf)
    _put(progress, folder.ZIP, folder.folder_zip(files))
    with act("make_folder"):
        progress.finish()
        for one in made:
            _log(one, user_id)


def _made(document: Document, visit_id: int, user_id: int, language: str) -> FolderPaper:
    """Read the data of a paper of a folder, as the visit is now."""
    moment = office_now()
    with read_transaction() as own:
        visit, user = own.scalar(visit_with(visit_id)), own.get(User, user_id)
        if visit is None:
            raise RuleBroken(VISIT_GONE)
        if user is None:
            raise NotFound
        occasion = Occasion(visit)
        what = document, occasion, document.usual_choice(occasion, language)
        return FolderPaper(what, make_paper(*what, printed_by=user.name, now=moment), moment)


def _bound(made: list[FolderPaper]) -> bytes:
    """Return the one PDF of all papers."""
    papers = [(one.what[0], one.paper) for one in made]
    return folder.folder_pdf(papers, made[-1].moment, current_app.config["CITY_ARMS"])


def _put(progress: Progress, name: str, content: bytes) -> None:
    """Keep a result of the job for a day."""
    now = progress.clock()
    media_type = folder.MEDIA_TYPES[name]
    storage.put(
        progress.key(name), content, media_type=media_type, expires_at=now + JOB_RETENTION, now=now
    )


def _log(made: FolderPaper, user_id: int) -> None:
    """Note that the user has got a paper."""
    sheet = made.paper.sheet
    log_printout(
        *made.what,
        medium=Medium.PDF,
        version=sheet.version,
        people=sheet.people,
        person_ids=sheet.person_ids,
        user_id=user_id,
        now=made.moment,
    )
