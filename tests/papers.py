"""Papers as their readers get them: the text of their pages, what tags them, where things stand."""

import ctypes
import dataclasses
import datetime as dt
import io
import re
import zipfile
from typing import Any, NamedTuple

import pikepdf
import pypdfium2
from pypdfium2 import raw

from planner.db import session
from planner.models import Event, Visit
from planner.rules.printing.occasions import EVENT, VISIT, Occasion
from planner.rules.printing.printing import PaperChoice
from planner.services.papers import make_paper, typeset_paper

NOON = dt.datetime(2027, 4, 12, 10, tzinfo=dt.UTC)
PAGE = re.compile(r"(?:Seite|Page) (\d+) (?:von|of) (\d+)")

#: How a line ends in the middle of a word: pdfium's sign for a hyphen, or an invisible one.
HYPHENS = "\ufffe\u00ad\u200b\u2060"
GAPS = re.compile(rf"[\s\-{HYPHENS}]+")


class Printed(NamedTuple):
    """A document on paper."""

    document: Any  # Document
    paper: Any  # its data
    pdf: bytes

    @property
    def pages(self):
        """The text of each page."""
        return texts_of(self.pdf)

    @property
    def is_cut(self):
        """Whether it comes on sheets of cards or labels, which have no head of their own."""
        return hasattr(self.paper, "cut")


def texts_of(pdf):
    """Return the text of each page of a PDF."""
    pages = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().replace("\r", "") for page in pages]


def subject_of(document):
    """Return what a document is about first: the visit, if there is one of visits."""
    return VISIT if VISIT in document.subjects else EVENT


def occasion_of(subject, visit, event):
    """Return what a paper is about, read anew: rows of a visit, or of an event in it."""
    return Occasion(
        session.get(Visit, visit.id), session.get(Event, event.id) if subject == EVENT else None
    )


def make_data(document, occasion, moment=NOON, **choice):
    """Return the data of a document, as the planner makes it at a moment."""
    orders = document.orders_of(occasion)
    wanted = PaperChoice(**{"order": orders[0], "most": 50} | choice)
    return make_paper(document, occasion, wanted, printed_by="Ada Lindqvist", now=moment)


def print_paper(app, document, visit, event, **choice):
    """Return a document on paper."""
    with app.app_context():
        paper = make_data(document, occasion_of(subject_of(document), visit, event), **choice)
        return Printed(document, paper, typeset_paper(document, paper, NOON))


def address_of(subject, visit, event):
    """Return where the papers of a visit or an event are."""
    return f"/visits/{visit.slug}" + (f"/events/{event.id}" if subject == EVENT else "")


def strings(value):
    """Return all that a paper says, piece by piece."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from strings(part)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))


def solid(text):
    """Return a text without what depends on where its lines end."""
    return GAPS.sub("", text)


class Element(NamedTuple):
    """An element of the structure of a document."""

    tag: str
    node: Any  # pikepdf.Dictionary
    around: tuple  # the elements that it is in, the outermost first
    contents: list  # as (page, number of the content on it)

    @property
    def pages(self):
        """The pages on which it stands."""
        return {page for page, _ in self.contents}


def elements(pdf):
    """Return the opened document and the elements of its structure, in reading order."""
    found = []
    opened = pikepdf.open(io.BytesIO(pdf))
    walk(opened.Root.StructTreeRoot.get("/K"), None, (), found)
    return opened, found


def tables_of(found):
    """Return (table, its rows, its header cells) of each table among elements."""
    tables = {id(one): (one, [], []) for one in found if one.tag == "/Table"}
    for one in found:
        if one.tag in ("/TR", "/TH"):
            [around] = [it for it in one.around if it.tag == "/Table"]
            tables[id(around)][1 if one.tag == "/TR" else 2].append(one)
    return list(tables.values())


def walk(node, page, around, found):
    """Collect an element and what is in it; a content belongs to all elements around it."""
    if isinstance(node, pikepdf.Array):
        for part in node:
            walk(part, page, around, found)
        return
    is_dictionary = isinstance(node, pikepdf.Dictionary)
    page = node.Pg.objgen if is_dictionary and "/Pg" in node else page
    if is_dictionary and "/S" in node:
        found.append(Element(str(node.S), node, around, []))
        walk(node.get("/K"), page, (*around, found[-1]), found)
    elif node is not None:
        content = page, int(node.get("/MCID", -1) if is_dictionary else node)
        for element in around:
            element.contents.append(content)


def words_of_contents(page):
    """Return the words of a page by the number of their content in the structure."""
    words, found = page.get_textpage(), {}
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        number = raw.FPDFPageObj_GetMarkedContentID(thing)
        length = raw.FPDFTextObj_GetText(thing, words, None, 0)
        place = (ctypes.c_ushort * length)()
        raw.FPDFTextObj_GetText(thing, words, place, length)
        found[number] = found.get(number, "") + bytes(place).decode("utf-16-le").strip("\0")
    return found


def parts_of(content):
    """Return the files inside an XLSX file."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}
