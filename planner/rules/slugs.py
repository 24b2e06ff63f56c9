"""Rules of slugs: the readable part of an address, made once from the German title (rule 9)."""

import itertools
import re
from collections.abc import Container, Iterable

from planner.languages import Message
from planner.rules import RuleBroken
from planner.spelling import unaccented

UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
    | {"&": " und ", "’": "", "'": ""}
)
MAX_LENGTH = 60
RESERVED = {"add"}  # /visits/add is the form
INVALID_SLUG = Message("An address has small letters, digits and single hyphens, at most 60.")
TAKEN = Message("Another page has or had this address.")
UNTITLED_SLUG = "ohne-titel"  # for a title without any letter that an address can hold


def slug_of(title_de: str) -> str:
    """Return the slug of a German title: gruesse-und-kuesse for "Grüße & Küsse"."""
    text = unaccented(compose_umlauts(title_de).translate(UMLAUTS))
    slug = re.sub("[^a-z0-9]+", "-", text).strip("-")
    return shortened(slug) or UNTITLED_SLUG


def compose_umlauts(text: str) -> str:
    """Return text in which each umlaut is one character, however it was typed."""
    return re.sub("([aouAOU])\u0308", lambda match: LETTERS_WITH_DOTS[match[1]], text)


LETTERS_WITH_DOTS = dict(zip("aouAOU", "äöüÄÖÜ", strict=True))


def shortened(slug: str) -> str:
    """Return at most 60 characters of a slug, cut between two words where there are any."""
    if len(slug) <= MAX_LENGTH:
        return slug
    words, dash, _ = slug[: MAX_LENGTH + 1].rpartition("-")
    return words if dash else slug[:MAX_LENGTH]


def free_slug(wanted: str, taken: Iterable[str]) -> str:
    """Return the slug, or the first of slug-2, slug-3 ... that no other row has or had."""
    refused = RESERVED | set(taken)
    numbered = (f"{wanted}-{number}" for number in itertools.count(2))
    return next(slug for slug in itertools.chain([wanted], numbered) if slug not in refused)


def check_slug(slug: str, taken: Container[str]) -> None:
    """Raise RuleBroken unless a slug that somebody typed can be an address."""
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > MAX_LENGTH:
        raise RuleBroken(INVALID_SLUG, "slug")
    if slug in RESERVED or slug in taken:
        raise RuleBroken(TAKEN, "slug")
