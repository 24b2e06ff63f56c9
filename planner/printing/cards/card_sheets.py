"""Sheets that get cut, or come cut: cards, badges and labels side by side."""

from dataclasses import dataclass

from planner.languages import Message, translate
from planner.rules.printing.labels import LabelSheet

NOBODY = Message("Nobody is expected yet.")


@dataclass(frozen=True)
class CardSheet:
    """Where the cells of a sheet lie; all lengths in millimeters."""

    page: tuple[float, float]
    left: float
    top: float
    width: float
    height: float
    columns: int
    rows: int
    gap: float
    has_lines: bool  # along which one cuts
    is_folded: bool  # both sides of a card are printed, one upside down


@dataclass(frozen=True)
class Captions:
    """The fixed words of a sheet in the language of the paper."""

    empty: str
    unprintable: str
    measures: str


def card_sheet(layout: LabelSheet, has_lines: bool = False, is_folded: bool = False) -> CardSheet:
    """Return the sheet of cells that a LabelSheet describes."""
    return CardSheet(
        page=layout.page,
        left=layout.left,
        top=layout.top,
        width=layout.width,
        height=layout.height,
        columns=layout.columns,
        rows=layout.rows,
        gap=layout.gap,
        has_lines=has_lines,
        is_folded=is_folded,
    )


def captions(language: str, empty: Message = NOBODY) -> Captions:
    """Return the fixed words."""
    return Captions(
        empty=translate(empty, language),
        unprintable=translate(Message("Characters that cannot be printed (▯) in:"), language),
        measures=translate(Message("Only the PDF keeps to the measures of the sheet."), language),
    )
