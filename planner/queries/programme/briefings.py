"""Questions to the database about briefings; only internal papers ask them."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.models import Event, PointKind, TalkingPoint
from planner.rules.programme.briefings import Briefing


def read_briefings(session: Session, event_ids: Collection[int]) -> dict[int, Briefing]:
    """Read the briefings of events, by their ids; two statements."""
    texts = select(Event.id, Event.aim, Event.desired_outcome).where(Event.id.in_(event_ids))
    points = (
        select(TalkingPoint.event_id, TalkingPoint.kind, TalkingPoint.text)
        .where(TalkingPoint.event_id.in_(event_ids))
        .order_by(TalkingPoint.event_id, TalkingPoint.position)
    )
    texts_by_kind: dict[tuple[int, PointKind], list[str]] = {}
    for point in session.execute(points):
        texts_by_kind.setdefault((point.event_id, point.kind), []).append(point.text)
    return {
        event.id: Briefing(
            event.aim,
            event.desired_outcome,
            tuple(texts_by_kind.get((event.id, PointKind.RAISE), ())),
            tuple(texts_by_kind.get((event.id, PointKind.AVOID), ())),
        )
        for event in session.execute(texts)
    }
