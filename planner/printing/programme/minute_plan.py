"""The minute plan: what happens when, where, by whom, and whom to call (D-07). It is internal."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.orm import Session

from planner.languages import Message, translate
from planner.models import Duty, GuestRole, Status
from planner.printing.paper import PrintContext, about, sheet
from planner.printing.programme import event_texts as words
from planner.printing.programme.programme import TIMES, day_heading, head, items_of, where
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
from planner.queries.programme.programme_rows import AttendanceRow, Item, ProgrammeSources
from planner.rules.people.people import full_name
from planner.rules.people.spoken_languages import language_names
from planner.rules.precedence.schemes import ROLES
from planner.rules.printing.itineraries import attendees, days_of
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from planner.rules.programme.assignments import DUTIES
from planner.rules.programme.programme import Day, Shortage, shortages
from planner.wording.events import AUDIENCES

TITLE = Message("Minute plan")
EMPTY = Message("Nothing has been planned yet.")
LACKING = Message("No interpreter yet.")
IN_CHARGE = Message("In charge")
NAMED_ROLES = (GuestRole.GUEST_OF_HONOUR, GuestRole.HOST, GuestRole.SPEAKER)
COLUMNS = (
    ("time", Message("Time"), 36),
    ("length", Message("Duration"), 23),
    ("what", Message("What"), 46),
    ("where", Message("Where"), 42),
    ("who", Message("Who"), 43),
    ("responsible", Message("Responsible"), 34),
    ("interpreter", Message("Interpreter"), 41),
    ("notes", Message("Notes"), 35),
)


def make(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Schedule:
    """Return the minute plan of a visit or of one event."""
    language = wanted.language
    sources = read_programme(session, occasion, printing.reader, printing.moment)
    sections = tuple(day_section(day, sources, wanted) for day in days_of(sources, sources.items))
    lead = sources.in_charge
    part = SchedulePart(
        sections,
        language,
        empty="" if sections else translate(EMPTY, language),
    )
    subject, when = about(occasion, language)
    frame = sheet(TITLE, subject, when, TIMES, printing, content=part, people=sources.people)
    frame = with_facts(frame, facts(language, (IN_CHARGE, lead and words.name_and_phone(*lead))))
    return Schedule(frame, (part,), translate(UNPRINTABLE, language), is_wide=True)


def table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Table:
    """Return the rows of the minute plan."""
    return table_of(make(session, occasion, wanted, printing))


def day_section(day: Day[Item], sources: ProgrammeSources, wanted: PaperChoice) -> Section:
    """Return the section of a day."""
    language, zone = wanted.language, sources.zone
    columns = [Column(key, translate(label, language), share) for key, label, share in COLUMNS]
    time = words.zone_label(columns[0].label, day.date, zone, zone, language)
    columns[0] = Column("time", time, columns[0].share)
    rows = tuple(row(item, day, sources, language) for item in items_of(day))
    return Section(day_heading(day, wanted), tuple(columns), rows)


def row(item: Item, day: Day[Item], sources: ProgrammeSources, language: str) -> Row:
    """Return the row of an item; a cancelled one needs nobody."""
    is_off = item.status is Status.CANCELLED
    people = attendees(sources, item)
    hours = words.hours(item, day.date, sources.zone, language)
    return Row(
        (
            lines(language, *words.in_lines(hours), tone=Tone.HOUR),
            lines(language, words.length(item, language)),
            item_lines(item, language),
            where(item.venue, language) + journey_lines(item, language),
            people_lines(item, sources, people, language),
            responsible(item, sources, language),
            interpreters(item, sources, people, language),
            notes(item, language),
        ),
        is_off,
        event_id=item.id,
    )


def item_lines(item: Item, language: str) -> tuple[Line, ...]:
    """Return the lines about an item: what it is, and who may know of it."""
    side = translate(Message("Side program"), language) if item.is_side_programme else ""
    known = translate(AUDIENCES[item.audience], language)
    return head(item, language) + lines(language, side, known, tone=Tone.NOTE)


def journey_lines(item: Item, language: str) -> tuple[Line, ...]:
    """Return the lines about a transfer: from where to where, the pick-up, the vehicle."""
    journey = item.transfer
    if journey is None:
        return ()
    start, end = (
        site.name.in_language(language).text if site else ""
        for site in (journey.from_site, journey.to_site)
    )
    pick_up = words.pick_up(item, language)
    texts = (
        f"{start} → {end}".strip() if end else start,
        pick_up and translate(Message("Pick-up: %(when)s", when=pick_up), language),
    )
    vehicle = " · ".join(part for part in (journey.vehicle, journey.number) if part)
    return lines(language, *texts) + lines(language, vehicle, tone=Tone.NOTE)


def people_lines(
    item: Item, sources: ProgrammeSources, people: Sequence[AttendanceRow], language: str
) -> tuple[Line, ...]:
    """Return hosts, guests of honor and speakers by name, and the number of all other guests."""
    names: dict[Message, list[str]] = {}
    numbers: Counter[Message] = Counter()
    for one in people:
        if one.role in NAMED_ROLES:
            names.setdefault(ROLES[one.role], []).append(full_name(sources.people[one.person_id]))
        else:
            numbers[ROLES[one.role]] += 1
    for working in sources.working.get(item.id, ()):
        if working.duty is Duty.SPEAKER:
            name = full_name(sources.people[working.person_id])
            names.setdefault(ROLES[GuestRole.SPEAKER], []).append(name)
    named = [
        f"{translate(role, language)}: {', '.join(dict.fromkeys(found))}"
        for role, found in names.items()
    ]
    counted = (
        f"{translate(role, language)}:{words.NO_BREAK}{number}" for role, number in numbers.items()
    )
    others = f"{words.NO_BREAK}· ".join(counted)
    return lines(language, *named) + lines(language, others, tone=Tone.NOTE)


def responsible(item: Item, sources: ProgrammeSources, language: str) -> tuple[Line, ...]:
    """Return who is responsible for an item, the contacts on site and the drivers."""
    found = lines(language, *(item.responsible or ()))
    for one in sources.working.get(item.id, ()):
        if one.duty in (Duty.CONTACT, Duty.DRIVER):
            duty = lines(language, translate(DUTIES[one.duty], language), tone=Tone.NOTE)
            found += duty + lines(language, *words.worker(sources, one))
    return found


def interpreters(
    item: Item, sources: ProgrammeSources, people: Sequence[AttendanceRow], language: str
) -> tuple[Line, ...]:
    """Return how an item is interpreted and by whom, or that it has no interpreter yet."""
    working = sources.working.get(item.id, ())
    found = lines(language, words.interpretation(item, language), tone=Tone.NOTE)
    if Shortage.INTERPRETER in shortages(item, len(people), {one.duty for one in working}):
        found += lines(language, translate(LACKING, language), tone=Tone.NO)
    for one in working:
        if one.duty is Duty.INTERPRETER:
            spoken = "" if one.languages == item.languages else one.languages
            found += lines(language, *words.worker(sources, one))
            found += lines(language, language_names(spoken, language), tone=Tone.NOTE)
    return found


def notes(item: Item, language: str) -> tuple[Line, ...]:
    """Return the internal notes of an item, and its dress code."""
    dress = words.dress(item, language)
    return lines(language, *item.internal_notes.splitlines()) + lines(
        language, dress, tone=Tone.NOTE
    )
