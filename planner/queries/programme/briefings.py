"""Questions to the database about briefings; only internal papers ask them."""

from sqlalchemy import select

from planner.models import Event, PointKind, TalkingPoint
from planner.rules.programme.briefings import Briefing


def read_briefings(session, event_ids):
    """Read what one knows before one goes to events, by their ids; two statements."""
    texts = select(Event.id, Event.aim, Event.desired_outcome).where(Event.id.in_(event_ids))
    points = (
        select(TalkingPoint.event_id, TalkingPoint.kind, TalkingPoint.text)
        .where(TalkingPoint.event_id.in_(event_ids))
        .order_by(TalkingPoint.event_id, TalkingPoint.position)
    )
    told = {}
    for event_id, kind, text in session.execute(points):
        told.setdefault((event_id, kind), []).append(text)
    return {
        event_id: Briefing(
            aim,
            outcome,
            tuple(told.get((event_id, PointKind.RAISE), ())),
            tuple(told.get((event_id, PointKind.AVOID), ())),
        )
        for event_id, aim, outcome in session.execute(texts)
    }
