"""What no field expects: texts that break programs, by the kind of value they pretend to be."""

from io import BytesIO

from werkzeug.datastructures import FileStorage

DAYS = ("2027-02-30", "0000-01-01", "0001-01-01", "9999-12-31", "99999-01-01", "1899-12-31")
NUMBERS = ("9" * 400, "9" * 5_000, "-1", "1e400", "NaN", "inf", "2147483648", str(2**63 + 1), "1_0")
TEXTS = (
    *("a\0b", "\ud800", "\udfff\ud800", "\u202e\u200f\u2066", "\U0001f600" * 300, "\ufffe\uffff"),
    *("", " ", "\u3000\u200b", "x" * 1_000_000, "٣", "not offered", "\r\n\t", "'\"<>&;--"),
)
TIMES = ("24:00", "25:61", "-1:00", "00:00:00")
VALUES = (*DAYS, *NUMBERS, *TEXTS, *TIMES)
FILE_NAMES = ("../../etc/passwd", "a\0.png", "\u202egnp.exe", "x" * 5_000, "", "con.png", "\ud800")


def files():
    """Return files that are no pictures, under names that are no names."""
    return [FileStorage(BytesIO(b"no picture"), name) for name in FILE_NAMES]
