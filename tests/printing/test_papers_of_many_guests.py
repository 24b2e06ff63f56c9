"""Every document with nobody, with one and with 120 guests, who have the hardest names."""

import csv
import dataclasses
import html
import io
import itertools
import re
from html.parser import HTMLParser

import pypdfium2
import pytest

from planner.printing.catalogue import DOCUMENTS
from planner.printing.spreadsheets import FORMULA
from planner.printing.typesetting.compiler import MISSING
from planner.rules.printing.occasions import VISIT
from tests.factories import make_event, make_visit
from tests.full_visit import make_full, reached
from tests.papers import (
    HYPHENS,
    PAGE,
    address_of,
    elements,
    parts_of,
    print_paper,
    solid,
    strings,
    subject_of,
    tables_of,
    words_of_contents,
)
from tests.printed_evening import HOSTILE, NAMES, RIGHT_TO_LEFT, UNPRINTABLE, WHOLE
from tests.world import texts

TAG = re.compile(r"(?<=Gast)\d{3}|\d{3}(?=Gast)")  # after it, beside Arabic letters
GUESTS = 120  # each name nearly three times, and several pages of each list

#: Not everybody is on these: who speaks, how many come, what a greeting can name, tables.
FEWER = {
    **dict.fromkeys(("programme", "guests-programme", "minute-plan", "table-signs"), 0),
    "greeting-list": 50,
}


#: What tells of a visit even if nobody comes.
WITHOUT_GUESTS = {"briefing"}


def names(number):
    """Return what a guest is called: each name of the list again and again, and a number."""
    if number is None:
        return {}
    given, family = NAMES[number % len(NAMES)]
    return {"given_name": given, "family_name": f"Gast{number:03} {family}"}


@pytest.fixture(scope="module")
def app(lasting_app):
    """A planner of all tests here: they only read."""
    return lasting_app


@pytest.fixture(scope="module")
def put(app):
    """Return a function that saves rows and gives back what they are about."""

    def put(visit, event, *rows):
        with app.extensions["sessionmaker"](expire_on_commit=False) as session:
            session.add_all([visit, event, *rows])
            session.commit()
        return visit, event

    return put


@pytest.fixture(scope="module")
def nobody(put):
    """A visit without anything, and an event without guests."""
    return put(make_visit(slug="nobody"), make_event(visit=make_visit(slug="evening")))


@pytest.fixture(scope="module")
def few(put):
    """A visit of one guest, and one of seven."""
    found = {number: make_full(number, names, slug=f"visit-of-{number}") for number in (1, 7)}
    return {number: put(one.visit, one.dinner, *one.rows) for number, one in found.items()}


@pytest.fixture(scope="module")
def crowd(put):
    """A visit of 120 guests; whatever is not a name is hostile."""
    full, hostile = make_full(GUESTS, names), zip(itertools.count(), itertools.cycle(HOSTILE))
    for row in reached(full.rows):
        for column in texts(row):
            if not column.key.endswith("_name") and column.key != "seat":
                number, text = next(hostile)
                setattr(row, column.key, f"{text} {number}")
    return put(full.visit, full.dinner, *full.rows)


every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)


@every_document
def test_document_of_nobody_says_so(app, organiser, nobody, document):
    subject = subject_of(document)
    visit, event = nobody if subject == VISIT else (nobody[1].visit, nobody[1])
    done = print_paper(app, document, visit, event, language="de")
    page = organiser.get(f"{address_of(subject, visit, event)}/print/{document.key}?language=de")
    sentences = [text for text in sentences_in(done.paper) if text]
    told = " ".join(" ".join(done.pages).split())

    assert sentences or document.key in WITHOUT_GUESTS
    assert [one for one in sentences if one not in told] == []
    assert [one for one in sentences if html.escape(one) not in page.text] == []
    for _, rows, heads in tables_of(elements(done.pdf)[1]):
        assert len(rows) > len({id(one.around[-1]) for one in heads})  # no table without rows


def sentences_in(thing):
    """Yield what a paper says instead of tables: its texts that are called "empty"."""
    for name, value in vars(thing).items():
        if name == "empty":
            yield value
        for part in value if isinstance(value, tuple) else (value,):
            if dataclasses.is_dataclass(part):
                yield from sentences_in(part)


@every_document
@pytest.mark.parametrize("number", [1, 7])
def test_document_of_few_guests_has_them_all(app, few, document, number):
    done = print_paper(app, document, *few[number], language="de")

    check_everybody_is_there(done, done.pages, number)
    check_pages(done, done.pages)


