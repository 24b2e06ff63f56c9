"""The folder of a visit: its papers as one PDF with bookmarks, and as a ZIP of one PDF each."""

import dataclasses
import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING

from planner.printing.catalogue import documents_of
from planner.printing.documents import Document
from planner.printing.paper import Paper
from planner.printing.typesetting import typesetting

if TYPE_CHECKING:
    from planner.printing.typesetting.compiler import OrderPart
from planner.rules.printing.occasions import Occasion

PDF, ZIP = "folder.pdf", "folder.zip"
MEDIA_TYPES = {PDF: "application/pdf", ZIP: "application/zip"}


def papers_in(occasion: Occasion) -> list[Document]:
    """Return the documents of a folder; cards and labels are printed on other paper."""
    return [document for document in documents_of(occasion) if document.in_folder]


def folder_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP of files, which are pairs of a name and a content."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files:
            archive.writestr(name, file)
    return content.getvalue()


def folder_pdf(papers: Iterable[tuple[Document, Paper]], moment: dt.datetime, arms: str) -> bytes:
    """Return the one PDF of all papers, which are pairs of a document and its data."""
    parts: list[OrderPart] = [
        {"template": f"{document.template}.typ", "paper": dataclasses.asdict(paper)}
        for document, paper in papers
    ]
    return typesetting.bound_pdf(parts, moment, arms)
