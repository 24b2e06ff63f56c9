"""Calendars of others: what is read of them, and which are refused with a sentence."""

import datetime as dt
import itertools
import time
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import vRecur
from icalendar.timezone import tzp

from planner.feeds.calendar_parser import ParsedEvent, read_calendar
from planner.feeds.calendars import CalendarEntry, calendar
from planner.feeds.events import event_component
from planner.feeds.reading.recurrences import Budget, times_of
from planner.feeds.reading.refusals import MAX_BYTES, MAX_EVENTS, UnreadableCalendar
from planner.feeds.rendered_events import zones_text
from planner.languages import translate
from planner.models import Status
from tests.clocks import SLOWED, shown_in_year
from tests.factories import make_venue
from tests.feeds.test_feed_properties import (
    LENGTHS,
    MOMENTS,
    TEXTS,
    ZONES,
    event_of,
    planned,
    printable,
)

BERLIN, PARIS = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Paris")
YEAR = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 12, 31)}
OWN_ZONE = """\
BEGIN:VTIMEZONE
TZID:Ours
BEGIN:STANDARD
DTSTART:16010101T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
IN_OWN_ZONE = "DTSTART;TZID=Ours:20260504T100000"
TEA = """\
SUMMARY:Tea
DTSTART;TZID=Europe/Berlin:20260504T100000
DTEND;TZID=Europe/Berlin:20260504T113000"""
DAY = "SUMMARY:Fair\nDTSTART;VALUE=DATE:20260504"


def calendar_with(*events, zones=""):
    """Return a calendar in bytes: each event has its lines, and a UID unless it has one."""
    bodies = [one if "UID:" in one else f"UID:{number}\n{one}" for number, one in enumerate(events)]
    parts = [f"BEGIN:VEVENT\n{body}\nEND:VEVENT\n" for body in bodies]
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{zones}{''.join(parts)}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read(data, zone="Europe/Berlin", **window):
    """Return what is read of a calendar in bytes, of 2026 unless another time is given."""
    return read_calendar(data, zone=zone, **YEAR | window)


def starts(*events, **window):
    """Return when the events of a calendar begin."""
    return [one.starts for one in read(calendar_with(*events), **window)]


def berlin(month, day, hour=10, minute=0, year=2026):
    """Return a moment as clocks in Berlin show it."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def test_event_is_read_with_all_that_is_told_of_it():
    told = (
        "UID:7@there\nDESCRIPTION:Bring\\na coat\\, please\nLOCATION:Town hall\nSEQUENCE:3\n"
        "STATUS:TENTATIVE\nURL:https://there.example/7\nX-THEIRS:anything\nGEO:broken\n" + TEA
    )

    assert read(calendar_with(told)) == [
        ParsedEvent(
            uid="7@there",
            summary="Tea",
            description="Bring\na coat, please",
            location="Town hall",
            url="https://there.example/7",
            starts=berlin(5, 4),
            ends=berlin(5, 4, 11, 30),
            is_whole_day=False,
            status="TENTATIVE",
            sequence=3,
            recurrence_id=None,
        )
    ]


