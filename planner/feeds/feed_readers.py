"""The readers of feeds: each gets its own content lines of an event and nothing else (P03)."""

import enum
from collections.abc import Callable
from typing import NamedTuple

from icalendar.prop import VPROPERTY

from planner.feeds.components import address, text
from planner.languages import Message, translate
from planner.models import Audience, Event, Interpretation, Kind, Status, Venue
from planner.rules.feeds.feeds import contact_of
from planner.rules.people.spoken_languages import language_names
from planner.rules.programme.audience import is_visible
from planner.wording.events import AUDIENCES, INTERPRETATIONS

MAX_OCTETS = 2800  # octets of each paragraph of a description; calendars cut longer ones (E16)
CUT = "…"


class FeedReader(enum.StrEnum):
    """Who reads a feed; the text of an event is stored once for each."""

    PUBLIC = "public"
    GUESTS = "guests"
    OFFICE = "office"
    DRIVER = "driver"
    INTERPRETER = "interpreter"


class EventText(NamedTuple):
    """The text of an event for a reader; empty paragraphs are left out."""

    title: str
    location: str
    paragraphs: list[str]


def readers_of(event: Event) -> list[FeedReader]:
    """Return the readers whose feeds may have an event; it is rendered for them (part of P03)."""
    readers = [FeedReader.OFFICE]
    if is_visible(event, Audience.GUESTS):
        readers.append(FeedReader.GUESTS)
        if event.interpretation is not Interpretation.NONE:
            readers.append(FeedReader.INTERPRETER)
    if event.is_highlight:
        readers.append(FeedReader.PUBLIC)
    if event.kind is Kind.TRANSFER:
        readers.append(FeedReader.DRIVER)
    return readers


def content_lines(
    reader: FeedReader, event: Event, language: str, page: str = ""
) -> dict[str, VPROPERTY | None]:
    """Return the properties of an event that a reader may know; `page` is its address."""
    title, place, paragraphs = TEXTS[reader](event, language)
    if event.status is Status.CANCELLED:  # clients that do not strike it show the word
        title = translate(Message("CANCELLED: %(title)s", title=title), language)
    lines = [shortened(paragraph, MAX_OCTETS) for paragraph in paragraphs if paragraph]
    return {
        "SUMMARY": text(title),
        "LOCATION": text(place),
        "DESCRIPTION": text("\n".join(lines + [page] * bool(page))),
        "URL": address(page),
    }


def shortened(value: str, octets: int) -> str:
    """Return a text of at most so many octets in UTF-8; a cut one ends with an ellipsis."""
    if len(encoded := value.encode()) <= octets:
        return value
    return encoded[: octets - len(CUT.encode())].decode(errors="ignore").rstrip() + CUT


def for_guests(event: Event, language: str) -> EventText:
    """Return title, location and what guests should know before they go."""
    paragraphs = [event.description.in_language(language).text]
    if dress := event.dress.in_language(language).text:
        paragraphs.append(translate(Message("Dress: %(dress)s", dress=dress), language))
    paragraphs.append(interpretation(event, language))
    return EventText(title_of(event, language), location(event.venue, language), paragraphs)


def for_office(event: Event, language: str) -> EventText:
    """Return the text for guests, the audience and who is responsible; no notes (P03)."""
    title, place, paragraphs = for_guests(event, language)
    paragraphs.append(translate(AUDIENCES[event.audience], language))
    if event.responsible:
        name = event.responsible.name
        paragraphs.append(translate(Message("Responsible: %(name)s", name=name), language))
    return EventText(title, place, paragraphs)


def for_driver(event: Event, language: str) -> EventText:
    """Return where to pick up and to go, how many, and whom of the office to call; no names."""
    transfer = event.transfer
    start = (transfer and transfer.from_venue) or event.venue
    end = transfer and transfer.to_venue
    title = translate(Message("Transfer"), language)
    paragraphs = []
    if start and end:
        way = " → ".join(venue.name.in_language(language).text for venue in (start, end))
        title = f"{title}: {way}"
    if end:
        paragraphs.append(
            translate(Message("To: %(place)s", place=location(end, language)), language)
        )
    number = event.passengers
    paragraphs.append(translate(Message("Passengers: %(number)s", number=number), language))
    paragraphs.append(contact(event, language))
    return EventText(title, location(start, language), paragraphs)


def for_interpreter(event: Event, language: str) -> EventText:
    """Return what is to be interpreted, where, how, from which languages, and whom to call."""
    paragraphs = [interpretation(event, language)]
    if spoken := language_names(event.languages, language):
        paragraphs.append(
            translate(Message("Languages: %(languages)s", languages=spoken), language)
        )
    paragraphs.append(contact(event, language))
    return EventText(title_of(event, language), location(event.venue, language), paragraphs)


def title_of(event: Event, language: str) -> str:
    """Return the title of an event."""
    return event.title.in_language(language).text


def interpretation(event: Event, language: str) -> str:
    """Return how an event is interpreted, if it is."""
    if event.interpretation is Interpretation.NONE:
        return ""
    return translate(INTERPRETATIONS[event.interpretation], language)


def contact(event: Event, language: str) -> str:
    """Return whom of the office to call: never a guest."""
    if not (user := contact_of(event)):
        return ""
    who = ", ".join(part for part in (user.name, user.phone) if part)
    return translate(Message("Contact: %(who)s", who=who), language)


def location(venue: Venue | None, language: str) -> str:
    """Return name, room and address of a venue in one line."""
    if venue is None:
        return ""
    town = venue.municipality.name if venue.municipality else ""
    street = " ".join(venue.address.split())
    parts = [venue.name.in_language(language).text, venue.room, street]
    if town not in street:
        parts.append(town)
    return ", ".join(dict.fromkeys(part for part in parts if part))


TEXTS: dict[FeedReader, Callable[[Event, str], EventText]] = {
    FeedReader.PUBLIC: for_guests,
    FeedReader.GUESTS: for_guests,
    FeedReader.OFFICE: for_office,
    FeedReader.DRIVER: for_driver,
    FeedReader.INTERPRETER: for_interpreter,
}
