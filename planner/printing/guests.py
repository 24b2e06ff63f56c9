"""Guest lists on paper (D-03), in the order in which somebody looks for a guest.

Everything here is data in the language of the paper; print_list.html and print_list.typ only
write it down.
"""

import itertools
from dataclasses import dataclass

from planner import dates
from planner.languages import Message, Written, translate
from planner.printing.guest_entries import Group, on_paper
from planner.printing.paper import Sheet, about, joined, said, sheet
from planner.printing.tables import Column, Kind, Table
from planner.queries.guest_sources import read_sources
from planner.queries.guests import transfers_of
from planner.rules.guests import REPLIES, guest_rows
from planner.rules.printed_lists import chosen_rows, greetings, is_companion, printed_groups
from planner.rules.printing import Order
from planner.rules.schemes import version_words

TITLE = Message("Guest list")
ORDERS = {
    Order.ALPHABET: Message("By family name; companions under their own name"),
    Order.DELEGATION: Message(
        "By delegation, then by precedence; companions directly after their partner"
    ),
    Order.INSTITUTION: Message(
        "By institution, then by precedence; companions directly after their partner"
    ),
    Order.TABLE: Message("By table, then by seat; companions at their own seat"),
    Order.ARRIVAL: Message("By first transfer, then by precedence"),
}
SELECTIONS = {  # by (only who has accepted, with companions)
    (True, True): Message("Only who has accepted"),
    (True, False): Message("Only who has accepted, without companions"),
    (False, False): Message("Without companions"),
}


@dataclass(frozen=True)
class Count:
    """How many people gave an answer, and how many of them are companions."""

    label: str
    people: int
    companions: int


@dataclass(frozen=True)
class Words:
    """The fixed words of the list in the language of the paper."""

    replies: str
    people: str
    without_companions: str
    empty: str
    unprintable: str
    columns: tuple[str, ...]
    has_greetings: bool = False
    has_seats: bool = False


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
    arrivals = arrivals_of(session, occasion.visit) if wanted.order is Order.ARRIVAL else ()
    subject, when = about(occasion, printing.language)
    return guest_list(
        guest_rows(sources), wanted, sources.scheme, subject, when, printing, arrivals
    )


def guest_list(all_rows, wanted, scheme, subject, occasion, printing, arrivals=()):
    """Return the paper of the rows, which come in the order of precedence."""
    rows, languages, numbers = chosen_rows(all_rows, wanted), printing.languages, itertools.count(1)
    counts = tally(all_rows, languages)
    by_name = greetings(all_rows, wanted) if has_greetings(wanted) else {}
    groups = tuple(
        on_paper(found, numbers, wanted, languages, by_name)
        for found in printed_groups(rows, wanted.order, printing.language, arrivals)
    )
    frame = sheet(
        TITLE,
        subject,
        occasion,
        order_words(wanted.order, scheme),
        printing,
        content=(counts, groups),
        selection=SELECTIONS.get((wanted.only_accepted, wanted.with_companions)),
        people=len(rows),
    )
    return GuestList(frame, words(groups, wanted, languages), counts, groups)


def arrivals_of(session, visit):
    """Return (event id, heading) of the transfers of a visit, in the order of time."""
    return [
        (event.id, Written(*(transfer_words(event, language) for language in ("de", "en"))))
        for event in session.scalars(transfers_of(visit))
    ]


def transfer_words(event, language):
    """Return when a transfer is, its name and its number."""
    start = dates.moment(event.starts_at, event.start_zone, language, event.start_fold)
    title = getattr(event, f"title_{language}") or event.title_de or event.title_en
    return joined(start, title, event.transfer and event.transfer.number)


def order_words(order, scheme):
    """Return how the list is sorted; by precedence: by which version of which scheme."""
    if order is not Order.PRECEDENCE:
        return ORDERS[order]
    return Message(
        "By precedence: %(scheme)s; companions directly after their partner",
        scheme=version_words(scheme),
    )


def has_greetings(wanted):
    """Tell whether a list says who is greeted; in two languages there is no room for it."""
    return wanted.order is Order.PRECEDENCE and wanted.other_language is None


def words(groups, wanted, languages):
    """Return the fixed words; there is a column of seats or greetings where somebody has one."""
    language = languages[0]
    columns = [
        Message("No."),
        Message("Name and office"),
        Message("Organization"),
        Message("Role"),
        Message("Reply"),
    ]
    has_greeted = any(one.greeting for one in everybody(groups))
    has_seats = wanted.order is Order.TABLE or any(one.seat for one in everybody(groups))
    columns += [Message("Greeting")] * has_greeted + [Message("Seat")] * has_seats
    return Words(
        replies=said(Message("Replies"), languages),
        people=said(Message("People"), languages),
        without_companions=said(Message("without companions"), languages),
        empty=said(Message("No guests have been invited yet."), languages),
        unprintable=translate(Message("Characters that cannot be printed (▯) in:"), language),
        columns=tuple(said(column, languages) for column in columns),
        has_greetings=has_greeted,
        has_seats=has_seats,
    )


def everybody(groups):
    """Return the entries of all groups, companions after their partners."""
    return [
        one for group in groups for first in group.entries for one in (first, *first.companions)
    ]


def tally(rows, languages):
    """Return how many people are on the list, and how many gave each answer."""
    classes = [(Message("Invited"), rows)] + [
        (label, [row for row in rows if row.reply is reply]) for reply, label in REPLIES.items()
    ]
    return tuple(
        Count(said(label, languages), len(found), sum(map(is_companion, found)))
        for label, found in classes
    )


def table(session, occasion, wanted, printing):
    """Return the rows of the paper; companions have the number of their partner."""
    paper = make(session, occasion, wanted, printing)
    labels = (
        Message("Group"),
        Message("No."),
        Message("Name"),
        Message("Office"),
        Message("Remarks"),
        Message("Organization"),
        Message("Country"),
        Message("Role"),
        Message("Reply"),
        Message("Greeting"),
        Message("Seat"),
    )
    widths = (28, 6, 32, 40, 40, 36, 9, 22, 14, 6, 12)
    rows = tuple(
        table_row(group, first, one)
        for group in paper.groups
        for first in group.entries
        for one in (first, *first.companions)
    )
    columns = tuple(
        Column(said(label, printing.languages), Kind.NUMBER if width == 6 else Kind.TEXT, width)
        for label, width in zip(labels, widths, strict=True)
    )
    return Table(columns, rows, paper.sheet.version)


def table_row(group, first, one):
    """Return the cells of a guest."""
    return (
        group.heading.text,
        int(first.number),
        one.name,
        slashed(one.offices),
        "; ".join(line.text for line in one.lines),
        slashed(one.organisations),
        one.country,
        one.role,
        joined(one.reply, one.reply_note),
        int(one.greeting) if one.greeting else None,
        one.seat,
    )


def slashed(texts):
    """Return texts in two languages side by side."""
    return " / ".join(text.text for text in texts)
