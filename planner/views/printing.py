"""Paper: choose what to print, then take it as a page for the browser's printer or as a file."""

import base64
import dataclasses
from pathlib import Path

from flask import Blueprint, abort, current_app, render_template, request

from planner.access import allowed, signed_in_user
from planner.db import session
from planner.languages import translate
from planner.models import Medium
from planner.now import now
from planner.printing import previews, spreadsheets, typesetting
from planner.printing.catalogue import documents_of
from planner.printing.documents import Occasion
from planner.printing.paper import Letterhead, Printing
from planner.rules.permissions import Permission
from planner.views.print_choice import addresses, asked_for, asked_of, chooser
from planner.views.print_log import note_paper, note_table

bp = Blueprint("printing", __name__)
PLACES = ("/visits/<slug>", "/visits/<slug>/events/<int:event_id>", "/events/<int:event_id>")
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def for_visits_and_events(ending):
    """Give a view the addresses of papers of a visit, of an event in it and of a free event."""

    def decorate(view):
        for start in PLACES:
            bp.add_url_rule(start + ending, view_func=view)
        return view

    return decorate


def paper_of(document, occasion, wanted, printed_by=None):
    """Return the data of a paper, and who prints it when."""
    printing = circumstances(document, wanted, printed_by)
    return document.make(session, occasion, wanted, printing), printing


def pdf_of(document, occasion, wanted, printed_by=None):
    """Return the bytes of a PDF; the command line asks for them as well."""
    paper, printing = paper_of(document, occasion, wanted, printed_by)
    return typeset(document, paper, printing.moment)


def typeset(document, paper, moment):
    """Return the bytes of the PDF of a paper."""
    template, data = f"{document.template}.typ", dataclasses.asdict(paper)
    return typesetting.pdf(template, data, moment, current_app.config["CITY_ARMS"])


def circumstances(document, wanted, printed_by=None):
    """Return who prints, when, for whom and on which paper."""
    config, language = current_app.config, wanted.language
    letterhead = Letterhead(
        config["OFFICE_NAME"],
        config[f"OFFICE_UNIT_{language.upper()}"],
        config["ACCENT_COLOUR"],
    )
    return Printing(
        language=language,
        letterhead=letterhead,
        moment=now(),
        zone=config["OFFICE_ZONE"],
        printed_by=printed_by or signed_in_user().name,
        reader=document.reader,
        size=wanted.size,
        large=wanted.large,
        other_language=wanted.other_language,
        badge_key=config["SECRET_KEY"],
    )


def arms_of_city():
    """Return the arms of the city as an address that holds them, or the empty text."""
    path = current_app.config["CITY_ARMS"]
    if not path:
        return ""
    kind = "image/png" if path.lower().endswith(".png") else "image/svg+xml"
    return f"data:{kind};base64,{base64.b64encode(Path(path).read_bytes()).decode()}"


def file(asked, ending, content, disposition="inline"):
    """Answer a file under a name that says what it is."""
    name = f'{disposition}; filename="{asked.stem}.{ending}"'
    headers = {"Content-Disposition": name}
    return current_app.response_class(content, content_type=TYPES[ending], headers=headers)


@for_visits_and_events("/print")
@allowed(Permission.PRINT_GUESTS)
def choose(visit=None, event=None):
    """Offer the papers of a visit or an event."""
    offers = [
        asked_of(document, Occasion(visit, event))
        for document in documents_of(Occasion(visit, event))
    ]
    refused = [asked for asked in offers if not asked.form.validate()]
    return chooser(visit, event, *refused[:1])


@for_visits_and_events("/print/<key>")
@allowed(Permission.PRINT_GUESTS)
def page(key, visit=None, event=None):
    """Show a document as a page with a style sheet for printers."""
    asked = asked_for(key, visit, event)
    if not asked.form.validate():
        return chooser(visit, event, asked)
    paper, printing = paper_of(asked.document, asked.occasion, asked.form.choice())
    content = render_template(
        f"{asked.document.template}.html",
        paper=paper,
        document=asked.document,
        arms=arms_of_city(),
        **addresses(asked),
    )
    note_paper(asked, Medium.PAGE, paper.sheet, printing.moment)
    return content


@for_visits_and_events("/print/<key>.pdf")
@allowed(Permission.PRINT_GUESTS)
def pdf(key, visit=None, event=None):
    """Answer a document as a tagged PDF."""
    asked = asked_for(key, visit, event)
    if not asked.form.validate():
        return chooser(visit, event, asked)
    paper, printing = paper_of(asked.document, asked.occasion, asked.form.choice())
    content = typeset(asked.document, paper, printing.moment)
    note_paper(asked, Medium.PDF, paper.sheet, printing.moment)
    return file(asked, "pdf", content)


@for_visits_and_events("/print/<key>.png")
@allowed(Permission.PRINT_GUESTS)
def preview(key, visit=None, event=None):
    """Answer a small picture of the first page of a document."""
    asked = asked_for(key, visit, event)
    if not asked.form.validate():
        abort(404)
    paper, printing = paper_of(asked.document, asked.occasion, asked.form.choice())
    folder, arms = current_app.config["CACHE_FOLDER"], current_app.config["CITY_ARMS"]
    template = f"{asked.document.template}.typ"
    key, picture = previews.preview(template, paper, printing.moment, folder, arms)
    response = file(asked, "png", picture)
    response.headers["Cache-Control"] = "private, no-cache"  # may be kept, must be asked about
    response.set_etag(key)
    return response.make_conditional(request)


@for_visits_and_events("/print/<key>.csv")
@allowed(Permission.PRINT_GUESTS)
def csv(key, visit=None, event=None):
    """Answer the rows of a document as text for any spreadsheet."""
    return spreadsheet(key, visit, event, "csv", spreadsheets.csv_of)


@for_visits_and_events("/print/<key>.xlsx")
@allowed(Permission.PRINT_GUESTS)
def xlsx(key, visit=None, event=None):
    """Answer the rows of a document as a spreadsheet."""
    return spreadsheet(key, visit, event, "xlsx", spreadsheets.xlsx_of)


def spreadsheet(key, visit, event, ending, write):
    """Answer the rows of a document; one that is no list has none."""
    asked = asked_for(key, visit, event)
    document = asked.document
    if document.table is None:
        abort(404)
    if not asked.form.validate():
        return chooser(visit, event, asked)
    wanted = asked.form.choice()
    printing = circumstances(document, wanted)
    table = document.table(session, asked.occasion, wanted, printing)
    content = write(table, translate(document.name, wanted.language), printing)
    note_table(asked, Medium(ending), table, printing.moment)
    return file(asked, ending, content, "attachment")
