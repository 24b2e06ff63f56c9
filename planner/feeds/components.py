"""Components of icalendar, and in one place what the library leaves to its caller (decision 2)."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from icalendar import Component, Event, Parameters, vDatetime, vDDDTypes, vText, vUri
from icalendar.parser import Contentline
from icalendar.prop import VPROPERTY

CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]")  # all but the line feed (F07)
BYTE_ORDER_MARK = "\ufeff".encode()
NO_PARAMETERS: Parameters = Parameters()
OCTETS = 75  # from so many on the library folds a line
UTC = "UTC"
Kind = TypeVar("Kind", bound=Component)


class CleanText(vText):
    r"""A TEXT that is read as it was typed: the library takes a typed "\N" for a line feed (F10).

    It also drops a byte order mark at the beginning of a value: the first one of two.
    """

    __slots__ = ()

    def to_ical(self) -> bytes:
        """Return the text with its escapes."""
        if r"\N" in self:
            escaped = rb"\\N".join(vText(piece).to_ical() for piece in self.split(r"\N"))
        else:
            escaped = super().to_ical()
        return BYTE_ORDER_MARK + escaped if escaped.startswith(BYTE_ORDER_MARK) else escaped


class ContentLine(Contentline):
    """A content line that is not searched for its folds if it is short, as most are."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        """Return the line as bytes, folded if it is long."""
        octets = self.encode()
        if len(octets) < OCTETS:
            return octets
        folded: bytes = super().to_ical()  # type: ignore[no-untyped-call]  # icalendar: no types here
        return folded


class VEvent(Event):
    """An event that icalendar serialises in two thirds of its time, with the same bytes."""

    def content_line(self, name: str, value: VPROPERTY | bytes, sorted: bool = True) -> ContentLine:
        """Return a property, or the bytes of BEGIN and END, as a content line."""
        parameters = NO_PARAMETERS if isinstance(value, bytes) else value.params
        line: ContentLine = ContentLine.from_parts(name, parameters, value, sorted=sorted)
        return line


def component(kind: type[Kind], properties: Mapping[str, VPROPERTY | None]) -> Kind:
    """Return a component of a kind with those properties that have a value (F11)."""
    new = kind()  # kind.new() would invent a UID and a date
    for name, value in properties.items():
        if value is not None:
            new[name] = value
    return new


def text(value: str) -> CleanText | None:
    """Return what somebody typed as a TEXT without control characters; an empty one is none."""
    return CleanText(CONTROLS.sub(" ", value.replace("\r\n", "\n"))) if value else None


@cache
def word(value: str) -> vText:
    """Return a word of the standard, such as CONFIRMED, as a TEXT."""
    return vText(value)


def address(value: str) -> vUri | None:
    """Return an address as a URI; an empty one is none."""
    return vUri(value) if value else None


def day(value: dt.date) -> vDDDTypes:
    """Return a day with VALUE=DATE (E06)."""
    return vDDDTypes(value)


def moment(value: dt.datetime) -> vDatetime:
    """Return a moment as a DATE-TIME in UTC."""
    return clock(value.astimezone(dt.UTC).replace(tzinfo=None), UTC)


def serialised_moment(value: dt.datetime) -> bytes:
    """Return a moment as the bytes of a DATE-TIME in UTC."""
    serialised: bytes = moment(value).to_ical()  # type: ignore[no-untyped-call]  # icalendar
    return serialised


def clock(wall_clock: dt.datetime, zone: str) -> vDatetime:
    """Return the wall clock of a zone as a DATE-TIME with its TZID.

    The zone is given by name: of a datetime with a zone the library would write 24 of them, such
    as Africa/Accra, in UTC and leave their VTIMEZONE unused (T07). It knows no fold (E10).
    """
    value = vDatetime(wall_clock)
    value.params["TZID"] = zone
    return value


def property_value(serialised: bytes, name: str) -> bytes:
    """Return the value of a property that a serialised component has once, and short."""
    found = property_pattern(name).search(serialised)
    if found is None:
        raise ValueError(name)
    return found[0]


def replace_property(serialised: bytes, name: str, value: bytes) -> bytes:
    """Return a serialised component with another value of a property that it has once, and short.

    No typed text is taken for it: what follows a line break is a blank there.
    """
    return property_pattern(name).sub(lambda _: value, serialised, count=1)


@cache
def property_pattern(name: str) -> re.Pattern[bytes]:
    """Return the pattern of the value of a property without parameters, on a line of its own."""
    return re.compile(rb"(?<=\r\n%s:)[^\r\n]*(?=\r\n)" % name.encode())
