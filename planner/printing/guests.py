"""Guest lists on paper (D-03): by precedence, by alphabet, by delegation.

Everything here is data in the language of the paper; print_list.html and print_list.typ only
write it down. What is internal (notes, telephone, e-mail) never gets this far.
"""

import itertools
from dataclasses import dataclass

from planner.languages import Message, Messages, Text, text_of, translate
from planner.models import GuestRole, Reply
from planner.printing.paper import Sheet, about, sheet
from planner.queries.guests import read_sources
from planner.rules.guest_lists import Sort, arranged, parties
from planner.rules.guests import REPLIES, guest_rows
from planner.rules.people import list_name
from planner.rules.printing import Order
from planner.rules.schemes import ROLES, version_words

TITLE = Message("Guest list")
LEADER = Message("Head of delegation")
ORDERS = {
    Order.ALPHABET: Message("By family name; companions under their own name"),
    Order.DELEGATION: Message(
        "By delegation, then by precedence; companions directly after their partner"
    ),
}
SORTS = {
    Order.PRECEDENCE: Sort.PRECEDENCE,
    Order.ALPHABET: Sort.NAME,
    Order.DELEGATION: Sort.DELEGATION,
}
TONES = {
    Reply.ACCEPTED: "ok",
    Reply.OPEN: "wait",
    Reply.DECLINED: "no",
    Reply.REPRESENTED: "info",
}


@dataclass(frozen=True)
class Count:
    """How many people gave an answer, and how many of them are companions."""

    label: str
    people: int
    companions: int


@dataclass(frozen=True)
class Entry:
    """A guest in the list; companions stand directly after their partner (P-10)."""

    number: str
    name: str
    lines: tuple[Text, ...]
    organisation: Text
    country: str
    role: str
    reply: str
    reply_note: str
    tone: str
    companions: tuple["Entry", ...] = ()


@dataclass(frozen=True)
class Group:
    """Guests under a heading; an empty heading is not printed."""

    heading: Text
    count: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Words:
    """The fixed words of the list in the language of the paper."""

    replies: str
    people: str
    without_companions: str
    empty: str
    unprintable: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class GuestList:
    """A guest list on paper."""

    sheet: Sheet
    words: Words
    counts: tuple[Count, ...]
    groups: tuple[Group, ...]


def make(session, occasion, wanted, printing):
    """Return the paper of the guest list of an event, or else of a visit."""
    sources = read_sources(session, occasion.visit, occasion.event)
    subject, when = about(occasion, printing.language)
    return guest_list(guest_rows(sources), wanted, sources.scheme, subject, when, printing)


def guest_list(rows, wanted, scheme, subject, occasion, printing):
    """Return the paper of the rows, which come in the order of precedence."""
    language, order = printing.language, wanted.order
    counts, numbers = tally(rows, language), itertools.count(1)
    groups = tuple(
        on_paper(found, numbers, wanted, language)
        for found in arranged(rows, SORTS[order], language)
    )
    said = order_words(order, scheme)
    frame = sheet(TITLE, subject, occasion, said, printing, content=(counts, groups))
    return GuestList(frame, words(language), counts, groups)


def order_words(order, scheme):
    """Return how the list is sorted; by precedence: by which version of which scheme."""
    if order is not Order.PRECEDENCE:
        return ORDERS[order]
    return Message(
        "By precedence: %(scheme)s; companions directly after their partner",
        scheme=version_words(scheme),
    )


def words(language):
    """Return the fixed words."""
    columns = (
        Message("No."),
        Message("Name and office"),
        Message("Organization"),
        Message("Role"),
        Message("Reply"),
    )
    return Words(
        replies=translate(Message("Replies"), language),
        people=translate(Message("People"), language),
        without_companions=translate(Message("without companions"), language),
        empty=translate(Message("No guests have been invited yet."), language),
        unprintable=translate(Message("Characters that cannot be printed (▯) in:"), language),
        columns=tuple(translate(column, language) for column in columns),
    )


def tally(rows, language):
    """Return how many people are on the list, and how many gave each answer."""
    classes = [(Message("Invited"), rows)] + [
        (label, [row for row in rows if row.reply is reply]) for reply, label in REPLIES.items()
    ]
    return tuple(
        Count(translate(label, language), len(found), sum(map(is_companion, found)))
        for label, found in classes
    )


def is_companion(row):
    """Tell whether a person comes with another."""
    return row.rank.is_companion or row.role is GuestRole.COMPANION


def on_paper(arranged_group, numbers, wanted, language):
    """Return a group of rows as it gets printed."""
    rows = arranged_group.rows
    split = [[row] for row in rows] if wanted.order is Order.ALPHABET else parties(rows)
    count = Messages("%(people)s person", "%(people)s people", len(rows), people=len(rows))
    return Group(
        heading=arranged_group.title(language),
        count=translate(count, language),
        entries=tuple(party_entry(party, next(numbers), wanted, language) for party in split),
    )


def party_entry(party, number, wanted, language):
    """Return a guest with the companions, who share the rank (P-10)."""
    (first, *others), order = party, wanted.order
    return entry(
        first,
        number=str(first.rank.position if order is Order.PRECEDENCE else number),
        name=list_name(first.person) if order is Order.ALPHABET else first.name,
        wanted=wanted,
        language=language,
        companions=tuple(entry(row, "", row.name, wanted, language) for row in others),
    )


def entry(row, number, name, wanted, language, companions=()):
    """Return the line of a person; only who has no number stands below the partner."""
    leads = row.role is GuestRole.DELEGATE and row.member and row.member.is_leader
    return Entry(
        number=number,
        name=name,
        lines=tuple(lines(row, language, wanted, with_partner=bool(number))),
        organisation=organisation(row, wanted.order, language),
        country=row.person.country,
        role=translate(LEADER if leads else ROLES[row.role], language),
        reply=translate(REPLIES[row.reply], language),
        reply_note=reply_note(row, language),
        tone=TONES[row.reply],
        companions=companions,
    )


def organisation(row, order, language):
    """Return where a person comes from: the organisation, else the delegation if no heading."""
    own = text_of(row.person, "organisation", language)
    if own.text or not row.delegation or order is Order.DELEGATION:
        return own
    return text_of(row.delegation, "name", language)


def lines(row, language, wanted, with_partner):
    """Return what stands below a name: the office, for whom, with whom, and why there."""
    if (office := text_of(row, "office", language)).text:
        yield office
    if row.represents:
        message = Message("representing %(name)s", name=row.represents)
        yield Text(translate(message, language), language)
    if row.represented_by:
        message = Message("represented by %(name)s", name=row.represented_by)
        yield Text(translate(message, language), language)
    if row.partner and with_partner:
        message = Message("comes with %(name)s", name=row.partner)
        yield Text(translate(message, language), language)
    if wanted.with_reasons:
        yield Text(f"{translate(row.rank.reason, language)} ({row.rank.rule})", language)


def reply_note(row, language):
    """Return to how many of several events somebody comes."""
    if row.reply is not Reply.ACCEPTED or len(row.invitations) < 2:
        return ""
    numbers = {"accepted": row.accepted, "all": len(row.invitations)}
    return translate(Message("%(accepted)s of %(all)s events", **numbers), language)
