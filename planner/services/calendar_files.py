"""The act that notes who took a calendar along as a file."""

import datetime as dt
import hashlib
import logging

from sqlalchemy.exc import DBAPIError

from planner.db import act
from planner.machine.faults import UNWRITABLE, fault_of
from planner.models import CALENDAR, Audience, Event, Medium, Printout, Visit
from planner.queries.printouts import latest_like
from planner.rules.printing.printouts import is_reprint

log = logging.getLogger(__name__)


def log_calendar_file(
    visit: Visit | None,
    event: Event | None,
    content: bytes,
    *,
    audience: Audience,
    kind: str,
    language: str,
    user_id: int,
    now: dt.datetime,
) -> None:
    """Log that a user took a calendar along as a file, unless it was logged just before.

    `kind` is that of a feed, `content` the file. While nothing can be written it is handed out
    without: whoever may read it can read the pages too.
    """
    taken = Printout(
        document=CALENDAR,
        audience=audience,
        visit_id=visit and visit.id,
        event_id=event and event.id,
        language=language,
        order="",
        chosen=f"kind={kind}",
        medium=Medium.ICS,
        version=hashlib.sha256(content).hexdigest()[:6].upper(),
        people=0,
        user_id=user_id,
        printed_at=now,
    )
    try:
        with act("log_calendar_file") as own:
            if not is_reprint(taken, own.scalar(latest_like(taken))):
                own.add(taken)
    except DBAPIError as error:
        if fault_of(error) not in UNWRITABLE:
            raise
        log.warning("A calendar was taken along without a note.")
