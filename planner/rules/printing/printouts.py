"""Rules of printouts: which ones are out of date, and which ones are only reloads (T-27)."""

import datetime as dt
from collections.abc import Iterable

from planner.models import Printout

#: The same version opened again within this time is no new printout.
REPRINT_INTERVAL = dt.timedelta(hours=1)


def superseded_ids(printouts: Iterable[Printout]) -> set[int]:
    """Return the ids of the printouts that a later one replaces; they are given latest first."""
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
