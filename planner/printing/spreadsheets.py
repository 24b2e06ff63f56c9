"""Spreadsheets: a table as CSV and as XLSX; no text in it can become a formula."""

import csv
import datetime as dt
import io
import re

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planner import dates
from planner.languages import translate
from planner.printing.paper import CLASSES, PrintContext
from planner.printing.tables import CellKind, CellValue, Table
from planner.rules.printing.printing import PaperSize

DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
STYLES = {
    CellKind.TEXT: {"text_wrap": True, "valign": "top", "num_format": "@"},
    CellKind.NUMBER: {"valign": "top", "num_format": "0"},
    CellKind.DAY: {"valign": "top", "num_format": DAY},
    CellKind.MOMENT: {"valign": "top", "num_format": MOMENT},
}
PAPERS = {PaperSize.A4: 9, PaperSize.US_LETTER: 1}  # as Excel numbers them
LONGEST = 32_767  # characters in a cell
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")

#: What a spreadsheet may take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(table: Table, title: str, printing: PrintContext) -> bytes:
    """Return a table as CSV in UTF-8, with the byte order mark that Excel needs."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([escape_formula(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow([as_text(cell) for cell in row])
    return file.getvalue().encode("utf-8-sig", errors="replace")


def as_text(cell: CellValue) -> str:
    """Return a cell as CSV writes it."""
    if isinstance(cell, str):
        return escape_formula(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes")
    return "" if cell is None else str(cell)


def escape_formula(text: str) -> str:
    """Return a text with a sign before it where it would be taken for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def xlsx_of(table: Table, title: str, printing: PrintContext) -> bytes:
    """Return a table as a spreadsheet with typed columns, a frozen head and a filter."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": DAY})
    book.set_properties({"title": title, "author": printing.letterhead.name})
    formats = {kind: book.add_format(style) for kind, style in STYLES.items()}
    sheet = book.add_worksheet(sheet_name(title))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width, formats[column.kind])
        sheet.write_string(0, place, column.label, head)
    for number, row in enumerate(table.rows, start=1):
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            write(sheet, number, place, cell, formats[column.kind])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    for_printers(sheet, title, printing)
    book.close()
    return file.getvalue()


def sheet_name(title: str) -> str:
    """Return a title as a valid name of a sheet."""
    return FORBIDDEN.sub(" ", title).strip("' ")[:31] or "1"


def write(sheet: Worksheet, row: int, column: int, cell: CellValue, look: Format) -> None:
    """Write a cell with its type; a text never becomes a formula, a link or a number."""
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(cell, str):
        sheet.write_string(row, column, CONTROLS.sub("", cell)[:LONGEST], look)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, look)
    else:
        sheet.write_datetime(row, column, cell, look)


def for_printers(sheet: Worksheet, title: str, printing: PrintContext) -> None:
    """Set up how a spreadsheet is printed: each page says what it is, for whom, and of when."""
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(PAPERS[printing.size])
    sheet.fit_to_pages(1, 0)
    class_line = translate(CLASSES[printing.reader], printing.language)
    as_of = dates.stamp(printing.moment, printing.zone, printing.language)
    sheet.set_header(f"&L{escaped(printing.letterhead.name)}&C{escaped(title)}&R{as_of}")
    sheet.set_footer(f"&L{escaped(class_line)}&R&P / &N")


def escaped(text: str) -> str:
    """Return a text for the head of a sheet, where & begins a command."""
    return text.replace("&", "&&")[:80]
