"""Erase rows with all that hangs on them, a few in each act, in the order of the foreign keys."""

from collections.abc import Callable, Sequence

from sqlalchemy import Delete, Update

from planner.db import Session, act, execute_update, fetch_all
from planner.queries import erasing as statements
from planner.revisions.effects import TRACKED_OPTION
from planner.rules.erasing_plan import THEN, Fate, erased_apart, erased_together, hanging
from planner.services.erasing.remains import after_rows, before_act, before_rows
from planner.services.versions import lock_calendars

BATCH = 500  # rows of a table that are erased in one act: nobody waits longer than for a page

Step = Callable[[], None]
Choice = Callable[[Session], Sequence[int]]


class StillNamed(Exception):
    """Somebody has just added a row that names one of these: they are erased another time."""


def erase_with_hanging(
    table: str, ids: Sequence[int], *, step: Step, choose: Choice | None = None
) -> None:
    """Erase some rows of a table with all that hangs on them, in many acts; the rows in the last.

    `choose` says in that act which of them go. `step` is called after each act; whatever it raises
    stops here, and the next time goes on. Raises StillNamed.
    """
    for child, column in erased_apart(table):
        naming = statements.ids_naming(child, column, ids, BATCH)
        while some := [row.id for row in fetch_all(naming)]:
            erase_with_hanging(child, some, step=step)
    before_act(table, ids)
    with act("erase_with_hanging", on_conflict=StillNamed()) as own:
        lock_calendars(own)
        erase_rows(own, table, choose(own) if choose else ids)
    step()


def erase_rows(own: Session, table: str, ids: Sequence[int]) -> None:
    """Erase rows on which nothing hangs any more that has others; inside an act.

    Calendars need not hear of it: they have told that these rows are gone when they were deleted.
    """
    before_rows(own, table, ids)
    pictures = own.scalars(statements.picture_ids(ids)).all() if table == "event" else ()
    for child, column in erased_together(table):
        execute(own, statements.naming_deletion(child, column, ids))
    for child, column in hanging(table, Fate.STAYS):
        then = THEN.get(f"{child}.{column}", {})
        execute(own, statements.naming_update(child, column, ids, then))
    execute(own, statements.naming_deletion(table, "id", ids))
    after_rows(own, pictures)


def execute(own: Session, statement: Delete | Update) -> int:
    """Execute a statement of which calendars need not hear; return how many rows it changed."""
    return execute_update(own, statement.execution_options(**{TRACKED_OPTION: True}))
