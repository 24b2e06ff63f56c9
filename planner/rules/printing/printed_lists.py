"""Rules of printed lists: which guests are on them, in which order, under which headings."""

import re
from collections.abc import Sequence

from planner.languages import Bilingual, Message
from planner.models import GuestRole, Reply
from planner.rules.guests.guest_lists import Group, Sort, parties, sorted_groups
from planner.rules.guests.guests import GuestRow
from planner.rules.precedence.schemes import WORKING_ROLES
from planner.rules.printing.printing import PaperChoice, PaperOrder
from planner.spelling import name_sort_form

SORTS = {
    PaperOrder.PRECEDENCE: Sort.PRECEDENCE,
    PaperOrder.ALPHABET: Sort.NAME,
    PaperOrder.DELEGATION: Sort.DELEGATION,
}
NO_INSTITUTION = Message("Without institution")
NO_TABLE = Message("No seat yet")
NO_ARRIVAL = Message("Arrival not noted")

#: The last number of a seat, with what parts it from its table: "A 1", "Tisch 3, Platz 5".
PLACE_AT_TABLE = re.compile(r"[\s,;:/·-]*(?:\b(?:Platz|Pl\.|seat|place)\s*)?\d+[a-z]?\s*$", re.I)


def chosen_rows(rows: Sequence[GuestRow], wanted: PaperChoice) -> list[GuestRow]:
    """Return the rows that shall stand on the paper."""
    return [
        row
        for row in rows
        if (row.reply is Reply.ACCEPTED or not wanted.only_accepted)
        and (wanted.with_companions or not is_companion(row))
    ]


def is_companion(row: GuestRow) -> bool:
    """Tell whether a guest is the companion of another."""
    return row.rank.is_companion or row.role is GuestRole.COMPANION


def guests_to_greet(rows: Sequence[GuestRow]) -> list[GuestRow]:
    """Return the guests whom a speaker greets, by precedence (D-05).

    Hosts with their companions are left out, and people who work there.
    """
    hosts = {row.rank.position for row in rows if row.role is GuestRole.HOST}
    return [row for row in rows if row.rank.position not in hosts and row.role not in WORKING_ROLES]


def greeting_numbers(all_rows: Sequence[GuestRow], wanted: PaperChoice) -> dict[int, int]:
    """Return the numbers on the greeting list by the ids of people (D-05).

    Guests after the last name of that list are greeted together and have no number.
    """
    coming = chosen_rows(all_rows, wanted._replace(only_accepted=True))
    return {row.id: number for number, row in enumerate(guests_to_greet(coming)[: wanted.most], 1)}


def printed_groups(
    rows: Sequence[GuestRow],
    order: PaperOrder,
    language: str,
    arrivals: Sequence[tuple[int, Bilingual]] = (),
) -> list[Group]:
    """Return rows, which are in the order of precedence, in the groups of an order."""
    if order is PaperOrder.INSTITUTION:
        return by_institution(rows, language)
    if order is PaperOrder.TABLE:
        return by_table(rows)
    if order is PaperOrder.ARRIVAL:
        return by_arrival(rows, arrivals)
    return sorted_groups(rows, SORTS[order], language)


def by_institution(rows: Sequence[GuestRow], language: str) -> list[Group]:
    """Return the guests of each institution as a group, in the order of the alphabet."""
    groups: dict[Bilingual, list[GuestRow]] = {}
    for party in parties(rows):
        groups.setdefault(party[0].person.organisation_name, []).extend(party)
    unknown = groups.pop(Bilingual(), [])

    def key(institution: Bilingual) -> str:
        return name_sort_form(institution.in_language(language).text)

    headed = [Group(found, groups[found]) for found in sorted(groups, key=key)]
    return headed + ([Group(NO_INSTITUTION, unknown)] if unknown else [])


def seat_of(row: GuestRow) -> str:
    """Return the seat of a person at the event; it is empty on the list of a visit."""
    return row.invitations[0].seat if len(row.invitations) == 1 else ""


def table_of(seat: str) -> str:
    """Return the table that a seat names: "A" for "A 1", "Tisch 3" for "Tisch 3, Platz 5"."""
    return PLACE_AT_TABLE.sub("", seat) or seat


def natural_sort_key(text: str) -> list[tuple[bool, int | str]]:
    """Return a sort key that puts A 2 before A 10."""
    parts = re.split(r"(\d+)", name_sort_form(text))
    return [(part.isdecimal(), int(part) if part.isdecimal() else part) for part in parts]


def by_table(rows: Sequence[GuestRow]) -> list[Group]:
    """Return the guests of each table as a group, in the order of the seats."""
    groups: dict[str, list[GuestRow]] = {}
    for row in sorted(rows, key=lambda row: natural_sort_key(seat_of(row))):
        groups.setdefault(table_of(seat_of(row)), []).append(row)
    unseated = groups.pop("", [])
    seated = [
        Group(Bilingual.alike(table), groups[table])
        for table in sorted(groups, key=natural_sort_key)
    ]
    return seated + ([Group(NO_TABLE, unseated)] if unseated else [])


def by_arrival(rows: Sequence[GuestRow], arrivals: Sequence[tuple[int, Bilingual]]) -> list[Group]:
    """Return the guests of each transfer as a group: of the first one that they take.

    arrivals: (event id, heading) of the transfers in the order of time.
    """
    numbers = {event_id: number for number, (event_id, _) in enumerate(arrivals)}
    groups: dict[int, list[GuestRow]] = {}
    unknown: list[GuestRow] = []
    for row in rows:
        taken = [
            numbers[invitation.event_id]
            for invitation in row.invitations
            if invitation.event_id in numbers and invitation.reply is not Reply.DECLINED
        ]
        (groups.setdefault(min(taken), []) if taken else unknown).append(row)
    known = [Group(arrivals[number][1], groups[number]) for number in sorted(groups)]
    return known + ([Group(NO_ARRIVAL, unknown)] if unknown else [])
