"""Guest lists on paper (D-03), in the order that somebody has chosen.

Everything here is data in the language of the paper; print_list.html and print_list.typ only
write it down.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from planner import dates
from planner.languages import Bilingual, Message, Text, translate
from planner.models import Event
from planner.printing.guests.guest_entries import Entry, Group, printed_group
from planner.printing.paper import PrintContext, Sheet, about, dot_joined, in_languages, sheet
from planner.printing.tables import CellKind, CellValue, Column, Subject, Table
from planner.queries.guests.guest_sources import read_sources
from planner.queries.guests.guests import transfers_of
from planner.rules.guests.guests import REPLIES, GuestRow, guest_rows
from planner.rules.precedence.schemes import PrecedenceScheme, version_label
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printed_lists import (
    chosen_rows,
    greeting_numbers,
    is_companion,
    printed_groups,
)
from planner.rules.printing.printing import OMITTED_FIELDS, PaperChoice, PaperOrder

TITLE = Message("Guest list")
ORDERS = {
    PaperOrder.ALPHABET: Message("By family name; companions under their own name"),
    PaperOrder.DELEGATION: Message(
        "By delegation, then by precedence; companions directly after their partner"
    ),
    PaperOrder.INSTITUTION: Message(
        "By institution, then by precedence; companions directly after their partner"
    ),
    PaperOrder.TABLE: Message("By table, then by seat; companions at their own seat"),
    PaperOrder.ARRIVAL: Message("By first transfer, then by precedence"),
}
SELECTIONS = {  # by (only who has accepted, with companions)
    (True, True): Message("Only who has accepted"),
    (True, False): Message("Only who has accepted, without companions"),
    (False, False): Message("Without companions"),
}


COLUMNS = {
    "number": Message("No."),
    "name": Message("Name and office"),
    "organisation": Message("Organization"),
    "role": Message("Role"),
    "reply": Message("Reply"),
    "greeting": Message("Greeting"),
    "seat": Message("Seat"),
}

TABLE = (  # key, heading and width of each column of the spreadsheet
    ("group", Message("Group"), 28),
    ("number", Message("No."), 6),
    ("name", Message("Name"), 32),
    ("office", Message("Office"), 40),
    ("remarks", Message("Remarks"), 40),
    ("organisation", Message("Organization"), 36),
    ("country", Message("Country"), 9),
    ("role", Message("Role"), 22),
    ("reply", Message("Reply"), 14),
    ("greeting", Message("Greeting"), 6),
    ("seat", Message("Seat"), 12),
)


@dataclass(frozen=True)
class Count:
    """How many people gave an answer, and how many of them are companions."""

    label: str
    people: int
    companions: int


@dataclass(frozen=True)
class Captions:
    """The fixed words of the list in the language of the paper."""

    replies: str
    people: str
    without_companions: str
    empty: str
    unprintable: str
    columns: tuple[tuple[str, str], ...]  # key and heading


@dataclass(frozen=True)
class GuestList:
    """A guest list on paper."""

    sheet: Sheet
    words: Captions
    counts: tuple[Count, ...]
    groups: tuple[Group, ...]


def make(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> GuestList:
    """Return the guest list of an event, or else of a visit."""
    sources = read_sources(session, occasion.visit, occasion.event)
    arrivals = arrivals_of(session, occasion) if wanted.order is PaperOrder.ARRIVAL else ()
    subject, when = about(occasion, printing.language)
    return guest_list(
        guest_rows(sources), wanted, sources.scheme, subject, when, printing, arrivals
    )


def guest_list(
    all_rows: Sequence[GuestRow],
    wanted: PaperChoice,
    scheme: PrecedenceScheme,
    subject: Text,
    occasion: str,
    printing: PrintContext,
    arrivals: Sequence[tuple[int, Bilingual]] = (),
) -> GuestList:
    """Return the guest list of rows, which are in the order of precedence."""
    rows, languages, numbers = chosen_rows(all_rows, wanted), printing.languages, itertools.count(1)
    counts = tally(all_rows, languages)
    by_name = greeting_numbers(all_rows, wanted) if has_greetings(wanted) else {}
    groups = tuple(
        printed_group(found, numbers, wanted, languages, by_name)
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
        people=[row.id for row in rows],
    )
    return GuestList(frame, captions(groups, wanted, languages), counts, groups)


def arrivals_of(session: Session, occasion: Occasion) -> list[tuple[int, Bilingual]]:
    """Return (event id, heading) of the transfers of a visit, in the order of time."""
    return [
        (event.id, Bilingual.made(partial(transfer_words, event)))
        for event in session.scalars(transfers_of(occasion.required_visit))
    ]


def transfer_words(event: Event, language: str) -> str:
    """Return the time of a transfer, its title and its number."""
    start = dates.moment(event.starts_at, event.start_zone, language, event.start_fold)
    title = event.title.in_language(language).text
    return dot_joined(start, title, event.transfer.number if event.transfer else "")


def order_words(order: PaperOrder, scheme: PrecedenceScheme) -> Message:
    """Return the words for the order of a list; precedence names the version of its scheme."""
    if order is not PaperOrder.PRECEDENCE:
        return ORDERS[order]
    return Message(
        "By precedence: %(scheme)s; companions directly after their partner",
        scheme=version_label(scheme),
    )


def has_greetings(wanted: PaperChoice) -> bool:
    """Tell whether a list has the numbers of greetings; two languages leave no room for them."""
    return wanted.order is PaperOrder.PRECEDENCE and wanted.other_language is None


def captions(groups: Sequence[Group], wanted: PaperChoice, languages: Sequence[str]) -> Captions:
    """Return the fixed words, and the columns that are wanted and not empty."""
    language = languages[0]
    found = everybody(groups)
    omitted = set(OMITTED_FIELDS[wanted.columns])
    if not any(one.greeting for one in found):
        omitted.add("greeting")
    if wanted.order is not PaperOrder.TABLE and not any(one.seat for one in found):
        omitted.add("seat")
    columns = {key: label for key, label in COLUMNS.items() if key not in omitted}
    return Captions(
        replies=in_languages(Message("Replies"), languages),
        people=in_languages(Message("People"), languages),
        without_companions=in_languages(Message("without companions"), languages),
        empty=in_languages(Message("No guests have been invited yet."), languages),
        unprintable=translate(Message("Characters that cannot be printed (▯) in:"), language),
        columns=tuple((key, in_languages(label, languages)) for key, label in columns.items()),
    )


def everybody(groups: Sequence[Group]) -> list[Entry]:
    """Return the entries of all groups, companions after their partners."""
    return [
        one for group in groups for first in group.entries for one in (first, *first.companions)
    ]


def tally(rows: Sequence[GuestRow], languages: Sequence[str]) -> tuple[Count, ...]:
    """Return how many people are on the list, and how many gave each answer."""
    classes = [(Message("Invited"), rows)] + [
        (label, [row for row in rows if row.reply is reply]) for reply, label in REPLIES.items()
    ]
    return tuple(
        Count(in_languages(label, languages), len(found), sum(map(is_companion, found)))
        for label, found in classes
    )


def table(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Table:
    """Return the rows of the paper; companions have the number of their partner."""
    paper = make(session, occasion, wanted, printing)
    left_out = OMITTED_FIELDS[wanted.columns]
    found = [column for column in TABLE if column[0] not in left_out]
    rows = tuple(
        tuple(value for key, value in table_row(group, first, one).items() if key not in left_out)
        for group in paper.groups
        for first in group.entries
        for one in (first, *first.companions)
    )
    columns = tuple(
        Column(
            in_languages(label, printing.languages),
            CellKind.NUMBER if width == 6 else CellKind.TEXT,
            width,
        )
        for _, label, width in found
    )
    subjects = tuple(Subject(one.person_id) for one in everybody(paper.groups))
    return Table(columns, rows, paper.sheet.version, None, paper.sheet.person_ids, subjects)


def table_row(group: Group, first: Entry, one: Entry) -> dict[str, CellValue]:
    """Return the cells of a guest by the keys of their columns."""
    return {
        "group": group.heading.text,
        "number": int(first.number),
        "name": one.name,
        "office": joined_by_slash(one.offices),
        "remarks": "; ".join(line.text for line in one.lines),
        "organisation": joined_by_slash(one.organisations),
        "country": one.country,
        "role": one.role,
        "reply": dot_joined(one.reply, one.reply_note),
        "greeting": int(one.greeting) if one.greeting else None,
        "seat": one.seat,
    }


def joined_by_slash(texts: Iterable[Text]) -> str:
    """Return texts in two languages side by side."""
    return " / ".join(text.text for text in texts)
