"""Days and times in words, by CLDR: the one formatter for pages, papers and mails.

Every function takes the language of the reader; `hours_12` is a user's own choice and None
means what the language has. Wall clocks are naive, moments know their zone.
"""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_timedelta,
    get_timezone_name,
    parse_pattern,
)

LOCALES = {"de": "de_DE", "en": "en_US"}
ZERO = dt.timedelta()
BREAKS = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0"})  # CLDR's narrow blanks


def locale(language: str) -> Locale:
    """Return the locale of German in Germany or of English in the United States."""
    return Locale.parse(LOCALES[language])


def day(date: dt.date, language: str, *, year: bool = True, weekday: bool = True) -> str:
    """Return "Do., 13. Mai 2027" or "Thu, May 13, 2027"."""
    skeleton = ("yMMMEd" if weekday else "yMMMd") if year else ("MMMEd" if weekday else "MMMd")
    return _plain(format_skeleton(skeleton, date, locale=locale(language)))


def long_day(date: dt.date, language: str) -> str:
    """Return "Donnerstag, 13. Mai 2027" or "Thursday, May 13, 2027"."""
    return _plain(format_date(date, "full", locale=locale(language)))


def weekday(date: dt.date, language: str) -> str:
    """Return "Mi" or "Wed"."""
    return format_date(date, "ccc", locale=locale(language))


def days(first: dt.date, last: dt.date, language: str, *, weekdays: bool = False) -> str:
    """Return "12.–15. Mai 2027" or "May 12 – 15, 2027"; one day is written once."""
    if first == last:
        return day(first, language)
    skeleton = "yMMMEd" if weekdays else "yMMMd"
    return _plain(format_interval(first, last, skeleton, locale=locale(language)))


def month(date: dt.date, language: str) -> str:
    """Return "Mai 2027" or "May 2027"."""
    return _plain(format_skeleton("yMMMM", date, locale=locale(language)))


def time(wall_clock: dt.datetime, language: str, hours_12: bool | None = None) -> str:
    """Return "14:30" or "2:30 PM"."""
    twelve = language == "en" if hours_12 is None else hours_12
    pattern = "h:mm a" if twelve else "HH:mm"
    return parse_pattern(pattern).apply(wall_clock.time(), Locale.parse("en_US"))


def moment(
    wall_clock: dt.datetime, zone: str, language: str, fold: int = 0, hours_12: bool | None = None
) -> str:
    """Return "Do., 13. Mai 2027, 14:30 Uhr MESZ" or "Thu, May 13, 2027, 2:30 PM CEST"."""
    clock = time(wall_clock, language, hours_12)
    if language == "de" and not hours_12:
        clock += " Uhr"
    name = zone_name(wall_clock.replace(tzinfo=ZoneInfo(zone), fold=fold), language)
    return f"{day(wall_clock, language)}, {clock} {name}"


def stamp(instant: dt.datetime, zone: str, language: str, hours_12: bool | None = None) -> str:
    """Return a moment that has happened, on the clock of a zone, in words."""
    local = instant.astimezone(ZoneInfo(zone))
    return moment(local.replace(tzinfo=None), zone, language, local.fold, hours_12)


def day_in(instant: dt.datetime, zone: str, language: str) -> str:
    """Return the day of a moment that has happened, in a zone."""
    return day(instant.astimezone(ZoneInfo(zone)).date(), language)


def ago(instant: dt.datetime, now: dt.datetime, language: str) -> str:
    """Return "vor 12 Minuten" or "12 minutes ago"; at least one minute."""
    passed = min(instant - now, -dt.timedelta(minutes=1))
    return format_timedelta(passed, add_direction=True, locale=locale(language))


def zone_name(local: dt.datetime, language: str) -> str:
    """Return "MESZ" or "CDT": each zone's short name as its own country writes it.

    CLDR knows short names only where they are used: Chicago in German is "GMT-5".
    """
    places = ("de_DE",) if language == "de" else ("en_US", "en_GB")
    for place in (*places, "en_US", "en_GB", "de_DE", "en_AU", "en_IN"):
        name = get_timezone_name(local, "short", locale=Locale.parse(place))
        if re.fullmatch(r"[A-Z]{2,5}", name):
            return name
    zone, offset = str(local.tzinfo), f"{local:%z}"
    return f"{zone.rpartition('/')[2].replace('_', ' ')} (UTC{offset[:3]}:{offset[3:]})"


def zone_title(zone: str, instant: dt.datetime, language: str) -> str:
    """Return the long name of a zone: "Mitteleuropäische Sommerzeit"."""
    local = instant.astimezone(ZoneInfo(zone))
    return get_timezone_name(local, "long", locale=locale(language))


def hours_between(instant: dt.datetime, zone: str, other: str) -> float:
    """Return by how many hours the other zone is ahead of the zone at a moment; may be -6.5."""
    ahead, behind = (instant.astimezone(ZoneInfo(name)).utcoffset() for name in (other, zone))
    return ((ahead or ZERO) - (behind or ZERO)) / dt.timedelta(hours=1)


def _plain(text: str) -> str:
    return text.translate(BREAKS)