def test_whole_days_are_dates_and_one_without_an_end_is_one_day():
    assert [
        (one.starts, one.ends, one.is_whole_day)
        for one in read(calendar_with(DAY, f"{DAY}\nDTEND;VALUE=DATE:20260506"))
    ] == [
        (dt.date(2026, 5, 4), dt.date(2026, 5, 5), True),
        (dt.date(2026, 5, 4), dt.date(2026, 5, 6), True),
    ]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("DTSTART:20260504T100000", dt.datetime(2026, 5, 4, 10, tzinfo=PARIS)),
        ("DTSTART:20260504T100000Z", dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC)),
        ("DTSTART;TZID=Europe/Berlin:20260504T100000Z", dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC)),
        ("DTSTART;TZID=Europe/Berlin:20260504T100000", berlin(5, 4)),
        ("DTSTART;TZID=W. Europe Standard Time:20260504T100000", berlin(5, 4)),
        ('DTSTART;TZID="W. Europe Standard Time":20260504T100000', berlin(5, 4)),
        ("DTSTART;TZID=/softwarestudio.org/Olson_1/Europe/Berlin:20260504T100000", berlin(5, 4)),
        ("DTSTART;TZID=Ours:20260504T100000", berlin(5, 4)),
        ("DTSTART;TZID=Ours:20260104T100000", berlin(1, 4)),
        ("DTSTART;TZID=Europe/Berlin:20261025T023000", berlin(10, 25, 2, 30)),  # the first
        ("DTSTART;TZID=Ours:20261025T023000", berlin(10, 25, 2, 30)),
        ("DTSTART;TZID=Europe/Berlin:20260329T023000", berlin(3, 29, 3, 30)),  # as before the gap
        ("DTSTART;TZID=Ours:20260329T023000", berlin(3, 29, 3, 30)),
    ],
)
def test_time_is_understood_in_the_zone_that_is_meant(told, expected):
    [one] = read(calendar_with(told, zones=OWN_ZONE), zone="Europe/Paris")

    assert one.starts.astimezone(dt.UTC) == expected.astimezone(dt.UTC)
    assert one.starts.utcoffset() is not None


def test_zone_that_its_sender_describes_is_told_like_zoneinfo_all_year():
    walls = shown_in_year("Europe/Berlin", 2026)
    told = (f"DTSTART;TZID=Ours:{one:%Y%m%dT%H%M%S}" for one in walls)

    moments = {one.starts.astimezone(dt.UTC) for one in read(calendar_with(*told, zones=OWN_ZONE))}

    assert moments == {one.replace(tzinfo=BERLIN).astimezone(dt.UTC) for one in walls}


def test_zone_of_one_sender_is_not_known_in_the_calendar_of_another():
    assert len(read(calendar_with(IN_OWN_ZONE, zones=OWN_ZONE))) == 1

    with pytest.raises(UnreadableCalendar):
        read(calendar_with(IN_OWN_ZONE))
    assert tzp.timezone("Ours") is None
    other = OWN_ZONE.replace("+0200", "+0500").replace("+0100", "+0400")
    [one] = read(calendar_with(IN_OWN_ZONE, zones=other))
    assert one.starts.utcoffset() == dt.timedelta(hours=5)


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        ("DURATION:PT1H30M", berlin(5, 4, 11, 30)),
        ("DURATION:P1D", berlin(5, 5)),
        ("DTEND;TZID=America/Chicago:20260504T100000", berlin(5, 4, 17)),
        ("X-NOTHING:", berlin(5, 4)),
    ],
)
def test_event_ends_as_it_is_told(told, ends):
    [one] = read(calendar_with(f"DTSTART;TZID=Europe/Berlin:20260504T100000\n{told}"))

    assert one.ends == ends


