"""Questions to the database about organisations."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from planner.models import Organisation, Sector
from planner.models.mixins.sorting import name_ordering
from planner.queries.places.partners import search_conditions


def organisations_listed(
    sought: str = "", sector: Sector | None = None, language: str = "de"
) -> Select[Organisation]:
    """Select the organisations that match by name, with their municipality."""
    listed = select(Organisation).where(*search_conditions(Organisation, sought))
    if sector:
        listed = listed.where(Organisation.sector == sector)
    in_order = listed.order_by(*name_ordering(Organisation, language))
    return in_order.options(joinedload(Organisation.municipality))


def organisation_with(organisation_id: int) -> Select[Organisation]:
    """Select an organisation."""
    return select(Organisation).where(Organisation.id == organisation_id)
