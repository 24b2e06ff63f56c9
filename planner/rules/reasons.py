"""Reasons: the sentence that says why a guest stands after the one before, and by which rule."""

from typing import NamedTuple

from planner.languages import Message, Written
from planner.models import DelegationOrder, Side
from planner.rules.schemes import LEVELS, TieBreaker, label
from planner.rules.standings import Key, key_names


class Reason(NamedTuple):
    """What decided, in a sentence, with the number of its rule in the handbook."""

    key: str
    sentence: Message
    rule: str


def why(claim, before, standings, scheme):
    """Return the reason why a guest stands after another; `before` None: nobody is before."""
    own = standings[claim.id]
    if before is None:
        return reason_of_first(own, scheme)
    other = standings[before.id]
    if own.within and own.keys == other.keys:
        return reason_within(claim, before, own, other, scheme)
    reason = reason_between(own, other, before.name, scheme)
    if own.within:
        sentence = Message(
            "The delegation stays together at the place of %(name)s. %(reason)s",
            name=own.holder.name,
            reason=reason.sentence,
        )
        return Reason(Key.DELEGATION, sentence, "P-17")
    return reason


def reason_between(own, other, name, scheme):
    """Return the first key in which two standings differ, in words."""
    pairs = zip(key_names(scheme), own.keys, other.keys, strict=True)
    key = next(key for key, one, another in pairs if one != another)
    if key is Key.PLACE:
        return reason_of_place(own, other, name, scheme)
    sentence, rule = TIES[key](own.holder, other.holder, name)
    return Reason(key, sentence, rule)


def reason_of_place(own, other, name, scheme):
    """Return that the scheme has the one place before the other."""
    first, second = (entry_at(standing, scheme) for standing in (other, own))
    if own.place.after:
        return Reason(Key.PLACE, unnamed(own.holder), "P-01")
    if second is None or (not own.holder.level and second.role is None):
        return Reason(Key.PLACE, NO_OFFICE, "P-05")
    if first is None or other.place.after:
        sentence = Message(
            "The place of %(name)s is higher in the scheme than that of %(second)s.",
            name=name,
            second=label(second),
        )
        return Reason(Key.PLACE, sentence, "P-01")
    sentence = Message(
        "The scheme puts “%(first)s” (%(name)s) before “%(second)s”.",
        first=label(first),
        name=name,
        second=label(second),
    )
    return Reason(Key.PLACE, sentence, rule_of(first, second))


NO_OFFICE = Message("Holds no office on this day, so comes after those who do.")


def entry_at(standing, scheme):
    """Return the entry at a place, or None behind the last."""
    position = standing.place.position
    return scheme.entries[position] if 0 <= position < len(scheme.entries) else None


def rule_of(first, second):
    """Return which rule has one entry before another, as far as the handbook has one."""
    if first.in_own_place or second.in_own_place:
        return "P-15"
    if first.role or second.role:
        return "P-09"
    if first.level is not second.level:
        return "P-07"
    return "P-04" if first.branch is not second.branch else "P-01"


def unnamed(claim):
    """Return that the scheme names no entry for an office."""
    return Message(
        "The scheme has no entry for the office “%(office)s”, so it comes last of its level "
        "(%(level)s).",
        office=Written(*claim.office),
        level=LEVELS[claim.level],
    )


def reason_of_first(own, scheme):
    """Say why a guest is the first of all."""
    entry, claim = entry_at(own, scheme), own.holder
    if own.place.after:
        reason = Reason(Key.PLACE, unnamed(claim), "P-01")
    elif entry and entry.role:
        sentence = Message("First on this list in the scheme: “%(first)s”.", first=label(entry))
        reason = Reason(Key.PLACE, sentence, "P-09")
    elif claim.level:
        reason = Reason(Key.PLACE, Message("Holds the highest office on this list."), "P-11")
    else:
        sentence = Message("Nobody on this list holds an office, so the alphabet decides.")
        reason = Reason(Key.NAME, sentence, "P-08")
    if not own.within:
        return reason
    sentence = Message(
        "The delegation stays together at the place of %(name)s. %(reason)s",
        name=claim.name,
        reason=reason.sentence,
    )
    return Reason(Key.DELEGATION, sentence, "P-17")