def test_length_in_days_is_one_on_the_clock_and_one_in_hours_is_exact():
    night = "DTSTART;TZID=Europe/Berlin:20260328T120000\nDURATION:"

    ends = [read(calendar_with(night + length))[0].ends for length in ("P1D", "PT23H30M")]

    assert ends == [berlin(3, 29, 12), berlin(3, 29, 12, 30)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [  # RFC 5545 3.8.5.3
        ("FREQ=DAILY;COUNT=3", [(5, 4), (5, 5), (5, 6)]),
        ("FREQ=DAILY;UNTIL=20260506T080000Z", [(5, 4), (5, 5), (5, 6)]),
        ("FREQ=DAILY;UNTIL=20260506T075959Z", [(5, 4), (5, 5)]),
        ("FREQ=DAILY;UNTIL=20260506", [(5, 4), (5, 5), (5, 6)]),
        ("FREQ=DAILY;INTERVAL=100", [(5, 4), (8, 12), (11, 20)]),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=MO,WE", [(5, 4), (5, 6), (5, 18), (5, 20)]),
        ("FREQ=WEEKLY;INTERVAL=20", [(5, 4), (9, 21)]),
        ("FREQ=MONTHLY;COUNT=4;BYDAY=1MO,-1FR", [(5, 4), (5, 29), (6, 1), (6, 26)]),
        ("FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-1", [(5, 4), (5, 31), (6, 30), (7, 31)]),
        ("FREQ=MONTHLY;COUNT=2;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", [(5, 4), (6, 1), (7, 1)]),
        ("FREQ=YEARLY;BYMONTH=6,7", [(5, 4), (6, 4), (7, 4)]),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", [(5, 4), (5, 11)]),
        ("FREQ=YEARLY;BYYEARDAY=200", [(5, 4), (7, 19)]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", [(5, 4)]),
        ("FREQ=YEARLY", [(5, 4)]),
    ],
)
def test_recurrence_is_worked_out(rule, expected):
    found = starts(f"{TEA}\nRRULE:{rule}")

    if rule.startswith("FREQ=MONTHLY;COUNT=3") or "BYSETPOS" in rule:
        expected = expected[: len(found)]  # whether DTSTART counts that is none is not defined
    assert found == [berlin(month, day) for month, day in expected]


def test_recurrence_keeps_the_clock_over_a_change_and_its_length_in_hours():
    night = "DTSTART;TZID=Europe/Berlin:20260327T220000\nDTEND;TZID=Europe/Berlin:20260328T060000"

    found = read(calendar_with(f"{night}\nRRULE:FREQ=DAILY;COUNT=3"))

    assert [(one.starts, one.ends) for one in found] == [
        (berlin(3, 27, 22), berlin(3, 28, 6)),
        (berlin(3, 28, 22), berlin(3, 29, 7)),  # eight hours, over the missing one
        (berlin(3, 29, 22), berlin(3, 30, 6)),
    ]


def test_week_begins_with_monday_unless_it_is_told_otherwise():
    sundays = "DTSTART;VALUE=DATE:20260510\nRRULE:FREQ=WEEKLY;BYDAY=MO,SU"

    assert starts(sundays, last=dt.date(2026, 5, 11)) == [
        dt.date(2026, 5, 10),
        dt.date(2026, 5, 11),
    ]
    assert starts(f"{sundays};INTERVAL=2", last=dt.date(2026, 5, 24)) == [
        *(dt.date(2026, 5, day) for day in (10, 18, 24)),
    ]


def test_endless_recurrence_is_cut_by_the_window():
    born = "DTSTART;VALUE=DATE:19000504\nRRULE:FREQ=YEARLY"

    assert starts(born) == [dt.date(2026, 5, 4)]
    assert starts(born, first=dt.date(2098, 1, 1), last=dt.date(2099, 12, 31)) == [
        dt.date(2098, 5, 4),
        dt.date(2099, 5, 4),
    ]


def test_times_are_left_out_and_added():
    dates = (
        "RRULE:FREQ=DAILY;COUNT=5\nEXDATE;TZID=Europe/Berlin:20260505T100000\n"
        "EXDATE:20260506T080000Z\nEXDATE;VALUE=DATE:20260507\n"
        "RDATE;TZID=Europe/Berlin:20260601T150000,20260504T100000\n"
        "RDATE;VALUE=PERIOD:20260602T080000Z/PT3H"
    )

    found = read(calendar_with(f"{TEA}\n{dates}"))

    assert [(one.starts, one.ends) for one in found] == [
        (berlin(5, 4), berlin(5, 4, 11, 30)),
        (berlin(5, 8), berlin(5, 8, 11, 30)),
        (berlin(6, 1, 15), berlin(6, 1, 16, 30)),
        (berlin(6, 2), berlin(6, 2, 13)),
    ]


def changed(of, *lines):
    """Return an event that is instead of one time of the first."""
    return "\n".join(("UID:tea", f"RECURRENCE-ID{of}", *lines))


def test_time_that_is_changed_comes_as_it_is_now_and_only_so():
    daily = f"UID:tea\n{TEA}\nRRULE:FREQ=DAILY;COUNT=3"
    later = changed(
        ";TZID=Europe/Berlin:20260505T100000", "SUMMARY:Late tea", "DTSTART:20260505T150000Z"
    )
    gone = changed(":20260506T080000Z", "STATUS:CANCELLED", "DTSTART:20270101T150000Z")

    found = read(calendar_with(daily, later, gone))

    assert [(one.summary, one.starts, one.recurrence_id) for one in found] == [
        ("Tea", berlin(5, 4), berlin(5, 4)),
        ("Late tea", berlin(5, 5, 17), berlin(5, 5)),
    ]
    [last] = read(calendar_with(daily, later, gone), last=dt.date(2027, 1, 1))[2:]
    assert (last.status, last.recurrence_id) == ("CANCELLED", berlin(5, 6))


def test_change_may_be_meant_for_all_times_that_follow():
    daily = f"UID:tea\n{TEA}\nRRULE:FREQ=DAILY;COUNT=4"
    later = changed(
        ";RANGE=THISANDFUTURE:20260505T080000Z",
        "SUMMARY:Late tea",
        "DTSTART;TZID=Europe/Berlin:20260505T120000",
        "DURATION:PT1H",
    )

    found = read(calendar_with(daily, later))

    assert [(one.summary, one.starts, one.ends) for one in found] == [
        ("Tea", berlin(5, 4), berlin(5, 4, 11, 30)),
        *(("Late tea", berlin(5, day, 12), berlin(5, day, 13)) for day in (5, 6, 7)),
    ]


def test_of_two_versions_of_an_event_the_later_one_counts():
    old, new = f"UID:tea\nSEQUENCE:1\n{TEA}", f"UID:tea\nSEQUENCE:2\n{TEA.replace('Tea', 'Coffee')}"

    for versions in ((old, new), (new, old)):
        assert [one.summary for one in read(calendar_with(*versions))] == ["Coffee"]


def test_only_what_lies_in_the_window_is_read():
    long = "DTSTART:20260503T220000\nDTEND:20260505T020000"
    window = {"first": dt.datetime(2026, 5, 4, 12), "last": berlin(5, 5, 10)}

    tomorrow, later = TEA.replace("0504", "0505"), DAY.replace("04", "06")
    found = starts(TEA, long, DAY, later, tomorrow, **window)

    assert found == [berlin(5, 3, 22), dt.date(2026, 5, 4), berlin(5, 5)]


def test_several_calendars_in_one_file_are_all_read():
    both = calendar_with(f"UID:tea\n{TEA}") + calendar_with(f"UID:fair\n{DAY}")

    assert [one.uid for one in read(both)] == ["fair", "tea"]


def said(data, language="en", **window):
    """Return the sentence with which a calendar is refused, and how long that took."""
    began = time.process_time()
    with pytest.raises(UnreadableCalendar) as refused:
        read(data, **window)
    return translate(refused.value.message, language), time.process_time() - began


BROKEN = "This calendar cannot be read: something is wrong at “%s”."
NO_CALENDAR = "This is not a calendar in the iCalendar format."
DENSE = "“%s” is repeated too often to be read."
OPEN, CLOSED = b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n"
ZONE = "This calendar does not say what its time zone “%s” is."
SECONDS = "SUMMARY:Pulse\nDTSTART:19700101T000000Z\nRRULE:FREQ=SECONDLY"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", NO_CALENDAR),
        (b"\0" * 100, NO_CALENDAR),
        (b"<!doctype html><title>Sign in</title>", NO_CALENDAR),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", NO_CALENDAR),
        (b"BEGIN:VCALENDAR\r\nNAME:\xff\r\n", "This calendar is not written in UTF-8."),
        (b"x" * (MAX_BYTES + 1), "This calendar is larger than 5 MB."),
        (calendar_with(TEA)[:-15], "This calendar is not complete: its end is missing."),
        (calendar_with(f"{TEA}\nno property"), BROKEN % "no property"),
        (calendar_with("DTSTART:20260231T100000"), BROKEN % "DTSTART:20260231T100000"),
        (calendar_with("DTSTART:soon"), BROKEN % "DTSTART:soon"),
        (calendar_with("SUMMARY:Tea"), BROKEN % "Tea"),
        (calendar_with(f"{TEA}\nDTSTART:20260504"), BROKEN % "DTSTART:20260504"),
        (calendar_with("SUMMARY:Tea\nDTSTART:20260504T10Z\nDTEND:20260503T10Z"), None),
        (calendar_with("SUMMARY:Tea\nDTSTART:20260504T100000\nDTEND:20260503"), BROKEN % "Tea"),
        (calendar_with("SUMMARY:Tea\nDTSTART:20260504\nDTEND:20260503"), BROKEN % "Tea"),
        (calendar_with(f"{TEA}\nEND:VEVENT"), BROKEN % "END:VEVENT"),
        (calendar_with(f"{TEA}\nBEGIN:VALARM"), BROKEN % "END:VEVENT"),
        (calendar_with(f"{TEA}\nRRULE:FREQ=NEVER"), BROKEN % "RRULE:FREQ=NEVER"),
        (calendar_with(f"{TEA}\nRRULE:FREQ=DAILY;INTERVAL=0"), BROKEN % "Tea"),
        (calendar_with(f"{TEA}\nRRULE:FREQ=DAILY;BYHOUR=24"), BROKEN % "Tea"),
        (calendar_with("DTSTART;TZID=Mars/Olympus:20260504T100000"), ZONE % "Mars/Olympus"),
        (calendar_with("DTSTART;TZID=../../etc/passwd:20260504T100000"), ZONE % "../../etc/passwd"),
        (calendar_with("DTSTART;TZID=Europe:20260504T100000"), ZONE % "Europe"),
        (
            calendar_with(IN_OWN_ZONE, zones=OWN_ZONE.replace("+0100", "x")),
            BROKEN % "TZOFFSETTO:x",
        ),
        (
            calendar_with(IN_OWN_ZONE, zones=OWN_ZONE.replace("YEARLY", "SECONDLY")),
            DENSE % "Ours",
        ),
        (calendar_with(f"{TEA}\nRRULE:FREQ=DAILY;BYDAY={'MO,' * 10**6}MO"), None),
        (calendar_with(f"SUMMARY{';X=Y' * 10**6}:Tea"), None),
        (calendar_with(f"{TEA}\nEXDATE:{'20260504,' * 30_000}20260504"), None),
        (calendar_with(SECONDS), DENSE % "Pulse"),
        (calendar_with(f"{SECONDS};COUNT=1000000000"), DENSE % "Pulse"),
        (calendar_with(SECONDS.replace("SECOND", "HOUR")), DENSE % "Pulse"),
        (
            calendar_with(*[f"{TEA}\nRRULE:FREQ=DAILY"] * 100),
            "More than 10000 events lie in this time.",
        ),
        (
            calendar_with(*[DAY] * (MAX_EVENTS + 1)),
            "This calendar has more than 5000 events.",
        ),
        (calendar_with("X:\n" * 160_000), "This calendar has too many lines."),
        (calendar_with("SUMMARY:x\n" * 90_000), "This calendar has too many lines."),
    ],
)
def test_calendar_that_cannot_be_read_is_refused_with_a_sentence_and_soon(data, sentence):
    told, seconds = said(data)

    assert told == sentence or sentence is None
    assert seconds < 2 * SLOWED


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6",
        "FREQ=WEEKLY;INTERVAL=1000000000",
        "FREQ=DAILY;INTERVAL=1000000000",
    ],
)
def test_rule_that_has_no_further_time_is_given_up_at_the_end_of_the_window(rule):
    began = time.process_time()

    assert starts(f"{TEA}\nRRULE:{rule}") == [berlin(5, 4)]

    assert time.process_time() - began < 0.5


