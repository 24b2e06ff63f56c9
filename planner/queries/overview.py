"""Questions to the database about the overview: what comes next."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from planner.models import Event, Status, Visit, VisitStatus

DAY = dt.timedelta(days=1)
MOST_VISITS = 12


def visits_ahead(today: dt.date) -> Select[Visit]:
    """Select the visits that take place or are to come, the nearest first.

    Today may still be yesterday or tomorrow where a visit is.
    """
    return (
        select(Visit)
        .where(
            Visit.last_day >= today - DAY,
            Visit.status.in_([VisitStatus.DRAFT, VisitStatus.CONFIRMED]),
            Visit.deleted_at.is_(None),
        )
        .options(joinedload(Visit.host), joinedload(Visit.in_charge))
        .order_by(Visit.first_day, Visit.id)
        .limit(MOST_VISITS)
    )


def events_around(visit_ids: Collection[int], today: dt.date) -> Select[Event]:
    """Select the events of visits from yesterday to tomorrow, the earliest first."""
    midnight = dt.datetime.combine(today, dt.time())
    return (
        select(Event)
        .where(
            Event.visit_id.in_(visit_ids),
            Event.starts_at < midnight + 2 * DAY,
            Event.ends_at >= midnight - DAY,
            Event.status != Status.CANCELLED,
            Event.deleted_at.is_(None),
        )
        .options(joinedload(Event.visit), joinedload(Event.venue))
        .order_by(Event.starts_at, Event.id)
    )
