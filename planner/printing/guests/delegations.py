"""Delegation lists: one for the public (D-01), and one with what only the office knows (D-02)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from planner import dates
from planner.languages import Message, Messages, Text, translate
from planner.models import AddressForm, Delegate, Delegation, Person, Visit
from planner.printing.guests.guest_entries import LEADER
from planner.printing.guests.name_lists import (
    Column,
    Line,
    Look,
    NameList,
    NameListSection,
    Row,
    captions,
    cell,
    columns,
    plain_cell,
    table_of,
)
from planner.printing.guests.named_guests import home_of, municipality_of
from planner.printing.paper import (
    PrintContext,
    about_visit,
    dot_joined,
    in_languages,
    sheet,
    texts_of,
)
from planner.printing.tables import Table
from planner.queries.guests.delegations import (
    cities_of_route,
    delegates_for_addressing,
    delegations_in_full,
)
from planner.queries.guests.guest_sources import read_sources
from planner.rules.guests.delegations import RankingContext, delegates_in_order, printed_function
from planner.rules.guests.guests import guest_rows
from planner.rules.people.addressing.addressing import (
    confirmed_term,
    forms_of_address,
    is_to_confirm,
)
from planner.rules.people.people import full_name
from planner.rules.people.spoken_languages import language_names
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from planner.rules.programme.visits import sender_of

TITLE = Message("Delegation list")
INTERNAL_TITLE = Message("Delegation list, internal")
EMPTY = Message("Nobody belongs to a delegation yet.")
ORDER = Message("Head of delegation first, then in the order of each delegation")


class Travelers(NamedTuple):
    """A delegation and who travels with it, in its order."""

    delegation: Delegation
    delegates: list[Delegate]
    partners: dict[int, Delegate | None]  # id of a delegate: with whom this one travels


def read_travelers(
    session: Session, visit: Visit, wanted: PaperChoice, context: RankingContext
) -> list[Travelers]:
    """Read the delegations of a visit with their delegates, the leader first (D-01)."""
    members: dict[int, list[Delegate]] = {}
    for delegate in session.scalars(delegates_for_addressing(visit)).unique():
        members.setdefault(delegate.delegation_id, []).append(delegate)
    return [
        travelers(delegation, members[delegation.id], wanted, context)
        for delegation in session.scalars(delegations_in_full(visit)).all()
        if delegation.id in members
    ]


def travelers(
    delegation: Delegation,
    delegates: Sequence[Delegate],
    wanted: PaperChoice,
    context: RankingContext,
) -> Travelers:
    """Return a delegation with its delegates: the leader first, then in its order (P-17)."""
    by_id: dict[int | None, Delegate] = {one.id: one for one in delegates}
    partners = {one.id: by_id.get(one.companion_of_id) for one in delegates}
    listed = delegates_in_order(delegates, delegation.ordering, context)
    listed.sort(key=lambda one: not (partners[one.id] or one).is_leader)
    if not wanted.with_companions:
        listed = [one for one in listed if partners[one.id] is None]
    return Travelers(delegation, listed, partners)


def make(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> NameList:
    """Return the list for the public: names, functions, organizations, cities."""
    visit, language, languages = occasion.required_visit, printing.language, printing.languages
    sources = read_sources(session, visit)
    context = RankingContext(sources.day, sources.scheme, sources.host_place)
    heads = columns(
        language,
        (in_languages(Message("Name"), languages), 56),
        (in_languages(Message("Function"), languages), 48),
        (in_languages(Message("Organization"), languages), 46),
        (in_languages(Message("City"), languages), 26),
    )
    parts = tuple(
        part(found, heads, language, [public_row(found, one, context.day, languages)
                                      for one in found.delegates])
        for found in read_travelers(session, visit, wanted, context)
    )  # fmt: skip
    subject, when = about_visit(visit, language)
    cities = dict.fromkeys(session.scalars(cities_of_route(visit, printing.reader)))
    route = [city for city in cities if not visit.host or city != visit.host.name]
    return NameList(
        sheet=sheet(
            TITLE,
            subject,
            dot_joined(when, *route),
            ORDER,
            printing,
            parts,
            people=people_in(parts),
        ),
        words=captions(EMPTY, language),
        parts=parts,
    )


def part(
    found: Travelers, heads: tuple[Column, ...], language: str, rows: Sequence[Row]
) -> NameListSection:
    """Return the section of a delegation under its name."""
    count = Messages("%(people)s person", "%(people)s people", len(rows), people=len(rows))
    heading = found.delegation.name.in_language(language)
    return NameListSection(heading, translate(count, language), heads, tuple(rows))


def people_in(parts: Iterable[NameListSection]) -> list[int]:
    """Return the ids of the people on the list."""
    return [row.person_id for part in parts for row in part.rows]


def public_row(found: Travelers, delegate: Delegate, day: dt.date, languages: Sequence[str]) -> Row:
    """Return the row of a delegate for the public, in each language of the paper."""
    person = delegate.person
    city = municipality_of(person, day, sender_of(found.delegation))
    functions = dict.fromkeys(printed_function(delegate, day, language) for language in languages)
    own = texts_of(person.organisation.name, languages) if person.organisation else ()
    return Row(
        (
            name_cell(found, delegate, languages),
            cell(*((function, Look.TEXT) for function in functions)),
            cell(*((name, Look.TEXT) for name in own)),
            plain_cell(city.name if city else "", languages[0]),
        ),
        is_below=found.partners[delegate.id] is not None,
        person_id=person.id,
    )


def name_cell(found: Travelers, delegate: Delegate, languages: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines with a name; a leader has a mark, a companion the name of the partner."""
    partner = found.partners[delegate.id]
    with_whom = Message("comes with %(name)s", name=full_name(partner.person) if partner else "")
    language = languages[0]
    return cell(
        (Text(full_name(delegate.person), language), Look.NAME),
        (Text(in_languages(LEADER, languages) if delegate.is_leader else "", language), Look.MARK),
        (Text(in_languages(with_whom, languages) if partner else "", language), Look.NOTE),
    )