PARTS = st.fixed_dictionaries(
    {"FREQ": st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"])},
    optional={
        "INTERVAL": st.integers(1, 30),
        "COUNT": st.integers(1, 30),
        "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=3),
        "BYDAY": st.lists(st.sampled_from(["MO", "WE", "SU"]), min_size=1, max_size=3),
        "WKST": st.sampled_from(["MO", "SU"]),
    },
)


@settings(max_examples=100, deadline=None)
@given(PARTS, st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31)), st.integers(0, 999))
def test_rule_has_all_times_that_dateutil_finds_without_our_end(parts, start, days):
    rule, start = vRecur(**parts), start.replace(microsecond=0)
    last = start + dt.timedelta(days=days)

    found = list(times_of(rule, start, last, Budget(), "Tea"))

    every = rrulestr(rule.to_ical().decode(), dtstart=start)
    assert found == list(itertools.takewhile(lambda one: one <= last, every))


def test_many_rules_without_a_time_are_too_many_together():
    rules = [f"{TEA.replace('2026', '2016')}\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"] * 1500

    told, seconds = said(calendar_with(*rules))

    assert told == DENSE % "Tea"
    assert seconds < 4 * SLOWED  # to read 1,500 events takes a quarter of it


def test_refusal_is_said_in_german_too(app):
    with app.app_context():
        told, _ = said(calendar_with("DTSTART;TZID=Mars:20260504T100000"), "de")

    assert told == "Dieser Kalender sagt nicht, was seine Zeitzone „Mars“ ist."


