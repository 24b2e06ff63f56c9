"""Contacts on paper: people of the office, people who work at events, and venues. Internal."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from planner.languages import Message, Text, translate
from planner.models import Status
from planner.printing.books.books import Chapter, Section, columns
from planner.printing.programme import event_texts as words
from planner.printing.programme.schedule import Line, Row, Tone, lines
from planner.queries.programme.programme_rows import Item, ProgrammeSources, Site
from planner.rules.people.people import full_name
from planner.rules.programme.assignments import DUTIES

TITLE = Message("Contacts")
PEOPLE, VENUES = Message("People"), Message("Venues")
IN_CHARGE, RESPONSIBLE = Message("In charge"), Message("Responsible")
PHONE = Message("Phone")
Duties: TypeAlias = dict[Message, list[str]]  # the titles of the events of each duty
WHO = (("name", Message("Name"), 50), ("what", Message("What"), 86), ("phone", PHONE, 40))
WHERE = (("name", Message("Venue"), 76), ("address", Message("Address"), 100))


def chapter(sources: ProgrammeSources, language: str) -> Chapter | None:
    """Return the chapter with the people to call and the venues, or None if there are none."""
    sections = [
        Section(Text(translate(title, language), language), columns=columns(language, *heads),
                rows=tuple(rows))
        for title, heads, rows in (
            (PEOPLE, WHO, people(sources, language)),
            (VENUES, WHERE, venues(sources, language)),
        )
        if rows
    ]  # fmt: skip
    return Chapter(translate(TITLE, language), tuple(sections)) if sections else None


def people(sources: ProgrammeSources, language: str) -> list[Row]:
    """Return a row for each person who is in charge, responsible or works at an event."""
    duties_of: dict[tuple[str, str], Duties] = {}  # by name and phone
    if sources.in_charge:
        duties_of.setdefault(sources.in_charge, {})[IN_CHARGE] = []
    for item in sources.items:
        if item.status is Status.CANCELLED:
            continue
        if item.responsible:
            note(duties_of, item.responsible, RESPONSIBLE, item, language)
        for one in sources.working.get(item.id, ()):
            caller = full_name(sources.people[one.person_id]), one.phone
            note(duties_of, caller, DUTIES[one.duty], item, language)
    return [row(*caller, duties, language) for caller, duties in duties_of.items()]


def note(
    duties_of: dict[tuple[str, str], Duties],
    caller: tuple[str, str],
    duty: Message,
    item: Item,
    language: str,
) -> None:
    """Add an event to a duty of somebody."""
    title = item.title.in_language(language).text
    duties_of.setdefault(caller, {}).setdefault(duty, []).append(title)


def row(name: str, phone: str, duties: Mapping[Message, Sequence[str]], language: str) -> Row:
    """Return the row of somebody; a number stays on one line."""
    what: list[Line] = []
    for duty, titles in duties.items():
        what += lines(language, translate(duty, language))
        what += lines(language, "; ".join(dict.fromkeys(titles)), tone=Tone.NOTE)
    number = phone.replace(" ", words.NO_BREAK)
    return Row((lines(language, name, tone=Tone.TITLE), tuple(what), lines(language, number)))


def venues(sources: ProgrammeSources, language: str) -> list[Row]:
    """Return a row for each venue, in the order of the program."""
    sites: dict[Site, None] = {}
    for item in sources.items:
        if item.status is not Status.CANCELLED:
            way = (item.transfer.from_site, item.transfer.to_site) if item.transfer else ()
            sites.update((site, None) for site in (item.venue, *way) if site)
    return [
        Row((
            lines(language, words.site_name(site, language), tone=Tone.TITLE),
            lines(language, words.site_address(site)),
        ))
        for site in sites
    ]  # fmt: skip
