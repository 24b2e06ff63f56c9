"""Rules of duplicates: find people of the address book who may be the one typed in (T-22)."""

import enum
import functools
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from planner.languages import Message
from planner.models import Gender
from planner.spelling import name_sort_form, phonetic_key, sort_form

MOST_HINTS = 5
SHORTEST_GIVEN, SHORTEST_FAMILY = 4, 5  # below, one other letter makes another name: Tim, Tom
PARTICLES = {
    *("von", "van", "vom", "der", "den", "dem", "de", "du", "del", "della", "di", "da", "dos"),
    *("la", "le", "zu", "zum", "zur", "ter", "ten", "al", "el", "bin", "ibn"),
    *("freiherr", "freifrau", "graf", "grafin"),
}


Words: TypeAlias = tuple[str, ...]  # of a part of a name, as they sound


class Similarity(enum.IntEnum):
    """How alike two names are."""

    NONE = 0
    PARTLY = 1  # a given name is not known, or only one word of a double name is the same
    SIMILAR = 2  # a slip, an initial, one of several given names
    SAME = 4  # however they are spelled, and whichever comes first


class TypedPerson(NamedTuple):
    """The fields by which people are compared, as typed so far."""

    given_name: str
    name_prefix: str
    family_name: str
    gender: Gender
    email: str
    organisation_id: int | None


class StoredPerson(NamedTuple):
    """The fields by which people are compared, of a person in the address book."""

    id: int
    sort_name: str
    gender: Gender
    email: str
    organisation_id: int | None


class PhoneticName(NamedTuple):
    """The words of a name as they sound, without particles such as "von"."""

    given: Words
    family: Words


class PossibleDuplicate(NamedTuple):
    """Somebody who may be the same person, and why."""

    id: int
    reasons: tuple[Message, ...]
    score: int


NAME_REASONS = {
    Similarity.SAME: Message("same name"),
    Similarity.SIMILAR: Message("similar name"),
    Similarity.PARTLY: Message("similar name"),
}
SAME_EMAIL, SAME_ORGANISATION = Message("same e-mail address"), Message("same organization")
EMAIL_COUNTS, ORGANISATION_COUNTS, MIN_SCORE = 3, 1, 2


def possible_duplicates(
    typed: TypedPerson, people: Iterable[StoredPerson]
) -> list[PossibleDuplicate]:
    """Return the people who may be the typed one, the most likely first, at most MOST_HINTS."""
    heard_name = phonetic_name(sort_form(typed.given_name, typed.name_prefix, typed.family_name))
    found = (possible_duplicate(typed, heard_name, person) for person in people)
    likely = sorted((hint for hint in found if hint), key=lambda hint: -hint.score)
    return likely[:MOST_HINTS]


def possible_duplicate(
    typed: TypedPerson, heard_name: PhoneticName, person: StoredPerson
) -> PossibleDuplicate | None:
    """Return why a person may be the typed one, or None.

    The same organisation alone is no reason.
    """
    alike = name_similarity(
        heard_name, phonetic_name(person.sort_name), typed.gender, person.gender
    )
    writes_as = bool(typed.email) and typed.email.casefold() == person.email.casefold()
    if not alike and not writes_as:
        return None
    works_with = typed.organisation_id is not None and (
        typed.organisation_id == person.organisation_id
    )
    score = alike + EMAIL_COUNTS * writes_as + ORGANISATION_COUNTS * works_with
    if score < MIN_SCORE:
        return None
    told = [NAME_REASONS[alike]] if alike else []
    told += [SAME_EMAIL] * writes_as + [SAME_ORGANISATION] * works_with
    return PossibleDuplicate(person.id, tuple(told), score)


@functools.lru_cache(maxsize=1 << 15)
def phonetic_name(sort_name: str) -> PhoneticName:
    """Return the words of a name that is written as lists sort it: "heide, anna, von-der"."""
    family, given, *_ = [*sort_name.split(", "), ""]
    return PhoneticName(phonetic_words(given), phonetic_words(family))


def phonetic_words(name: str) -> Words:
    """Return the words of a part of a name as they sound; a name of particles keeps them."""
    words = [word for word in name_sort_form(name).split("-") if word]
    return tuple(phonetic_key(word) for word in words if word not in PARTICLES) or tuple(words)


def name_similarity(
    one: PhoneticName,
    other: PhoneticName,
    gender: Gender = Gender.NEITHER,
    other_gender: Gender = Gender.NEITHER,
) -> Similarity:
    """Return how alike two names are, also if one of them has its parts in the wrong order.

    Andrea and Andreas, one a Frau and one a Herr, are two people.
    """
    if not one.family or not other.family:
        return Similarity.NONE
    found = full_name_similarity(one.family, one.given, other.family, other.given)
    if one.given and other.given and found < Similarity.SAME:
        for first, second in ((one, other), (other, one)):
            swapped = full_name_similarity(first.given, first.family, second.family, second.given)
            found = max(found, swapped)
    apart = {gender, other_gender} == {Gender.FRAU, Gender.HERR}
    return Similarity.NONE if apart and found < Similarity.SAME else found


def full_name_similarity(
    family: Words, given: Words, other_family: Words, other_given: Words
) -> Similarity:
    """Return how alike two whole names are; two typing errors count more than one."""
    families = family_name_similarity(family, other_family)
    if not families:
        return Similarity.NONE
    givens = given_name_similarity(given, other_given)
    if families is givens is Similarity.SIMILAR:
        return Similarity.PARTLY
    return min(families, givens)


def family_name_similarity(one: Words, other: Words) -> Similarity:
    """Return how alike two family names are; one word of a double name may be missing."""
    if one == other:
        return Similarity.SAME
    if is_typo("".join(one), "".join(other), SHORTEST_FAMILY):
        return Similarity.SIMILAR
    return Similarity.PARTLY if set(one) & set(other) else Similarity.NONE


def given_name_similarity(one: Words, other: Words) -> Similarity:
    """Return how alike two given names are; one of several may be missing or be an initial."""
    if one == other:
        return Similarity.SAME
    if not one or not other:
        return Similarity.PARTLY
    fewer, more = sorted((one, other), key=len)
    if all(any(is_like(word, full) for full in more) for word in fewer):
        return Similarity.SIMILAR
    slip = is_typo("".join(one), "".join(other), SHORTEST_GIVEN)
    return Similarity.SIMILAR if slip else Similarity.NONE


def is_like(word: str, other: str) -> bool:
    """Tell whether two given names can be the same; each may be an initial."""
    if len(word) == 1 or len(other) == 1:
        return word[0] == other[0]
    return word == other or is_typo(word, other, SHORTEST_GIVEN)


def is_typo(one: str, other: str, shortest: int) -> bool:
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
