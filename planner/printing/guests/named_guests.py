"""The guests whom papers name, with their forms of address and where they come from."""

import datetime as dt
from typing import NamedTuple

from sqlalchemy.orm import Session

from planner.languages import Message, Text
from planner.models import AddressForm, Municipality, Person, Reply, Visit
from planner.printing.guests.guests import SELECTIONS, order_words
from planner.printing.paper import PaperContent, PrintContext, Sheet, about, sheet
from planner.queries.guests.delegations import delegations_in_full
from planner.queries.guests.guest_sources import read_sources
from planner.queries.people.people import people_for_addressing
from planner.rules.guests.guests import GuestRow, guest_rows
from planner.rules.people.addressing.addressing import Form, forms_of_address
from planner.rules.people.people import highest_term
from planner.rules.places.countries import country_name
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printed_lists import chosen_rows, printed_groups
from planner.rules.printing.printing import PaperChoice, PaperOrder
from planner.rules.programme.visits import sender_of

AWAY = {Reply.DECLINED, Reply.REPRESENTED}


class NamedGuest(NamedTuple):
    """A guest whom a paper names."""

    row: GuestRow
    person: Person
    forms: dict[AddressForm, Form]

    def form(self, form: AddressForm) -> str:
        """Return a form of address as text."""
        return self.forms[form].text


class NamedGuests(NamedTuple):
    """The people whom a paper names, in its order."""

    named: list[NamedGuest]
    day: dt.date  # whose offices count
    order: Message  # how they are sorted
    selection: Message | None  # who is left out

    def sheet(
        self, title: Message, occasion: Occasion, printing: PrintContext, content: PaperContent
    ) -> Sheet:
        """Return the frame of a paper that names them."""
        subject, when = about(occasion, printing.language)
        return sheet(
            title,
            subject,
            when,
            self.order,
            printing,
            content=content,
            selection=self.selection,
            people=[one.row.id for one in self.named],
        )


def people_of(
    session: Session, occasion: Occasion, wanted: PaperChoice, order: PaperOrder | None = None
) -> NamedGuests:
    """Read who is expected at an event, or else on a visit, without those who declined."""
    sources = read_sources(session, occasion.visit, occasion.event)
    rows = [row for row in chosen_rows(guest_rows(sources), wanted) if row.reply not in AWAY]
    groups = printed_groups(rows, order or wanted.order, wanted.language)
    found = session.scalars(people_for_addressing([row.id for row in rows])).unique()
    people = {person.id: person for person in found}
    named = [
        NamedGuest(
            row, people[row.id], forms_of_address(people[row.id], sources.day, wanted.language)
        )
        for group in groups
        for row in group.rows
    ]
    selection = SELECTIONS.get((wanted.only_accepted, wanted.with_companions))
    order_in_words = order_words(order or wanted.order, sources.scheme)
    return NamedGuests(named, sources.day, order_in_words, selection)


def organisation_of(row: GuestRow, language: str) -> Text:
    """Return the organization of a guest, or else the delegation."""
    own = row.person.organisation_name.in_language(language)
    return own if own.text or not row.delegation else row.delegation.name.in_language(language)


def office_of_row(row: GuestRow, language: str) -> Text:
    """Return the office of a guest, which stands below the name."""
    office = row.office.in_language(language)
    return office if office.text else Text("", language)


def senders(session: Session, visit: Visit | None) -> dict[int, Municipality | None]:
    """Read the municipalities that send the delegations of a visit, by the delegations' ids."""
    if visit is None:
        return {}
    found = session.scalars(delegations_in_full(visit))
    return {delegation.id: sender_of(delegation) for delegation in found}


def municipality_of(
    person: Person, day: dt.date, sender: Municipality | None = None
) -> Municipality | None:
    """Return the municipality of somebody: of the office, the organization, or the sender."""
    term, organisation = highest_term(person, day), person.organisation
    if term and term.municipality:
        return term.municipality
    return (organisation.municipality if organisation else None) or sender


def home_of(person: Person, day: dt.date, language: str, sender: Municipality | None = None) -> str:
    """Return where somebody comes from: "Lyon, France"; where no city is known, the country."""
    municipality = municipality_of(person, day, sender)
    code = person.country or (municipality.country if municipality else "")
    country = country_name(code, language) if code else ""
    city = municipality.name if municipality else ""
    return ", ".join(part for part in (city, country) if part)
