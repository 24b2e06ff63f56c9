"""Paper: choose what to print, then take it as a page for the browser's printer or as a file."""

import base64
import datetime as dt
from collections.abc import Collection
from pathlib import Path

from flask import Blueprint, abort, current_app, render_template, request

from planner.languages import translate
from planner.models import Medium
from planner.now import now
from planner.printing import spreadsheets
from planner.printing.documents import file_stem
from planner.printing.paper import Paper
from planner.printing.typesetting import previews
from planner.rules.permissions import Permission
from planner.services.papers import log_printout_if_possible, make_paper, make_table, typeset_paper
from planner.views.printing.print_choice import (
    PrintRequest,
    addresses,
    chooser,
    print_request,
)
from planner.web.access import allowed, signed_in_user

bp = Blueprint("printing", __name__)
URL_PREFIXES = ("/visits/<slug>", "/visits/<slug>/events/<int:event_id>", "/events/<int:event_id>")
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def paper_route(ending):
    """Give a view the addresses of papers of a visit, of an event in it and of a free event."""

    def decorate(view):
        for start in URL_PREFIXES:
            bp.add_url_rule(start + ending, view_func=view)
        return view

    return decorate


def make_requested_paper(asked: PrintRequest) -> tuple[Paper, dt.datetime]:
    """Return the data of a paper as the signed-in user prints it, and the moment."""
    moment = now()
    who = signed_in_user().name
    return make_paper(*asked.what, printed_by=who, now=moment, since=asked.since), moment


def log_requested_printout(
    asked: PrintRequest,
    medium: Medium,
    version: str,
    people: int,
    person_ids: Collection[int],
    moment: dt.datetime,
) -> None:
    """Note that the signed-in user takes a paper along; looking at what would come is none."""
    if request.method == "GET":
        log_printout_if_possible(
            *asked.what,
            medium=medium,
            version=version,
            people=people,
            person_ids=person_ids,
            user_id=signed_in_user().id,
            now=moment,
        )


def log_paper(asked: PrintRequest, medium: Medium, paper: Paper, moment: dt.datetime) -> None:
    """Note that the signed-in user takes a paper along."""
    sheet = paper.sheet
    log_requested_printout(asked, medium, sheet.version, sheet.people, sheet.person_ids, moment)


def arms_of_city():
    """Return the arms of the city as an address that holds them, or the empty text."""
    path = current_app.config["CITY_ARMS"]
    if not path:
        return ""
    kind = "image/png" if path.lower().endswith(".png") else "image/svg+xml"
    return f"data:{kind};base64,{base64.b64encode(Path(path).read_bytes()).decode()}"


def file(asked, ending, content, disposition="inline"):
    """Answer a file under a name that says what it is."""
    name = f'{disposition}; filename="{file_stem(*asked.what)}.{ending}"'
    headers = {"Content-Disposition": name}
    return current_app.response_class(content, content_type=TYPES[ending], headers=headers)


@paper_route("/print")
@allowed(Permission.PRINT_GUESTS)
def choose(visit=None, event=None):
    """Offer the papers of a visit or an event."""
    return chooser(visit, event)


@paper_route("/print/<key>")
@allowed(Permission.PRINT_GUESTS)
def page(key, visit=None, event=None):
    """Show a document as a page with a style sheet for printers."""
    asked = print_request(key, visit, event)
    if not asked.form.validate():
        return chooser(visit, event, asked)
    paper, moment = make_requested_paper(asked)
    content = render_template(
        f"{asked.document.template}.html",
        paper=paper,
        document=asked.document,
        arms=arms_of_city(),
        **addresses(asked),
    )
    log_paper(asked, Medium.PAGE, paper, moment)
    return content


@paper_route("/print/<key>.pdf")
@allowed(Permission.PRINT_GUESTS)
def pdf(key, visit=None, event=None):
    """Answer a document as a tagged PDF."""
    asked = print_request(key, visit, event)
    if not asked.form.validate():
        return chooser(visit, event, asked)
    paper, moment = make_requested_paper(asked)
    response = file(asked, "pdf", typeset_paper(asked.document, paper, moment))
    log_paper(asked, Medium.PDF, paper, moment)
    return response


@paper_route("/print/<key>.png")
@allowed(Permission.PRINT_GUESTS)
def preview(key, visit=None, event=None):
    """Answer a small picture of the first page of a document."""
    asked = print_request(key, visit, event)
    if not asked.form.validate():
        abort(404)
    paper, moment = make_requested_paper(asked)
    folder, arms = current_app.config["CACHE_FOLDER"], current_app.config["CITY_ARMS"]
    template = f"{asked.document.template}.typ"
    key, picture = previews.preview(template, paper, moment, folder, arms)
    response = file(asked, "png", picture)
    response.headers["Cache-Control"] = "private, no-cache"  # may be kept, must be asked about
    response.set_etag(key)
    return response.make_conditional(request)


@paper_route("/print/<key>.csv")
@allowed(Permission.PRINT_GUESTS)
def csv(key, visit=None, event=None):
    """Answer the rows of a document as text for any spreadsheet."""
    return spreadsheet(key, visit, event, "csv", spreadsheets.csv_of)


@paper_route("/print/<key>.xlsx")
@allowed(Permission.PRINT_GUESTS)
def xlsx(key, visit=None, event=None):
    """Answer the rows of a document as a spreadsheet."""
    return spreadsheet(key, visit, event, "xlsx", spreadsheets.xlsx_of)


def spreadsheet(key, visit, event, ending, write):
    """Answer the rows of a document; one that is no list has none."""
    asked = print_request(key, visit, event)
    document = asked.document
    if document.table is None:
        abort(404)
    if not asked.form.validate():
        return chooser(visit, event, asked)
    table, printing = make_table(
        *asked.what, printed_by=signed_in_user().name, now=now(), since=asked.since
    )
    content = write(table, translate(document.name, printing.language), printing)
    response = file(asked, ending, content, "attachment")
    people = len(table.rows) if table.people is None else table.people
    log_requested_printout(
        asked, Medium(ending), table.version, people, table.person_ids, printing.moment
    )
    return response
