"""Acts of erasing: rows of the trash go for good, with all that hangs on them."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, update

from planner.confidentiality import SeesAll, seeing_all
from planner.db import Session, act, fetch_all
from planner.models import Assignment, Guest
from planner.queries import erasing as statements
from planner.rules.erasing import ErasedRow
from planner.services.erasing.erased_log import append_to_log, log_erased
from planner.services.erasing.hanging import Step, erase_with_hanging
from planner.services.versions import lock_calendars


def erase(
    table: str, ids: Sequence[int], *, now: dt.datetime, limit: dt.datetime | None, step: Step
) -> list[ErasedRow]:
    """Erase rows with all that hangs on them, and log their numbers; return what was erased.

    Only those that were in the trash at the moment `limit`; None: whatever they are. It is done in
    many acts, the row itself in the last: after a crash it is still there, and the next time goes
    on. Raises StillNamed if somebody adds to one of them meanwhile.
    """
    erased: list[ErasedRow] = []

    def choose(own: Session) -> Sequence[int]:
        found = own.scalars(statements.rows_to_erase(table, ids, limit)).all()
        merges = own.execute(statements.merges_away(found)).all() if table == "person" else ()
        merged = {row.merged_id: row.into_id for row in merges}
        erased.extend(log_erased(own, table, found, now, merged))
        return found

    with seeing_all(SeesAll.HOUSEKEEPING):
        end_duties(table, ids, now)
        erase_with_hanging(table, ids, step=step, choose=choose)
    append_to_log(erased)
    return erased


def end_duties(table: str, ids: Sequence[int], now: dt.datetime) -> None:
    """Take people who are to be erased out of what is still planned; calendars hear of it."""
    for row in fetch_all(statements.busy_people(ids)) if table == "person" else ():
        with act("end_duties") as own:
            lock_calendars(own)
            guests = update(Guest).where(statements.living_guests(row.id))
            own.execute(guests.values(deleted_at=now))
            own.execute(delete(Assignment).where(Assignment.person_id == row.id))
