"""Acts on the briefing of an event."""

from collections.abc import Mapping, Sequence

from planner.db import act, bump_version
from planner.models import Event, PointKind
from planner.rules.programme.briefings import check_points, set_points
from planner.services.versions import lock_unchanged


def save_briefing(
    event: Event,
    *,
    aim: str,
    desired_outcome: str,
    points: Mapping[PointKind, Sequence[str]],
    seen: int | None,
) -> Event:
    """Save the briefing of an event: aim, desired outcome, points to raise and to avoid (D-14).

    It is internal: no calendar learns of it. Raises RuleBroken for too many or too long points,
    EditConflict, NotFound.
    """
    with act("save_briefing") as own:
        lock_unchanged(own, event, seen)
        for texts in points.values():
            check_points("\n".join(texts))
        changed = [set_points(event, kind, list(texts)) for kind, texts in points.items()]
        event.aim, event.desired_outcome = aim, desired_outcome
        if any(changed):
            bump_version(event, "aim")
    return event
