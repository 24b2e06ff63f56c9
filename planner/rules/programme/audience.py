"""Who may see an event: the three classes, decided here for pages, feeds, papers and exports."""

from planner.models import Audience
from planner.rules.programme.event_types import EventForReaders

WIDEST_FIRST = (Audience.PUBLIC, Audience.GUESTS, Audience.INTERNAL)


def is_visible(event: EventForReaders, reader: Audience) -> bool:
    """Tell whether readers of a class may see an event: the office sees all (model rule 4)."""
    return event.audience in visible_audiences(reader)


def visible_audiences(reader: Audience) -> tuple[Audience, ...]:
    """Return the audiences whose events readers of a class may see."""
    return WIDEST_FIRST[: WIDEST_FIRST.index(reader) + 1]
