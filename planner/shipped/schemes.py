"""Schemes that a planner begins with, with places for single offices; practice, not law (P-01)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from sqlalchemy.orm import Session

from planner.models import Branch, Level, Scheme, ShippedKey
from planner.queries.precedence.schemes import newest_by_default
from planner.queries.shipped import known_keys, offices_by_key, schemes_without_key
from planner.rules.precedence.scheme_versions import version_row
from planner.rules.precedence.schemes import (
    RECEPTION,
    US_VISITORS,
    PrecedenceEntry,
    PrecedenceScheme,
)
from planner.shipped.offices import slug

Heads: TypeAlias = Mapping[tuple[Level, Branch], tuple[str, ...]]
FEDERAL, STATE, CITY = Level.FEDERAL, Level.STATE, Level.MUNICIPAL
LEGISLATIVE, EXECUTIVE, DIPLOMATIC = Branch.LEGISLATIVE, Branch.EXECUTIVE, Branch.DIPLOMATIC
SINGLE = {  # directly before all others of their level and branch
    (FEDERAL, EXECUTIVE): ("Federal Minister", "U.S. Secretary"),
    (FEDERAL, DIPLOMATIC): ("Ambassador", "Consul General", "Consul"),
    (Level.DISTRICT, EXECUTIVE): ("District Administrator",),
    (CITY, LEGISLATIVE): (  # after the mayors (P-12, P-13)
        *("First Deputy Mayor", "Second Deputy Mayor", "Third Deputy Mayor"),
        *("Council President", "Council Group Chair"),
    ),
}
HEADS = SINGLE | {
    (FEDERAL, LEGISLATIVE): (  # P-01: the five of the federation
        *("Federal President", "President of the Bundestag", "Federal Chancellor"),
        *("President of the Bundesrat", "President of the Federal Constitutional Court"),
        *("U.S. President", "U.S. Vice President", "U.S. Senator"),
    ),
    (STATE, LEGISLATIVE): (  # P-04
        *("President of the State Parliament", "Minister-President", "Governor"),
        *("Lieutenant Governor", "Vice President of the State Parliament", "State Senator"),
    ),
}
US_HEADS = SINGLE | {
    (FEDERAL, EXECUTIVE): ("U.S. President", "U.S. Vice President", "U.S. Secretary"),
    (FEDERAL, LEGISLATIVE): ("U.S. Senator",),
    (STATE, EXECUTIVE): ("Governor", "Lieutenant Governor"),  # P-15
    (STATE, LEGISLATIVE): ("State Senator",),
}


SHIPPED: dict[str, tuple[PrecedenceScheme, Heads]] = {
    "scheme/reception": (RECEPTION, HEADS),
    "scheme/us-visitors": (US_VISITORS, US_HEADS),
}


def ship(own: Session, day: dt.date) -> list[Scheme]:
    """Add the shipped schemes whose keys the planner does not know; return those added.

    They come after the offices, for some of which they have places. The first is for new visits,
    unless another scheme is. One that somebody has given the same name gets the key.
    """
    known = set(own.scalars(known_keys()))
    entered = {scheme.name_de: scheme for scheme in own.scalars(schemes_without_key())}
    offices = {row.key: row.id for row in own.execute(offices_by_key())}
    added = []
    for key, (scheme, heads) in SHIPPED.items():
        if key not in known:
            there = entered.get(scheme.name.de)
            row = there or shipped(scheme, heads, offices, day)
            row.is_default = row.is_default or not own.scalar(newest_by_default())
            own.add(ShippedKey(key=key, scheme=row))
            own.flush()
            added += [] if there else [row]
    return added


def shipped(
    scheme: PrecedenceScheme, heads: Heads, known: Mapping[str, int], day: dt.date
) -> Scheme:
    """Return a scheme for the database, with places of those single offices that are there.

    `known` are the ids of shipped offices by their keys.
    """
    entries: list[PrecedenceEntry] = []
    for entry in scheme.entries:
        titles: tuple[str, ...] = ()
        if entry.level and entry.branch and not entry.in_own_place:
            titles = heads.get((entry.level, entry.branch), ())
        keys = [f"office/{slug(title)}" for title in titles]
        entries += [PrecedenceEntry(office_id=known[key]) for key in keys if key in known]
        entries.append(entry)
    version = version_row(replace(scheme, entries=tuple(entries)), 1, day)
    return Scheme(name=scheme.name, is_default=False, versions=[version])
