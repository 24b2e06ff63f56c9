"""Copies: keep a list as it is given to somebody, open it as it was, and say what has changed."""

from urllib.parse import parse_qsl

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from planner import dates
from planner.addresses import url_values
from planner.db import session
from planner.forms.copies import CopyForm
from planner.languages import Message, reader_language, translate
from planner.models import Medium
from planner.now import now, today
from planner.printing import spreadsheets
from planner.printing.catalogue import BY_KEY
from planner.printing.tables import CellKind
from planner.queries.copies import copy_of, rows_of_copy
from planner.queries.history.since import events_named, people_named
from planner.queries.people.people import person_with
from planner.queries.printouts import comparable_printout
from planner.rules.people.people import list_name
from planner.rules.permissions import Permission
from planner.rules.printing.copies import Subject, copy_changes, lines
from planner.rules.printing.occasions import Occasion
from planner.services import copies as acts
from planner.services.changed_papers import paper_changes
from planner.services.papers import make_paper, make_table, print_context
from planner.views.paging import paginate_rows
from planner.views.printing.print_choice import addresses, chooser, chosen, print_request
from planner.views.printing.print_since import print_words
from planner.views.visit_head import visit_page
from planner.web.access import allowed, form_status, signed_in_user

bp = Blueprint("copies", __name__)
URL_PREFIXES = ("/visits/<slug>", "/visits/<slug>/events/<int:event_id>", "/events/<int:event_id>")


def copy_route(ending, **options):
    """Give a view the addresses of copies of a visit, of an event in it and of a free event."""

    def decorate(view):
        for start in URL_PREFIXES:
            bp.add_url_rule(start + ending, view_func=view, **options)
        return view

    return decorate


@copy_route("/print/<key>/hand", methods=["GET", "POST"])
@allowed(Permission.PRINT_GUESTS)
def hand(key, visit=None, event=None):
    """Keep a list as it is given to somebody."""
    asked = print_request(key, visit, event)
    if asked.document.table is None:
        abort(404)
    if not asked.form.validate():
        return chooser(visit, event, asked)
    form = CopyForm(handed_on=today(), medium=Medium.PAGE)
    if form.validate_on_submit():
        moment = now()
        who = signed_in_user()
        table, _ = make_table(*asked.what, printed_by=who.name, now=moment)
        copy = acts.hand_copy(*asked.what, table, **form.values(), user_id=who.id, now=moment)
        text = Message("Kept as it was given to %(name)s.", name=copy.recipient)
        flash(translate(text))
        return redirect(url_for("copies.show", copy_id=copy.id, **url_values(visit, event)), 303)
    page = visit_page(
        "printing/hand.html",
        visit,
        event=event,
        form=form,
        name=translate(asked.document.name),
        back=addresses(asked)["choose_address"],
        title=(event or visit).title.in_language().text,
    )
    return page, form_status(form)


@copy_route("/print/copies/<int:copy_id>")
@allowed(Permission.PRINT_GUESTS)
def show(copy_id, visit=None, event=None):
    """Show a copy as it was given away, and what has changed since."""
    copy, document, rows = copy_at(visit, event, copy_id)
    changes = changes_of(copy, document, rows, visit, event)
    subjects = [*changes.new, *(one for one, _ in changes.changed), *changes.removed]
    return visit_page(
        "printing/copy.html",
        visit,
        event=event,
        copy=copy,
        name=translate(document.name),
        day=dates.day(copy.handed_on, reader_language()),
        page=paginate_rows(rows),
        changes=changes,
        names=names_of(subjects),
        **common(document, copy.printout, visit, event),
    )


@copy_route("/print/copies/<int:copy_id>.csv")
@allowed(Permission.PRINT_GUESTS)
def csv(copy_id, visit=None, event=None):
    """Answer a copy as it was given away, as text for any spreadsheet."""
    copy, document, rows = copy_at(visit, event, copy_id)
    choice = choice_of(copy.printout, document, Occasion(visit, event))
    printing = print_context(document, choice, printed_by="", now=copy.printout.printed_at)
    content = spreadsheets.csv_of(
        acts.table_of(copy, rows), translate(document.name, printing.language), printing
    )
    name = f"{document.key}-{copy.handed_on.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return current_app.response_class(content, content_type=CSV, headers=headers)


CSV = "text/csv; charset=utf-8"


