"""Contacts on paper: whom of the office to call, who works where, and the addresses. Internal."""

from planner.languages import Message, Text, translate
from planner.models import Status
from planner.printing.books.books import Chapter, Section, columns
from planner.printing.programme import event_texts as words
from planner.printing.programme.schedule import Row, Tone, lines
from planner.rules.people.people import full_name
from planner.rules.programme.assignments import DUTIES

TITLE = Message("Contacts")
PEOPLE, VENUES = Message("People"), Message("Venues")
IN_CHARGE, RESPONSIBLE = Message("In charge"), Message("Responsible")
PHONE = Message("Phone")
WHO = (("name", Message("Name"), 50), ("what", Message("What"), 86), ("phone", PHONE, 40))
WHERE = (("name", Message("Venue"), 76), ("address", Message("Address"), 100))


def chapter(sources, language):
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


def people(sources, language):
    """Return a row for each who answers for something or works somewhere: of the office first."""
    told = {}  # by name and phone: the duties, each with its events
    if sources.in_charge:
        told.setdefault(tuple(sources.in_charge), {})[IN_CHARGE] = []
    for item in sources.items:
        if item.status is Status.CANCELLED:
            continue
        if item.responsible:
            note(told, item.responsible, RESPONSIBLE, item, language)
        for one in sources.working.get(item.id, ()):
            caller = full_name(sources.people[one.person_id]), one.phone
            note(told, caller, DUTIES[one.duty], item, language)
    return [row(*caller, duties, language) for caller, duties in told.items()]


def note(told, caller, duty, item, language):
    """Note that somebody does something at an event."""
    title = item.title.in_language(language).text
    told.setdefault(tuple(caller), {}).setdefault(duty, []).append(title)


def row(name, phone, duties, language):
    """Return the row of somebody; a number stays on one line."""
    does = []
    for duty, titles in duties.items():
        does += lines(language, translate(duty, language))
        does += lines(language, "; ".join(dict.fromkeys(titles)), tone=Tone.NOTE)
    number = phone.replace(" ", words.NO_BREAK)
    return Row((lines(language, name, tone=Tone.TITLE), tuple(does), lines(language, number)))


def venues(sources, language):
    """Return a row for each place that the program goes to, in its order."""
    sites = {}
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
