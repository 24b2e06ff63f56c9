"""Since when a paper can say what is new: the printouts before, and the copies given away."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qs

from flask import current_app, url_for

from planner import dates
from planner.addresses import url_values
from planner.db import session
from planner.forms.choices import SelectChoice
from planner.languages import Message, reader_language, translate
from planner.models import HandedCopy, Printout
from planner.printing.catalogue import BY_KEY
from planner.printing.documents import Document
from planner.printing.marking import MARKED_TEMPLATES
from planner.queries.copies import copies_of
from planner.queries.printouts import comparable_printouts
from planner.rules.printing.occasions import Occasion

MOST_OFFERED = 10
SELECTION = ("accepted", "alone", "person")  # who is on a paper


class ListedCopy(NamedTuple):
    """A copy in a list of them: what was given to whom, and how much of it has changed."""

    copy: HandedCopy
    name: str
    day: str
    address: str
    changes: int


def printouts_before(occasion: Occasion) -> list[Printout]:
    """Return the printouts of an occasion with which a new one can be compared, latest first."""
    return list(session.scalars(comparable_printouts(occasion.visit, occasion.event)))


def of_document(
    printouts: Iterable[Printout], document: Document, occasion: Occasion
) -> list[Printout]:
    """Return those of one document, and of one person if the paper is of one."""
    person = [str(occasion.person.id)] if occasion.person else []
    return [
        one
        for one in printouts
        if one.document == document.key and parse_qs(one.chosen).get("person", []) == person
    ]


def latest_with(printouts: Iterable[Printout], chosen: str) -> Printout | None:
    """Return the first printout with the same people to choose from as in an address."""
    wanted = selection_of(chosen)
    return next((one for one in printouts if selection_of(one.chosen) == wanted), None)


def selection_of(chosen: str) -> dict[str, list[str]]:
    """Return what in an address says who is on a paper."""
    return {name: value for name, value in parse_qs(chosen).items() if name in SELECTION}


def since_choices(printouts: Iterable[Printout], document: Document) -> list[SelectChoice]:
    """Return the printouts since which the rows of a document can be marked."""
    if document.template not in MARKED_TEMPLATES:
        return []
    return [SelectChoice(str(one.id), print_words(one)) for one in [*printouts][:MOST_OFFERED]]


def print_words(printout: Printout) -> str:
    """Return when something was printed and by whom, or when it was given to whom."""
    if printout.copy:
        given = Message(
            "%(day)s, given to %(name)s",
            day=dates.day(printout.copy.handed_on, reader_language(), weekday=False),
            name=printout.copy.recipient,
        )
        return translate(given)
    when = dates.stamp(printout.printed_at, current_app.config["OFFICE_ZONE"], reader_language())
    return f"{when}, {printout.user.name}" if printout.user else when


def copies_given(visit, event):
    """Return the copies of a visit or an event, the latest first."""
    return [
        one for one in session.scalars(copies_of(visit, event)) if one.printout.document in BY_KEY
    ]


def listed_copies(copies, numbers, visit, event):
    """Return copies as pages list them; `numbers` are the changes by the ids of printouts."""
    return [
        ListedCopy(
            copy=one,
            name=translate(BY_KEY[one.printout.document].name),
            day=dates.day(one.handed_on, reader_language(), weekday=False),
            address=url_for("copies.show", copy_id=one.id, **place_of(one.printout, visit, event)),
            changes=numbers[one.printout.id],
        )
        for one in copies
    ]


def place_of(printout, visit, event):
    """Return the values of addresses of a printout of a visit, of an event of it, or of one."""
    values = url_values(visit, event)
    return values if event or not printout.event_id else values | {"event_id": printout.event_id}
