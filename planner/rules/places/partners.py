"""Rules of partner cities: their facts, their partnerships, the visits of their portrait."""

import datetime as dt
from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from planner.languages import Bilingual, Message
from planner.models import Fact, Municipality, OldSlug, Partnership, Visit, VisitStatus
from planner.rules import RuleBroken

MOST_FACTS = 20


class Partner(NamedTuple):
    """A municipality as one of its partners sees it, and since when."""

    municipality: Municipality
    partnership: Partnership


def new_partnership(one: Municipality, other: Municipality) -> Partnership:
    """Return a new partnership; the database keeps each pair once, in the order of the ids."""
    first, second = sorted((one, other), key=lambda municipality: municipality.id)
    return Partnership(one=first, other=second)


def partners_of(municipality: Municipality, partnerships: Iterable[Partnership]) -> list[Partner]:
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


def facts_in_lines(facts: Iterable[Fact], language: str) -> str:
    """Return facts as a text that one can edit: a line "label: text" for each."""
    lines = ((getattr(fact.label, language), getattr(fact.text, language)) for fact in facts)
    return "\n".join(f"{label}: {text}" if label or text else "" for label, text in lines).rstrip()


def read_facts(text: str) -> list[tuple[str, str]]:
    """Return (label, text) of each line; an empty line gives empty texts. May raise RuleBroken."""
    lines = [line.strip() for line in text.split("\n")]
    if len(lines) > MOST_FACTS:
        raise RuleBroken(Message("Please write at most %(number)s facts.", number=MOST_FACTS))
    return [read_fact(number, line) for number, line in enumerate(lines, 1)] if text else []


def read_fact(number: int, line: str) -> tuple[str, str]:
    """Return the label and the text of one line; may raise RuleBroken."""
    label, colon, text = (part.strip() for part in line.partition(":"))
    if line and not (label and colon and text):
        raise RuleBroken(
            Message("Line %(number)s: please write it like “Energy: wind and sun”.", number=number)
        )
    return label, text


def parse_facts(text: Bilingual) -> list[Fact]:
    """Return the facts of a text with one fact in each line, the same ones in each language."""
    lines = zip_longest(*map(read_facts, text), fillvalue=("", ""))
    told = [tuple(map(Bilingual._make, zip(*line, strict=True))) for line in lines]
    return [
        Fact(position=position, label=label, text=text)
        for position, (label, text) in enumerate(filter(any, told), 1)
    ]


def change_slug(municipality: Municipality, slug: str) -> OldSlug | None:
    """Give a municipality another slug; return the old one, which redirects (model rule 9)."""
    if municipality.slug == slug:
        return None
    before, municipality.slug = municipality.slug, slug
    return OldSlug(slug=before, municipality_id=municipality.id)


class Timeline(NamedTuple):
    """The visits of a portrait: coming ones, the next first, and past ones, the last first."""

    coming: list[Visit]
    past: list[Visit]


def timeline(visits: Iterable[Visit], today: dt.date) -> Timeline:
    """Return the coming and the past visits; past ones without those that were cancelled."""
    in_order = sorted(visits, key=lambda visit: (visit.first_day, visit.last_day, visit.slug))
    past = [visit for visit in reversed(in_order) if visit.last_day < today]
    return Timeline(
        coming=[visit for visit in in_order if visit.last_day >= today],
        past=[visit for visit in past if visit.status is not VisitStatus.CANCELLED],
    )


def first_visits(rows: Iterable[tuple[int, Visit]]) -> dict[int, Visit]:
    """Return the first visit of each municipality; rows are (municipality id, visit) in order."""
    visits: dict[int, Visit] = {}
    for municipality_id, visit in rows:
        visits.setdefault(municipality_id, visit)
    return visits