def organisation_of(person: Person, language: str) -> Text:
    """Return the organization of a person."""
    organisation = person.organisation
    return organisation.name.in_language(language) if organisation else Text("", language)


def make_internal(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> NameList:
    """Return the list of the office: forms of address, languages, how to reach everybody."""
    visit, language = occasion.required_visit, printing.language
    sources = read_sources(session, visit)
    context = RankingContext(sources.day, sources.scheme, sources.host_place)
    represents = {row.id: row.represents for row in guest_rows(sources)}
    heads = columns(
        language,
        (Message("Name"), 66),
        (Message("In a letter and spoken"), 62),
        (Message("Form confirmed"), 34),
        (Message("Languages"), 30),
        (Message("Phone and e-mail"), 52),
    )
    parts = tuple(
        part(found, heads, language, [internal_row(found, one, context.day, represents, language)
                                      for one in found.delegates])
        for found in read_travelers(session, visit, wanted, context)
    )  # fmt: skip
    subject, when = about_visit(visit, language)
    return NameList(
        sheet=sheet(INTERNAL_TITLE, subject, when, ORDER, printing, parts, people=people_in(parts)),
        words=captions(EMPTY, language),
        parts=parts,
        is_wide=True,
    )


def internal_row(
    found: Travelers, delegate: Delegate, day: dt.date, represents: Mapping[int, str], language: str
) -> Row:
    """Return the row of a delegate for the office."""
    person = delegate.person
    forms = forms_of_address(person, day, language)
    represented = represents.get(person.id, "")
    stands_for = Message("representing %(name)s", name=represented)
    home = home_of(person, day, language, sender_of(found.delegation))
    spoken = Message("pronounced: %(said)s", said=person.pronunciation)
    return Row(
        (
            (
                *name_cell(found, delegate, (language,)),
                *cell(
                    (printed_function(delegate, day, language), Look.NOTE),
                    (organisation_of(person, language), Look.NOTE),
                    (Text(home, language), Look.NOTE),
                    (said_if(represented, stands_for, language), Look.NOTE),
                ),
            ),
            cell(
                (Text(forms[AddressForm.SALUTATION].text, language), Look.TEXT),
                (Text(forms[AddressForm.ORAL].text, language), Look.TEXT),
                (said_if(person.pronunciation, spoken, language), Look.NOTE),
            ),
            plain_cell(confirmation_note(person, day, language), language),
            plain_cell(language_names(person.languages, language), language),
            cell(
                (Text(person.phone, language), Look.TEXT), (Text(person.email, language), Look.TEXT)
            ),
        ),
        is_below=found.partners[delegate.id] is not None,
        person_id=person.id,
    )


def said_if(known: str, message: Message, language: str) -> Text:
    """Return a message about what is known, or an empty text if nothing is."""
    return Text(translate(message, language) if known else "", language)


def confirmation_note(person: Person, day: dt.date, language: str) -> str:
    """Return when the forms of address were confirmed, or that somebody has to confirm them."""
    term = confirmed_term(person, day)
    if term and term.form_confirmed_on:
        return dates.day(term.form_confirmed_on, language, weekday=False)
    return translate(Message("to confirm"), language) if is_to_confirm(person, day) else ""


def table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Table:
    """Return the rows for the public for a spreadsheet."""
    heading = translate(Message("Delegation"), printing.language)
    return table_of(make(session, occasion, wanted, printing), heading)


def internal_table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Table:
    """Return the rows of the office for a spreadsheet."""
    heading = translate(Message("Delegation"), printing.language)
    return table_of(make_internal(session, occasion, wanted, printing), heading)
