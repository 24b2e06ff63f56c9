"""Rules of briefings: the aim of an event, what to raise there, and what to avoid (D-14)."""

import re
from typing import NamedTuple

from planner.languages import Message
from planner.models import PointKind, TalkingPoint
from planner.rules import RuleBroken

MOST_POINTS = 6  # nobody keeps more in mind
LONGEST_POINT = 300
BULLET = re.compile(r"^[-–—•*·]\s+")  # as people type before a point: the paper has its own

POINT_KINDS = {
    PointKind.RAISE: Message("To raise"),
    PointKind.AVOID: Message("To avoid"),
}


class Briefing(NamedTuple):
    """What one knows before one goes to an event. It is internal."""

    aim: str = ""
    desired_outcome: str = ""
    raised: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()


EMPTY_BRIEFING = Briefing()


def parse_points(text):
    """Return the points that a text tells, one a line."""
    lines = (BULLET.sub("", " ".join(line.split())) for line in (text or "").split("\n"))
    return [line for line in lines if line]


def check_points(text):
    """Raise RuleBroken if a text tells too many points, or one that is too long."""
    points = parse_points(text)
    if len(points) > MOST_POINTS:
        raise RuleBroken(
            Message(
                "These are %(number)s points: please keep the %(most)s that matter most.",
                number=len(points),
                most=MOST_POINTS,
            )
        )
    for number, point in enumerate(points, 1):
        if len(point) > LONGEST_POINT:
            raise RuleBroken(
                Message(
                    "Point %(number)s has %(length)s characters: please use at most %(most)s.",
                    number=number,
                    length=len(point),
                    most=LONGEST_POINT,
                )
            )


def points_of(event, kind):
    """Return what is to be raised at an event, or what is to be avoided, in its order."""
    points = [point for point in event.talking_points if point.kind is kind]
    return [point.text for point in sorted(points, key=lambda point: point.position)]


def set_points(event, kind, texts):
    """Give an event its points of a kind; tell whether anything has changed.

    A row whose place is taken again says the new text: a place is unique at any moment.
    """
    if points_of(event, kind) == texts:
        return False
    rows = {point.position: point for point in event.talking_points if point.kind is kind}
    for position, text in enumerate(texts, 1):
        if position in rows:
            rows.pop(position).text = text
        else:
            event.talking_points.append(TalkingPoint(kind=kind, position=position, text=text))
    for row in rows.values():
        event.talking_points.remove(row)
    return True


def has_briefing(event):
    """Tell whether there is anything to read before an event."""
    return bool(event.aim or event.desired_outcome or event.talking_points)
