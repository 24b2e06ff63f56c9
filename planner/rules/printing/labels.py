"""Rules of labels: which sheets of labels, badges and cards there are, and lines of addresses."""

from typing import NamedTuple

A4 = 210, 297
US_LETTER = 215.9, 279.4
DL = 220, 110


class LabelSheet(NamedTuple):
    """A sheet that gets cut, or comes cut; all lengths in millimeters.

    Its cells lie in the middle of the page unless it says where the first one begins.
    """

    width: float
    height: float
    columns: int
    rows: int
    page: tuple[float, float] = A4
    gap: float = 0  # between columns
    start: tuple[float, float] | None = None  # of the first cell, from the left and from the top

    @property
    def number(self) -> int:
        """How many cells are on a sheet."""
        return self.columns * self.rows

    @property
    def left(self) -> float:
        """Where the first cell begins, from the left."""
        across = self.columns * self.width + (self.columns - 1) * self.gap
        return self.start[0] if self.start else round((self.page[0] - across) / 2, 2)

    @property
    def top(self) -> float:
        """Where the first cell begins, from the top."""
        return (
            self.start[1] if self.start else round((self.page[1] - self.rows * self.height) / 2, 2)
        )


#: By a key that stands in addresses; the first one is the default.
BADGE_SHEETS = {
    "90x54": LabelSheet(90, 54, 2, 5),
    "85x54": LabelSheet(85, 54, 2, 5, gap=10),
    "86x55": LabelSheet(86.5, 55.5, 2, 4, gap=10),
    "80x50": LabelSheet(80, 50, 2, 5, gap=15),
    "75x40": LabelSheet(75, 40, 2, 6, gap=15),
    "90x65": LabelSheet(90, 65, 2, 4),
    "105x74": LabelSheet(105, 74, 2, 4),
}
LABEL_SHEETS = {
    "70x37": LabelSheet(70, 37, 3, 8),
    "64x38": LabelSheet(63.5, 38.1, 3, 7, gap=2.5),
    "64x47": LabelSheet(63.5, 46.6, 3, 6, gap=2.5),
    "105x37": LabelSheet(105, 37, 2, 8),
    "99x38": LabelSheet(99.1, 38.1, 2, 7, gap=2.5),
    "105x48": LabelSheet(105, 48, 2, 6),
    "99x68": LabelSheet(99.1, 67.7, 2, 4, gap=2.5),
    "105x74": LabelSheet(105, 74, 2, 4),
    "dl": LabelSheet(95, 45, 1, 1, page=DL, start=(110, 50)),  # an envelope itself
}


def address_lines(envelope: str, postal_address: str) -> list[str]:
    """Return the lines of an address: those of the form of address, then street and town.

    Whom one writes to follows P-18 and P-25, with office or organization also where the address is
    private: the letter thanks the holder of the office. Organizations have no address of their
    own, so that of the person is the only one; what an envelope that somebody has set by hand says
    already is not said twice.
    """
    above = [line.strip() for line in envelope.split("\n") if line.strip()]
    below = [line.strip() for line in postal_address.split("\n") if line.strip()]
    return [*above, *(line for line in below if line not in above)]
