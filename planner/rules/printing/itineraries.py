"""Rules of papers about a programme: whose events they tell, on which clocks, in which language."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from planner.dates import hours_between
from planner.languages import LANGUAGES
from planner.rules.programme.programme import Day, programme_days

if TYPE_CHECKING:
    from planner.queries.programme.programme_rows import AttendanceRow, Item, ProgrammeSources


class LanguageSpeaker(Protocol):
    """Somebody of whom it is known which languages they speak."""

    @property
    def languages(self) -> str:
        """The codes of the languages: "en de"."""


def days_of(sources: "ProgrammeSources", items: "Sequence[Item]") -> "list[Day[Item]]":
    """Return the days that have at least one of the items, in order."""
    days = programme_days(items, sources.first_day, sources.last_day, sources.zone)
    return [day for day in days if day.event_count]


def own_items(sources: "ProgrammeSources", person_id: int) -> "list[Item]":
    """Return the items that a person is invited to and comes to, or works at (D-08)."""
    return [
        item
        for item in sources.items
        if attendance(sources, item, person_id) or works_at(sources, item, person_id)
    ]


def attendance(sources: "ProgrammeSources", item: "Item", person_id: int) -> "AttendanceRow | None":
    """Return the invitation with which a person comes to an event, or None."""
    invited = sources.attending.get(item.id, ())
    return next((one for one in invited if one.person_id == person_id and one.comes), None)


def works_at(sources: "ProgrammeSources", item: "Item", person_id: int) -> bool:
    """Tell whether a person works at an event."""
    return any(one.person_id == person_id for one in sources.working.get(item.id, ()))


def attendees(sources: "ProgrammeSources", item: "Item") -> "list[AttendanceRow]":
    """Return who is invited to an event and comes, or may still come."""
    return [one for one in sources.attending.get(item.id, ()) if one.comes]


def needs_home_time(day: "Day[Item]", sources: "ProgrammeSources") -> bool:
    """Tell whether a paper shows the hours of a day on a second clock too, that of home (D-06).

    It does on days of travel: the first and the last one, and days with a way between two zones.
    """
    if sources.far is None or not hours_between(
        day.noon(sources.zone), sources.zone, sources.far.zone
    ):
        return False
    events = [event for slot in day.slots for event in slot.events]
    has_way = any(event.end_zone not in (None, event.start_zone) for event in events)
    return has_way or day.date in (sources.first_day, sources.last_day)


def own_language(person: LanguageSpeaker, wanted: str) -> str:
    """Return the language of somebody's own paper: the wanted one, if that person speaks it."""
    spoken = [code for code in person.languages.split() if code in LANGUAGES]
    return wanted if wanted in spoken or not spoken else spoken[0]
