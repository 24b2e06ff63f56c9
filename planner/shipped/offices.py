"""Offices that a planner begins with: rows of what `titles` lists, each added once."""

import re
from collections.abc import Iterable

from sqlalchemy.orm import Session

from planner.models import Branch, Level, Office, ShippedKey, Style
from planner.queries.shipped import known_keys, offices_without_key
from planner.shipped.titles import APPOINTED, ELECTED, SINGULAR, Shipped


def shipped() -> dict[str, Office]:
    """Return all shipped offices as new rows, by their keys."""
    return {
        f"office/{row.key or slug(row.english)}": office(row, level, branch, is_elected)
        for is_elected, groups in ((True, ELECTED), (False, APPOINTED))
        for (level, branch), rows in groups.items()
        for row in rows
    }


def slug(title: str) -> str:
    """Return what an English title is in a key: us-senator."""
    return re.sub("[^a-z]+", "-", title.lower().replace(".", "")).strip("-")


def office(row: Shipped, level: Level, branch: Branch, is_elected: bool) -> Office:
    """Return an office as a row; what no source tells is not approved either."""
    spoken_de_feminine, spoken_de_masculine, spoken_en = row.spoken
    return Office(
        title_de_feminine=row.feminine,
        title_de_masculine=row.masculine,
        title_de_neutral=row.neutral,
        title_en=row.english,
        translation_approved=not row.to_confirm,
        level=level,
        branch=branch,
        is_elected=is_elected,
        is_singular=row.english in SINGULAR,
        style=row.style,
        spoken_de_feminine=spoken_de_feminine,
        spoken_de_masculine=spoken_de_masculine,
        spoken_en=spoken_en,
        to_confirm=row.to_confirm,
        deputy_number=row.deputy_number,
    )


def named(offices: Iterable[Office]) -> dict[tuple[str, Style], Office]:
    """Return offices by what tells them apart: mayors abroad have a style of their own."""
    return {(one.title_en.casefold(), one.style): one for one in offices}


def ship(own: Session) -> list[Office]:
    """Add the shipped offices whose keys the planner does not know; return those added.

    None is changed. One that somebody has entered with the same title and style gets the key.
    """
    known = set(own.scalars(known_keys()))
    entered = named(own.scalars(offices_without_key()))
    added = []
    for key, row in shipped().items():
        if key not in known:
            there = entered.get((row.title_en.casefold(), row.style))
            own.add(ShippedKey(key=key, office=there or row))
            added += [] if there else [row]
    return added
