"""Paper: choose what to print, then take it as a page for the browser's printer or as a file."""

import dataclasses
from typing import NamedTuple

from flask import Blueprint, abort, current_app, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from planner.access import allowed, signed_in_user
from planner.addresses import place, row_id
from planner.db import session
from planner.forms.printing import PrintForm
from planner.languages import reader_language, text_of, translate
from planner.now import now
from planner.printing import spreadsheets, typesetting
from planner.printing.documents import BY_KEY, DOCUMENTS, Document, Occasion, documents_of
from planner.printing.paper import Letterhead, Printing
from planner.queries.events import events_of
from planner.queries.people import person_with
from planner.rules.events import in_order
from planner.rules.permissions import Permission
from planner.rules.printing import Size
from planner.views.visit_head import visit_page

bp = Blueprint("printing", __name__)
PLACES = ("/visits/<slug>", "/visits/<slug>/events/<int:event_id>", "/events/<int:event_id>")
ENDPOINTS = ("choose", "page", "pdf", "xlsx", "csv", "preview")
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Asked(NamedTuple):
    """The document that an address names, about what, and how it shall be printed."""

    document: Document
    occasion: Occasion
    form: PrintForm

    @property
    def stem(self):
        """The name of the file without its ending."""
        visit, event, person = self.occasion
        choice = self.form.choice()
        parts = [
            visit and visit.slug,
            event and f"event-{event.id}",
            person and f"person-{person.id}",
            self.document.key != "guests" and self.document.key,
            "order" in self.document.choices and choice.order,
            "-".join(choice.languages),
        ]
        return "-".join(part for part in parts if part)


def for_visits_and_events(ending):
    """Give a view the addresses of papers of a visit, of an event in it and of a free event."""

    def decorate(view):
        for start in PLACES:
            bp.add_url_rule(start + ending, view_func=view)
        return view

    return decorate


def asked_for(key, visit, event):
    """Return what an address asks for; a document that there is not is a 404."""
    person_id = request.args.get("person", type=row_id)
    person = session.scalar(person_with(person_id)) or abort(404) if person_id else None
    occasion = Occasion(visit, event, person)
    document = BY_KEY.get(key)
    if document not in documents_of(occasion):
        abort(404)
    return Asked(document, occasion, chosen(document, occasion, request.args))


def chosen(document, occasion, given):
    """Return the choice that an address names; what it leaves out has a default."""
    orders = document.orders_of(occasion)
    defaults = {"language": reader_language(), "size": Size.A4, "order": next(iter(orders), "")}
    return PrintForm(document, orders, MultiDict(defaults | dict(given.items())))


def addresses(asked):
    """Return where the chooser, the page and the files of a choice are."""
    visit, event, person = asked.occasion
    names = {field.name for field in asked.form}
    choice = {name: given for name, given in request.args.items() if name in names}
    values = place(visit, event) | ({"person": person.id} if person else {}) | choice
    return {
        f"{name}_address": url_for(
            f"printing.{name}",
            **values,
            **({"key": asked.document.key} if name != "choose" else {}),
        )
        for name in ENDPOINTS
    }


def paper_of(document, occasion, wanted, printed_by=None):
    """Return the data of a paper, and who prints it when."""
    printing = circumstances(document, wanted, printed_by)
    return document.make(session, occasion, wanted, printing), printing


def pdf_of(document, occasion, wanted, printed_by=None):
    """Return the bytes of a PDF; the command line asks for them as well."""
    paper, printing = paper_of(document, occasion, wanted, printed_by)
    return typesetting.pdf(f"{document.template}.typ", dataclasses.asdict(paper), printing.moment)


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


def file(asked, ending, content, disposition="inline"):
    """Answer a file under a name that says what it is."""
    name = f'{disposition}; filename="{asked.stem}.{ending}"'
    headers = {"Content-Disposition": name}
    return current_app.response_class(content, content_type=TYPES[ending], headers=headers)


def chooser(visit, event, refused=None):
    """Return the page on which one chooses; a choice that does not exist is told there."""
    occasion = Occasion(visit, event)
    offers = [
        refused if refused and refused.document is document else asked_of(document, occasion)
        for document in documents_of(occasion)
    ]
    page = visit_page(
        "printing/choose.html",
        visit,
        event=event,
        events=in_order(session.scalars(events_of(visit))) if visit and not event else [],
        offers=[(asked, addresses(asked)) for asked in offers],
        form=refused.form if refused else None,
        translate=translate,
        title=text_of(event or visit, "title").text,
    )
    return page, 422 if refused else 200


def asked_of(document, occasion):
    """Return what the chooser offers about a document: the address names the choice of one."""
    named = document.key == request.args.get("document", DOCUMENTS[0].key)
    return Asked(document, occasion, chosen(document, occasion, request.args if named else {}))


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
    paper, _ = paper_of(asked.document, asked.occasion, asked.form.choice())
    template = f"{asked.document.template}.html"
    return render_template(template, paper=paper, document=asked.document, **addresses(asked))


@for_visits_and_events("/print/<key>.pdf")
@allowed(Permission.PRINT_GUESTS)
def pdf(key, visit=None, event=None):
    """Answer a document as a tagged PDF."""
    asked = asked_for(key, visit, event)
    if not asked.form.validate():
        return chooser(visit, event, asked)
    return file(asked, "pdf", pdf_of(asked.document, asked.occasion, asked.form.choice()))


@for_visits_and_events("/print/<key>.png")
@allowed(Permission.PRINT_GUESTS)
def preview(key, visit=None, event=None):
    """Answer a small picture of the first page of a document."""
    asked = asked_for(key, visit, event)
    if not asked.form.validate():
        abort(404)
    paper, printing = paper_of(asked.document, asked.occasion, asked.form.choice())
    template = f"{asked.document.template}.typ"
    return file(
        asked, "png", typesetting.preview(template, dataclasses.asdict(paper), printing.moment)
    )


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
    return file(asked, ending, content, "attachment")
