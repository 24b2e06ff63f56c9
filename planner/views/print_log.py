"""The log of paper: note what somebody takes along, and show what was printed lately."""

from typing import NamedTuple
from urllib.parse import urlencode

from flask import request, url_for

from planner.access import signed_in_user
from planner.addresses import place
from planner.db import session, writing
from planner.forms.printing import ORDERS
from planner.languages import NAMES, Message, translate
from planner.models import Medium, Printout
from planner.printing.catalogue import BY_KEY
from planner.printing.paper import fingerprint
from planner.queries.printouts import latest_like, printouts_of
from planner.rules.printouts import is_again, superseded


class Noted(NamedTuple):
    """A line of the list of what was printed."""

    printout: Printout
    name: str
    details: str
    address: str
    is_superseded: bool


def note_paper(asked, medium, sheet, moment):
    """Note that somebody takes a paper along."""
    if request.method == "GET":
        note(asked, medium, sheet.version, sheet.people, moment, signed_in_user().id)


def note_table(asked, medium, table, moment):
    """Note that somebody takes the rows of a list along."""
    if request.method == "GET":
        version = table.version or fingerprint([table.rows])
        note(asked, medium, version, len(table.rows), moment, signed_in_user().id)


def note(asked, medium, version, people, moment, user_id):
    """Keep who took what along, unless the same has been kept just before."""
    document, wanted, (visit, event, person) = asked.document, asked.form.choice(), asked.occasion
    chosen = {name: value for name, value in sorted(asked.form.data.items()) if value}
    printout = Printout(
        document=document.key,
        audience=document.reader,
        visit_id=visit and visit.id,
        event_id=event and event.id,
        language="-".join(wanted.languages),
        order=wanted.order if "order" in document.choices else "",
        chosen=urlencode(chosen | ({"person": person.id} if person else {})),
        medium=medium,
        version=version,
        people=people,
        user_id=user_id,
        printed_at=moment,
    )
    with writing() as own:
        if not is_again(printout, own.scalar(latest_like(printout))):
            own.add(printout)


def printed_lately(visit, event):
    """Return what was printed of a visit or an event, latest first; out of date is marked."""
    printouts = session.scalars(printouts_of(visit, event)).all()
    old = superseded(printouts)
    return [
        Noted(
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
    order = str(ORDERS.get(printout.order, ""))
    languages = " / ".join(NAMES[code] for code in printout.language.split("-"))
    medium = {
        Medium.PAGE: Message("Page for printing"),
        Medium.PDF: Message("PDF"),
        Medium.CSV: Message("CSV"),
        Medium.XLSX: Message("Excel"),
    }[printout.medium]
    return " · ".join(part for part in (order, languages, translate(medium)) if part)


def address(printout, visit, event):
    """Return where the same document is now."""
    values = place(visit, event)
    if printout.event_id and not event:
        values |= {"event_id": printout.event_id}
    page = url_for("printing.page", key=printout.document, **values)
    return f"{page}?{printout.chosen}"
