"""icalendar's parser within bounds: it keeps nothing of one sender for the calendar of another."""

import re
from collections.abc import Iterator

from icalendar import (
    Calendar,
    Component,
    ComponentFactory,
    Event,
    Parameters,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
)
from icalendar.parser import Contentline
from icalendar.parser.ical.component import ComponentIcalParser
from icalendar.prop import TypesFactory

from planner.feeds.reading.refusals import (
    CUT_OFF,
    LIBRARY_ERRORS,
    MAX_BYTES,
    MAX_EVENTS,
    MAX_LINES,
    MAX_LINES_READ,
    NO_CALENDAR,
    NOT_UTF8,
    TOO_LARGE,
    TOO_MANY_EVENTS,
    TOO_MANY_LINES,
    UnreadableCalendar,
    broken,
)

KINDS = {
    kind.name: kind for kind in (Calendar, Event, Timezone, TimezoneStandard, TimezoneDaylight)
}
TEXTS = {"UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "TZID"}
LISTS = {"EXDATE", "RDATE"}
MAX_PER_PROPERTY = dict.fromkeys(LISTS, 20_000) | dict.fromkeys(
    ("RRULE", "EXRULE"), 10
)  # others: once
READ_PROPERTIES = {
    *("BEGIN", "END", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"),
    *("RRULE", "EXRULE", "TZOFFSETFROM", "TZOFFSETTO"),
    *(TEXTS | LISTS),
}
PROPERTY_NAME = re.compile(r"[ \t]*([\w.-]+)[ \t]*[;:]")
LONGEST_HEAD = 1_000  # characters of a name with its parameters,
LONGEST_VALUE = 20_000  # and of a line that is no text
MOST_DATES = 20_000


class Parser(ComponentIcalParser):
    """A parser of the lines that are read here.

    Zones are left to feeds.reading.zones. The library keeps those that a sender describes for all
    calendars that it reads afterwards, takes times in an unknown zone for floating ones, and
    a broken line of an event for none.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text, ComponentFactory(), TypesFactory.instance())
        self.line, self.dates, self.lines = "", 0, 0

    def calendars(self) -> list[Component]:
        """Return the calendars of the text. Raises UnreadableCalendar."""
        try:
            self.initialize_parsing()
            self.parse_content_lines()
        except UnreadableCalendar:
            raise
        except LIBRARY_ERRORS as wrong:
            raise UnreadableCalendar(broken(self.line)) from wrong
        if self._stack or not self._components:
            raise UnreadableCalendar(CUT_OFF)
        return self._components

    def initialize_parsing(self) -> None:
        """Unfold the text, and let only wanted lines pass."""
        super().initialize_parsing()  # type: ignore[no-untyped-call]  # icalendar has no types here
        self._content_lines_iterator = self.wanted_lines()

    def wanted_lines(self) -> Iterator[Contentline]:
        """Yield the lines that are read; each line must be one. Raises ValueError."""
        for line in self._content_lines:
            self.line = line
            if not line or line.isspace():
                continue
            found = PROPERTY_NAME.match(line)
            if not found or ":" not in line:
                raise ValueError("no property")
            if (name := found[1].upper()) in READ_PROPERTIES:
                self.check_length(name, line)
                yield line
            if self.lines > MAX_LINES_READ:
                raise UnreadableCalendar(TOO_MANY_LINES)

    def check_length(self, name: str, line: Contentline) -> None:
        """Raise ValueError if it would take long to read a line."""
        self.lines += 1
        self.dates += line.count(",") + 1 if name in LISTS else 0
        if self.dates > MOST_DATES or (len(line) > LONGEST_VALUE and name not in TEXTS):
            raise ValueError("too long")
        if len(line) > LONGEST_HEAD and not 0 < line.value_separator_index() < LONGEST_HEAD:
            raise ValueError("too many parameters")

    def handle_begin_component(self, vals: str) -> None:
        """Begin a component; unknown ones get no class of their own."""
        name = vals.strip().upper()
        component = KINDS.get(name, Component)()
        component.name = name  # type: ignore[misc]  # as icalendar does with unknown ones
        self._stack.append(component)

    def handle_end_component(self, vals: str) -> None:
        """End the component that was begun last. Raises ValueError if it is another one."""
        component = self._stack.pop()
        if component.name != vals.strip().upper():
            raise ValueError("not begun")
        if self._stack:
            self._stack[-1].add_component(component)
        else:
            self._components.append(component)

    def handle_property(self, name: str, params: Parameters, vals: str, line: Contentline) -> None:
        """Add a property; of several texts the first counts. Raises ValueError for other ones."""
        known = self._stack[-1].get(name, []) if self._stack else []
        if (len(known) if isinstance(known, list) else 1) < MAX_PER_PROPERTY.get(name, 1):
            super().handle_property(name, params, vals, line)
        elif name not in TEXTS:
            raise ValueError("twice")

    def parse_and_add_property(
        self, name: str, params: Parameters, val: str, tzid: str | None, line: Contentline
    ) -> None:
        """Add a property; a time stays what the clock shows, in whichever zone."""
        super().parse_and_add_property(name, params, val, None, line)

    def handle_line_parse_error(self, exception: Exception) -> None:
        """Refuse a line that is none."""
        raise exception

    def handle_property_parse_error(self, exception: Exception, *_: object) -> None:
        """Refuse a property whose value is none."""
        raise exception


def parse_calendars(data: bytes) -> list[Component]:
    """Return the calendars in bytes, parsed. Raises UnreadableCalendar."""
    if len(data) > MAX_BYTES:
        raise UnreadableCalendar(TOO_LARGE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableCalendar(NOT_UTF8) from wrong
    if not text.lstrip()[:15].upper() == "BEGIN:VCALENDAR":
        raise UnreadableCalendar(NO_CALENDAR)
    if text.count("\n") > MAX_LINES:
        raise UnreadableCalendar(TOO_MANY_LINES)
    if text.upper().count("\nBEGIN:VEVENT") > MAX_EVENTS:
        raise UnreadableCalendar(TOO_MANY_EVENTS)
    calendars = Parser(text).calendars()
    if any(calendar.name != Calendar.name for calendar in calendars):
        raise UnreadableCalendar(NO_CALENDAR)
    return calendars
