"""Reasons: sentences that say why a guest stands after another, and by which rule."""

from collections.abc import Mapping
from typing import NamedTuple

from planner.languages import Bilingual, Message
from planner.models import Branch, DelegationOrder, Level, Side
from planner.rules.precedence.claims import Claim, MoveRow
from planner.rules.precedence.schemes import (
    LEVEL_PLACE,
    LEVELS,
    PrecedenceEntry,
    PrecedenceScheme,
    SchemePlace,
    TieBreaker,
    entry_label,
)
from planner.rules.precedence.standings import (
    FORMERLY,
    DecidingKey,
    Keys,
    RankKey,
    Standing,
    key_names,
)

LOCAL = Level.DISTRICT, Level.MUNICIPAL


class Reason(NamedTuple):
    """The key that decided, a sentence, and the number of the rule in the handbook."""

    key: DecidingKey
    sentence: Message
    rule: str


def reason_of_rank(
    claim: Claim, before: Claim | None, standings: Mapping[int, Standing], scheme: PrecedenceScheme
) -> Reason:
    """Return why a guest stands after another; `before` is None for the first guest."""
    own = standings[claim.id]
    if before is None:
        reason = reason_of_first(own, scheme)
    else:
        other = standings[before.id]
        if own.keys == other.keys:
            return reason_within(claim, before, own, other, scheme)
        reason = reason_between(own.keys, other.keys, own.holder, other.holder, scheme, other)
    if not own.within:
        return reason
    sentence = Message(
        "The delegation stays together, at the place of its leader’s office (%(name)s). %(reason)s",
        name=own.holder.name,
        reason=reason.sentence,
    )
    return Reason(RankKey.DELEGATION, sentence, "P-17")


def reason_between(
    keys: Keys,
    other_keys: Keys,
    claim: Claim,
    other: Claim,
    scheme: PrecedenceScheme,
    standing: Standing | None = None,
) -> Reason:
    """Return the reason for the first key in which two standings differ."""
    name: str | Message = other.name
    if standing is not None and standing.within:
        name = Message("the delegation of %(name)s", name=name)
    pairs = zip(key_names(scheme), keys, other_keys, strict=True)
    key, own, before = next(pair for pair in pairs if pair[1] != pair[2])
    if isinstance(own, SchemePlace) and isinstance(before, SchemePlace):
        return reason_of_place(key, own, before, claim, name, scheme)
    if key is TieBreaker.SINCE and claim.since is None:
        return Reason(key, with_values(UNKNOWN_SINCE, name=name), "P-06")
    sentence, rule = TIES[key]
    return Reason(key, with_values(sentence, name=name), rule)


def with_values(sentence: Message, **values: str | Message) -> Message:
    """Return a sentence with its values filled in."""
    return Message(sentence.msgid, **values)


def reason_of_place(
    key: DecidingKey,
    own: SchemePlace,
    other: SchemePlace,
    claim: Claim,
    name: str | Message,
    scheme: PrecedenceScheme,
) -> Reason:
    """Return the reason that the scheme has one place before another."""
    if key is RankKey.PLACE and own == scheme.place_of_former:
        return Reason(key, NO_LONGER, "P-16")
    if own.after and own != scheme.place_of_former:
        return Reason(key, unnamed(claim), "P-01")
    first, second = entry_at(other, scheme), entry_at(own, scheme)
    no_office = second is None or names_nothing(second)
    if no_office and (first is None or not first.role):
        return Reason(key, NO_OFFICE, "P-05")
    own_place = entry_label(second) if second else FORMERLY
    if first is None or other.after:
        values = {"name": name, "second": own_place}
        sentence = Message("The scheme puts %(name)s before “%(second)s”.", **values)
        return Reason(key, sentence, "P-16" if other == scheme.place_of_former else "P-01")
    sentence = Message(
        "The scheme puts “%(first)s” (%(name)s) before “%(second)s”.",
        first=entry_label(first),
        name=name,
        second=own_place,
    )
    return Reason(key, sentence, rule_of(first, second))


NO_OFFICE = Message("Holds no office on this day, so comes after those who do.")
NO_LONGER = Message("No longer in office on this day, so comes after those who are.")
UNKNOWN_SINCE = Message("Ranks equal with %(name)s, but the start of the term is not recorded.")
LEADS = Message("%(name)s leads the delegation.")
ALPHABETICAL = Message("The delegation is in alphabetical order; %(name)s comes before.")


def entry_at(place: SchemePlace, scheme: PrecedenceScheme) -> PrecedenceEntry | None:
    """Return the entry at a place, or None behind the last."""
    return scheme.entries[place.position] if 0 <= place.position < len(scheme.entries) else None


def names_nothing(entry: PrecedenceEntry) -> bool:
    """Tell whether an entry is the place of those who hold no office."""
    return entry.key is None


def rule_of(first: PrecedenceEntry, second: PrecedenceEntry | None) -> str:
    """Return the number of the rule that puts one entry before another; without one, P-01."""
    if first.role or second is None or second.role:
        return "P-09"
    if first.in_own_place or second.in_own_place:
        governor = (first.level, first.branch) == (Level.STATE, Branch.EXECUTIVE)
        return "P-15" if first.in_own_place or governor else "P-01"
    if names_nothing(first):
        return "P-01"
    if first.level is not second.level:
        return "P-07" if is_higher(first.level, second.level) else "P-01"
    branches = first.branch, second.branch
    if branches == (Branch.LEGISLATIVE, Branch.EXECUTIVE):
        return "P-04"
    is_mayor_first = branches == (Branch.EXECUTIVE, Branch.LEGISLATIVE) and first.level in LOCAL
    return "P-13" if is_mayor_first else "P-01"


