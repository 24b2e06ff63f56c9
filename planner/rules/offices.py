"""Rules of offices."""

from planner.languages import Messages
from planner.rules import RuleBroken


def check_unused(terms):
    """Raise RuleBroken if somebody holds or held an office that shall be deleted (T-01)."""
    if terms:
        raise RuleBroken(
            Messages(
                "%(num)s term has this office, so it stays: lists of that time need it.",
                "%(num)s terms have this office, so it stays: lists of that time need it.",
                terms,
            )
        )
