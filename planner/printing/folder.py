"""The folder of a visit: its papers as one PDF with bookmarks, and as a ZIP of single ones."""

import dataclasses
import shutil
import zipfile
from pathlib import Path

from planner.printing import typesetting
from planner.printing.catalogue import documents_of

PDF, ZIP = "folder.pdf", "folder.zip"


def papers_in(occasion):
    """Return the documents that a folder holds: cards and labels go on other paper."""
    return [document for document in documents_of(occasion) if document.in_folder]


def place_of(cache_folder, job_id):
    """Return the folder in which the results of a job lie."""
    return Path(cache_folder, "jobs", str(job_id))


def add_to_zip(folder, name, content):
    """Put one more document into the ZIP; only the planner may read it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / ZIP, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)


def bind(folder, papers, moment, arms):
    """Write the one PDF of all papers, which are pairs of a document and its data."""
    parts = [
        {"template": f"{document.template}.typ", "paper": dataclasses.asdict(paper)}
        for document, paper in papers
    ]
    (folder / PDF).write_bytes(typesetting.bound(parts, moment, arms))


def remove(folder):
    """Remove the results of a job, as far as there are any."""
    shutil.rmtree(folder, ignore_errors=True)
