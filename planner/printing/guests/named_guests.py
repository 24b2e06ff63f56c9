"""Whom papers name: the guests of a visit or an event, with their forms of address and places."""

from typing import Any, NamedTuple

from planner.languages import Message, Text
from planner.models import Reply
from planner.printing.guests.guests import SELECTIONS, order_words
from planner.printing.paper import about, sheet
from planner.queries.guests.delegations import delegations_in_full
from planner.queries.guests.guest_sources import read_sources
from planner.queries.people.people import people_for_addressing
from planner.rules.guests.guests import GuestRow, guest_rows
from planner.rules.people.addressing.addressing import forms_of_address
from planner.rules.people.people import highest_term
from planner.rules.places.countries import country_name
from planner.rules.printing.printed_lists import chosen_rows, printed_groups
from planner.rules.programme.visits import sender_of

AWAY = {Reply.DECLINED, Reply.REPRESENTED}


class NamedGuest(NamedTuple):
    """Somebody whom a paper names."""

    row: GuestRow
    person: Any  # Person
    forms: dict  # AddressForm: Form

    def form(self, form):
        """Return a form of address as text."""
        return self.forms[form].text


class NamedGuests(NamedTuple):
    """Whom a paper names, in its order."""

    named: list[NamedGuest]
    day: Any  # whose offices count
    order: Message  # how they are sorted
    selection: Message | None  # who is left out

    def sheet(self, title, occasion, printing, content):
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
            people=len(self.named),
        )


def people_of(session, occasion, wanted, order=None):
    """Read who is expected at an event, or else on a visit; whoever declined is not."""
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
    said = order_words(order or wanted.order, sources.scheme)
    return NamedGuests(named, sources.day, said, selection)


def organisation_of(row, language):
    """Return where somebody belongs: an organization, or else the delegation."""
    own = row.person.organisation_name.in_language(language)
    return own if own.text or not row.delegation else row.delegation.name.in_language(language)


def office_of_row(row, language):
    """Return what stands below a name."""
    office = row.office.in_language(language)
    return office if office.text else Text("", language)


def senders(session, visit):
    """Read the municipalities that send the delegations of a visit, by the delegations' ids."""
    if visit is None:
        return {}
    found = session.scalars(delegations_in_full(visit))
    return {delegation.id: sender_of(delegation) for delegation in found}


def municipality_of(person, day, sender=None):
    """Return the city of somebody: that of the office, of the organization, or of the sender."""
    term, organisation = highest_term(person, day), person.organisation
    return (
        (term and term.municipality)
        or (organisation and organisation.municipality)
        or sender
    )  # fmt: skip


def home_of(person, day, language, sender=None):
    """Return whence somebody comes: "Lyon, France"; a country alone where no city is known."""
    municipality = municipality_of(person, day, sender)
    code = person.country or (municipality.country if municipality else "")
    country = country_name(code, language) if code else ""
    return ", ".join(part for part in (municipality and municipality.name, country) if part)
