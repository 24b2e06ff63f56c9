"""The programme on paper: for everybody or for guests (D-06)."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from planner import dates
from planner.languages import NATIVE_NAMES, Message, Text, translate
from planner.models import Duty, GuestRole, Reply, Status
from planner.printing.paper import PrintContext, about, sheet
from planner.printing.programme import event_texts as words
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
from planner.queries.programme.programme import read_programme
from planner.queries.programme.programme_rows import Item, ProgrammeSources, Site
from planner.rules.printing.itineraries import days_of, needs_home_time
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from planner.rules.programme.programme import Day

TITLE = Message("Program")
EMPTY = Message("No event of this visit is public yet.")
EMPTY_FOR_GUESTS = Message("No event of this visit is for guests yet.")
TIMES = Message("By time, on the clock of the place")
SHARES = {"time": 31, "home": 26, "what": 84, "where": 46}


def make(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Schedule:
    """Return the programme of a visit, as far as the readers of the paper may know it."""
    sources = read_programme(session, occasion, printing.reader, printing.moment)
    days = days_of(sources, sources.items)
    sections = tuple(day_section(day, sources, wanted) for day in days)
    contact = words.on_line(printing.letterhead.name, printing.letterhead.unit)
    language = wanted.language
    empty = EMPTY if printing.reader == "public" else EMPTY_FOR_GUESTS
    part = SchedulePart(
        sections,
        language,
        empty="" if sections else translate(empty, language),
    )
    subject, when = about(occasion, language)
    frame = sheet(TITLE, subject, when, TIMES, printing, content=part, people=named(sources))
    frame = with_facts(frame, facts(language, (Message("Contact"), contact)))
    return Schedule(frame, (part,), translate(UNPRINTABLE, language))


def table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Table:
    """Return the rows of the programme."""
    return table_of(make(session, occasion, wanted, printing))


def day_section(day: Day[Item], sources: ProgrammeSources, wanted: PaperChoice) -> Section:
    """Return the section of a day; two languages stand side by side."""
    columns = day_columns(day, sources, wanted)
    return Section(
        heading=day_heading(day, wanted),
        columns=columns,
        rows=tuple(
            Row(
                tuple(cell(column, item, day, sources, wanted) for column in columns),
                item.status is Status.CANCELLED,
                event_id=item.id,
            )
            for item in items_of(day)
        ),
    )


def items_of(day: Day[Item]) -> list[Item]:
    """Return the items of a day in order; those of all day first."""
    return [*day.whole_days, *(item for slot in day.slots for item in slot.events)]


def day_heading(day: Day[Item], wanted: PaperChoice) -> Text:
    """Return the date in the languages of the paper."""
    days = [dates.long_day(day.date, language) for language in wanted.languages]
    return Text(" · ".join(days), wanted.language)


def day_columns(
    day: Day[Item], sources: ProgrammeSources, wanted: PaperChoice
) -> tuple[Column, ...]:
    """Return the columns of a day: hours, on days of travel also those at home, item and venue."""
    columns = hour_columns(day, sources, wanted.language)
    if wanted.other_language:
        half = (SHARES["what"] + SHARES["where"]) // 2
        columns += [Column(code, NATIVE_NAMES[code], half, code) for code in wanted.languages]
    else:
        columns += [
            Column(key, translate(label, wanted.language), SHARES[key])
            for key, label in (("what", Message("Program item")), ("where", Message("Venue")))
        ]
    return tuple(columns)


def hour_columns(day: Day[Item], sources: ProgrammeSources, language: str) -> list[Column]:
    """Return the columns of the hours, each with the zone that it is in."""
    time, zone = translate(Message("Time"), language), sources.zone
    label = words.zone_label(time, day.date, zone, zone, language)
    columns = [Column("time", label, SHARES["time"])]
    far = sources.far
    if far and needs_home_time(day, sources):
        label = words.zone_label(far.name, day.date, far.zone, zone, language)
        columns.append(Column("home", label, SHARES["home"]))
    return columns


def cell(
    column: Column, item: Item, day: Day[Item], sources: ProgrammeSources, wanted: PaperChoice
) -> tuple[Line, ...]:
    """Return the lines of a cell: what a column says about an item."""
    language = wanted.language
    if column.key == "time":
        hours = words.hours(item, day.date, sources.zone, language)
        return lines(language, *words.in_lines(hours), tone=Tone.HOUR)
    if column.key == "home":
        hours = words.home_hours(item, day.date, sources.far, language)
        return lines(language, *words.in_lines(hours), tone=Tone.NOTE)
    if column.key == "what":
        return item_lines(item, sources, language)
    if column.key == "where":
        return where(item.venue, language)
    language = column.key
    hours = words.hours(item, day.date, sources.zone, language)
    other_hours = lines(language, hours, tone=Tone.NOTE) if language != wanted.language else ()
    place = lines(language, item.venue and words.site_line(item.venue, language))
    return other_hours + item_lines(item, sources, language, place)


def item_lines(
    item: Item, sources: ProgrammeSources, language: str, place: tuple[Line, ...] = ()
) -> tuple[Line, ...]:
    """Return the lines about an item: title, text, speakers, languages and dress code."""
    return (
        *head(item, language),
        *lines(language, item.description.in_language(language)),
        *lines(language, *speakers(item, sources, language)),
        *place,
        *lines(language, words.interpretation(item, language), tone=Tone.NOTE),
        *lines(language, words.dress(item, language), tone=Tone.NOTE),
    )


def head(item: Item, language: str) -> tuple[Line, ...]:
    """Return the title of an item, and below it the warning that it is off or not sure yet."""
    tone = Tone.NO if item.status is Status.CANCELLED else Tone.WAIT
    return (
        *lines(language, item.title.in_language(language), tone=Tone.TITLE),
        *lines(language, words.mark(item, language), tone=tone),
    )


def where(site: Site | None, language: str) -> tuple[Line, ...]:
    """Return the lines about a venue: its name and its address."""
    if site is None:
        return ()
    address = lines(language, words.site_address(site), tone=Tone.NOTE)
    return lines(language, words.site_name(site, language)) + address


def named(sources: ProgrammeSources) -> set[int]:
    """Return the ids of the people who are named in a programme."""
    return {one for item in sources.items for one in speaker_ids(item, sources)}


def speakers(item: Item, sources: ProgrammeSources, language: str) -> Iterator[str]:
    """Yield the speakers of an item, each with name and office in full form."""
    for person_id in speaker_ids(item, sources):
        name = words.programme_entry(sources, person_id, item.starts_at.date(), language)
        yield translate(Message("Speaker: %(name)s", name=name), language)


def speaker_ids(item: Item, sources: ProgrammeSources) -> list[int]:
    """Return the ids of the speakers of an item: assigned ones, and guests who have accepted."""
    people = [
        one.person_id for one in sources.working.get(item.id, ()) if one.duty is Duty.SPEAKER
    ] + [
        one.person_id
        for one in sources.attending.get(item.id, ())
        if one.role is GuestRole.SPEAKER and one.reply is Reply.ACCEPTED
    ]
    return list(dict.fromkeys(people))
