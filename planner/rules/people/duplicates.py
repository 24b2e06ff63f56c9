"""Rules of duplicates: find people of the address book who may be the one typed in (T-22)."""

import enum
import functools
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from planner.languages import Message
from planner.models import Gender
from planner.spelling import filed, sort_form, sound

MOST_HINTS = 5
SHORTEST_GIVEN, SHORTEST_FAMILY = 4, 5  # below, one other letter makes another name: Tim, Tom
PARTICLES = {
    *("von", "van", "vom", "der", "den", "dem", "de", "du", "del", "della", "di", "da", "dos"),
    *("la", "le", "zu", "zum", "zur", "ter", "ten", "al", "el", "bin", "ibn"),
    *("freiherr", "freifrau", "graf", "grafin"),
}


Words: TypeAlias = tuple[str, ...]  # of a part of a name, as they sound


class Likeness(enum.IntEnum):
    """How alike two names are."""

    NONE = 0
    PARTLY = 1  # a given name is not known, or only one word of a double name is the same
    SIMILAR = 2  # a slip, an initial, one of several given names
    SAME = 4  # however they are spelled, and whichever comes first


class Typed(NamedTuple):
    """The fields by which people are compared, as typed so far."""

    given_name: str
    name_prefix: str
    family_name: str
    gender: Gender
    email: str
    organisation_id: int | None


class Stored(NamedTuple):
    """The fields by which people are compared, of a person in the address book."""

    id: int
    sort_name: str
    gender: Gender
    email: str
    organisation_id: int | None


class Heard(NamedTuple):
    """The words of a name as they sound, without particles such as "von"."""

    given: Words
    family: Words


class Hint(NamedTuple):
    """Somebody who may be the same person, and why."""

    id: int
    reasons: tuple[Message, ...]
    score: int


NAME_REASONS = {
    Likeness.SAME: Message("same name"),
    Likeness.SIMILAR: Message("similar name"),
    Likeness.PARTLY: Message("similar name"),
}
SAME_EMAIL, SAME_ORGANISATION = Message("same e-mail address"), Message("same organization")
EMAIL_COUNTS, ORGANISATION_COUNTS, ENOUGH = 3, 1, 2


def hints(typed: Typed, people: Iterable[Stored]) -> list[Hint]:
    """Return the people who may be the typed one, the most likely first, at most MOST_HINTS."""
    heard_name = heard(sort_form(typed.given_name, typed.name_prefix, typed.family_name))
    found = (hint_of(typed, heard_name, person) for person in people)
    likely = sorted((hint for hint in found if hint), key=lambda hint: -hint.score)
    return likely[:MOST_HINTS]


def hint_of(typed: Typed, heard_name: Heard, person: Stored) -> Hint | None:
    """Return why a person may be the typed one, or None.

    The same organisation alone is no reason.
    """
    alike = likeness(heard_name, heard(person.sort_name), typed.gender, person.gender)
    writes_as = bool(typed.email) and typed.email.casefold() == person.email.casefold()
    if not alike and not writes_as:
        return None
    works_with = typed.organisation_id is not None and (
        typed.organisation_id == person.organisation_id
    )
    score = alike + EMAIL_COUNTS * writes_as + ORGANISATION_COUNTS * works_with
    if score < ENOUGH:
        return None
    told = [NAME_REASONS[alike]] if alike else []
    told += [SAME_EMAIL] * writes_as + [SAME_ORGANISATION] * works_with
    return Hint(person.id, tuple(told), score)


@functools.lru_cache(maxsize=1 << 15)
def heard(sort_name: str) -> Heard:
    """Return the words of a name that is written as lists sort it: "heide, anna, von-der"."""
    family, given, *_ = [*sort_name.split(", "), ""]
    return Heard(words_heard(given), words_heard(family))


def words_heard(name: str) -> Words:
    """Return the words of a part of a name as they sound; a name of particles keeps them."""
    words = [word for word in filed(name).split("-") if word]
    return tuple(sound(word) for word in words if word not in PARTICLES) or tuple(words)


def likeness(
    one: Heard,
    other: Heard,
    gender: Gender = Gender.NEITHER,
    other_gender: Gender = Gender.NEITHER,
) -> Likeness:
    """Return how alike two names are, also if one of them has its parts in the wrong order.

    Andrea and Andreas, one a Frau and one a Herr, are two people.
    """
    if not one.family or not other.family:
        return Likeness.NONE
    found = together(one.family, one.given, other.family, other.given)
    if one.given and other.given and found < Likeness.SAME:
        for first, second in ((one, other), (other, one)):
            swapped = together(first.given, first.family, second.family, second.given)
            found = max(found, swapped)
    apart = {gender, other_gender} == {Gender.FRAU, Gender.HERR}
    return Likeness.NONE if apart and found < Likeness.SAME else found


def together(family: Words, given: Words, other_family: Words, other_given: Words) -> Likeness:
    """Return how alike two whole names are; two typing errors count more than one."""
    families = family_likeness(family, other_family)
    if not families:
        return Likeness.NONE
    givens = given_likeness(given, other_given)
    if families is givens is Likeness.SIMILAR:
        return Likeness.PARTLY
    return min(families, givens)


def family_likeness(one: Words, other: Words) -> Likeness:
    """Return how alike two family names are; one word of a double name may be missing."""
    if one == other:
        return Likeness.SAME
    if is_slip("".join(one), "".join(other), SHORTEST_FAMILY):
        return Likeness.SIMILAR
    return Likeness.PARTLY if set(one) & set(other) else Likeness.NONE


def given_likeness(one: Words, other: Words) -> Likeness:
    """Return how alike two given names are; one of several may be missing or be an initial."""
    if one == other:
        return Likeness.SAME
    if not one or not other:
        return Likeness.PARTLY
    fewer, more = sorted((one, other), key=len)
    if all(any(is_like(word, full) for full in more) for word in fewer):
        return Likeness.SIMILAR
    slip = is_slip("".join(one), "".join(other), SHORTEST_GIVEN)
    return Likeness.SIMILAR if slip else Likeness.NONE


def is_like(word: str, other: str) -> bool:
    """Tell whether two given names can be the same; each may be an initial."""
    if len(word) == 1 or len(other) == 1:
        return word[0] == other[0]
    return word == other or is_slip(word, other, SHORTEST_GIVEN)


def is_slip(one: str, other: str, shortest: int) -> bool:
    """Tell whether two words differ by one letter, or by two letters in the other order.

    Whoever mistypes a name seldom mistypes its first letter: Bauer is not Mauer.
    """
    one, other = sorted((one, other), key=len)
    if one[:1] != other[:1] or len(other) - len(one) > 1 or len(other) < shortest:
        return False
    start = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one)
    )
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    swapped = other[start + 1 : start + 2] + other[start : start + 1] + other[start + 2 :]
    return one[start:] == swapped
