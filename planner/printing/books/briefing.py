"""The briefing book (D-14): what one reads before a delegation comes, or before one event."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy.orm import Session

from planner import dates
from planner.languages import Message, Messages, Text, translate
from planner.models import Audience, Delegate, Direction, GuestRole, Person, Visit
from planner.printing.books import biographies, contacts, partners, talks
from planner.printing.books.biographies import BiographySubject, hosts_and_speakers
from planner.printing.books.books import Book, Chapter, Section, columns, prose
from planner.printing.guests import delegations
from planner.printing.guests.delegations import Travelers
from planner.printing.guests.guest_entries import LEADER
from planner.printing.guests.named_guests import (
    AWAY,
    municipality_of,
    office_of_row,
    organisation_of,
)
from planner.printing.paper import PrintContext, about, dot_joined, sheet
from planner.printing.programme.event_texts import name_and_phone
from planner.printing.programme.minute_plan import IN_CHARGE, NAMED_ROLES
from planner.printing.programme.schedule import UNPRINTABLE, Row, Tone, facts, lines
from planner.queries.guests.delegations import cities_of_route
from planner.queries.guests.guest_rows import Sources
from planner.queries.guests.guest_sources import read_sources
from planner.queries.people.people import people_for_addressing
from planner.queries.programme.briefings import read_briefings
from planner.queries.programme.programme import read_programme
from planner.queries.programme.programme_rows import ProgrammeSources
from planner.rules.guests.delegations import RankingContext, printed_function
from planner.rules.guests.guests import GuestRow, guest_rows
from planner.rules.people.people import full_name, office_line
from planner.rules.precedence.schemes import ROLES, WORKING_ROLES
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from planner.rules.programme.briefings import Briefing
from planner.rules.programme.visits import sender_of

TITLE, OF_EVENT = Message("Briefing book"), Message("Briefing")
MISSED = (*NAMED_ROLES, GuestRole.DELEGATE)
EMPTY = Message("There is nothing to read before this yet.")
DELEGATES = (
    ("name", Message("Name and function"), 84),
    ("organisation", Message("Organization"), 54),
    ("city", Message("City"), 38),
)
GUESTS = (
    ("name", Message("Name and office"), 84),
    ("organisation", Message("Organization"), 54),
    ("role", Message("Role"), 38),
)


#: The ids of the people who stand in a briefing, and its chapters.
PeopleAndChapters: TypeAlias = tuple[list[int], tuple[Chapter | None, ...]]


class Material(NamedTuple):
    """All that a briefing is made of."""

    occasion: Occasion
    wanted: PaperChoice
    programme: ProgrammeSources
    briefings: dict[int, Briefing]  # by the id of the event
    guests: Sources
    rows: list[GuestRow]  # of the guests, in the order of precedence

    @property
    def language(self) -> str:
        """The language of the paper."""
        return self.wanted.language


def make(session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext) -> Book:
    """Return the book of a visit, or the few pages about one event."""
    programme = read_programme(session, occasion, printing.reader, printing.moment)
    guests = read_sources(session, occasion.visit, occasion.event)
    briefings = read_briefings(session, [item.id for item in programme.items])
    material = Material(occasion, wanted, programme, briefings, guests, guest_rows(guests))
    build = event_chapters if occasion.event else visit_chapters
    people, all_chapters = build(session, material)
    chapters = tuple(one for one in all_chapters if one and one.sections)
    subject, when = about(occasion, wanted.language)
    if occasion.event is None:
        when = dot_joined(when, *towns_of(session, occasion.required_visit, printing.reader))
    contents = "" if occasion.event else translate(Message("Contents"), wanted.language)
    title = OF_EVENT if occasion.event else TITLE
    return Book(
        sheet=sheet(
            title, subject, when, None, printing, chapters, people=people, others=programme.people
        ),
        contents=contents,
        chapters=chapters,
        empty="" if chapters else translate(EMPTY, wanted.language),
        unprintable=translate(UNPRINTABLE, wanted.language),
    )


def visit_chapters(session: Session, material: Material) -> PeopleAndChapters:
    """Return the ids of who stands in the book of a visit, and its chapters."""
    visit, language, guests = material.occasion.required_visit, material.language, material.guests
    context = RankingContext(guests.day, guests.scheme, guests.host_place)
    travelers = delegations.read_travelers(session, visit, material.wanted, context)
    sent = {one.person_id for found in travelers for one in found.delegates}
    home = hosts_and_speakers(material.programme, material.rows, sent)
    people = read_people(session, [person_id for person_id, _ in home])
    portrayed = [
        *(delegate(found, one, guests.day, language)
          for found in travelers for one in found.delegates),
        *(guest(people[person_id], role, guests.day, language) for person_id, role in home),
    ]  # fmt: skip
    return [one.person.id for one in portrayed], (
        aim(visit, travelers, material.programme, language),
        delegation(travelers, guests.day, language),
        biographies.chapter(portrayed, language, begins_page=True),
        talks.programme(material.programme, material.briefings, material.wanted),
        partners.chapter(session, visit, language),
        contacts.chapter(material.programme, language),
    )


def event_chapters(session: Session, material: Material) -> PeopleAndChapters:
    """Return the ids of who stands in the briefing of an event, and its chapters."""
    language, day = material.language, material.guests.day
    rows = [row for row in material.rows if row.reply not in AWAY]
    people = read_people(session, [row.id for row in rows])
    portrayed = [
        guest(people[row.id], row.role, day, language)
        for row in rows
        if row.role not in WORKING_ROLES
    ]
    return [row.id for row in rows], (
        talks.event(material.programme, material.briefings, language),
        guest_table(rows, language),
        biographies.chapter(portrayed, language),
        contacts.chapter(material.programme, language),
    )


def towns_of(session: Session, visit: Visit, reader: Audience) -> list[str]:
    """Return the names of the towns that a visit goes to, without that of the host."""
    towns = dict.fromkeys(session.scalars(cities_of_route(visit, reader)))
    return [town for town in towns if not visit.host or town != visit.host.name]


def read_people(session: Session, person_ids: Collection[int]) -> dict[int, Person]:
    """Read people with all that their biographies are made of, by their ids."""
    found = session.scalars(people_for_addressing(person_ids)).unique()
    return {person.id: person for person in found}


def delegate(found: Travelers, one: Delegate, day: dt.date, language: str) -> BiographySubject:
    """Return a delegate as a subject of a biography; companions need none."""
    mark = LEADER if one.is_leader else None
    function = printed_function(one, day, language)
    return BiographySubject(one.person, function, mark, is_wanted=found.partners[one.id] is None)


def guest(person: Person, role: GuestRole, day: dt.date, language: str) -> BiographySubject:
    """Return a guest as a subject of a biography; some roles need none."""
    function = Text(office_line(person, day, language), language)
    return BiographySubject(person, function, ROLES[role], is_wanted=role in MISSED)


def aim(
    visit: Visit, travelers: Sequence[Travelers], programme: ProgrammeSources, language: str
) -> Chapter:
    """Return the chapter about the purpose of a visit, with the facts about it."""
    purpose, note = prose(visit.purpose, language)
    lead = programme.in_charge
    is_ours = visit.direction is Direction.OUTGOING
    travels = Message("Who travels") if is_ours else Message("Who comes")
    known = facts(
        language,
        (Message("When"), dates.days(visit.first_day, visit.last_day, language, weekdays=True)),
        (Message("Where"), visit.host.name if visit.host else ""),
        (travels, "; ".join(counted(found, language) for found in travelers)),
        (Message("Network"), visit.network.name if visit.network else ""),
        (IN_CHARGE, lead and name_and_phone(*lead)),
    )
    at_a_glance = Section(Text("", language), facts=known, paragraphs=purpose, notes=note)
    return Chapter(
        translate(Message("Aim of the visit"), language), (at_a_glance,), begins_page=True
    )


def counted(found: Travelers, language: str) -> str:
    """Return the name of a delegation, how many people it has, and its head."""
    people = Messages(
        "%(people)s person", "%(people)s people", len(found.delegates), people=len(found.delegates)
    )
    leader = next((full_name(one.person) for one in found.delegates if one.is_leader), "")
    name = found.delegation.name.in_language(language).text
    head = leader and f"{translate(LEADER, language)}: {leader}"
    return dot_joined(name, translate(people, language), head)


def delegation(travelers: Sequence[Travelers], day: dt.date, language: str) -> Chapter:
    """Return the chapter with the list of each delegation."""
    sections = tuple(
        Section(
            found.delegation.name.in_language(language),
            columns=columns(language, *DELEGATES),
            rows=tuple(delegate_row(found, one, day, language) for one in found.delegates),
        )
        for found in travelers
    )
    return Chapter(translate(delegations.TITLE, language), sections)


def delegate_row(found: Travelers, one: Delegate, day: dt.date, language: str) -> Row:
    """Return the row of a delegate."""
    person, partner = one.person, found.partners[one.id]
    city = municipality_of(person, day, sender_of(found.delegation))
    with_whom = Message("comes with %(name)s", name=full_name(partner.person) if partner else "")
    mark = translate(LEADER, language) if one.is_leader else ""
    note = translate(with_whom, language) if partner else ""
    return Row((
        lines(language, full_name(person), tone=Tone.TITLE)
        + lines(language, mark, tone=Tone.HOUR)
        + lines(language, printed_function(one, day, language))
        + lines(language, note, tone=Tone.NOTE),
        lines(language, delegations.organisation_of(person, language)),
        lines(language, city.name if city else ""),
    ))  # fmt: skip


def guest_table(rows: Sequence[GuestRow], language: str) -> Chapter:
    """Return the chapter with all who are expected at an event, by precedence."""
    table = Section(
        Text("", language),
        columns=columns(language, *GUESTS),
        rows=tuple(guest_row(row, language) for row in rows),
    )
    return Chapter(translate(Message("Guests"), language), (table,) if rows else ())


def guest_row(row: GuestRow, language: str) -> Row:
    """Return the row of a guest."""
    name = lines(language, row.name, tone=Tone.TITLE)
    return Row((
        name + lines(language, office_of_row(row, language)),
        lines(language, organisation_of(row, language)),
        lines(language, translate(ROLES[row.role], language)),
    ))  # fmt: skip
