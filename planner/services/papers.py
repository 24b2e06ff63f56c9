"""Acts on papers: make, typeset, log."""

import dataclasses
import datetime as dt
import logging
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urlencode

from flask import current_app
from sqlalchemy.exc import DBAPIError

from planner.db import Session, act, session
from planner.machine.faults import UNWRITABLE, Fault, fault_of
from planner.models import Audience, Medium, Printout
from planner.printing.documents import Document
from planner.printing.marking import marked_table
from planner.printing.paper import Letterhead, Paper, PrintContext
from planner.printing.tables import Table
from planner.printing.typesetting import typesetting
from planner.queries.history.since import read_marks
from planner.queries.printouts import latest_like, people_insertion
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice, named_choices
from planner.rules.printing.printouts import is_reprint
from planner.services.changed_papers import mark_paper

log = logging.getLogger(__name__)


class PrintoutNotNoted(Exception):
    """A paper with data of people was not handed out: nobody would know who has it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Told(NamedTuple):
    """What is noted of a printout besides its choice: who takes it along, when and as what."""

    medium: Medium
    version: str
    people: int
    user_id: int
    now: dt.datetime


def print_context(
    document: Document, choice: PaperChoice, *, printed_by: str, now: dt.datetime
) -> PrintContext:
    """Return the context of a paper: who prints, when, for whom and on which size."""
    config, language = current_app.config, choice.language
    letterhead = Letterhead(
        config["OFFICE_NAME"],
        config[f"OFFICE_UNIT_{language.upper()}"],
        config["ACCENT_COLOUR"],
    )
    return PrintContext(
        language=language,
        letterhead=letterhead,
        moment=now,
        zone=config["OFFICE_ZONE"],
        printed_by=printed_by,
        reader=document.reader,
        size=choice.size,
        large=choice.large,
        other_language=choice.other_language,
        badge_key=config["SECRET_KEY"],
    )


def make_paper(
    document: Document,
    occasion: Occasion,
    choice: PaperChoice,
    *,
    printed_by: str,
    now: dt.datetime,
    since: Printout | None = None,
) -> Paper:
    """Read the data of a paper; `printed_by` is the name that stands on it.

    since: what has changed since this print is marked; it must be one of the same paper.
    """
    printing = print_context(document, choice, printed_by=printed_by, now=now)
    paper = document.make(session, occasion, choice, printing)
    return paper if since is None else mark_paper(paper, since, printing)


def make_table(
    document: Document,
    occasion: Occasion,
    choice: PaperChoice,
    *,
    printed_by: str,
    now: dt.datetime,
    since: Printout | None = None,
) -> tuple[Table, PrintContext]:
    """Read the rows of a paper that is a list, and how they are printed; else raise ValueError.

    since: what has changed since this print is marked in a first column.
    """
    if document.table is None:
        raise ValueError(f"{document.key} is no list.")
    printing = print_context(document, choice, printed_by=printed_by, now=now)
    table = document.table(session, occasion, choice, printing)
    if since is not None:
        table = marked_table(table, read_marks(session, since), since, printing)
    return table, printing


def typeset_paper(document: Document, paper: Paper, now: dt.datetime) -> bytes:
    """Make the PDF of a paper; raises TypesettingFailed."""
    template, data = f"{document.template}.typ", dataclasses.asdict(paper)
    return typesetting.pdf(template, data, now, current_app.config["CITY_ARMS"])


def make_pdf(
    document: Document,
    occasion: Occasion,
    choice: PaperChoice,
    *,
    printed_by: str,
    now: dt.datetime,
) -> bytes:
    """Make a paper and its PDF; raises TypesettingFailed."""
    paper = make_paper(document, occasion, choice, printed_by=printed_by, now=now)
    return typeset_paper(document, paper, now)


def log_printout(
    document: Document,
    occasion: Occasion,
    choice: PaperChoice,
    *,
    medium: Medium,
    version: str,
    people: int,
    user_id: int,
    now: dt.datetime,
    person_ids: Collection[int] = (),
) -> Printout | None:
    """Log a printout of a user with the people in it, unless it was logged just before (T-27)."""
    told = Told(medium, version, people, user_id, now)
    printout = printout_of(document, occasion, choice, told)
    with act("log_printout") as own:
        if is_reprint(printout, own.scalar(latest_like(printout))):
            return None
        own.add(printout)
        own.flush()
        note_people(own, printout, person_ids)
    return printout


def printout_of(
    document: Document, occasion: Occasion, choice: PaperChoice, told: Told
) -> Printout:
    """Return the note of a printout, which is not stored yet."""
    visit, event, person = occasion
    chosen = named_choices(choice, document.choices)
    return Printout(
        document=document.key,
        audience=document.reader,
        visit_id=visit and visit.id,
        event_id=event and event.id,
        language="-".join(choice.languages),
        order=choice.order if "order" in document.choices else "",
        chosen=urlencode(chosen | ({"person": person.id} if person else {})),
        medium=told.medium,
        version=told.version,
        people=told.people,
        user_id=told.user_id,
        printed_at=told.now,
    )


def note_people(own: Session, printout: Printout, person_ids: Collection[int]) -> None:
    """Keep who is in a printout: of those who are there; inside an act."""
    if person_ids:
        own.execute(people_insertion(printout.id, person_ids))


def log_printout_if_possible(
    document: Document,
    occasion: Occasion,
    choice: PaperChoice,
    *,
    medium: Medium,
    version: str,
    people: int,
    person_ids: Collection[int],
    user_id: int,
    now: dt.datetime,
) -> None:
    """Log a printout that somebody waits for.

    While nothing can be written, what everybody may read is printed without; of all else nobody
    would know later who has it: raises PrintoutNotNoted.
    """
    try:
        log_printout(
            document,
            occasion,
            choice,
            medium=medium,
            version=version,
            people=people,
            person_ids=person_ids,
            user_id=user_id,
            now=now,
        )
    except DBAPIError as error:
        fault = fault_of(error)
        if fault not in UNWRITABLE:
            raise
        if document.reader is not Audience.PUBLIC:
            raise PrintoutNotNoted(fault) from error
        log.warning("A paper for everybody was printed without a note: %s", document.key)
