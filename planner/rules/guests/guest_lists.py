"""Rules of guest lists: whom a filter lets through, in which order, under which headings."""

import enum
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from planner.languages import Bilingual, Message, Text, translate
from planner.models import DelegationOrder, Reply
from planner.rules.guests.guests import REPLIES, GuestRow
from planner.rules.people.people import full_name
from planner.spelling import name_sort_form, search_form, spellings, split_words

if TYPE_CHECKING:
    from planner.queries.guests.guest_rows import DelegationRow

LAST = "\uffff"

Party: TypeAlias = list[GuestRow]  # a guest, then the companions
PartyKey: TypeAlias = Callable[[Party], tuple[object, ...]]  # what parties are sorted by


class Sort(enum.StrEnum):
    """The orders of a guest list on the screen."""

    PRECEDENCE = "precedence"
    NAME = "name"
    ORGANISATION = "organisation"
    REPLY = "reply"
    DELEGATION = "delegation"


class Group(NamedTuple):
    """Guests under a heading: a sentence of ours, or what somebody wrote."""

    heading: Message | Bilingual | None
    rows: list[GuestRow]

    def title(self, language: str) -> Text:
        """Return the heading in a language, or in that in which it is known."""
        if self.heading is None or isinstance(self.heading, Message):
            return Text(translate(self.heading, language) if self.heading else "", language)
        return self.heading.in_language(language)


def tally(rows: Iterable[GuestRow]) -> dict[Reply, int]:
    """Count the people by reply; each person counts once."""
    counts = dict.fromkeys(REPLIES, 0)
    for row in rows:
        counts[row.reply] += 1
    return counts


def matching_rows(rows: Iterable[GuestRow], text: str) -> list[GuestRow]:
    """Return the rows that have each word of a text in name, office or organisation."""
    if not text.strip():
        return list(rows)
    wanted = [spellings(word) for word in split_words(text)]
    return [row for row in rows if wanted and matches(row, wanted)]


def matches(row: GuestRow, wanted: Iterable[Sequence[str]]) -> bool:
    """Tell whether a row has each wanted word, in one of its spellings (e-13)."""
    delegation = row.delegation.name if row.delegation else ()
    texts = *row.office, *row.person.organisation_name, *delegation
    form = search_form(full_name(row.person), *texts)
    return all(any(spelling in form for spelling in word) for word in wanted)


def filtered_rows(
    rows: Iterable[GuestRow], sought: str = "", delegation_id: int | None = None
) -> list[GuestRow]:
    """Return the rows that match a search and belong to a delegation, or to none for 0."""
    if delegation_id is not None:
        rows = in_delegation(rows, delegation_id)
    return matching_rows(rows, sought)


def in_delegation(rows: Iterable[GuestRow], delegation_id: int) -> list[GuestRow]:
    """Return the rows of a delegation; for 0 the rows without one."""
    return [row for row in rows if (row.delegation.id if row.delegation else 0) == delegation_id]


def sorted_groups(
    rows: Sequence[GuestRow], sort: Sort, language: str, backwards: bool = False
) -> list[Group]:
    """Return rows, which come in the order of precedence, in the groups of a chosen order."""
    if sort is Sort.PRECEDENCE:
        groups = by_precedence(rows)
    elif sort is Sort.DELEGATION:
        groups = by_delegation(rows)
    elif sort is Sort.REPLY:
        groups = by_reply(rows)
    elif sort is Sort.ORGANISATION:
        groups = [Group(None, sorted(rows, key=lambda row: organisation_key(row, language)))]
    else:
        groups = [Group(None, sorted(rows, key=lambda row: (row.person.sort_name, row.id)))]
    if backwards:
        groups = [Group(group.heading, group.rows[::-1]) for group in reversed(groups)]
    return [group for group in groups if group.rows]


def organisation_key(row: GuestRow, language: str) -> tuple[str, str, int]:
    """Return the key that sorts rows by organisation; rows without one come last."""
    name = row.person.organisation_name.in_language(language).text
    return (name_sort_form(name) if name else LAST, row.person.sort_name, row.id)


def by_precedence(rows: Iterable[GuestRow]) -> list[Group]:
    """Group rows under the headings of precedence; companions stay with their partners."""
    runs = groupby(rows, lambda row: row.rank.section.msgid)
    return [Group(run[0].rank.section, run) for run in (list(rows) for _, rows in runs)]


def by_reply(rows: Sequence[GuestRow]) -> list[Group]:
    """Group rows by reply: accepted first, then open, declined, represented."""
    return [
        Group(heading, [row for row in rows if row.reply is reply])
        for reply, heading in REPLIES.items()
    ]


def by_delegation(rows: Iterable[GuestRow]) -> list[Group]:
    """Group rows by delegation, each in its own order (P-17); rows without one come last."""
    of_delegations: dict[DelegationRow, list[GuestRow]] = {}
    others = []
    for row in rows:
        if row.delegation:
            of_delegations.setdefault(row.delegation, []).append(row)
        else:
            others.append(row)
    return [
        *(
            Group(delegation.name, rows_in_order(of_delegations[delegation], delegation.ordering))
            for delegation in sorted(of_delegations, key=lambda delegation: delegation.id)
        ),
        Group(Message("Guests without delegation"), others),
    ]


def rows_in_order(rows: Iterable[GuestRow], ordering: DelegationOrder) -> list[GuestRow]:
    """Return the rows of a delegation in the order that it has chosen (P-17)."""
    keys: dict[DelegationOrder, PartyKey] = {
        DelegationOrder.AS_SENT: lambda party: sent_key(party[0]),
        DelegationOrder.LEADER_THEN_ALPHABET: lambda party: leader_key(party[0]),
        DelegationOrder.BY_SCHEME: lambda party: (party[0].rank.position,),
    }
    return [row for party in sorted(parties(rows), key=keys[ordering]) for row in party]


def sent_key(row: GuestRow) -> tuple[bool, int, int]:
    """Return the key that sorts rows by the sender's order; a guest who is no delegate is last."""
    return (row.member is None, row.member.position if row.member else 0, row.rank.position)


def leader_key(row: GuestRow) -> tuple[bool, str, int]:
    """Return the key that sorts the leader first, then by the alphabet."""
    return (not (row.member and row.member.is_leader), row.person.sort_name, row.id)


def parties(rows: Iterable[GuestRow]) -> list[Party]:
    """Return rows, which come in the order of precedence, as parties: a guest and companions."""
    grouped: list[Party] = []
    for row in rows:
        if row.rank.is_companion and grouped and grouped[-1][0].rank.position == row.rank.position:
            grouped[-1].append(row)
        else:
            grouped.append([row])
    return grouped