def is_higher(level: Level | None, other: Level | None) -> bool:
    """Tell whether one level is above another."""
    return bool(level and other and LEVEL_PLACE[level] < LEVEL_PLACE[other])


def unnamed(claim: Claim) -> Message:
    """Return the sentence that the scheme has no entry for an office."""
    return Message(
        "The scheme has no entry for the office “%(office)s”, so it comes last of its level "
        "(%(level)s).",
        office=claim.office,
        level=LEVELS[claim.level or Level.OTHER],
    )


def reason_of_first(own: Standing, scheme: PrecedenceScheme) -> Reason:
    """Return the reason why a guest is the first of the list."""
    place, claim = own.keys[0], own.holder
    if place == scheme.place_of_former:
        return Reason(RankKey.PLACE, highest(FORMERLY), "P-16")
    if place.after:
        return Reason(RankKey.PLACE, unnamed(claim), "P-01")
    entry = entry_at(place, scheme)
    what = entry_label(entry) if entry else NO_OFFICE
    return Reason(RankKey.PLACE, highest(what), "P-09" if entry and entry.role else "P-01")


def highest(what: Message | Bilingual) -> Message:
    """Return the sentence that nothing on this list has a higher place."""
    return Message("On this list the scheme places nothing higher than “%(first)s”.", first=what)


def reason_within(
    claim: Claim, before: Claim, own: Standing, other: Standing, scheme: PrecedenceScheme
) -> Reason:
    """Return the reason for the order inside a delegation that stays together."""
    membership = claim.membership
    if (
        membership is None or not other.within
    ):  # a leader whom the scheme places by the role of a delegate
        return Reason(RankKey.DELEGATION, with_values(LEADS, name=before.name), "P-17")
    if membership.ordering is DelegationOrder.BY_SCHEME:
        return reason_between(own.within, other.within, claim, before, scheme)
    if own.within[:-4] == other.within[:-4]:
        names = key_names(scheme)[-4:]
        pairs = zip(names, own.within[-4:], other.within[-4:], strict=True)
        key = next(key for key, one, another in pairs if one != another)
        sentence, rule = TIES[key]
        if key is RankKey.NAME and membership.ordering is DelegationOrder.LEADER_THEN_ALPHABET:
            sentence, rule = ALPHABETICAL, "P-17"
        return Reason(key, with_values(sentence, name=before.name), rule)
    if membership.ordering is DelegationOrder.LEADER_THEN_ALPHABET:
        sentence = with_values(LEADS, name=before.name)
    elif membership.position is None:
        sentence = Message("Is not on the sender’s list, so comes last of the delegation.")
    else:
        sentence = Message(
            "The sender of the delegation put %(name)s before this guest.", name=before.name
        )
    return Reason(RankKey.DELEGATION, sentence, "P-17")


def with_represented(reason: Reason, claim: Claim) -> Reason:
    """Return a reason that says whose place a representative takes (P-31)."""
    if not claim.in_place_of:
        return reason
    sentence = Message(
        "Takes the place of %(name)s. %(reason)s", name=claim.in_place_of, reason=reason.sentence
    )
    return reason._replace(sentence=sentence, rule="P-31")


def after_a_move(sentence: Message, names: str) -> Message:
    """Return a sentence that also names who was put before by hand."""
    return Message("%(reason)s Put before by hand: %(names)s.", reason=sentence, names=names)


def reason_of_companion(partner: Claim) -> Reason:
    """Return the reason that a companion follows the partner."""
    sentence = Message("Comes with %(name)s and shares the rank.", name=partner.name)
    return Reason(RankKey.PARTNER, sentence, "P-10")


def reason_of_move(moved: MoveRow) -> Reason:
    """Return the reason that somebody put a guest beside another; it is internal (T-03)."""
    sentence = MOVE_SENTENCES[moved.side, bool(moved.by)]
    values = {"name": moved.anchor_name, "by": moved.by, "reason": moved.reason}
    return Reason(RankKey.MOVE, with_values(sentence, **values), "P-03")


MOVE_SENTENCES = {
    (Side.BEFORE, True): Message("Put directly before %(name)s by %(by)s: %(reason)s"),
    (Side.AFTER, True): Message("Put directly after %(name)s by %(by)s: %(reason)s"),
    (Side.BEFORE, False): Message("Put directly before %(name)s by hand: %(reason)s"),
    (Side.AFTER, False): Message("Put directly after %(name)s by hand: %(reason)s"),
}
TIES: dict[DecidingKey, tuple[Message, str]] = {
    TieBreaker.OWN_PLACE: (
        Message("Ranks equal with %(name)s, but whoever holds office here goes first."),
        "P-15",
    ),
    TieBreaker.FOREIGN: (
        Message("Ranks equal with %(name)s, who comes from abroad and goes first."),
        "P-06",
    ),
    TieBreaker.ELECTED: (
        Message("Ranks equal with %(name)s, but was appointed, not elected."),
        "P-06",
    ),
    TieBreaker.CURRENT: (Message("Ranks equal with %(name)s, but is no longer in office."), "P-11"),
    TieBreaker.SINCE: (Message("Ranks equal with %(name)s, but took office later."), "P-06"),
    TieBreaker.WOMEN: (
        Message("Ranks equal with %(name)s; women go first in this scheme."),
        "P-08",
    ),
    RankKey.NAME: (Message("Ranks equal with %(name)s, so the alphabet decides."), "P-08"),
    RankKey.ENTRY: (
        Message("Has the same rank and name as %(name)s, but was entered later."),
        "P-11",
    ),
    RankKey.REPRESENTED: (Message("Represented by %(name)s, who takes the place."), "P-31"),
}
