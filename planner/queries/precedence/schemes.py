"""Questions to the database about precedence schemes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.languages import Bilingual
from planner.models import Event, Office, SchemeEntry, SchemeVersion, Visit
from planner.models import Scheme as StoredScheme
from planner.rules.precedence.schemes import (
    RECEPTION,
    PrecedenceEntry,
    PrecedenceScheme,
    TieBreaker,
)


def newest_of(scheme_id: int | ScalarSelect[int]) -> Select[int]:
    """Select the id of the newest version of a scheme."""
    numbers = select(func.max(SchemeVersion.number)).where(SchemeVersion.scheme_id == scheme_id)
    return select(SchemeVersion.id).where(
        SchemeVersion.scheme_id == scheme_id, SchemeVersion.number == numbers.scalar_subquery()
    )


def newest_by_default() -> Select[int]:
    """Select the id of the newest version of the scheme that new visits take."""
    default = select(StoredScheme.id).where(StoredScheme.is_default)
    return newest_of(default.scalar_subquery())


def version_with(version_id: int | ScalarSelect[int]) -> Select[*tuple[Any, ...]]:
    """Select the columns of a version, one row for each of its entries in their order."""
    return (
        select(
            SchemeVersion.id,
            SchemeVersion.number,
            SchemeVersion.as_of,
            SchemeVersion.tie_breakers,
            SchemeVersion.keeps_delegations_together,
            SchemeVersion.former_offices,
            StoredScheme.id.label("scheme_id"),
            StoredScheme.name,
            SchemeEntry.id.label("entry_id"),
            SchemeEntry.role,
            SchemeEntry.office_id,
            func.coalesce(SchemeEntry.level, Office.level).label("level"),
            func.coalesce(SchemeEntry.branch, Office.branch).label("branch"),
            SchemeEntry.in_own_place,
            Office.title_de_neutral,
            Office.title_en,
        )
        .join(SchemeVersion.scheme)
        .outerjoin(SchemeVersion.entries)
        .outerjoin(SchemeEntry.office)
        .where(SchemeVersion.id == version_id)
        .order_by(SchemeEntry.position, SchemeEntry.id)
    )


def read_scheme(
    session: Session, visit: Visit | None = None, event: Event | None = None
) -> PrecedenceScheme:
    """Read the scheme of an event or of its visit, or else the default scheme."""
    chosen = (event and event.scheme_version_id) or (visit and visit.scheme_version_id)
    return read_version(session, chosen or newest_by_default().scalar_subquery()) or RECEPTION


def read_version(session: Session, version_id: int | ScalarSelect[int]) -> PrecedenceScheme | None:
    """Read a version as a scheme, or None; one statement."""
    rows = session.execute(version_with(version_id)).all()
    if not rows:
        return None
    first = rows[0]
    return PrecedenceScheme(
        entries=tuple(entry_of(row) for row in rows if row.entry_id),
        tie_breakers=tuple(TieBreaker(key) for key in first.tie_breakers.split()),
        keeps_delegations_together=first.keeps_delegations_together,
        former_offices=first.former_offices,
        name=first.name,
        number=first.number,
        as_of=first.as_of,
        id=first.id,
        scheme_id=first.scheme_id,
    )


def entry_of(row: Row[*tuple[Any, ...]]) -> PrecedenceEntry:
    """Return the entry of a row of version_with()."""
    return PrecedenceEntry(
        role=row.role,
        office_id=row.office_id,
        level=row.level,
        branch=row.branch,
        in_own_place=row.in_own_place,
        office=Bilingual(de=row.title_de_neutral or "", en=row.title_en or ""),
        id=row.entry_id,
    )


def schemes() -> Select[StoredScheme, int, dt.date]:
    """Select (scheme, number of the newest version, its day) of all schemes."""
    newest = (
        select(SchemeVersion.scheme_id, func.max(SchemeVersion.number).label("number"))
        .group_by(SchemeVersion.scheme_id)
        .subquery()
    )
    return (
        select(StoredScheme, SchemeVersion.number, SchemeVersion.as_of)
        .join(newest, newest.c.scheme_id == StoredScheme.id)
        .join(
            SchemeVersion,
            and_(
                SchemeVersion.scheme_id == StoredScheme.id,
                SchemeVersion.number == newest.c.number,
            ),
        )
        .order_by(StoredScheme.is_default.desc(), StoredScheme.id)
    )


def scheme_with(scheme_id: int) -> Select[StoredScheme]:
    """Select a scheme with all its versions."""
    return (
        select(StoredScheme)
        .where(StoredScheme.id == scheme_id)
        .options(selectinload(StoredScheme.versions))
    )


def newest_locked(scheme: StoredScheme) -> Select[SchemeVersion]:
    """Select the newest version of a scheme; no visit can take it meanwhile."""
    return (
        select(SchemeVersion)
        .where(SchemeVersion.scheme_id == scheme.id)
        .order_by(SchemeVersion.number.desc())
        .limit(1)
        .with_for_update(of=SchemeVersion)
    )


def usage_counts(versions: Iterable[SchemeVersion]) -> Select[int, int]:
    """Select (version id, number of visits and events that were planned with it)."""
    ids = [version.id for version in versions]
    used = union_all(
        select(Visit.scheme_version_id.label("id")).where(Visit.scheme_version_id.in_(ids)),
        select(Event.scheme_version_id.label("id")).where(Event.scheme_version_id.in_(ids)),
    ).subquery()
    return select(used.c.id, func.count()).group_by(used.c.id)


def versions_to_choose(in_use: int | None = None) -> Select[int, Bilingual, int, dt.date]:
    """Select (version id, names, number, day) of the newest version of each scheme, and of one."""
    newest = select(func.max(SchemeVersion.id)).group_by(SchemeVersion.scheme_id)
    return (
        select(
            SchemeVersion.id,
            StoredScheme.name,
            SchemeVersion.number,
            SchemeVersion.as_of,
        )
        .join(SchemeVersion.scheme)
        .where(or_(SchemeVersion.id.in_(newest), SchemeVersion.id == in_use))
        .order_by(StoredScheme.is_default.desc(), StoredScheme.id, SchemeVersion.number.desc())
    )


def other_defaults(scheme: StoredScheme) -> Select[StoredScheme]:
    """Select the default scheme, if it is another, to be changed by nobody else meanwhile."""
    return (
        select(StoredScheme)
        .where(StoredScheme.is_default, StoredScheme.id != (scheme.id or 0))
        .with_for_update(of=StoredScheme)
    )


def visits_to_try() -> Select[Visit]:
    """Select the visits on which a scheme can be tried, the latest first."""
    return (
        select(Visit)
        .where(Visit.deleted_at.is_(None))
        .order_by(Visit.first_day.desc(), Visit.id.desc())
    )


def versions_naming(office: Office) -> Select[SchemeVersion]:
    """Select the versions that have an entry for an office, with their schemes."""
    named = select(SchemeEntry.version_id).where(SchemeEntry.office_id == office.id)
    return (
        select(SchemeVersion)
        .where(SchemeVersion.id.in_(named))
        .options(joinedload(SchemeVersion.scheme))
        .order_by(SchemeVersion.scheme_id, SchemeVersion.number)
    )
