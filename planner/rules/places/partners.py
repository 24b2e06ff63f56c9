"""Rules of partner cities: their facts, their partnerships, the visits of their portrait."""

from itertools import zip_longest
from typing import NamedTuple

from planner.languages import Message
from planner.models import Fact, Municipality, OldSlug, Partnership, Visit, VisitStatus
from planner.rules import RuleBroken

MOST_FACTS = 20


class Partner(NamedTuple):
    """A municipality as one of its partners sees it, and since when."""

    municipality: Municipality
    partnership: Partnership


def partnership_of(one, other):
    """Return a new partnership; the database keeps each pair once, in the order of the ids."""
    first, second = sorted((one, other), key=lambda municipality: municipality.id)
    return Partnership(one=first, other=second)


def partners_of(municipality, partnerships):
    """Return the partners of a municipality among all partnerships, the oldest first."""
    found = [
        Partner(other, row)
        for row in partnerships
        for own, other in ((row.one, row.other), (row.other, row.one))
        if own.id == municipality.id
    ]
    return sorted(
        found, key=lambda partner: (partner.partnership.since or 9999, partner[0].sort_de)
    )


def facts_in_lines(facts, language):
    """Return facts as one edits them: "label: text", one a line."""
    lines = (
        (getattr(fact, f"label_{language}"), getattr(fact, f"text_{language}")) for fact in facts
    )
    return "\n".join(f"{label}: {text}" if label or text else "" for label, text in lines).rstrip()


def read_facts(text):
    """Return (label, text) of each line, or raise RuleBroken; an empty line holds a place."""
    lines = [line.strip() for line in text.split("\n")]
    if len(lines) > MOST_FACTS:
        raise RuleBroken(Message("Please write at most %(number)s facts.", number=MOST_FACTS))
    return [read_fact(number, line) for number, line in enumerate(lines, 1)] if text else []


def read_fact(number, line):
    """Return label and text of one line."""
    label, colon, text = (part.strip() for part in line.partition(":"))
    if line and not (label and colon and text):
        raise RuleBroken(
            Message("Line %(number)s: please write it like “Energy: wind and sun”.", number=number)
        )
    return label, text


def facts_of(text_de, text_en):
    """Return the facts that two texts tell line by line in two languages."""
    pairs = zip_longest(read_facts(text_de), read_facts(text_en), fillvalue=("", ""))
    told = [pair for pair in pairs if pair != (("", ""), ("", ""))]
    return [
        Fact(position=position, label_de=de[0], text_de=de[1], label_en=en[0], text_en=en[1])
        for position, (de, en) in enumerate(told, 1)
    ]


def move_to(municipality, slug):
    """Give a municipality another address; return the old one, which redirects (model rule 9)."""
    if municipality.slug == slug:
        return None
    before, municipality.slug = municipality.slug, slug
    return OldSlug(slug=before, municipality_id=municipality.id)


class Timeline(NamedTuple):
    """The visits of a portrait: those to come, the next first; those that were, the last first."""

    coming: list[Visit]
    past: list[Visit]


def timeline(visits, today):
    """Return the visits that the public may read about; nobody needs to know what never was."""
    in_order = sorted(visits, key=lambda visit: (visit.first_day, visit.last_day, visit.slug))
    past = [visit for visit in reversed(in_order) if visit.last_day < today]
    return Timeline(
        coming=[visit for visit in in_order if visit.last_day >= today],
        past=[visit for visit in past if visit.status is not VisitStatus.CANCELLED],
    )


def first_visits(rows):
    """Return the first visit of each municipality; rows are (municipality id, visit) in order."""
    visits = {}
    for municipality_id, visit in rows:
        visits.setdefault(municipality_id, visit)
    return visits
