"""Questions to the database about what refers to a place, also from the trash."""

from collections.abc import Callable
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, func, or_, select

from planner.models import (
    Delegation,
    Event,
    Municipality,
    Network,
    NetworkMember,
    Organisation,
    Partnership,
    Person,
    Term,
    Transfer,
    Venue,
    Visit,
)

Place: TypeAlias = Municipality | Network | Organisation | Venue

USES: dict[type[Place], dict[str, Callable[[Place], ColumnElement[bool]]]] = {
    Municipality: {
        "partnerships": lambda row: or_(
            Partnership.one_id == row.id, Partnership.other_id == row.id
        ),
        "networks": lambda row: NetworkMember.municipality_id == row.id,
        "visits": lambda row: Visit.host_id == row.id,
        "delegations": lambda row: Delegation.municipality_id == row.id,
        "highlights": lambda row: Event.municipality_id == row.id,
        "venues": lambda row: Venue.municipality_id == row.id,
        "organisations": lambda row: Organisation.municipality_id == row.id,
        "terms": lambda row: Term.municipality_id == row.id,
    },
    Network: {"visits": lambda row: Visit.network_id == row.id},
    Organisation: {
        "people": lambda row: Person.organisation_id == row.id,
        "delegations": lambda row: Delegation.organisation_id == row.id,
    },
    Venue: {
        "events": lambda row: or_(
            Event.venue_id == row.id,
            Event.transfer.has(
                or_(Transfer.from_venue_id == row.id, Transfer.to_venue_id == row.id)
            ),
        )
    },
}  # fmt: skip

REFERRING = {
    "partnerships": Partnership, "networks": NetworkMember, "visits": Visit,
    "delegations": Delegation, "highlights": Event, "venues": Venue, "events": Event,
    "organisations": Organisation, "terms": Term, "people": Person,
}  # fmt: skip


def reference_counts(row: Place) -> Select[*tuple[int, ...]]:
    """Select how many rows of each kind refer to a place."""
    counts = (
        select(func.count())
        .select_from(REFERRING[kind])
        .where(refers(row))
        .scalar_subquery()
        .label(kind)
        for kind, refers in USES[type(row)].items()
    )
    return select(*counts)
