"""Questions to the database about what came with the planner."""

from sqlalchemy import Select, select

from planner.models import Office, Scheme, ShippedKey


def known_keys() -> Select[str]:
    """Select the keys of all that has ever come with the planner."""
    return select(ShippedKey.key)


def offices_by_key() -> Select[str, int]:
    """Select (key, id) of the shipped offices that are still there."""
    return select(ShippedKey.key, Office.id).join(ShippedKey.office)


def offices_without_key() -> Select[Office]:
    """Select the offices that somebody has entered, the first one last."""
    keyed = select(ShippedKey.office_id).where(ShippedKey.office_id.is_not(None))
    return select(Office).where(Office.id.not_in(keyed)).order_by(Office.id.desc())


def schemes_without_key() -> Select[Scheme]:
    """Select the schemes that somebody has made, the first one last."""
    keyed = select(ShippedKey.scheme_id).where(ShippedKey.scheme_id.is_not(None))
    return select(Scheme).where(Scheme.id.not_in(keyed)).order_by(Scheme.id.desc())