def test_what_a_stranger_wrote_is_short_and_visible_in_the_sentence():
    zone, _ = said(calendar_with("DTSTART;TZID=\u2028" + "x" * 190 + ":20260504T100000"))
    line, _ = said(calendar_with("DTSTART:\x07\u202e" + "x" * 190))

    assert zone == ZONE % ("x" * 60 + "…")
    assert line == BROKEN % ("DTSTART:" + "x" * 52 + "…")


HOSTILE = calendar_with(
    f"UID:tea\n{TEA}\nRRULE:FREQ=WEEKLY;COUNT=9;BYDAY=MO,WE;WKST=SU\nSEQUENCE:2",
    changed(";RANGE=THISANDFUTURE:20260506T080000Z", "DTSTART;TZID=Ours:20260506T110000"),
    f"{DAY}\nRRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=4\nEXDATE;VALUE=DATE:20270504",
    "DTSTART:20260101T120000\nDURATION:P1D\nRRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU\n"
    "EXRULE:FREQ=MONTHLY;BYMONTHDAY=31\nRDATE;VALUE=PERIOD:20260601T100000Z/PT2H",
    zones=OWN_ZONE,
)
NASTY = st.sampled_from(
    [
        *(b"\r\n", b"\n ", b":", b";", b"=", b",", b'"', b"\\", b"\0", b"\xff", b"\xef\xbb\xbf"),
        *(b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"END:VCALENDAR\r\n", b"BEGIN:VCALENDAR\r\n"),
        *(b"SECONDLY", b"HOURLY", b"DAILY", b"INTERVAL=0;", b"COUNT=0;", b"BYSETPOS=0;"),
        *(b"BYHOUR=99;", b"BYMONTH=5L;", b"UNTIL=99991231T235959Z;", b"RSCALE=HEBREW;"),
        *(b"0001", b"9999", b"-1", b"99999999999999", b"+9999", b"VALUE=PERIOD", b"VALUE=BINARY"),
        *(b";TZID=Ours", b";TZID=", b";TZID=a,b", b"P9999999999D", b"-PT1H", b"PT0S", b"/"),
    ]
)


