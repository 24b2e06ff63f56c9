"""What a feed tells of an event: to each role its own fields and nothing else (P03)."""

import enum

from icalendar.prop import VPROPERTY

from planner.feeds.components import address, text
from planner.languages import Message, translate
from planner.models import Audience, Event, Interpretation, Kind, Status
from planner.rules.feeds.feeds import contact_of
from planner.rules.people.spoken_languages import language_names
from planner.wording.events import AUDIENCES, INTERPRETATIONS

MAX_OCTETS = 2800  # octets of each part of a description; calendars cut longer ones (E16)
CUT = "…"


class FeedReader(enum.StrEnum):
    """Who reads a feed; the text of an event is stored once for each."""

    PUBLIC = "public"
    GUESTS = "guests"
    OFFICE = "office"
    DRIVER = "driver"
    INTERPRETER = "interpreter"


def readers_of(event):
    """Return the roles whose feeds may tell of an event; those are kept ready (part of P03)."""
    roles = [FeedReader.OFFICE]
    if event.audience is not Audience.INTERNAL:
        roles.append(FeedReader.GUESTS)
        if event.interpretation is not Interpretation.NONE:
            roles.append(FeedReader.INTERPRETER)
    if event.is_highlight:
        roles.append(FeedReader.PUBLIC)
    if event.kind is Kind.TRANSFER:
        roles.append(FeedReader.DRIVER)
    return roles


def content_lines(
    role: FeedReader, event: Event, language: str, page: str = ""
) -> dict[str, VPROPERTY | None]:
    """Return the properties that tell a role what it may know; `page` is the event's address."""
    title, place, parts = CONTENT_LINES[role](event, language)
    if event.status is Status.CANCELLED:  # clients that do not strike it show the word
        title = translate(Message("CANCELLED: %(title)s", title=title), language)
    parts = [shortened(part, MAX_OCTETS) for part in parts if part] + [page] * bool(page)
    return {
        "SUMMARY": text(title),
        "LOCATION": text(place),
        "DESCRIPTION": text("\n".join(parts)),
        "URL": address(page),
    }


def shortened(value: str, octets: int) -> str:
    """Return a text of at most so many octets in UTF-8; what is cut says so."""
    if len(encoded := value.encode()) <= octets:
        return value
    return encoded[: octets - len(CUT.encode())].decode(errors="ignore").rstrip() + CUT


def for_guests(event, language):
    """Return title, place and what to know before one goes."""
    parts = [event.description.in_language(language).text]
    if dress := event.dress.in_language(language).text:
        parts.append(translate(Message("Dress: %(dress)s", dress=dress), language))
    parts.append(interpretation(event, language))
    return title_of(event, language), location(event.venue, language), parts


def for_office(event, language):
    """Return what guests are told, and who is responsible for whom; no notes (P03)."""
    title, place, parts = for_guests(event, language)
    parts.append(translate(AUDIENCES[event.audience], language))
    if event.responsible:
        name = event.responsible.name
        parts.append(translate(Message("Responsible: %(name)s", name=name), language))
    return title, place, parts


def for_driver(event, language):
    """Return where to pick up and to go, how many, and whom of the office to call; no names."""
    transfer = event.transfer
    start = (transfer and transfer.from_venue) or event.venue
    end = transfer and transfer.to_venue
    title = translate(Message("Transfer"), language)
    if start and end:
        way = " → ".join(venue.name.in_language(language).text for venue in (start, end))
        title = f"{title}: {way}"
    parts = [
        end and translate(Message("To: %(place)s", place=location(end, language)), language),
        translate(Message("Passengers: %(number)s", number=event.passengers), language),
        contact(event, language),
    ]
    return title, location(start, language), parts


def for_interpreter(event, language):
    """Return what is to be interpreted, where, how, from which languages, and whom to call."""
    parts = [interpretation(event, language)]
    if spoken := language_names(event.languages, language):
        parts.append(translate(Message("Languages: %(languages)s", languages=spoken), language))
    parts.append(contact(event, language))
    return title_of(event, language), location(event.venue, language), parts


def title_of(event, language):
    """Return the title of an event."""
    return event.title.in_language(language).text


def interpretation(event, language):
    """Return how an event is interpreted, if it is."""
    if event.interpretation is Interpretation.NONE:
        return ""
    return translate(INTERPRETATIONS[event.interpretation], language)


def contact(event, language):
    """Return whom of the office to call: never a guest."""
    if not (user := contact_of(event)):
        return ""
    who = ", ".join(part for part in (user.name, user.phone) if part)
    return translate(Message("Contact: %(who)s", who=who), language)


def location(venue, language):
    """Return where it is, in one line."""
    if venue is None:
        return ""
    town = venue.municipality.name if venue.municipality else ""
    address = " ".join(venue.address.split())
    parts = [venue.name.in_language(language).text, venue.room, address]
    if town not in address:
        parts.append(town)
    return ", ".join(dict.fromkeys(part for part in parts if part))


CONTENT_LINES = {
    FeedReader.PUBLIC: for_guests,
    FeedReader.GUESTS: for_guests,
    FeedReader.OFFICE: for_office,
    FeedReader.DRIVER: for_driver,
    FeedReader.INTERPRETER: for_interpreter,
}