def reason_within(claim, before, own, other, scheme):
    """Return the reason inside of a delegation that stays together."""
    ordering = claim.membership.ordering
    if ordering is DelegationOrder.BY_SCHEME:
        pairs = [
            one._replace(keys=one.within, holder=who)
            for one, who in ((own, claim), (other, before))
        ]
        places = [one._replace(place=one.keys[0]) for one in pairs]
        return reason_between(*places, before.name, scheme)
    if ordering is DelegationOrder.LEADER_THEN_ALPHABET:
        if before.membership.is_leader and not claim.membership.is_leader:
            sentence = Message("%(name)s leads the delegation.", name=before.name)
        else:
            sentence = Message(
                "The delegation is listed by the alphabet, after %(name)s.", name=before.name
            )
    elif claim.membership.position is None:
        sentence = Message("Is no longer on the sender’s list, so comes last of the delegation.")
    else:
        sentence = Message("The sender of the delegation put %(name)s first.", name=before.name)
    return Reason(Key.DELEGATION, sentence, "P-17")


def with_represented(reason, claim):
    """Return a reason that says whose place a representative takes (P-31)."""
    if not claim.in_place_of:
        return reason
    sentence = Message(
        "Takes the place of %(name)s. %(reason)s", name=claim.in_place_of, reason=reason.sentence
    )
    return reason._replace(sentence=sentence, rule="P-31")


def reason_of_companion(partner):
    """Say whom a companion follows."""
    sentence = Message("Comes with %(name)s and shares the rank.", name=partner.name)
    return Reason(Key.PARTNER, sentence, "P-10")


def reason_of_move(moved):
    """Say who put a guest beside another, and why; internal (T-03)."""
    values = {"name": moved.anchor_name, "by": moved.by, "reason": moved.reason}
    if moved.side is Side.BEFORE:
        sentence = Message("Put directly before %(name)s by %(by)s: %(reason)s", **values)
    else:
        sentence = Message("Put directly after %(name)s by %(by)s: %(reason)s", **values)
    return Reason(Key.MOVE, sentence, "P-03")


def own_place(_claim, _before, name):
    """Say that the office of the host municipality decided."""
    return Message("Same place as %(name)s, who holds office here.", name=name), "P-15"


def foreign(_claim, _before, name):
    """Say that a guest from abroad goes first."""
    sentence = Message("Same place as %(name)s, who comes from abroad and goes first.", name=name)
    return sentence, "P-06"


def elected(_claim, _before, name):
    """Say that the elected goes first."""
    sentence = Message("Same place as %(name)s, but appointed and not elected.", name=name)
    return sentence, "P-06"


def current(_claim, _before, name):
    """Say that who is in office goes first."""
    return Message("Same place as %(name)s, but no longer in office.", name=name), "P-11"


def since(claim, _before, name):
    """Say that the time in office decided."""
    if claim.level is None or claim.since is None:
        sentence = Message("Same place as %(name)s, but since when is not recorded.", name=name)
    else:
        sentence = Message("Same place as %(name)s, but later in office.", name=name)
    return sentence, "P-06"


def women(_claim, _before, name):
    """Say that women go first in this scheme."""
    return Message("Same place as %(name)s; women go first in this scheme.", name=name), "P-08"


def alphabet(_claim, _before, name):
    """Say that the alphabet decided."""
    return Message("Same place as %(name)s, so the alphabet decides.", name=name), "P-08"


def entry(_claim, _before, name):
    """Say that only the order of entry was left."""
    return Message("Same place and name as %(name)s, but entered later.", name=name), "P-11"


TIES = {
    TieBreaker.OWN_PLACE: own_place,
    TieBreaker.FOREIGN: foreign,
    TieBreaker.ELECTED: elected,
    TieBreaker.CURRENT: current,
    TieBreaker.SINCE: since,
    TieBreaker.WOMEN: women,
    Key.NAME: alphabet,
    Key.ENTRY: entry,
}
