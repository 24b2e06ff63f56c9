"""The words for what goes with a row that is erased."""

from collections import Counter
from collections.abc import Mapping

from planner.languages import Messages


def amounts_in_words(amounts: Mapping[str, int]) -> list[Messages]:
    """Return how much goes: "3 invitations", "1 delegation"; without what is 0."""
    numbers = Counter(amounts)
    words = [
        Messages("%(num)s event", "%(num)s events", numbers["events"]),
        Messages("%(num)s guest", "%(num)s guests", numbers["guests"]),
        Messages("%(num)s invitation", "%(num)s invitations", numbers["invitations"]),
        Messages("%(num)s delegation", "%(num)s delegations", numbers["delegations"]),
        Messages("%(num)s delegate", "%(num)s delegates", numbers["delegates"]),
        Messages("%(num)s assignment", "%(num)s assignments", numbers["assignments"]),
        Messages("%(num)s term of office", "%(num)s terms of office", numbers["terms"]),
        Messages("%(num)s calendar feed", "%(num)s calendar feeds", numbers["feeds"]),
    ]
    return [word for word in words if word.number]
