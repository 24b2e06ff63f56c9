"""Questions to the database about slugs."""

from typing import TypeAlias

from sqlalchemy import CompoundSelect, NotNullable, Select, select, union
from sqlalchemy.orm import InstrumentedAttribute

from planner.confidentiality import SEES_ALL, SeesAll
from planner.models import Event, Municipality, Network, OldSlug, Visit

Addressed: TypeAlias = Event | Municipality | Network | Visit

ALL_VISITS = {SEES_ALL: SeesAll.SLUGS}
SUBJECTS: dict[type[Addressed], InstrumentedAttribute[int | None]] = {
    Event: OldSlug.event_id,
    Municipality: OldSlug.municipality_id,
    Visit: OldSlug.visit_id,
}


def slugs_taken(
    model: type[Addressed], wanted: str, but: Addressed | None = None
) -> Select[str] | CompoundSelect[str]:
    """Select the slugs of a model, also former ones, that begin with a text; leave out one row."""
    slug = NotNullable(model.slug)  # a NULL begins with no text, so none is found
    now = select(slug).where(slug.startswith(wanted, autoescape=True))
    if but is not None:
        now = now.where(model.id != but.id)
    if model is Network:  # no page is at its slug, so it has no old ones
        return now.execution_options(**ALL_VISITS)
    subject = SUBJECTS[model]
    begins = OldSlug.slug.startswith(wanted, autoescape=True)
    formerly = select(OldSlug.slug).where(subject.is_not(None), begins)
    if but is not None:
        formerly = formerly.where(subject != but.id)
    return union(now, formerly).execution_options(**ALL_VISITS)
