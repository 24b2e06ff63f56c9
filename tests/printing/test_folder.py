"""The folder of a visit: made in the background, shown to its owner only, gone after a day."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from sqlalchemy import select, update

from planner import storage
from planner.clock import utc_now
from planner.languages import Message, message_to_json
from planner.models import (
    Job,
    JobState,
    Medium,
    Printout,
    RoleName,
    StoredFile,
    StoredPiece,
    Visit,
)
from planner.printing import catalogue
from planner.printing.catalogue import DOCUMENTS
from planner.printing.folder import PDF, ZIP, papers_in
from planner.printing.typesetting import typesetting
from planner.revisions.effects import TRACKED_OPTION
from planner.rules import NotFound
from planner.rules.jobs import JOB_RETENTION, UNEXPECTED
from planner.rules.printing.occasions import VISIT, Occasion
from planner.services.folder import make_folder, order_folder
from planner.services.housekeeping import tidy_up
from planner.services.jobs.job_runs import run_job
from planner.services.jobs.jobs import cancel_job, claim_job
from planner.storage import PIECE
from tests.factories import make_job
from tests.reception import INTERNAL, make_reception
from tests.routes import keep_results

PAPERS = ("guests", "delegation-list")
NAMES = ["01-lyon-precedence-de.pdf", "02-lyon-delegation-list-de.pdf"]


@pytest.fixture
def visit(save):
    """A visit with guests of every kind."""
    return save(*make_reception())


@pytest.fixture
def two_papers(monkeypatch):
    """Let a folder hold two papers, which do not take long."""
    papers = [document for document in DOCUMENTS if document.key in PAPERS]
    monkeypatch.setattr(catalogue, "DOCUMENTS", papers)


@pytest.fixture
def order(app, visit, organiser):
    """Return a function that orders the folder for the organiser."""

    def order(language="de"):
        with app.app_context():
            user = organiser.user
            return order_folder(visit, language=language, user=user, now=utc_now()).id

    return order


@pytest.fixture
def saved_job(visit, organiser, save):
    """Return a function that saves a job of the organiser in some state."""
    return lambda state, **values: save(make_job(organiser.user, visit, state=state, **values))


def work(app, kind=make_folder, now=utc_now):
    """Do the job that waits longest as a worker would."""
    with app.app_context():
        claimed = claim_job(kind.name, kind.max_running, now=now())
        run_job(kind, claimed, clock=now)


def fetched(client, job_id, ending):
    """Return a result of a job."""
    with client.get(f"/jobs/{job_id}/folder.{ending}") as response:
        assert response.headers["Cache-Control"] == "private, no-store"
        assert int(response.headers["Content-Length"]) == len(response.data)
        return response.data


def test_asking_for_a_folder_leads_to_the_page_of_its_job(organiser, visit, load):
    response = organiser.post("/visits/lyon/print/folder")

    [job] = load(select(Job))
    arguments = {"visit_id": visit.id, "user_id": organiser.user.id, "language": "en"}
    assert response.location == f"/jobs/{job.id}"
    assert (job.kind, job.state) == ("make_folder", JobState.WAITING)
    assert json.loads(job.arguments) == arguments
    assert (job.visit_id, job.user_id) == (visit.id, organiser.user.id)
    assert job.total == len(papers_in(Occasion())) + 1


def test_asking_twice_while_the_first_folder_waits_makes_one(app, order, load, two_papers):
    first, again, english = order(), order(), order("en")
    work(app)
    anew = order()

    assert first == again
    assert len({first, english, anew}) == 3
    assert len(load(select(Job))) == 3


def test_folder_of_a_deleted_visit_is_not_ordered(app, visit, organiser, save, load):
    save(update_visit(load, deleted_at=utc_now()))
    with app.app_context(), pytest.raises(NotFound):
        order_folder(visit, language="de", user=organiser.user, now=utc_now())

    assert load(select(Job)) == []


def update_visit(load, **values):
    """Return the visit with other values."""
    [visit] = load(select(Visit))
    for name, value in values.items():
        setattr(visit, name, value)
    return visit


def test_folder_holds_the_papers_of_a_visit_but_no_cards():
    keys = {document.key for document in papers_in(Occasion())}

    assert {"guests", "door-list"} <= keys
    assert not {"badges", "labels", "place-cards", "tent-cards"} & keys
    assert keys <= {document.key for document in DOCUMENTS if VISIT in document.subjects}


def test_folder_is_one_tagged_pdf_with_bookmarks_and_a_zip_of_papers(
    app, organiser, order, load, two_papers
):
    job_id = order()
    work(app)

    document, archive = (fetched(organiser, job_id, ending) for ending in ("pdf", "zip"))

    assert load(select(Job.state)) == [JobState.DONE]
    pages = pypdfium2.PdfDocument(document)
    tops = [mark.get_title() for mark in pages.get_toc() if mark.level == 0]
    assert tops == ["Gästeliste Guest list", "Delegationsliste Delegation list"]
    words = " ".join(page.get_textpage().get_text_range() for page in pages)
    assert f"Seite 1 von {len(pages)}" in words
    assert "Öffentlich" in words
    assert f"Gedruckt von {organiser.user.name}" in " ".join(words.split())
    assert INTERNAL not in words
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert opened.Root.MarkInfo.Marked
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == NAMES
    noted = [(one.document, one.medium, one.user_id) for one in load(select(Printout))]
    assert noted == [(key, Medium.PDF, organiser.user.id) for key in PAPERS]


def test_printouts_are_noted_once_and_with_the_end_of_the_job(
    app, organiser, order, load, save, two_papers, monkeypatch
):
    job_id, step = order(), []
    bound = typesetting.bound_pdf

    def given_away(*values):
        step.append(load(select(Printout)))
        with app.extensions["sessionmaker"].begin() as own:
            own.execute(update(Job).values(claim="that of another worker"))
        return bound(*values)

    monkeypatch.setattr(typesetting, "bound_pdf", given_away)
    work(app)

    assert step == [[]]
    assert load(select(Printout)) == []
    assert load(select(StoredFile)) == load(select(StoredPiece)) == []
    assert load(select(Job.state)) == [JobState.RUNNING]
    assert organiser.get(f"/jobs/{job_id}/folder.pdf").status_code == 404


def test_reading_for_a_folder_waits_for_no_writer_and_stops_none(
    app, order, engine, load, two_papers, monkeypatch
):
    order()
    held, typeset = [], typesetting.pdf

    def while_somebody_writes(*values):
        with engine.begin() as connection:
            change = update(Visit).values(notes="new").execution_options(**{TRACKED_OPTION: True})
            held.append(connection.execute(change).rowcount)
        return typeset(*values)

    monkeypatch.setattr(typesetting, "pdf", while_somebody_writes)
    work(app)

    assert held == [1, 1]
    assert load(select(Job.state)) == [JobState.DONE]


def test_page_says_how_far_the_job_is_and_looks_again_without_javascript(organiser, saved_job):
    job = saved_job(JobState.RUNNING, total=3)

    page = organiser.get(f"/jobs/{job.id}").text

    assert "0 of 3 papers are made." in page
    assert '<progress class="progress" max="3" value="0"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page


def test_page_changes_nothing(organiser, saved_job, app, count_queries):
    job = saved_job(JobState.WAITING)

    with count_queries() as queries:
        page = organiser.get(f"/jobs/{job.id}").text

    assert "Waiting for a free place" in page
    assert {query.split()[0] for query in queries} == {"SELECT"}


def test_cancelled_job_stops_and_leaves_nothing(
    app, organiser, order, load, two_papers, monkeypatch
):
    job_id, typeset, typed = order(), typesetting.pdf, []

    def typeset_while_somebody_cancels(*values):
        typed.append(organiser.post(f"/jobs/{job_id}/cancel").status_code)
        return typeset(*values)

    monkeypatch.setattr(typesetting, "pdf", typeset_while_somebody_cancels)
    work(app)

    assert typed == [303]
    assert load(select(Job.state)) == [JobState.CANCELLED]
    assert load(select(StoredFile)) == load(select(Printout)) == []
    assert "You have cancelled this folder." in organiser.get(f"/jobs/{job_id}").text


def test_job_cancelled_at_the_last_moment_leaves_nothing(
    app, organiser, order, load, two_papers, monkeypatch
):
    job_id, keys, put = order(), [], storage.put

    def put_and_cancel(key, *values, **options):
        put(key, *values, **options)
        keys.append(key.rpartition("/")[2])
        assert organiser.post(f"/jobs/{job_id}/cancel").status_code == 303

    monkeypatch.setattr(storage, "put", put_and_cancel)
    work(app)

    assert keys == [PDF, ZIP]
    assert load(select(Job.state)) == [JobState.CANCELLED]
    assert load(select(StoredFile)) == load(select(StoredPiece)) == load(select(Printout)) == []


def test_paper_that_cannot_be_made_is_tried_again_and_then_told(
    app, organiser, order, load, two_papers, monkeypatch, tmp_path
):
    job_id = order()
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    day, pages = utc_now(), []
    for attempt in range(4):
        work(app, now=lambda: day + dt.timedelta(hours=attempt))  # noqa: B023 (called at once)
        pages.append(organiser.get(f"/jobs/{job_id}").text)

    sentence = "One of the papers could not be made. Please print the papers one by one."
    assert [sentence in page for page in pages] == [True] * 4
    assert ["It is tried again" in page for page in pages] == [True] * 3 + [False]
    assert ["Start again" in page for page in pages] == [False] * 3 + [True]
    organiser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    german = organiser.get(f"/jobs/{job_id}").text
    assert "Eines der Papiere konnte nicht erstellt werden." in german
    assert load(select(Job.state)) == [JobState.FAILED]


def test_folder_of_a_visit_that_was_deleted_meanwhile_fails_with_a_sentence(
    app, organiser, order, load, save, two_papers
):
    job_id = order()
    save(update_visit(load, deleted_at=utc_now()))
    work(app)

    page = organiser.get(f"/jobs/{job_id}").text
    [job] = load(select(Job))
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert "The visit was deleted in the meantime." in page
    assert "Start again" not in page
    assert "/visits/lyon" not in page
    assert load(select(Printout)) == load(select(StoredFile)) == []


def test_result_of_a_visit_that_was_deleted_is_not_handed_out(
    app, organiser, saved_job, load, save
):
    job = saved_job(JobState.DONE)
    keep_results(app, job)
    before = organiser.get(f"/jobs/{job.id}/folder.pdf").status_code
    save(update_visit(load, deleted_at=utc_now()))

    assert (before, organiser.get(f"/jobs/{job.id}/folder.pdf").status_code) == (200, 404)


def test_result_is_handed_out_piece_by_piece(app, organiser, saved_job, engine):
    job = saved_job(JobState.DONE)
    keep_results(app, job, bytes(2 * PIECE + 1))

    with organiser.get(f"/jobs/{job.id}/folder.zip") as response:
        sizes = []
        for piece in response.iter_encoded():
            sizes.append(len(piece))
            assert engine.pool.checkedout() == 0

    assert sizes == [PIECE, PIECE, 1]
    assert response.headers["Content-Length"] == str(2 * PIECE + 1)
    assert response.headers["Content-Disposition"] == "attachment; filename=lyon.zip"
    assert response.mimetype == "application/zip"


def test_jobs_and_results_are_removed_after_a_day(app, save, saved_job, load):
    now = utc_now()
    old = saved_job(JobState.DONE, finished_at=now - JOB_RETENTION - dt.timedelta(minutes=1))
    kept = saved_job(JobState.DONE, finished_at=now - JOB_RETENTION + dt.timedelta(minutes=1))
    waiting = saved_job(JobState.WAITING, asked_at=now - 3 * JOB_RETENTION)
    keep_results(app, old)
    with app.extensions["sessionmaker"].begin() as own:
        own.execute(update(StoredFile).values(expires_at=now - dt.timedelta(minutes=1)))
    keep_results(app, kept)
    left = Path(app.config["CACHE_FOLDER"], "jobs", "7")  # by a planner of before
    left.mkdir(parents=True)
    (left / "folder.pdf").write_bytes(b"x")
    save(Job(kind="tidy_up", arguments="{}", asked_at=now))
    work(app, tidy_up)

    found = [job.id for job in load(select(Job).where(Job.kind == "make_folder"))]
    assert found == [kept.id, waiting.id]
    assert len(load(select(StoredFile))) == 2
    assert not left.parent.exists()


@pytest.mark.parametrize("ending", ["", "/folder.pdf", "/folder.zip"])
def test_job_is_its_owner_s_only(app, sign_in, organiser, saved_job, ending):
    job = saved_job(JobState.DONE)
    keep_results(app, job)

    assert organiser.get(f"/jobs/{job.id}{ending}").status_code == 200
    assert sign_in(RoleName.ORGANISER).get(f"/jobs/{job.id}{ending}").status_code == 404
    assert sign_in(RoleName.READER).get(f"/jobs/{job.id}{ending}").status_code == 403


def test_nobody_else_cancels_a_job(app, sign_in, saved_job, load):
    job, other = saved_job(JobState.RUNNING), sign_in(RoleName.ORGANISER)

    assert other.post(f"/jobs/{job.id}/cancel").status_code == 404
    with app.app_context(), pytest.raises(NotFound):
        cancel_job(job.id, user=other.user, now=utc_now())
    assert load(select(Job.state)) == [JobState.RUNNING]


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
def test_job_that_is_over_cannot_be_cancelled(organiser, saved_job, load, state):
    job = saved_job(state, error=message_to_json(UNEXPECTED))

    assert organiser.post(f"/jobs/{job.id}/cancel").status_code == 303
    assert load(select(Job.state)) == [state]


@pytest.mark.parametrize("ending", ["pdf", "zip", "exe"])
@pytest.mark.parametrize("state", [JobState.FAILED, JobState.RUNNING])
def test_results_of_a_job_that_is_not_done_are_not_found(app, organiser, saved_job, state, ending):
    job = saved_job(state)
    keep_results(app, job)

    assert organiser.get(f"/jobs/{job.id}/folder.{ending}").status_code == 404


def test_job_without_a_visit_has_no_page(organiser, save):
    job = save(Job(kind="x", arguments="{}", user_id=organiser.user.id, asked_at=utc_now()))

    assert organiser.get(f"/jobs/{job.id}").status_code == 404


def test_error_that_cannot_be_read_is_told_all_the_same(organiser, saved_job):
    told = Message("The visit was deleted in the meantime.")
    wrong = ["", "{", "[]", "3", '{"msgid": 1}', '{"msgid": "x", "values": 3, "plural": []}']
    pages = [
        organiser.get(f"/jobs/{saved_job(JobState.FAILED, error=error).id}").text
        for error in [*wrong, message_to_json(told)]
    ]

    assert [UNEXPECTED.msgid in page for page in pages] == [True] * len(wrong) + [False]
    assert told.msgid in pages[-1]
