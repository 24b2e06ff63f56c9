"""The transfer sheet for drivers: when, from where to where, in what, with whom (D-13)."""

import itertools

from sqlalchemy.orm import Session

from planner import dates
from planner.languages import Message, Messages, translate
from planner.models import Duty, Kind, Reply, Status
from planner.printing.paper import Fact, PrintContext, about, sheet
from planner.printing.programme import event_texts as words
from planner.printing.programme.programme import TIMES
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
)
from planner.printing.tables import Table
from planner.queries.programme.programme import read_programme
from planner.queries.programme.programme_rows import AttendanceRow, Item, ProgrammeSources
from planner.rules.people.people import list_name
from planner.rules.printing.itineraries import attendees
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from planner.rules.programme.programme import Shortage, day_of, shortages

TITLE = Message("Transfer sheet")
EMPTY = Message("This visit has no transfers yet.")
COLUMNS = (
    ("number", Message("No."), 10),
    ("name", Message("Passenger"), 80),
    ("note", Message("Remark"), 66),
    ("aboard", Message("On board"), 20),
)


def make(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Schedule:
    """Return the transfers of a visit, each with its passengers."""
    language = wanted.language
    sources = read_programme(session, occasion, printing.reader, printing.moment)
    items = [one for one in sources.items if one.kind is Kind.TRANSFER or one.transfer]
    people = {one.person_id for item in items for one in attendees(sources, item)}
    others = [one.person_id for item in items for one in sources.working.get(item.id, ())]
    part = SchedulePart(tuple(transfer(item, sources, language) for item in items), language)
    empty = "" if part.sections else translate(EMPTY, language)
    parts = (part,) if part.sections else ()
    subject, when = about(occasion, language)
    frame = sheet(TITLE, subject, when, TIMES, printing, content=part, people=people, others=others)
    return Schedule(frame, parts, translate(UNPRINTABLE, language), empty)


def table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Table:
    """Return the passengers of all transfers as a table."""
    return table_of(make(session, occasion, wanted, printing))


def transfer(item: Item, sources: ProgrammeSources, language: str) -> Section:
    """Return a transfer with its passengers, by name."""
    people = sorted(
        attendees(sources, item), key=lambda one: sources.people[one.person_id].sort_name
    )
    is_off = item.status is Status.CANCELLED
    date = dates.long_day(day_of(item, sources.zone), language)
    title = item.title.in_language(language)
    numbers = itertools.count(1)
    return Section(
        heading=title._replace(text=f"{date}: {title.text}"),
        columns=tuple(
            Column(key, translate(label, language), share) for key, label, share in COLUMNS
        ),
        rows=tuple(passenger(one, next(numbers), sources, language) for one in people),
        facts=transfer_facts(item, sources, len(people), language),
        note=note(item, len(people), language),
        is_off=is_off,
    )


def transfer_facts(
    item: Item, sources: ProgrammeSources, passengers: int, language: str
) -> tuple[Fact, ...]:
    """Return the facts about a transfer: times, way, vehicle, passengers and whom to call."""
    journey, day = item.transfer, day_of(item, sources.zone)
    start = (journey and journey.from_site) or item.venue
    end = journey and journey.to_site
    seats = (journey and journey.seats) or 0
    seats_in_words = Messages("%(num)s seat", "%(num)s seats", seats)
    return facts(
        language,
        (Message("Pick-up"), words.pick_up(item, language)),
        (Message("Start and end"), words.hours(item, day, sources.zone, language)),
        (Message("Flight or train"), journey and journey.number),
        (Message("From"), start and words.site_line(start, language).text),
        (Message("To"), end and words.site_line(end, language).text),
        (
            Message("Vehicle"),
            words.on_line(
                journey and journey.vehicle, translate(seats_in_words, language) if seats else ""
            ),
        ),
        (Message("Passengers"), str(passengers)),
        (Message("Driver"), working(item, sources, Duty.DRIVER)),
        (Message("Contact on site"), working(item, sources, Duty.CONTACT)),
        (Message("Contact at the office"), words.office_contact(item, sources)),
    )


def working(item: Item, sources: ProgrammeSources, duty: Duty) -> str:
    """Return the names and phone numbers of those who have a duty at a transfer."""
    found = [one for one in sources.working.get(item.id, ()) if one.duty is duty]
    return "; ".join(words.on_line(*words.worker(sources, one)) for one in found)


def note(item: Item, passengers: int, language: str) -> Line | None:
    """Return the warning that a transfer is off, is not sure yet, or has too few seats."""
    if word := words.mark(item, language):
        return Line(word, language, Tone.NO if item.status is Status.CANCELLED else Tone.WAIT)
    seats = item.transfer.seats if item.transfer else None
    if seats is not None and Shortage.SEATS in shortages(item, passengers, ()):
        warning = Messages("only %(num)s seat", "only %(num)s seats", seats)
        return Line(translate(warning, language), language, Tone.NO)
    return None


def passenger(one: AttendanceRow, number: int, sources: ProgrammeSources, language: str) -> Row:
    """Return the row of a passenger; the last cell is for the driver's tick."""
    partner = sources.people.get(one.partner_id) if one.partner_id else None
    remarks = [
        partner and translate(Message("comes with %(name)s", name=list_name(partner)), language),
        translate(Message("Reply still open"), language) if one.reply is Reply.OPEN else "",
    ]
    return Row(
        (
            lines(language, str(number), tone=Tone.NOTE),
            lines(language, list_name(sources.people[one.person_id]), tone=Tone.TITLE),
            lines(language, *remarks, tone=Tone.NOTE),
            (),
        ),
        person_id=one.person_id,
    )
