"""Personal itineraries: only what one person comes to, with pick-ups and addresses (D-08).

Each is in a language of that person. Of one person, or of all delegates, each on pages of its own.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from planner.languages import Message, Text, translate
from planner.models import Reply, Status
from planner.printing.paper import PrintContext, about, dot_joined, sheet
from planner.printing.programme import event_texts as words
from planner.printing.programme.programme import (
    TIMES,
    day_columns,
    day_heading,
    item_lines,
    items_of,
    named,
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
from planner.queries.guests.guest_rows import DelegateRow
from planner.queries.guests.guest_sources import delegate_rows_of
from planner.queries.people.person_rows import PersonRow
from planner.queries.programme.programme import read_programme
from planner.queries.programme.programme_rows import Item, ProgrammeSources
from planner.queries.rows import read_rows
from planner.rules.people.people import full_name, office_line
from planner.rules.printing.itineraries import attendance, days_of, own_items, own_language
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from planner.rules.programme.programme import Day

TITLE = Message("Personal itinerary")
EMPTY = Message("Nothing has been planned for you yet.")
NOBODY = Message("No delegation has anybody in it yet.")


def make(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Schedule:
    """Return the itinerary of a person, or else of each delegate of the visit."""
    visit = occasion.required_visit
    members = {
        row.person_id: row for row in read_rows(session, DelegateRow, delegate_rows_of(visit))
    }
    ids = [occasion.person.id] if occasion.person else list(members)
    sources = read_programme(session, occasion, printing.reader, printing.moment, ids)
    if occasion.person and not wanted.other_language:
        language = own_language(occasion.person, wanted.language)
        wanted, printing = wanted._replace(language=language), replace(printing, language=language)
    parts = tuple(
        itinerary(sources, sources.people[person_id], members.get(person_id), wanted, printing)
        for person_id in ids
    )
    language = wanted.language
    subject, when = itinerary_subject(occasion, parts, language)
    others = named(sources)
    frame = sheet(TITLE, subject, when, TIMES, printing, parts, people=ids, others=others)
    if occasion.person:  # the head of the paper says already whose it is
        frame = with_facts(frame, parts[0].facts)
        parts = (replace(parts[0], heading="", lines=(), facts=()),)
    empty = "" if parts else translate(NOBODY, language)
    return Schedule(frame, parts, translate(UNPRINTABLE, language), empty)


def itinerary_subject(
    occasion: Occasion, parts: Sequence[SchedulePart], language: str
) -> tuple[Text, str]:
    """Return what the paper is about: a person at a visit, or else the visit."""
    title, when = about(occasion._replace(event=None), language)
    if occasion.person is None:
        return title, when
    office = [line.text for line in parts[0].lines]
    return Text(parts[0].heading, language), dot_joined(*office, title.text, when)


def table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Table:
    """Return the rows of the itineraries."""
    return table_of(make(session, occasion, wanted, printing))


def itinerary(
    sources: ProgrammeSources,
    person: PersonRow,
    member: DelegateRow | None,
    wanted: PaperChoice,
    printing: PrintContext,
) -> SchedulePart:
    """Return the pages of a person, in that person's language."""
    if not wanted.other_language:
        wanted = wanted._replace(language=own_language(person, wanted.language))
    language = wanted.language
    items = own_items(sources, person.id)
    sections = tuple(
        day_section(day, sources, person.id, wanted) for day in days_of(sources, items)
    )
    name = sources.in_charge.name if sources.in_charge else ""
    contact = words.on_line(name, printing.letterhead.name)
    return SchedulePart(
        sections,
        language,
        heading=full_name(person),
        lines=lines(language, office(person, member, sources.first_day, language)),
        facts=facts(language, (Message("Your contact"), contact)),
        empty="" if sections else translate(EMPTY, language),
    )


def office(
    person: PersonRow, member: DelegateRow | None, day: dt.date, language: str
) -> str | Text:
    """Return the function that the delegation prints for a person, else the office of that day."""
    printed = member.function.in_language(language) if member else None
    return printed if printed and printed.text else office_line(person, day, language)


def day_section(
    day: Day[Item], sources: ProgrammeSources, person_id: int, wanted: PaperChoice
) -> Section:
    """Return the section of a day with the items of a person."""
    columns = day_columns(day, sources, wanted)
    rows = tuple(
        Row(
            tuple(cell(column, item, day, sources, person_id, wanted) for column in columns),
            item.status is Status.CANCELLED,
            person_id=person_id,
            event_id=item.id,
        )
        for item in items_of(day)
    )
    return Section(day_heading(day, wanted), columns, rows)


def cell(
    column: Column,
    item: Item,
    day: Day[Item],
    sources: ProgrammeSources,
    person_id: int,
    wanted: PaperChoice,
) -> tuple[Line, ...]:
    """Return the lines of a cell: what a column says about an item of a person."""
    language = wanted.language
    if column.key == "time":
        hours = words.hours(item, day.date, sources.zone, language)
        return lines(language, *words.in_lines(hours), tone=Tone.HOUR)
    if column.key == "home":
        hours = words.home_hours(item, day.date, sources.far, language)
        return lines(language, *words.in_lines(hours), tone=Tone.NOTE)
    if column.key == "what":
        return own_item_lines(item, sources, person_id, language)
    if column.key == "where":
        return journey_lines(item, language) + where(item.venue, language)
    language = column.key
    hours = words.hours(item, day.date, sources.zone, language)
    other_hours = lines(language, hours, tone=Tone.NOTE) if language != wanted.language else ()
    place = lines(language, item.venue and words.site_line(item.venue, language))
    return other_hours + own_item_lines(
        item, sources, person_id, language, journey_lines(item, language) + place
    )


def own_item_lines(
    item: Item,
    sources: ProgrammeSources,
    person_id: int,
    language: str,
    place: tuple[Line, ...] = (),
) -> tuple[Line, ...]:
    """Return the lines about an item, and a reminder if the person has not replied yet."""
    found = item_lines(item, sources, language, place)
    invited = attendance(sources, item, person_id)
    if invited and invited.reply is Reply.OPEN and item.status is not Status.CANCELLED:
        asked = translate(Message("Please tell us whether you will come."), language)
        found += lines(language, asked, tone=Tone.WAIT)
    return found


def journey_lines(item: Item, language: str) -> tuple[Line, ...]:
    """Return the lines about a transfer: when and where it picks up, where it goes, the vehicle."""
    journey = item.transfer
    if journey is None:
        return ()
    start = words.site_line(journey.from_site, language).text if journey.from_site else ""
    end = words.site_line(journey.to_site, language).text if journey.to_site else ""
    time = words.pick_up(item, language)
    picked_up = Message("Pick-up: %(when)s", when=words.on_line(time, start))
    messages = [
        (picked_up if time else Message("From: %(place)s", place=start), time or start),
        (Message("To: %(place)s", place=end), end),
    ]
    texts = [translate(message, language) for message, known in messages if known]
    vehicle = " · ".join(part for part in (journey.vehicle, journey.number) if part)
    return lines(language, *texts) + lines(language, vehicle, tone=Tone.NOTE)
