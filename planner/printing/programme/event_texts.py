"""Texts of papers about an event: when and where it is, how it is interpreted, whom to call."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from planner import dates
from planner.languages import Message, Text, translate
from planner.models import Interpretation, Status
from planner.queries.programme.programme_rows import AssignmentRow, Item, ProgrammeSources, Site
from planner.rules.people.addressing.addressing import programme_entry_by_rule
from planner.rules.people.people import full_name
from planner.rules.people.spoken_languages import language_names
from planner.rules.programme.visits import VisitEnd
from planner.wording.events import INTERPRETATIONS, STATUSES

MINUTE = dt.timedelta(minutes=1)
NO_BREAK = "\u00a0"
POSTCODE = re.compile(r"\b(\d{5}) (?=\w)")  # it stays on one line with its town
ROOM_NUMBER = re.compile(r" (?=\d+$)")  # it stays on one line with what it numbers


def hours(item: Item, date: dt.date, zone: str, language: str) -> str:
    """Return the hours of an item: "10:30–12:00", each on the clock of its place.

    The zone stands there where it is not that of the programme, the day where it is another one.
    """
    if item.is_whole_day:
        return translate(Message("all day"), language)
    noon = dt.datetime.combine(date, dt.time(12), ZoneInfo(zone))
    start = item.starts.astimezone(ZoneInfo(item.start_zone))
    end = item.ends.astimezone(ZoneInfo(item.end_zone or item.start_zone))
    between_zones = start.utcoffset() != end.utcoffset()
    elsewhere = end.utcoffset() != noon.utcoffset()
    return span(
        clock(start, date, language, zone_told=between_zones),
        clock(end, start.date(), language, zone_told=between_zones or elsewhere),
    )


def home_hours(item: Item, date: dt.date, home: VisitEnd | None, language: str) -> str:
    """Return the hours on the clock of the visitors' home, written as people write it there.

    Without a home there is nothing to tell.
    """
    if item.is_whole_day or home is None:
        return ""
    if home.zone.startswith("America/"):
        language = "en"
    start, end = (moment.astimezone(ZoneInfo(home.zone)) for moment in (item.starts, item.ends))
    return span(clock(start, date, language), clock(end, start.date(), language))


def span(start: str, end: str) -> str:
    """Return two hours as one text: "10:30–12:00"; a longer one may break after the dash."""
    if max(len(start), len(end)) <= len("10:30"):
        return f"{start}–{end}"
    return f"{start}{NO_BREAK}– {end}"


def in_lines(hours: str) -> tuple[str, ...]:
    """Return hours in lines: long ones in two, of which the first ends with the dash."""
    start, dash, end = hours.partition(f"{NO_BREAK}– ")
    return (f"{start}{NO_BREAK}–", end) if dash else (hours,)


def clock(local: dt.datetime, date: dt.date, language: str, zone_told: bool = False) -> str:
    """Return an hour, with the day of the week where it is of another date."""
    day = f"{dates.weekday(local.date(), language)} " if local.date() != date else ""
    zone = f" {dates.zone_name(local, language)}" if zone_told else ""
    time = dates.time(local.replace(tzinfo=None), language).replace(" ", NO_BREAK)
    return f"{day}{time}{zone}"


def pick_up(item: Item, language: str) -> str:
    """Return when the guests of a transfer are picked up, if somebody has set that."""
    journey = item.transfer
    if journey is None or journey.pick_up_at is None:
        return ""
    at = journey.pick_up_at.replace(tzinfo=ZoneInfo(item.start_zone), fold=item.start_fold)
    return clock(at, item.starts_at.date(), language)


def zone_label(place: str, date: dt.date, zone: str, near_zone: str, language: str) -> str:
    """Return "Elk River (CDT)" as a head for the hours of a day; a place may be empty."""
    noon = dt.datetime.combine(date, dt.time(12), ZoneInfo(near_zone))
    name = dates.zone_name(noon.astimezone(ZoneInfo(zone)), language)
    return f"{place} ({name})"


def length(item: Item, language: str) -> str:
    """Return how long an event lasts: "1 h 30 min"; whole days have no length."""
    if item.is_whole_day:
        return ""
    minutes = (item.ends - item.starts) // MINUTE
    parts = []
    if minutes >= 60:
        parts.append(translate(Message("%(hours)s h", hours=minutes // 60), language))
    if minutes % 60:
        parts.append(translate(Message("%(minutes)s min", minutes=minutes % 60), language))
    return " ".join(part.replace(" ", NO_BREAK) for part in parts)


def mark(item: Item, language: str) -> str:
    """Return the warning that an event is cancelled, or not sure yet; else the empty text."""
    if item.status is Status.CONFIRMED:
        return ""
    word = translate(STATUSES[item.status], language)
    return word.upper() if item.status is Status.CANCELLED else word


def site_name(site: Site, language: str) -> Text:
    """Return the name of a venue with its room."""
    name = site.name.in_language(language)
    room = ROOM_NUMBER.sub(NO_BREAK, site.room)
    return name._replace(text=f"{name.text}, {room}") if room else name


def site_address(site: Site) -> str:
    """Return the address of a venue with its town, once."""
    address = POSTCODE.sub(rf"\1{NO_BREAK}", " ".join(site.address.split()))
    town = "" if site.town in address else site.town
    return on_line(address, town)


def site_line(site: Site, language: str) -> Text:
    """Return a venue with its address in one line."""
    name, address = site_name(site, language), site_address(site)
    return name._replace(text=f"{name.text}, {address}") if address else name


def interpretation(item: Item, language: str) -> str:
    """Return how an event is interpreted, and between which languages."""
    spoken = language_names(item.languages, language)
    if item.interpretation is Interpretation.NONE:
        message = Message("Languages: %(languages)s", languages=spoken)
        return translate(message, language) if spoken else ""
    how = translate(INTERPRETATIONS[item.interpretation], language)
    return f"{how} ({spoken})" if spoken else how


def dress(item: Item, language: str) -> str:
    """Return the dress code of an event, if it has one."""
    wanted = item.dress.in_language(language).text
    return translate(Message("Dress: %(dress)s", dress=wanted), language) if wanted else ""


def programme_entry(sources: ProgrammeSources, person_id: int, day: dt.date, language: str) -> str:
    """Return the name and the office of somebody in full form, as a programme has them (D-06)."""
    wanted = sources.entries.get((person_id, language))
    person = sources.people[person_id]
    return wanted or programme_entry_by_rule(person, day, language)


def name_and_phone(name: str, phone: str) -> str:
    """Return the name of somebody to call, and the phone number if the paper may show it."""
    return on_line(name, phone.replace(" ", NO_BREAK))


def worker(sources: ProgrammeSources, one: AssignmentRow) -> tuple[str, str]:
    """Return the name and the phone number of somebody who works at an event."""
    return full_name(sources.people[one.person_id]), one.phone


def on_line(*parts: str | None) -> str:
    """Return the texts that are not empty, with commas between them."""
    return ", ".join(part for part in parts if part)


def office_contact(item: Item, sources: ProgrammeSources) -> str:
    """Return the contact at the office for drivers and interpreters; it is never a guest."""
    caller = item.responsible or sources.in_charge
    return name_and_phone(*caller) if caller else ""
