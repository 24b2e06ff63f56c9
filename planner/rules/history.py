"""Rules of the history: what it keeps of an act, and the words that it has for it."""

from planner.languages import Messages
from planner.models import HistoryEntry, HistoryKind


def merged_entry(kept, other, user, details, now):
    """Return the entry that says that another entry was merged into a person's."""
    return HistoryEntry(
        kind=HistoryKind.MERGED,
        at=now,
        user_id=user.id,
        person_id=kept.id,
        merged_id=other.id,
        details=details,
    )


def amounts(details):
    """Return how much an act was about, in words: "3 invitations", "1 delegation"."""
    numbers = {name: details.get(name, 0) for name in ("guests", "delegates", "assignments")}
    numbers |= {name: details.get(name, 0) for name in ("terms", "feeds")}
    words = [
        Messages("%(num)s invitation", "%(num)s invitations", numbers["guests"]),
        Messages("%(num)s delegation", "%(num)s delegations", numbers["delegates"]),
        Messages("%(num)s assignment", "%(num)s assignments", numbers["assignments"]),
        Messages("%(num)s term of office", "%(num)s terms of office", numbers["terms"]),
        Messages("%(num)s calendar feed", "%(num)s calendar feeds", numbers["feeds"]),
    ]
    return [word for word in words if word.number]
