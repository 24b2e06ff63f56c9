"""Rules of briefings: the aim of an event, what to raise there, and what to avoid (D-14)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from planner.languages import Message
from planner.models import Event, PointKind, TalkingPoint
from planner.rules import RuleBroken

MOST_POINTS = 6  # nobody keeps more in mind
LONGEST_POINT = 300
BULLET = re.compile(r"^[-–—•*·]\s+")  # as people type before a point: the paper has its own

POINT_KINDS = {
    PointKind.RAISE: Message("To raise"),
    PointKind.AVOID: Message("To avoid"),
}


class Briefing(NamedTuple):
    """What a participant should know before an event; it is internal."""

    aim: str = ""
    desired_outcome: str = ""
    raised: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()


EMPTY_BRIEFING = Briefing()


def parse_points(text: str | None) -> list[str]:
    """Return the points of a text, one a line, without bullets and empty lines."""
    lines = (BULLET.sub("", " ".join(line.split())) for line in (text or "").split("\n"))
    return [line for line in lines if line]


def check_points(text: str | None) -> None:
    """Raise RuleBroken if a text has too many points, or one that is too long."""
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


def points_of(event: Event, kind: PointKind) -> list[str]:
    """Return the points of a kind, to raise or to avoid at an event, in their order."""
    points = [point for point in event.talking_points if point.kind is kind]
    return [point.text for point in sorted(points, key=lambda point: point.position)]


def set_points(event: Event, kind: PointKind, texts: Sequence[str]) -> bool:
    """Give an event its points of a kind; tell whether anything has changed.

    A row keeps its place and gets the new text, since two rows never have one place.
    """
    if points_of(event, kind) == list(texts):
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


def has_briefing(event: Event) -> bool:
    """Tell whether an event has an aim, a desired outcome or points."""
    return bool(event.aim or event.desired_outcome or event.talking_points)