@copy_route("/print/copies/<int:copy_id>/delete", methods=["GET", "POST"])
@allowed(Permission.PRINT_GUESTS)
def forget(copy_id, visit=None, event=None):
    """Forget a copy."""
    copy, document, _ = copy_at(visit, event, copy_id)
    if request.method == "POST":
        acts.delete_copy(copy.id)
        flash(translate(Message("The copy is deleted.")))
        return redirect(url_for("printing.choose", **url_values(visit, event)), 303)
    return visit_page(
        "printing/delete_copy.html",
        visit,
        event=event,
        copy=copy,
        name=translate(document.name),
        title=(event or visit).title.in_language().text,
    )


@copy_route("/print/since/<int:printout_id>")
@allowed(Permission.PRINT_GUESTS)
def since(printout_id, visit=None, event=None):
    """Show what has changed since something was printed."""
    statement = comparable_printout(visit, event, printout_id)
    printout = session.scalar(statement) or abort(404)
    document = BY_KEY.get(printout.document) or abort(404)
    occasion = Occasion(visit, event, person_of(printout))
    paper = make_paper(
        document,
        occasion,
        choice_of(printout, document, occasion),
        printed_by=signed_in_user().name,
        now=now(),
    )
    return visit_page(
        "printing/since.html",
        visit,
        event=event,
        printout=printout,
        name=translate(document.name),
        words=print_words(printout),
        changes=paper_changes(paper, printout),
        is_same=paper.sheet.version == printout.version,
        **common(document, printout, visit, event),
    )


def common(document, printout, visit, event):
    """Return what both pages about what has changed need to lead on."""
    values = dict(parse_qsl(printout.chosen)) | url_values(visit, event)
    marks = {"key": document.key, "since": printout.id}
    return {
        "title": (event or visit).title.in_language().text,
        "page_address": url_for("printing.page", **values, **marks),
        "pdf_address": url_for("printing.pdf", **values, **marks),
        "guests_address": url_for("guests.index", since=printout.id, **url_values(visit, event))
        if document.key == "guests"
        else "",
        "person_address": lambda person_id: url_for("people.show", person_id=person_id),
        "event_address": lambda event_id: url_for(
            "events.show", **url_values(visit, None) | {"event_id": event_id}
        ),
    }


def copy_at(visit, event, copy_id):
    """Return a copy, its document and what is left of its rows, or abort with a 404."""
    copy = session.scalar(copy_of(visit, event, copy_id)) or abort(404)
    document = BY_KEY.get(copy.printout.document) or abort(404)
    return copy, document, session.scalars(rows_of_copy(copy)).all()


def choice_of(printout, document, occasion):
    """Return the choice with which something was printed."""
    form = chosen(document, occasion, MultiDict(parse_qsl(printout.chosen)))
    return form.choice() if form.validate() else document.usual_choice(occasion, reader_language())


def person_of(printout):
    """Return the person whom alone a printout is about, or None."""
    number = dict(parse_qsl(printout.chosen)).get("person")
    return number and (session.scalar(person_with(int(number))) or abort(404))


def changes_of(copy, document, rows, visit, event):
    """Return what has changed since a list was given away."""
    occasion = Occasion(visit, event, person_of(copy.printout))
    choice = choice_of(copy.printout, document, occasion)
    table, _ = make_table(document, occasion, choice, printed_by=signed_in_user().name, now=now())
    number = CellKind.NUMBER
    kept = lines(
        [label for label, _ in copy.columns],
        {label for label, kind in copy.columns if kind == number.name},
        (((row.person_id, row.event_id), row.cells) for row in rows),
    )
    current = lines(
        [column.label for column in table.columns],
        {column.label for column in table.columns if column.kind is number},
        ((tuple(subject), cells) for subject, cells in acts.rows_of(table)),
    )
    return copy_changes(kept, current)


def names_of(subjects: list[Subject]) -> dict[Subject, str]:
    """Return the names of people and the titles of events, for each of some rows."""
    people = {person for person, _ in subjects if person}
    events = {event for _, event in subjects if event}
    names = {one.id: list_name(one) for one in session.scalars(people_named(people))}
    titles = {one.id: one.title.in_language().text for one in session.scalars(events_named(events))}
    return {
        (person, event): ", ".join(
            word for word in (names.get(person or 0), titles.get(event or 0)) if word
        )
        for person, event in subjects
    }
