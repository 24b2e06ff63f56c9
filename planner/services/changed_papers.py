"""What has changed on papers since they were printed: marks for new ones, and names for pages."""

from collections.abc import Collection

from planner.db import session
from planner.models import Event, Printout
from planner.printing.marking import marked, with_legend
from planner.printing.paper import Paper, PrintContext
from planner.printing.programme.schedule import Schedule
from planner.queries.history.since import (
    events_named,
    events_removed,
    people_named,
    read_marks,
)
from planner.rules.history.papers import SHOWN
from planner.rules.people.people import list_name
from planner.rules.printing.marks import Changed, Mark, Marks, PaperChanges


def mark_paper(paper: Paper, since: Printout, printing: PrintContext) -> Paper:
    """Return a paper whose rows say what has changed since a print of it, and its head what."""
    marks = read_marks(session, since)
    removed = people_removed(marks, paper.sheet.person_ids)
    removed += titles_removed(since, marks, printing.language)
    return with_legend(marked(paper, marks), marks, [one.name for one in removed], since, printing)


def paper_changes(paper: Paper, since: Printout) -> PaperChanges:
    """Return by name who and what is new, changed or gone on a paper since a print of it."""
    marks = read_marks(session, since)
    language, on_it = paper.sheet.language, paper.sheet.person_ids
    events = marked_events(paper, since, marks)
    return PaperChanges(
        new=people_marked(marks, on_it, Mark.NEW) + titles(events & marks.new_events, language),
        changed=people_marked(marks, on_it, Mark.CHANGED)
        + titles(events & marks.changed_events, language),
        removed=people_removed(marks, on_it) + titles_removed(since, marks, language),
    )


def marked_events(paper: Paper, since: Printout, marks: Marks) -> frozenset[int]:
    """Return the ids of the marked events that stand on a paper."""
    if Event.__tablename__ not in SHOWN[since.document]:
        return frozenset()
    marked_ids = marks.new_events | marks.changed_events
    if not isinstance(paper, Schedule):
        return marked_ids
    rows = (row for part in paper.parts for one in part.sections for row in one.rows)
    return marked_ids & {row.event_id for row in rows if row.event_id is not None}


def people_marked(marks: Marks, on_it: Collection[int], mark: Mark) -> list[Changed]:
    """Read the names of those on a paper who have a mark."""
    return people([one for one in on_it if marks.of_person(one) is mark])


def people_removed(marks: Marks, on_it: Collection[int]) -> list[Changed]:
    """Read the names of those who were in a print and are not on the paper any more."""
    return people(marks.people - set(on_it))


def people(ids: Collection[int]) -> list[Changed]:
    """Read the names of some people, in their order."""
    found = session.scalars(people_named(ids)) if ids else ()
    return [Changed(list_name(one), person_id=one.id) for one in found]


def titles(ids: Collection[int], language: str) -> list[Changed]:
    """Read the titles of some events by time."""
    found = session.scalars(events_named(ids)) if ids else ()
    return [title(one, language) for one in found]


def titles_removed(since: Printout, marks: Marks, language: str) -> list[Changed]:
    """Read the titles of the events that were in a print and are deleted since."""
    if Event.__tablename__ not in SHOWN[since.document]:
        return []
    found = session.scalars(events_removed(since, marks.since))
    return [title(one, language) for one in found]


def title(event: Event, language: str) -> Changed:
    """Return an event by its title."""
    return Changed(event.title.in_language(language).text, event_id=event.id)
