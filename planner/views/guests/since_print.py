"""What a guest list on the screen says about its last print, and which rows it marks."""

from typing import NamedTuple
from urllib.parse import parse_qs

from flask import request

from planner.addresses import row_id
from planner.db import session
from planner.models import Printout
from planner.queries.history.since import read_marks
from planner.queries.printouts import comparable_printout, latest_of_document
from planner.rules.printing.marks import Changed, Mark, Marks
from planner.rules.printing.printed_lists import chosen_rows
from planner.rules.printing.printing import PaperChoice
from planner.services.changed_papers import people_removed
from planner.views.printing.print_since import print_words
from planner.views.visit_head import may_open

GUEST_LIST = "guests"  # the key of the paper
PRINTING = "printing.choose"


class SincePrint(NamedTuple):
    """The last print of a guest list, or the one that the address names, and what has changed."""

    printout: Printout
    words: str
    marks: Marks
    numbers: dict[str, int]  # by Mark, and of who is gone
    removed: list[Changed]  # only if rows are marked
    is_marked: bool

    def mark(self, row):
        """Return the mark of a row: "new", "changed" or nothing."""
        return self.marks.of_person(row.id) if self.is_marked else None


def since_print(visit, event, everybody):
    """Return what has changed on a list since it was printed; None: it never was.

    `everybody` are its rows; those that a print leaves out, such as who has declined, do not count.
    """
    if not may_open(PRINTING):
        return None
    wanted = request.args.get("since", type=row_id)
    statement = (
        comparable_printout(visit, event, wanted)
        if wanted
        else latest_of_document(visit, event, GUEST_LIST)
    )
    printout = session.scalar(statement)
    if printout is None:
        return None
    marks, ids = read_marks(session, printout), ids_on_paper(printout, everybody)
    found = [marks.of_person(one) for one in ids]
    gone = marks.people - set(ids)
    return SincePrint(
        printout,
        print_words(printout),
        marks,
        {mark.value: found.count(mark) for mark in Mark} | {"removed": len(gone)},
        people_removed(marks, ids) if wanted else [],
        bool(wanted),
    )


def ids_on_paper(printout, everybody):
    """Return the ids of the people who would be on the same paper now."""
    chosen = parse_qs(printout.chosen)
    choice = PaperChoice(only_accepted="accepted" in chosen, with_companions="alone" not in chosen)
    return [row.id for row in chosen_rows(everybody, choice)]
