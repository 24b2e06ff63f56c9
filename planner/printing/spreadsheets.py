"""Spreadsheets: a table as CSV, whose cells no spreadsheet takes for a formula, and as XLSX."""

import csv
import io

from planner.printing.tables import Kind

#: What a spreadsheet may take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(table, title, printing):
    """Return a table as UTF-8 with a byte order mark: by it Excel knows the letters."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([defused(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow(
            [as_text(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        )
    return file.getvalue().encode("utf-8-sig", errors="replace")


def as_text(cell, column):
    """Return a cell as CSV writes it."""
    if cell is None:
        return ""
    if column.kind is Kind.DAY:
        return cell.isoformat()
    if column.kind is Kind.MOMENT:
        return cell.isoformat(" ", "minutes")
    return str(cell) if column.kind is Kind.NUMBER else defused(cell)


def defused(text):
    """Return a text with a sign before it where it would be taken for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def xlsx_of(table, title, printing):
    """Return a table as a spreadsheet with typed columns, a frozen head and a filter."""
    raise NotImplementedError
