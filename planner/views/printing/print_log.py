"""The log of paper: show what was printed lately."""

from typing import NamedTuple

from flask import url_for

from planner.addresses import url_values
from planner.db import session
from planner.forms.printing import ORDER_LABELS
from planner.languages import NATIVE_NAMES, Message, translate
from planner.models import Medium, Printout
from planner.printing.catalogue import BY_KEY
from planner.queries.printouts import printouts_of
from planner.rules.printing.printouts import superseded_ids


class LoggedPrintout(NamedTuple):
    """A line of the list of what was printed."""

    printout: Printout
    name: str
    details: str
    address: str
    is_superseded: bool


def recent_printouts(visit, event):
    """Return what was printed of a visit or an event, latest first; out of date is marked."""
    printouts = session.scalars(printouts_of(visit, event)).all()
    old = superseded_ids(printouts)
    return [
        LoggedPrintout(
            printout=one,
            name=translate(BY_KEY[one.document].name),
            details=details(one),
            address=address(one, visit, event),
            is_superseded=one.id in old,
        )
        for one in printouts
        if one.document in BY_KEY
    ]


def details(printout):
    """Return in words in which order, languages and form a document was printed."""
    order = str(ORDER_LABELS.get(printout.order, ""))
    languages = " / ".join(NATIVE_NAMES[code] for code in printout.language.split("-"))
    medium = {
        Medium.PAGE: Message("Page for printing"),
        Medium.PDF: Message("PDF"),
        Medium.CSV: Message("CSV"),
        Medium.XLSX: Message("Excel"),
        Medium.ICS: Message("Calendar file"),
    }[printout.medium]
    return " · ".join(part for part in (order, languages, translate(medium)) if part)


def address(printout, visit, event):
    """Return where the same document is now."""
    values = url_values(visit, event)
    if printout.event_id and not event:
        values |= {"event_id": printout.event_id}
    page = url_for("printing.page", key=printout.document, **values)
    return f"{page}?{printout.chosen}"
