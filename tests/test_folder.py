"""The folder of a visit: made in the background, shown to its owner only, gone after a day."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from sqlalchemy import select

from planner import worker
from planner.clock import utc_now
from planner.db import session
from planner.models import Job, JobKind, JobState, Medium, Printout, RoleName, User
from planner.printing.catalogue import DOCUMENTS
from planner.printing.documents import VISIT, Occasion
from planner.printing.folder import papers_in
from planner.queries.jobs import finish
from planner.rules.jobs import KEPT, SILENT
from planner.views import jobs
from tests.reception import INTERNAL, make_reception

PAPERS = ("guests", "delegation-list")


@pytest.fixture
def visit(save):
    """A visit with guests of every kind."""
    return save(*make_reception())


@pytest.fixture
def make_job(visit, organiser, save, load):
    """Return a function that saves a job of the organiser."""

    def make_job(state=JobState.WAITING, documents=PAPERS, **values):
        user = load(select(User))[-1]
        arguments = {"documents": list(documents), "language": "de"}
        times = {"asked_at": utc_now(), "heartbeat": utc_now()} | values
        values = times | {"arguments": arguments, "visit_id": visit.id, "user_id": user.id}
        total = len(documents) + 1
        return save(Job(kind=JobKind.FOLDER, state=state, total=total, **values))

    return make_job


def work(app, job):
    """Do a job as its process would."""
    with app.app_context():
        worker.run(job.id)


def state(load, job):
    [found] = load(select(Job).where(Job.id == job.id))
    return found.state


def results(app, job):
    """Return the files that a job has left."""
    return sorted(file.name for file in Path(app.config["CACHE_FOLDER"]).glob(f"jobs/{job.id}/*"))


def fetched(client, job, ending):
    """Return a result of a job."""
    with client.get(f"/jobs/{job.id}/folder.{ending}") as response:
        assert response.headers["Cache-Control"] == "private, no-store"
        return response.data


def test_asking_for_a_folder_leads_to_the_page_of_its_job(organiser, visit, load):
    response = organiser.post("/visits/lyon/print/folder")

    [job] = load(select(Job))
    assert response.location == f"/jobs/{job.id}"
    assert job.state is JobState.WAITING
    assert job.total == len(job.arguments["documents"]) + 1


def test_folder_holds_the_papers_of_a_visit_but_no_cards(visit):
    keys = {document.key for document in papers_in(Occasion(visit))}

    assert {"guests", "door-list"} <= keys
    assert not {"badges", "labels", "place-cards", "tent-cards"} & keys
    assert keys <= {document.key for document in DOCUMENTS if VISIT in document.subjects}


def test_folder_is_one_tagged_pdf_with_bookmarks_and_a_zip_of_papers(
    app, organiser, make_job, load
):
    job = make_job()
    work(app, job)

    document, archive = (fetched(organiser, job, ending) for ending in ("pdf", "zip"))

    assert state(load, job) is JobState.DONE
    pages = pypdfium2.PdfDocument(document)
    tops = [mark.get_title() for mark in pages.get_toc() if mark.level == 0]
    assert tops == ["Gästeliste Guest list", "Delegationsliste Delegation list"]
    words = " ".join(page.get_textpage().get_text_range() for page in pages)
    assert f"Seite 1 von {len(pages)}" in words
    assert "Öffentlich" in words
    assert INTERNAL not in words
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert opened.Root.MarkInfo.Marked
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == [
        "01-lyon-precedence-de.pdf",
        "02-lyon-delegation-list-de.pdf",
    ]
    noted = [(one.document, one.medium) for one in load(select(Printout))]
    assert noted == [(key, Medium.PDF) for key in PAPERS]


def test_process_of_its_own_does_the_job(app, organiser, make_job, load):
    job = make_job(documents=["guests"])

    organiser.get(f"/jobs/{job.id}")
    [process] = jobs.processes
    process.wait(timeout=60)

    assert state(load, job) is JobState.DONE
    assert results(app, job) == ["folder.pdf", "folder.zip"]
    assert "The folder is ready." in organiser.get(f"/jobs/{job.id}").text
    assert jobs.processes == []


def test_page_says_how_far_the_job_is_and_looks_again_without_javascript(organiser, make_job):
    job = make_job(JobState.RUNNING)

    page = organiser.get(f"/jobs/{job.id}").text

    assert "0 of 3 papers are made." in page
    assert '<progress class="progress" max="3" value="0"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page


def test_cancelled_job_stops_and_leaves_nothing(app, organiser, make_job, load, monkeypatch):
    job = make_job()
    typeset = worker.typeset_paper

    def typeset_while_somebody_cancels(*values):
        assert organiser.post(f"/jobs/{job.id}/cancel").status_code == 303
        return typeset(*values)

    monkeypatch.setattr(worker, "typeset_paper", typeset_while_somebody_cancels)
    work(app, job)

    assert state(load, job) is JobState.CANCELLED
    assert results(app, job) == []
    assert "You have cancelled this folder." in organiser.get(f"/jobs/{job.id}").text


def test_job_whose_process_is_gone_says_so_and_can_be_started_again(organiser, make_job, load):
    job = make_job(JobState.RUNNING, heartbeat=utc_now() - SILENT - dt.timedelta(seconds=1))

    page = organiser.get(f"/jobs/{job.id}").text

    assert state(load, job) is JobState.LOST
    assert "The server was started anew" in page
    assert 'action="/visits/lyon/print/folder"' in page


def test_third_job_waits_while_two_run(app, organiser, make_job, load):
    make_job(JobState.RUNNING)
    make_job(JobState.RUNNING)
    third = make_job()

    work(app, third)

    assert "Waiting for a free place" in organiser.get(f"/jobs/{third.id}").text
    assert state(load, third) is JobState.WAITING
    assert jobs.processes == []


def test_results_are_removed_after_a_day(app, organiser, make_job, load):
    old = make_job(JobState.DONE, asked_at=utc_now() - KEPT - dt.timedelta(minutes=1))
    kept = make_job(JobState.DONE)
    folder = Path(app.config["CACHE_FOLDER"], "jobs", str(old.id))
    folder.mkdir(parents=True)
    (folder / "folder.pdf").write_bytes(b"x")

    organiser.get(f"/jobs/{kept.id}")

    assert not folder.exists()
    assert [job.id for job in load(select(Job))] == [kept.id]


@pytest.mark.parametrize("ending", ["", "/folder.pdf", "/folder.zip"])
def test_job_is_its_owner_s_only(sign_in, make_job, ending):
    job = make_job(JobState.DONE)

    assert sign_in(RoleName.ORGANISER).get(f"/jobs/{job.id}{ending}").status_code == 404
    assert sign_in(RoleName.READER).get(f"/jobs/{job.id}{ending}").status_code == 403


def test_nobody_else_cancels_a_job(sign_in, make_job, load):
    job = make_job(JobState.RUNNING)

    assert sign_in(RoleName.ORGANISER).post(f"/jobs/{job.id}/cancel").status_code == 404
    assert state(load, job) is JobState.RUNNING


def test_job_that_is_over_cannot_be_cancelled(app, make_job, load):
    job = make_job(JobState.DONE)

    with app.app_context():
        session.execute(finish(job.id, JobState.CANCELLED, utc_now()))
        session.commit()

    assert state(load, job) is JobState.DONE


@pytest.mark.parametrize("ending", ["pdf", "zip", "exe"])
def test_results_of_a_job_that_is_not_done_are_not_found(organiser, make_job, ending):
    job = make_job(JobState.FAILED)

    assert organiser.get(f"/jobs/{job.id}/folder.{ending}").status_code == 404
    assert "One of the papers could not be made." in organiser.get(f"/jobs/{job.id}").text
