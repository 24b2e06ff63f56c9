"""The entries of guest lists on paper: what a list says about a guest.

What is internal (notes, telephone, e-mail, needs) never gets this far.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.languages import Message, Messages, Text, translate
from planner.models import GuestRole, Reply
from planner.printing.paper import in_languages, texts_of
from planner.rules.guests import guest_lists
from planner.rules.guests.guests import REPLIES, GuestRow
from planner.rules.people.people import list_name
from planner.rules.precedence.schemes import ROLES
from planner.rules.printing.printed_lists import seat_of
from planner.rules.printing.printing import OMITTED_FIELDS, PaperChoice, PaperOrder

LEADER = Message("Head of delegation")
SINGLE = {PaperOrder.ALPHABET, PaperOrder.TABLE, PaperOrder.ARRIVAL}  # everybody on the own line
TONES = {
    Reply.ACCEPTED: "ok",
    Reply.OPEN: "wait",
    Reply.DECLINED: "no",
    Reply.REPRESENTED: "info",
}


@dataclass(frozen=True)
class Entry:
    """A guest in the list; companions stand directly after their partner (P-10)."""

    number: str
    name: str
    lines: tuple[Text, ...]  # below the name
    organisations: tuple[Text, ...]  # one, or one in each language
    country: str
    role: str
    reply: str
    reply_note: str
    tone: str
    companions: tuple["Entry", ...] = ()
    offices: tuple[Text, ...] = ()  # one, or one in each language
    seat: str = ""
    greeting: str = ""  # the number on the greeting list (D-05)
    person_id: int = 0


@dataclass(frozen=True)
class Group:
    """Guests under a heading; an empty heading is not printed."""

    heading: Text
    count: str
    entries: tuple[Entry, ...]
    other_heading: Text | None = None  # in the language beside the first one


def printed_group(
    arranged_group: guest_lists.Group,
    numbers: Iterator[int],
    wanted: PaperChoice,
    languages: Sequence[str],
    greetings: Mapping[int, int],
) -> Group:
    """Return a group of rows as it gets printed.

    greetings: the numbers on the greeting list by the ids of people.
    """
    rows = arranged_group.rows
    split = [[row] for row in rows] if wanted.order in SINGLE else guest_lists.parties(rows)
    count = Messages("%(people)s person", "%(people)s people", len(rows), people=len(rows))
    heading, *others = dict.fromkeys(arranged_group.title(language) for language in languages)
    return Group(
        heading=heading,
        count=translate(count, languages[0]),
        entries=tuple(
            party_entry(party, next(numbers), wanted, languages, greetings) for party in split
        ),
        other_heading=others[0] if others else None,
    )


def party_entry(
    party: Sequence[GuestRow],
    number: int,
    wanted: PaperChoice,
    languages: Sequence[str],
    greetings: Mapping[int, int],
) -> Entry:
    """Return the entry of a guest with the companions, who share the rank (P-10)."""
    (first, *others), order = party, wanted.order
    by_rank = order is PaperOrder.PRECEDENCE and not wanted.only_accepted
    return entry(
        first,
        number=str(first.rank.position if by_rank else number),
        name=list_name(first.person) if order is PaperOrder.ALPHABET else first.name,
        wanted=wanted,
        languages=languages,
        greetings=greetings,
        companions=tuple(entry(row, "", row.name, wanted, languages, greetings) for row in others),
    )


def entry(
    row: GuestRow,
    number: str,
    name: str,
    wanted: PaperChoice,
    languages: Sequence[str],
    greetings: Mapping[int, int],
    companions: tuple[Entry, ...] = (),
) -> Entry:
    """Return the entry of a person; one without a number stands below the partner."""
    leads = row.role is GuestRole.DELEGATE and row.member and row.member.is_leader
    return Entry(
        number=number,
        name=name,
        lines=tuple(lines(row, languages, wanted, with_partner=bool(number))),
        organisations=organisations(row, wanted.order, languages),
        country=row.person.country,
        role=in_languages(LEADER if leads else ROLES[row.role], languages),
        reply=in_languages(REPLIES[row.reply], languages),
        reply_note=reply_note(row, languages),
        tone=TONES[row.reply],
        companions=companions,
        offices=texts_of(row.office, languages),
        seat=seat_of(row),
        greeting=str(greetings.get(row.id, "")),
        person_id=row.id,
    )


def organisations(row: GuestRow, order: PaperOrder, languages: Sequence[str]) -> tuple[Text, ...]:
    """Return the organization of a person, else the delegation unless the heading names it."""
    if order is PaperOrder.INSTITUTION:
        return ()
    own = texts_of(row.person.organisation_name, languages)
    if own or not row.delegation or order is PaperOrder.DELEGATION:
        return own
    return texts_of(row.delegation.name, languages)


def lines(
    row: GuestRow, languages: Sequence[str], wanted: PaperChoice, with_partner: bool
) -> Iterator[Text]:
    """Yield the remarks about a guest: represents whom, comes with whom, has declined, reasons."""
    messages = []
    if row.represents:
        messages.append(Message("representing %(name)s", name=row.represents))
    if row.represented_by:
        messages.append(Message("represented by %(name)s", name=row.represented_by))
    if row.partner and with_partner:
        messages.append(Message("comes with %(name)s", name=row.partner))
    if row.reply is Reply.DECLINED and "reply" in OMITTED_FIELDS[wanted.columns]:
        messages.append(Message("has declined"))
    for message in messages:
        yield Text(in_languages(message, languages), languages[0])
    if wanted.with_reasons:
        for language in languages:
            yield Text(f"{translate(row.rank.reason, language)} ({row.rank.rule})", language)


def reply_note(row: GuestRow, languages: Sequence[str]) -> str:
    """Return the words for how many of several events somebody comes to."""
    if row.reply is not Reply.ACCEPTED or len(row.invitations) < 2:
        return ""
    numbers = {"accepted": row.accepted, "all": len(row.invitations)}
    return in_languages(Message("%(accepted)s of %(all)s events", **numbers), languages)
