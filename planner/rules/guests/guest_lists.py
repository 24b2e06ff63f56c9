"""Rules of guest lists: whom a filter lets through, in which order, under which headings."""

import enum
from itertools import groupby
from typing import NamedTuple

from planner.languages import Bilingual, Message, Text, translate
from planner.models import DelegationOrder
from planner.rules.guests.guests import REPLIES, GuestRow
from planner.rules.people.people import full_name
from planner.spelling import name_sort_form, search_form, spellings, split_words

REPLY_PLACE = {reply: place for place, reply in enumerate(REPLIES)}
LAST = "\uffff"


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

    def title(self, language):
        """Return the heading in a language, or in that in which it is known."""
        if self.heading is None or isinstance(self.heading, Message):
            return Text(translate(self.heading, language) if self.heading else "", language)
        return self.heading.in_language(language)


def tally(rows):
    """Return how many people there are of each reply; each person counts once."""
    counts = dict.fromkeys(REPLIES, 0)
    for row in rows:
        counts[row.reply] += 1
    return counts


def matching_rows(rows, text):
    """Return the rows with each word that somebody looks for, in name, office or organisation."""
    if not text.strip():
        return rows
    wanted = [spellings(word) for word in split_words(text)]
    return [row for row in rows if wanted and matches(row, wanted)]


def matches(row, wanted):
    """Tell whether a row has each wanted word, in one of its spellings (e-13)."""
    delegation = row.delegation.name if row.delegation else ()
    texts = *row.office, *row.person.organisation_name, *delegation
    form = search_form(full_name(row.person), *texts)
    return all(any(spelling in form for spelling in word) for word in wanted)


def filtered_rows(rows, sought="", delegation_id=None):
    """Return the rows that match a search and belong to a delegation, or to none for 0."""
    if delegation_id is not None:
        rows = in_delegation(rows, delegation_id)
    return matching_rows(rows, sought)


def in_delegation(rows, delegation_id):
    """Return the rows of a delegation; those without one for 0."""
    return [row for row in rows if (row.delegation.id if row.delegation else 0) == delegation_id]


def sorted_groups(rows, sort, language, backwards=False):
    """Return rows, which come in the order of precedence, in groups of another order."""
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


def organisation_key(row, language):
    """Return what organisations are sorted by; who has none comes last."""
    name = row.person.organisation_name.in_language(language).text
    return (name_sort_form(name) if name else LAST, row.person.sort_name, row.id)


def by_precedence(rows):
    """Return the order of precedence under its headings; companions with their partners."""
    runs = groupby(rows, lambda row: row.rank.section.msgid)
    return [Group(run[0].rank.section, run) for run in (list(rows) for _, rows in runs)]


def by_reply(rows):
    """Return rows under their replies, the pending ones after those who come."""
    return [
        Group(heading, [row for row in rows if row.reply is reply])
        for reply, heading in REPLIES.items()
    ]


def by_delegation(rows):
    """Return each delegation in its own order (P-17), then those who belong to none."""
    groups = {}
    for row in rows:
        groups.setdefault(row.delegation, []).append(row)
    alone = groups.pop(None, [])
    return [
        *(
            Group(delegation.name, rows_in_order(groups[delegation], delegation.ordering))
            for delegation in sorted(groups, key=lambda delegation: delegation.id)
        ),
        Group(Message("Guests without delegation"), alone),
    ]


def rows_in_order(rows, ordering):
    """Return the rows of a delegation in the order that it has chosen (P-17)."""
    keys = {
        DelegationOrder.AS_SENT: lambda party: sent_key(party[0]),
        DelegationOrder.LEADER_THEN_ALPHABET: lambda party: leader_key(party[0]),
        DelegationOrder.BY_SCHEME: lambda party: party[0].rank.position,
    }
    return [row for party in sorted(parties(rows), key=keys[ordering]) for row in party]


def sent_key(row):
    """Return the place that the sender gave; who is in no delegate's place comes last."""
    return (row.member is None, row.member and row.member.position, row.rank.position)


def leader_key(row):
    """Return what puts the leader first, then the alphabet."""
    return (not (row.member and row.member.is_leader), row.person.sort_name, row.id)


def parties(rows):
    """Return rows in the order of precedence as parties: a guest, then who comes with the guest."""
    found = []
    for row in rows:
        if row.rank.is_companion and found and found[-1][0].rank.position == row.rank.position:
            found[-1].append(row)
        else:
            found.append([row])
    return found
