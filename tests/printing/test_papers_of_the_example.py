"""Every document of the example: how it looks, what it says, and what a screen reader finds."""

import dataclasses
import itertools

import pytest
from sqlalchemy import select

from planner.db import session
from planner.models import Event, Guest
from planner.printing.catalogue import DOCUMENTS
from planner.printing.typesetting import typesetting
from tests.expected import expect_picture, expect_text
from tests.papers import NOON, elements, print_paper, tables_of
from tests.printed_evening import text_of_pages
from tests.routes import coming, copied_database, planner_with_example

FONTS = {"SourceSansPro-Regular", "SourceSansPro-Semibold"}


@pytest.fixture(scope="module")
def app(template, tmp_path_factory):
    """A planner with the example."""
    settings = copied_database(template, tmp_path_factory.mktemp("papers"))
    app, _ = planner_with_example(settings)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture(scope="module")
def occasion(app):
    """The coming visit, and the evening at which everybody has a seat."""
    with app.app_context():
        evening = select(Event).where(Event.guests.any(Guest.seat != ""))
        return session.scalar(coming()), session.scalar(evening)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_document_looks_says_and_is_tagged_as_expected(app, occasion, document):
    done = print_paper(app, document, *occasion)
    template, data = f"{document.template}.typ", dataclasses.asdict(done.paper)

    expect_text(f"papers/{document.key}.txt", "\f\n".join(text_of_pages(done.pdf)) + "\n")
    expect_picture(f"looks/{document.key}.png", typesetting.preview(template, data, NOON))
    check_structure(done)


def check_structure(done):
    """Check what PDF/UA and screen readers want."""
    opened, found = elements(done.pdf)
    check_frame(opened, done.paper.sheet)
    levels = [int(one.tag[2:]) for one in found if one.tag in ("/H1", "/H2", "/H3", "/H4")]
    assert levels[:1] == [1] or (done.is_cut and not levels)  # labels are cut up to the edge
    assert levels.count(1) <= 1
    assert max((after - before for before, after in itertools.pairwise(levels)), default=0) <= 1
    assert all(heads for _, _, heads in tables_of(found))
    assert {scope(one.node) for one in found if one.tag == "/TH"} <= {"/Column", "/Row", "/Both"}
    assert all(str(one.node.Alt).strip() for one in found if one.tag == "/Figure")
    assert {one for page in opened.pages for one in fonts(page)} <= FONTS


def check_frame(opened, sheet):
    """Check what a document says of itself as a whole."""
    root = opened.Root
    assert root.MarkInfo.Marked
    assert str(root.Lang) == sheet.language
    assert root.ViewerPreferences.DisplayDocTitle
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == f"{sheet.title}: {sheet.subject.text}"


def scope(head):
    """Return of what a header cell is the head: of a column, or of a row."""
    return next(str(one.Scope) for one in head.A if "/Scope" in one)


def fonts(page):
    """Return the names of the fonts of a page, each of which is embedded."""
    for font in page.Resources.get("/Font", {}).values():
        [own] = font.DescendantFonts
        assert {"/FontFile2", "/FontFile3"} & own.FontDescriptor.keys()
        yield str(font.BaseFont).partition("+")[2].removesuffix("-Identity-H")
