"""Rules of what was printed: which paper is out of date, and what is no second printout (T-27)."""

import datetime as dt
from collections.abc import Iterable

from planner.models import Printout

#: Whoever opens the same version again so soon is reading it, not handing out another.
REPRINT_INTERVAL = dt.timedelta(hours=1)


def superseded_ids(printouts: Iterable[Printout]) -> set[int]:
    """Return the ids of printouts, given latest first, of which a later one says other things."""
    latest: dict[tuple[str, int | None, int | None, str, bool], str] = {}
    found = set()
    for one in printouts:
        on_paper = one.medium in ("page", "pdf")
        about = (one.document, one.visit_id, one.event_id, one.chosen, on_paper)
        if latest.setdefault(about, one.version) != one.version:
            found.add(one.id)
    return found


def is_reprint(printout: Printout, before: Printout | None) -> bool:
    """Tell whether a printout is the same as the one before it, which may be None."""
    return (
        before is not None
        and before.version == printout.version
        and printout.printed_at - before.printed_at < REPRINT_INTERVAL
    )
