"""The interpreter's pack: what is interpreted, in both languages, and who takes part (D-16)."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from planner.languages import IN_TURN, NATIVE_NAMES, Message, Text, translate
from planner.models import Audience, Interpretation, Status
from planner.printing.paper import PrintContext, about, sheet
from planner.printing.programme import event_texts as words
from planner.printing.programme.minute_plan import interpreters
from planner.printing.programme.programme import (
    day_heading,
    head,
    items_of,
    named,
    speakers,
    where,
)
from planner.printing.programme.schedule import (
    UNPRINTABLE,
    Column,
    Line,
    Row,
    Schedule,
    SchedulePart,
    Section,
    Tone,
    facts,
    lines,
    table_of,
    with_facts,
)
from planner.printing.tables import Table
from planner.queries.guests.guest_sources import read_sources
from planner.queries.programme.programme import read_programme
from planner.queries.programme.programme_rows import Item, ProgrammeSources
from planner.rules.guests.guests import GuestRow, guest_rows
from planner.rules.printing.itineraries import days_of
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from planner.rules.programme.audience import is_visible
from planner.rules.programme.clashes import ABSENT_REPLIES
from planner.rules.programme.programme import Day

TITLE = Message("Interpreter's pack")
EMPTY = Message("Nothing of this is interpreted.")
ORDER = Message("Items by time; participants by precedence")
AT_OFFICE = Message("Contact at the office")
COLUMNS = (
    ("where", Message("Venue"), 44),
    ("interpreter", Message("Interpreter"), 58),
)


def make(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Schedule:
    """Return the pack for the interpreters of a visit or of one event, without internal events."""
    language = wanted.language
    sources = read_programme(session, occasion, printing.reader, printing.moment)
    items = [
        item
        for item in sources.items
        if item.interpretation is not Interpretation.NONE and is_visible(item, Audience.GUESTS)
    ]
    sections = [day_section(day, sources, wanted) for day in days_of(sources, items)]
    people: list[int] = []
    if sections:
        rows = guest_rows(read_sources(session, occasion.visit, occasion.event))
        sections.append(participants(rows, items, language))
        people = [row.person_id for row in sections[-1].rows if row.person_id]
    others = [one.person_id for item in items for one in sources.working.get(item.id, ())]
    others += named(sources)
    lead = sources.in_charge
    part = SchedulePart(
        tuple(sections),
        language,
        empty="" if sections else translate(EMPTY, language),
    )
    subject, when = about(occasion, language)
    frame = sheet(TITLE, subject, when, ORDER, printing, content=part, people=people, others=others)
    frame = with_facts(frame, facts(language, (AT_OFFICE, lead and words.name_and_phone(*lead))))
    return Schedule(frame, (part,), translate(UNPRINTABLE, language), is_wide=True)


def table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Table:
    """Return the rows of the pack."""
    return table_of(make(session, occasion, wanted, printing))


def day_section(day: Day[Item], sources: ProgrammeSources, wanted: PaperChoice) -> Section:
    """Return the section of a day with the items that are interpreted."""
    language, zone = wanted.language, sources.zone
    time = words.zone_label(translate(Message("Time"), language), day.date, zone, zone, language)
    columns = (
        Column("time", time, 32),
        *(Column(code, NATIVE_NAMES[code], 69, code) for code in IN_TURN[language]),
        *(Column(key, translate(label, language), share) for key, label, share in COLUMNS),
    )
    rows = tuple(row(item, day, sources, language) for item in items_of(day))
    return Section(day_heading(day, wanted), columns, rows)


def row(item: Item, day: Day[Item], sources: ProgrammeSources, language: str) -> Row:
    """Return the row of an item."""
    contact = translate(
        Message("Contact: %(who)s", who=words.office_contact(item, sources)), language
    )
    hours = words.hours(item, day.date, sources.zone, language)
    return Row(
        (
            lines(language, *words.in_lines(hours), tone=Tone.HOUR),
            *(item_in_language(item, sources, code) for code in IN_TURN[language]),
            where(item.venue, language),
            interpreters(item, sources, (), language) + lines(language, contact, tone=Tone.NOTE),
        ),
        item.status is Status.CANCELLED,
        event_id=item.id,
    )


def item_in_language(item: Item, sources: ProgrammeSources, language: str) -> tuple[Line, ...]:
    """Return title, text and speakers in a language, or in the one in which they are known."""
    return (
        *head(item, language),
        *lines(language, item.description.in_language(language)),
        *lines(language, *speakers(item, sources, language)),
    )


def participants(rows: Iterable[GuestRow], items: Iterable[Item], language: str) -> Section:
    """Return the section with the guests of the items, by name and office only."""
    ids = {item.id for item in items if item.status is not Status.CANCELLED}
    taking_part = [
        row
        for row in rows
        if any(one.event_id in ids and one.reply not in ABSENT_REPLIES for one in row.invitations)
    ]
    heads = (
        Column("name", translate(Message("Name"), language), 84),
        *(
            Column(f"office_{code}", translate(Message("Office"), code), 94, code)
            for code in IN_TURN[language]
        ),
    )
    return Section(
        Text(translate(Message("Participants"), language), language),
        heads,
        tuple(participant(row, language) for row in taking_part),
    )


def participant(row: GuestRow, language: str) -> Row:
    """Return the row of a participant."""
    offices = (lines(code, row.office.in_language(code)) for code in IN_TURN[language])
    return Row((lines(language, row.name, tone=Tone.TITLE), *offices), person_id=row.id)
