"""The words for who else has a page open for editing."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from planner import dates
from planner.languages import Message, translate


def editors_in_words(
    others: Iterable[tuple[str, dt.datetime]],
    *,
    now: dt.datetime,
    zone: str,
    language: str,
    hours_12: bool | None,
) -> str:
    """Return who else is there and since when, on the clock of a zone; empty if nobody is.

    `others` are names and moments. Who came on another day than that of `now` came on that day.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    people = []
    for name, since in others:
        local = since.astimezone(ZoneInfo(zone))
        clock = dates.time(local, language, hours_12)
        if language == "de" and not hours_12:
            clock += " Uhr"
        if local.date() != today:
            clock = f"{dates.day(local.date(), language)}, {clock}"
        people.append(
            translate(Message("%(name)s, since %(time)s", name=name, time=clock), language)
        )
    said = Message("Open for editing just now, too: %(people)s", people="; ".join(people))
    return translate(said, language) if people else ""
