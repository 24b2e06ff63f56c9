"""Content lines of iCalendar: escaped, free of control characters, folded (RFC 5545 3.1)."""

import datetime as dt
import re

CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]")  # all but the line feed (F07)
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
OCTETS = 75
CUT = "…"


def text(value):
    """Return what somebody typed as a TEXT value (F07, F10)."""
    return CONTROLS.sub(" ", value.replace("\r\n", "\n")).translate(ESCAPES)


def shortened(value, octets):
    """Return a text of at most so many octets in UTF-8; what is cut says so."""
    if len(encoded := value.encode()) <= octets:
        return value
    return encoded[: octets - len(CUT.encode())].decode(errors="ignore").rstrip() + CUT


def utc(moment):
    """Return a moment as a DATE-TIME in UTC."""
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def folded(line):
    """Return a content line in UTF-8 with CRLF, folded at 75 octets, never inside a character."""
    octets = line.encode()
    if len(octets) <= OCTETS:
        return octets + b"\r\n"
    parts, start = [], 0
    while start < len(octets):
        end = start + OCTETS - (1 if start else 0)  # a folded line begins with a blank
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(octets[start:end])
        start = end
    return b"\r\n ".join(parts) + b"\r\n"


def block(lines):
    """Return content lines as bytes; a line without a value is left out (F11)."""
    return b"".join(folded(line) for line in lines if line.partition(":")[2])
