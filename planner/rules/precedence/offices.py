"""Rules of offices: which can be deleted, and which can have a number as deputy."""

from collections.abc import Sequence

from planner.languages import Message, Messages
from planner.models import Branch, Level, SchemeVersion, Term
from planner.rules import RuleBroken

NAMED_IN_SCHEMES = Message("Precedence schemes have a place for this office, so it stays.")


def reason_to_keep(terms: Sequence[Term], schemes: Sequence[SchemeVersion]) -> Message | None:
    """Return why an office cannot be deleted, or None; old lists need its terms (T-01)."""
    if not terms:
        return NAMED_IN_SCHEMES if schemes else None
    return Messages(
        "%(num)s term has this office, so it stays: lists of that time need it.",
        "%(num)s terms have this office, so it stays: lists of that time need it.",
        len(terms),
    )


def check_unused(terms: Sequence[Term], schemes: Sequence[SchemeVersion]) -> None:
    """Raise RuleBroken if an office cannot be deleted: terms have it, or schemes name it."""
    if kept := reason_to_keep(terms, schemes):
        raise RuleBroken(kept)


def check_deputy(number: int | None, level: Level, branch: Branch, is_elected: bool) -> None:
    """Raise RuleBroken if an office has a deputy number, but cannot represent the mayor (P-12)."""
    honorary = is_elected and (level, branch) == (Level.MUNICIPAL, Branch.EXECUTIVE)
    if number is not None and not honorary:
        raise RuleBroken(
            Message("Only an elected office of a municipality's executive represents the mayor.")
        )