@every_document
def test_document_of_120_guests(app, organiser, crowd, document):
    done = print_paper(app, document, *crowd, language="de")
    pages = done.pages
    address = f"{address_of(subject_of(document), *crowd)}/print/{document.key}"
    choice = {"language": "de", "most": 50}

    check_everybody_is_there(done, pages, GUESTS)
    check_pages(done, pages)
    check_rows(done, pages)
    check_words(done, pages)
    check_page(done, organiser.get(address, query_string=choice).text)
    if document.table:
        table = organiser.get(f"{address}.csv", query_string=choice).data.decode("utf-8-sig")
        assert len(set(TAG.findall(table))) == FEWER.get(document.key, GUESTS)
        check_tables(table, organiser.get(f"{address}.xlsx", query_string=choice).data)


def check_everybody_is_there(done, pages, number):
    """Check that each guest is in the data and on the paper."""
    expected = min(number, FEWER.get(done.document.key, number))
    assert len(set(TAG.findall(" ".join(strings(done.paper))))) == expected
    assert len(set(TAG.findall("\n".join(pages)))) == expected


def check_pages(done, pages):
    """Check that each page says which one it is of how many."""
    found = [PAGE.findall(text) for text in pages]
    counted = [[(str(number), str(len(pages)))] for number in range(1, len(pages) + 1)]
    for told, expected in zip(found, counted, strict=True):
        assert told == expected or (done.is_cut and not told)  # some labels leave no room


def check_rows(done, pages):
    """Check that rows stay whole, and that each page of a table has its head."""
    opened, found = elements(done.pdf)
    numbers = {page.objgen: number for number, page in enumerate(opened.pages)}
    drawn = pypdfium2.PdfDocument(done.pdf)
    for table, rows, heads in tables_of(found):
        assert all(len(one.pages) <= 1 for one in rows)
        if len(table.pages) > 1:
            first = numbers[heads[0].contents[0][0]]
            words = words_of_contents(drawn[first])
            labels = ["".join(words[place] for _, place in one.contents) for one in columns(heads)]
            for page in table.pages:
                text = solid(pages[numbers[page]])
                assert all(solid(label) in text for label in labels)


def columns(heads):
    """Return the header cells of columns: those of the first row."""
    first = heads[0].around[-1]
    return [one for one in heads if one.around[-1] is first]


def check_words(done, pages):
    """Check that what somebody typed is printed as it is, and that no name is broken."""
    text = "\n".join(pages)
    for name in {one for given, family in WHOLE for one in f"{given} {family}".split()}:
        gaps = f"[{HYPHENS}-]?\\s*".join(map(re.escape, name))
        assert {found[0] for found in re.finditer(gaps, text)} <= {name, name.upper()}
    told, said = solid(text), "\n".join(said_in(done))
    assert [one for one in HOSTILE if one in said and solid(one) not in told] == []
    if UNPRINTABLE[0][1] in said:
        assert MISSING * 2 in told
        assert re.search(rf"\({MISSING}\)in:.*{MISSING}", told)
    for given, _ in RIGHT_TO_LEFT:
        assert (given in said) == (given in text or given[::-1] in text)


def said_in(done):
    """Return all that a paper says; a sheet of cards has no room for what it is about."""
    paper = done.paper
    if done.is_cut:
        paper = [getattr(paper, name) for name in vars(paper) if name != "sheet"]
        paper.append(done.paper.sheet.subject)
    return strings(paper)


class Page(HTMLParser):
    """A page as a browser reads it: its text, and what could do something."""

    def __init__(self, content):
        super().__init__()
        self.text, self.active = "", []
        self.feed(content)

    def handle_starttag(self, tag, attributes):
        scripts = tag in ("script", "iframe", "object") or any(
            name.startswith("on") for name, _ in attributes
        )
        self.active += [tag] * scripts

    def handle_data(self, data):
        self.text += data


def check_page(done, content):
    """Check that what somebody typed is text on the page."""
    page, said = Page(content), " ".join(strings(done.paper))

    assert page.active == []
    assert [one for one in HOSTILE if one in said and one not in page.text] == []


def check_tables(text, content):
    """Check that no cell of a spreadsheet is a formula, as CSV and as XLSX."""
    cells = {cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row}
    files = parts_of(content)
    texts = map(html.unescape, re.findall(r"<t[^>]*>([^<]*)</t>", files["xl/sharedStrings.xml"]))
    tempting = {text.replace("\r", "") for text in texts if text.startswith(FORMULA)}

    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    assert {f"'{text}" for text in tempting} <= cells
    assert not re.search("<f>|<hyperlink", files["xl/worksheets/sheet1.xml"])
