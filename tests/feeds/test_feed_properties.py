"""What holds for every text, zone and time in a feed; engines read back what was planned."""

import datetime as dt
import functools
import re
import zoneinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.feeds.components import VEvent, component, text
from planner.feeds.events import event_component
from planner.feeds.timezones import vtimezone
from planner.models import Interpretation
from tests.calendar_engines import Read
from tests.factories import make_event

FEW = settings(max_examples=20, deadline=None)  # each is a calendar of many events
UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]")
MINUTE = dt.timedelta(minutes=1)
YEARS = range(2024, 2032)
ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
TRICKY = "nN\\;,:\"'\n\r\t\0\x0b\x1c\x7f\x85\u2028\ufeff \xa0\u200däß€\U0001f600\U0010ffff"
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(TRICKY, max_size=80),
    st.builds("{}{}".format, st.text("x", max_size=75), st.text("é€😀", max_size=40)),
)
MOMENTS = st.datetimes(
    dt.datetime(YEARS[0], 1, 1), dt.datetime(YEARS[-1], 12, 31), timezones=st.just(dt.UTC)
).map(lambda moment: moment.replace(second=0, microsecond=0))
LENGTHS = st.integers(1, 3 * 24 * 60).map(lambda minutes: minutes * MINUTE)


def printable(value):
    """Return a text with blanks for what a calendar must not hold (F07)."""
    return UNPRINTABLE.sub(" ", value.replace("\r\n", "\n"))


@functools.cache
def changes_of(zone):
    """Return each moment of the years at which the clocks of a zone change."""
    first, last = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (YEARS[0], YEARS[-1] + 1))
    hours = [first + dt.timedelta(hours=n) for n in range(int((last - first).days) * 24)]
    offsets = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]
    return [hours[n] for n in range(1, len(hours)) if offsets[n] != offsets[n - 1]]


def event_of(**values):
    """Return an event in memory, with what the database would have put in."""
    return make_event(interpretation=Interpretation.NONE, **values)


def planned(start, length, zone, end_zone=None, **values):
    """Return an event that begins at a moment, as the clock on the wall shows it."""
    starts = start.astimezone(ZoneInfo(zone))
    ends = (start + length).astimezone(ZoneInfo(end_zone or zone))
    return event_of(
        starts_at=starts.replace(tzinfo=None, fold=0),
        start_zone=zone,
        start_fold=starts.fold,
        ends_at=ends.replace(tzinfo=None, fold=0),
        end_zone=end_zone,
        end_fold=ends.fold,
        **values,
    )


def calendar_of(events):
    """Return a calendar of events in bytes."""
    entries = [event_component(event, "en") for event in events]
    zones = {name: one.years for one in entries for name in one.zones}
    return b"".join(
        [
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Planner//Test//EN\r\n",
            *(
                vtimezone(name, dt.date(first, 1, 1), dt.date(last + 1, 1, 1))
                for name, (first, last) in zones.items()
            ),
            *(one.text for one in entries),
            b"END:VCALENDAR\r\n",
        ]
    )


def as_read(event):
    """Return what an engine must read of an event."""
    title = printable(event.title_en)
    start, end = event.starts, event.ends
    if event.is_whole_day:
        start, end = event.starts_at.date(), event.ends_at.date() + dt.timedelta(days=1)
    return Read(str(event.uid), start, end, title, event.status.upper())


def summary(value):
    """Return an event with a title and nothing else, in bytes."""
    return component(VEvent, {"SUMMARY": text(value)}).to_ical()


@given(TEXTS)
@example("\U0001f600" * 10_000)
@example("x" * 66 + "\U0001f600")
def test_any_text_is_in_short_lines_of_whole_characters(value):
    lines = summary(value).split(b"\r\n")

    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75
        assert not UNPRINTABLE.search(line.decode())
        assert "\n" not in line.decode()


@given(TEXTS.filter(bool))
@example("x" * 10_000)
@example("\\n\\\\n\n;,")
@example("C:\\News\\\\N")
@example("\ufeff\ufefftwo marks")
def test_any_text_comes_back_with_blanks_for_what_cannot_be_printed(value):
    unfolded = summary(value).decode().replace("\r\n ", "")
    escaped = unfolded.removeprefix("BEGIN:VEVENT\r\nSUMMARY:")
    escaped = escaped.removesuffix("\r\nEND:VEVENT\r\n")

    read = re.sub(r"\\(.)", lambda match: {"n": "\n"}.get(match[1], match[1]), escaped)

    assert read == printable(value)


@FEW
@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=10))
@example(["\U0001f600" * 10_000])
def test_engines_read_any_title(read_calendar, titles):
    events = [event_of(title_en=title) for title in titles]

    read = read_calendar(calendar_of(events))

    assert read == [as_read(event) for event in events]


@FEW
@given(st.integers(-200, 200), st.integers(1, 400))
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Chicago"])
def test_engines_read_times_around_every_change_of_the_clocks(read_calendar, zone, before, minutes):
    changes = changes_of(zone)
    assert len(changes) == 2 * len(YEARS)
    events = [planned(change + before * MINUTE, minutes * MINUTE, zone) for change in changes]

    read = read_calendar(calendar_of(events))

    assert read == [as_read(event) for event in events]


@FEW
@given(
    st.lists(
        st.builds(planned, MOMENTS, LENGTHS, st.sampled_from(ZONES), st.sampled_from(ZONES)),
        min_size=1,
        max_size=8,
    )
)
def test_engines_read_times_in_any_zone(read_calendar, events):
    read = read_calendar(calendar_of(events))

    assert read == [as_read(event) for event in events]


@FEW
@given(st.lists(st.tuples(MOMENTS, st.integers(0, 20)), min_size=1, max_size=8))
def test_engines_read_any_whole_days(read_calendar, days):
    events = [
        event_of(
            starts_at=dt.datetime.combine(first, dt.time()),
            ends_at=dt.datetime.combine(first, dt.time()) + dt.timedelta(days=more),
            is_whole_day=True,
        )
        for first, more in days
    ]

    read = read_calendar(calendar_of(events))

    assert read == [as_read(event) for event in events]