@st.composite
def mutated(draw):
    """Return a calendar with some bytes cut out, put in or put elsewhere."""
    data = HOSTILE
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 2, 8, 40, 200])))
        other = draw(st.integers(0, len(data)))
        put_in = draw(st.one_of(NASTY, st.just(b""), st.just(data[other : other + 40])))
        data = data[:start] + put_in + data[end:]
    return data


def read_or_refused(data, **window):
    """Return what is read of a calendar, or the sentence with which it is refused."""
    try:
        return read(data, **window)
    except UnreadableCalendar as refused:
        return translate(refused.message, "en")


@settings(max_examples=300, deadline=2000)
@given(st.one_of(st.binary(), st.text().map(str.encode)))
@example(HOSTILE)
def test_any_bytes_are_read_or_refused(data):
    for some in (data, OPEN + data, OPEN + data + CLOSED):
        assert isinstance(read_or_refused(some), list | str)


@settings(max_examples=500, deadline=2000)
@given(mutated(), st.integers(1, 80))
def test_any_damaged_calendar_is_read_or_refused(data, years):
    for one in read_or_refused(data, last=dt.date(2026 + years, 1, 1)):
        if isinstance(one, ParsedEvent):
            assert one.is_whole_day == (not isinstance(one.starts, dt.datetime))
            assert one.is_whole_day or (one.starts.tzinfo and one.ends.tzinfo)


