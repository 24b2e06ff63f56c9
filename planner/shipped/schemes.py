"""Schemes that a planner begins with, with places for single offices; practice, not law (P-01)."""

from dataclasses import replace

from sqlalchemy import select

from planner.models import Branch, Level, Scheme
from planner.queries.precedence.offices import offices
from planner.rules.precedence.scheme_versions import version_row
from planner.rules.precedence.schemes import RECEPTION, US_VISITORS, PrecedenceEntry

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


def ship(session, day):
    """Add the shipped schemes to a planner that has none, and return them."""
    if session.scalar(select(Scheme.id).limit(1)):
        return []
    known = {office.title_en: office for office in session.scalars(offices("en"))}
    added = [
        shipped(RECEPTION, HEADS, known, day, is_default=True),
        shipped(US_VISITORS, US_HEADS, known, day, is_default=False),
    ]
    session.add_all(added)
    return added


def shipped(scheme, heads, known, day, is_default):
    """Return a scheme for the database, with the places of single offices that are known."""
    entries = []
    for entry in scheme.entries:
        titles = () if entry.in_own_place else heads.get((entry.level, entry.branch), ())
        entries += [
            PrecedenceEntry(office_id=known[title].id) for title in titles if title in known
        ]
        entries.append(entry)
    version = version_row(replace(scheme, entries=tuple(entries)), 1, day)
    return Scheme(name=scheme.name, is_default=is_default, versions=[version])
