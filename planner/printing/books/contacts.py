"""Contacts on paper: whom of the office to call, who works where, and the addresses. Internal."""

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
    """Return the chapter about whom to call and where everything is, or None."""
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
    """Return a row for each who answers for something or works somewhere: of the office first."""
    told: dict[tuple[str, str], Duties] = {}  # by name and phone: the duties, each with its events
    if sources.in_charge:
        told.setdefault(sources.in_charge, {})[IN_CHARGE] = []
    for item in sources.items:
        if item.status is Status.CANCELLED:
            continue
        if item.responsible:
            note(told, item.responsible, RESPONSIBLE, item, language)
        for one in sources.working.get(item.id, ()):
            caller = full_name(sources.people[one.person_id]), one.phone
            note(told, caller, DUTIES[one.duty], item, language)
    return [row(*caller, duties, language) for caller, duties in told.items()]


def note(
    told: dict[tuple[str, str], Duties],
    caller: tuple[str, str],
    duty: Message,
    item: Item,
    language: str,
) -> None:
    """Note that somebody does something at an event."""
    title = item.title.in_language(language).text
    told.setdefault(caller, {}).setdefault(duty, []).append(title)


def row(name: str, phone: str, duties: Mapping[Message, Sequence[str]], language: str) -> Row:
    """Return the row of somebody; a number stays on one line."""
    does: list[Line] = []
    for duty, titles in duties.items():
        does += lines(language, translate(duty, language))
        does += lines(language, "; ".join(dict.fromkeys(titles)), tone=Tone.NOTE)
    number = phone.replace(" ", words.NO_BREAK)
    return Row((lines(language, name, tone=Tone.TITLE), tuple(does), lines(language, number)))


def venues(sources: ProgrammeSources, language: str) -> list[Row]:
    """Return a row for each place that the program goes to, in its order."""
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
