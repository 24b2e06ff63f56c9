"""Acts on municipalities, and on the partnerships between them."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from planner.db import act, bump_version, set_columns
from planner.languages import Bilingual
from planner.models import Municipality, Partnership
from planner.queries.places.partners import (
    municipality_with,
    old_slug_deletion,
    other_municipalities,
    partnership_in,
)
from planner.queries.programme.visits import home
from planner.queries.slugs import slugs_taken
from planner.rules import SAVED_BY_ANOTHER, RuleBroken
from planner.rules.places.partners import change_slug, new_partnership, parse_facts
from planner.rules.places.places import check_name_is_new, check_one_home
from planner.rules.slugs import check_slug, free_slug, slug_of
from planner.services.places.pictures import PictureChange, set_picture
from planner.services.rows import one_or_not_found
from planner.services.versions import lock_calendars, lock_unchanged
from planner.values import value_as


def save_municipality(
    municipality: Municipality,
    values: dict[str, object],
    *,
    slug: str | None,
    facts: Bilingual,
    picture: PictureChange,
    seen: int | None,
) -> Municipality:
    """Save a municipality, a new one or one that exists, with its facts and its picture.

    `values` are columns by name. `slug` is the address that somebody has written; without one it
    stays as it is, or is made from the name. `facts` are lines in each language. Raises
    RuleBroken about `name`, `is_home` or `slug`, EditConflict, NotFound.
    """
    with act("save_municipality", on_conflict=RuleBroken(SAVED_BY_ANOTHER, "name")) as own:
        lock_calendars(own)  # who makes the same address waits, and gets the next one
        lock_unchanged(own, municipality, seen)
        check_unique(own, municipality, values)
        municipality.facts = parse_facts(facts)
        give_slug(own, municipality, slug, value_as(str, values["name"]))
        set_columns(municipality, values)
        bump_version(municipality)
        set_picture(own, municipality, picture)
        own.add(municipality)
    return municipality


def check_unique(own: Session, municipality: Municipality, values: Mapping[str, object]) -> None:
    """Raise RuleBroken if another municipality has the name, or is the home, already."""
    name, state, country = (value_as(str, values[key]) for key in ("name", "state", "country"))
    check_name_is_new(name, state, own.scalars(other_municipalities(municipality, country)).all())
    if values["is_home"]:
        check_one_home(municipality, own.scalar(home()))


def give_slug(own: Session, municipality: Municipality, slug: str | None, name: str) -> None:
    """Set the slug of a municipality: the written one, or a first one; the old one redirects."""
    if municipality.slug is None:
        wanted = slug_of(name)
        municipality.slug = free_slug(wanted, own.scalars(slugs_taken(Municipality, wanted)))
    elif slug and slug != municipality.slug:
        check_slug(slug, own.scalars(slugs_taken(Municipality, slug, municipality)).all())
        own.execute(old_slug_deletion(municipality, slug))
        own.add(change_slug(municipality, slug))


def add_partnership(one_id: int, other_id: int, values: dict[str, object]) -> Partnership:
    """Add a partnership of two municipalities; `values` are columns by name.

    Raises NotFound if one of both is gone, RuleBroken if they are partners already.
    """
    with act("add_partnership", on_conflict=RuleBroken(SAVED_BY_ANOTHER)) as own:
        one = one_or_not_found(own, municipality_with(one_id))
        partnership = new_partnership(one, one_or_not_found(own, municipality_with(other_id)))
        set_columns(partnership, values)
        own.add(partnership)
    return partnership


def save_partnership(
    municipality_id: int, partnership_id: int, values: dict[str, object], *, seen: int | None
) -> Partnership:
    """Save the year and the text of a partnership; `seen` is the lock_version that was read.

    Raises EditConflict if somebody saved it meanwhile, NotFound if the partnership is gone, or is
    none of the municipality.
    """
    with act("save_partnership") as own:
        partnership = one_or_not_found(own, partnership_in(municipality_id, partnership_id))
        lock_unchanged(own, partnership, seen)
        set_columns(partnership, values)
    return partnership


def delete_partnership(municipality_id: int, partnership_id: int) -> None:
    """Delete a partnership; the two municipalities stay.

    Raises NotFound if the partnership is gone, or is none of the municipality.
    """
    with act("delete_partnership") as own:
        own.delete(one_or_not_found(own, partnership_in(municipality_id, partnership_id)))