def written(events):
    """Return a calendar of events as our feeds write it."""
    entries = [event_component(event, "en") for event in events]
    parts = [
        CalendarEntry(number, 0, one.uid, dt.date.max, zones_text(one), one.text)
        for number, one in enumerate(entries)
    ]
    return calendar("Lyon", parts, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "Europe/Berlin")


def as_read(event):
    """Return what must be read of an event of ours."""
    begins, ends = event.starts, event.ends
    if event.is_whole_day:
        begins, ends = event.starts_at.date(), event.ends_at.date() + dt.timedelta(days=1)
    off = "CANCELLED: " * (event.status is Status.CANCELLED)
    return {
        "uid": str(event.uid),
        "summary": off + printable(event.title_en),
        "description": printable(event.description_en),
        "location": printable(event.venue.name_en) if event.venue else "",
        "starts": begins,
        "ends": ends,
        "status": event.status.upper(),
        "sequence": event.sequence,
    }


READ_OF_OURS = (
    *("uid", "summary", "description", "location", "starts", "ends", "status", "sequence"),
)
VENUES = st.one_of(
    st.none(),
    st.builds(lambda name: make_venue(name_en=name, room="", address=""), TEXTS.filter(bool)),
)
TOLD = {
    "title_en": TEXTS.filter(bool),
    "description_en": TEXTS,
    "venue": VENUES,
    "status": st.sampled_from(Status),
    "sequence": st.integers(0, 9999),
}
EVENTS = st.one_of(
    st.builds(planned, MOMENTS, LENGTHS, st.sampled_from(ZONES), st.sampled_from(ZONES), **TOLD),
    st.builds(
        lambda first, more, **told: event_of(
            starts_at=dt.datetime.combine(first, dt.time()),
            ends_at=dt.datetime.combine(first, dt.time()) + dt.timedelta(days=more),
            is_whole_day=True,
            **told,
        ),
        MOMENTS,
        st.integers(0, 20),
        **TOLD,
    ),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(EVENTS, max_size=6))
def test_what_we_write_is_read_again_instant_by_instant_and_text_by_text(events):
    found = read(written(events), first=dt.date(2023, 1, 1), last=dt.date(2033, 1, 1))

    told = {one.uid: {name: getattr(one, name) for name in READ_OF_OURS} for one in found}
    assert told == {str(event.uid): as_read(event) for event in events}
    assert len(found) == len(events)
