"""Questions to the database about visits."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from planner.models import OldSlug, Visit


def visit_at(slug):
    """Select the visit of an address, with who is in charge and where it is."""
    related = joinedload(Visit.host), joinedload(Visit.in_charge), joinedload(Visit.network)
    return select(Visit).where(Visit.slug == slug, Visit.deleted_at.is_(None)).options(*related)


def visit_formerly_at(slug):
    """Select the visit that had an address last (model rule 9)."""
    return (
        select(Visit)
        .join(OldSlug, OldSlug.visit_id == Visit.id)
        .where(OldSlug.slug == slug, Visit.deleted_at.is_(None))
        .order_by(OldSlug.id.desc())
        .limit(1)
    )
