"""Spreadsheets: typed cells, no formula of a stranger, and what a printer needs."""

import csv
import datetime as dt
import io
import re

import pytest

from planner.printing.paper import Letterhead, PrintContext
from planner.printing.spreadsheets import csv_of, sheet_name, xlsx_of
from planner.printing.tables import CellKind, Column, Table
from planner.rules.printing.printing import PaperSize
from tests.papers import parts_of
from tests.reception import INTERNAL, make_reception

NOON = dt.datetime(2027, 4, 12, 12, 0, tzinfo=dt.UTC)
HOSTILE = ("=HYPERLINK(A1)", "+49 1", "-1", "@SUM(A1)", '#read("/etc/passwd")', "*b*", "<script>")
COLUMNS = (
    Column("Name", width=30),
    Column("=Count", CellKind.NUMBER),
    Column("Day", CellKind.DAY),
    Column("At", CellKind.MOMENT),
)


def table(*texts):
    day = dt.date(2027, 5, 12)
    return Table(COLUMNS, tuple((text, 7, day, dt.datetime(2027, 5, 12, 9, 5)) for text in texts))


@pytest.fixture
def printing(app):
    """Who prints, when, and on which paper."""
    letterhead = Letterhead("Stadt & Land", "", "#17407f")
    with app.app_context():
        yield PrintContext("de", letterhead, NOON, "Europe/Berlin", "Ada", size=PaperSize.US_LETTER)


def cells(content):
    """Return the rows of a CSV file."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_begins_with_a_mark_by_which_excel_knows_the_letters(printing):
    assert csv_of(table("Łódź"), "T", printing).startswith(b"\xef\xbb\xbfName,'=Count,Day,At\r\n")


@pytest.mark.parametrize("text", ["=1+1", "+49 1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_of_a_csv_is_a_formula(printing, text):
    assert cells(csv_of(table(text), "T", printing))[1][0] == "'" + text


def test_csv_writes_numbers_and_days_as_they_are(printing):
    assert cells(csv_of(table("Bo"), "T", printing))[1:] == [
        ["Bo", "7", "2027-05-12", "2027-05-12 09:05"],
    ]


def test_texts_of_a_spreadsheet_are_texts_whatever_they_look_like(printing):
    found = parts_of(xlsx_of(table(*HOSTILE, "\x01bell"), "T", printing))
    sheet, strings = found["xl/worksheets/sheet1.xml"], found["xl/sharedStrings.xml"]

    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert "<t>=HYPERLINK(A1)</t>" in strings
    assert "<t>&lt;script&gt;</t>" in strings
    assert "<t>bell</t>" in strings


def test_numbers_and_days_of_a_spreadsheet_are_typed(printing):
    sheet = parts_of(xlsx_of(table("Bo"), "T", printing))["xl/worksheets/sheet1.xml"]

    assert re.findall(r'<c r="[B-D]2" s="\d+"><v>([\d.]+)</v></c>', sheet) == [
        "7", "46519", "46519.37847222222",
    ]  # fmt: skip


def test_head_of_a_spreadsheet_stays_filters_and_is_printed_on_each_sheet(printing):
    found = parts_of(xlsx_of(table("Bo", "Cy"), "Guest list", printing))
    sheet, book = found["xl/worksheets/sheet1.xml"], found["xl/workbook.xml"]

    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet
    assert '<autoFilter ref="A1:D3"/>' in sheet
    assert "'Guest list'!$1:$1" in book
    assert '<pageSetup paperSize="1" fitToHeight="0" orientation="landscape"/>' in sheet
    assert "Stadt &amp;&amp; Land" in sheet
    assert "Intern – enthält personenbezogene Daten" in sheet


@pytest.mark.parametrize(
    ("title", "name"), [("A/B: [C]*?", "A B   C"), ("x" * 40, "x" * 31), ("'", "1")]
)
def test_name_of_a_sheet_is_one_that_excel_opens(title, name):
    assert sheet_name(title) == name


def test_empty_list_is_a_spreadsheet_with_a_head(printing):
    assert "<f>" not in parts_of(xlsx_of(table(), "T", printing))["xl/worksheets/sheet1.xml"]
    assert len(cells(csv_of(table(), "T", printing))) == 1


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_list_comes_as_a_file_with_a_name_and_without_what_is_internal(organiser, save, ending):
    save(*make_reception())

    response = organiser.get(f"/visits/lyon/print/guests.{ending}?order=alphabet&language=de")
    text = "".join(parts_of(response.data).values()) if ending == "xlsx" else response.text

    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="lyon-alphabet-de.{ending}"'
    )
    assert "Özdemir" in text
    assert INTERNAL not in text


def test_spreadsheet_has_the_rows_of_the_paper(organiser, save):
    save(*make_reception())

    page = organiser.get("/visits/lyon/print/guests?language=en").text
    found = cells(organiser.get("/visits/lyon/print/guests.csv?language=en").data)[1:]

    named = re.findall(r'scope="row"><bdi>([^<]+)</bdi>', page)
    assert [row[2] for row in found] == named
