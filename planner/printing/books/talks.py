"""Meetings on paper: aim and outcome of each, what to raise there and what to avoid (D-14)."""

from collections.abc import Mapping

from planner.languages import Message, Text, translate
from planner.models import PointKind, Status
from planner.printing.books.books import ITEM, Chapter, LabelledTexts, Section
from planner.printing.programme import event_texts as words
from planner.printing.programme.minute_plan import people_lines
from planner.printing.programme.programme import day_heading, head, items_of
from planner.printing.programme.schedule import Tone, lines
from planner.queries.programme.programme_rows import Item, ProgrammeSources
from planner.rules.printing.itineraries import attendees, days_of
from planner.rules.printing.printing import PaperChoice
from planner.rules.programme.briefings import EMPTY_BRIEFING, POINT_KINDS, Briefing

PROGRAMME, TALK = Message("Program and talking points"), Message("Aim and talking points")
AIM, OUTCOME = Message("Aim"), Message("Desired outcome")


def programme(
    sources: ProgrammeSources, briefings: Mapping[int, Briefing], wanted: PaperChoice
) -> Chapter:
    """Return the chapter of the program: by day, with the briefing of each item."""
    sections = []
    for day in days_of(sources, sources.items):
        sections.append(Section(day_heading(day, wanted)))
        for item in items_of(day):
            hours = words.hours(item, day.date, sources.zone, wanted.language)
            briefing = briefings.get(item.id, EMPTY_BRIEFING)
            sections.append(section(item, sources, briefing, wanted.language, hours))
    return Chapter(translate(PROGRAMME, wanted.language), tuple(sections), begins_page=True)


def event(sources: ProgrammeSources, briefings: Mapping[int, Briefing], language: str) -> Chapter:
    """Return the chapter about the only event of a paper."""
    sections = [
        section(item, sources, briefings.get(item.id, EMPTY_BRIEFING), language)
        for item in sources.items
    ]
    return Chapter(translate(TALK, language), tuple(sections))


def section(
    item: Item, sources: ProgrammeSources, briefing: Briefing, language: str, hours: str = ""
) -> Section:
    """Return the section about an item.

    Without hours it is the only one of a paper, whose head has its title and its hours already.
    """
    title, *marks = head(item, language)
    below = (
        *marks,
        *lines(language, item.venue and words.site_line(item.venue, language)),
        *people_lines(item, sources, attendees(sources, item), language),
        *lines(language, words.interpretation(item, language), tone=Tone.NOTE),
        *lines(language, words.dress(item, language), tone=Tone.NOTE),
    )
    is_off = item.status is Status.CANCELLED
    return Section(
        Text(title.text if hours else "", title.language),
        level=ITEM,
        hours=words.in_lines(hours) if hours else (),
        lines=tuple(marks) if is_off and hours else below,
        box=() if is_off else box(briefing, language),
        is_off=is_off,
    )


def box(briefing: Briefing, language: str) -> tuple[LabelledTexts, ...]:
    """Return the box with aim, outcome and talking points, without those that are empty."""
    contents = (
        (AIM, briefing.aim.splitlines(), False),
        (OUTCOME, briefing.desired_outcome.splitlines(), False),
        (POINT_KINDS[PointKind.RAISE], briefing.raised, True),
        (POINT_KINDS[PointKind.AVOID], briefing.avoided, True),
    )
    return tuple(
        LabelledTexts(translate(label, language), tuple(filter(None, texts)), is_list)
        for label, texts, is_list in contents
        if texts
    )
