"""Paper: choose what to print, then take it as a page for the browser's printer or as a file."""

import base64
import dataclasses
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, abort, current_app, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from planner.access import allowed, signed_in_user
from planner.addresses import place, row_id
from planner.db import session
from planner.forms.printing import USUAL, PrintForm
from planner.languages import Message, reader_language, text_of, translate
from planner.models import Audience
from planner.now import now
from planner.printing import previews, spreadsheets, typesetting
from planner.printing.documents import BY_KEY, DOCUMENTS, PERSON, Document, Occasion, documents_of
from planner.printing.paper import CLASSES, Letterhead, Printing
from planner.queries.events import events_of
from planner.queries.people import people_at, person_with
from planner.rules.events import in_order
from planner.rules.people import list_name
from planner.rules.permissions import Permission
from planner.views.visit_head import visit_page

bp = Blueprint("printing", __name__)
PLACES = ("/visits/<slug>", "/visits/<slug>/events/<int:event_id>", "/events/<int:event_id>")
ENDPOINTS = ("choose", "page", "pdf", "xlsx", "csv", "preview")
FOR_WHOM = Message("For whom")
CLASS_HINTS = {
    Audience.PUBLIC: Message("For everybody: nothing that is internal or only for guests."),
    Audience.GUESTS: Message("For the guests and those who work with them: nothing internal."),
    Audience.INTERNAL: Message("For the office only: names, replies, and what only some may know."),
}
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
    def for_persons(self):
        """Whether each person can have a paper of their own."""
        return PERSON in self.document.subjects

    @property
    def is_open(self):
        """Whether the address of the chooser names a choice, or one that does not exist."""
        return request.args.get("document") == self.document.key or bool(self.form.errors)

    @property
    def choice_names(self):
        """What there is to choose, in words."""
        names = [field.label.text for field in self.form]
        return [translate(FOR_WHOM), *names] if self.for_persons else names

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
    usual = {name: getattr(USUAL, name) for name in ("size", "labels", "badges", "most")}
    defaults = usual | {"language": reader_language(), "order": next(iter(orders), "")}
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
    template, data = f"{document.template}.typ", dataclasses.asdict(paper)
    return typesetting.pdf(template, data, printing.moment, current_app.config["CITY_ARMS"])


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
        classes=list(by_class(offers)),
        people=people_of(visit, event) if any(asked.for_persons for asked in offers) else [],
        form=refused.form if refused else None,
        translate=translate,
        title=text_of(event or visit, "title").text,
    )
    return page, 422 if refused else 200


def by_class(offers):
    """Return (class, its line, what it means, documents with their addresses) of each class."""
    for reader, hint in CLASS_HINTS.items():
        found = [(asked, addresses(asked)) for asked in offers if asked.document.reader is reader]
        if found:
            yield reader, CLASSES[reader], hint, found


def people_of(visit, event):
    """Return (id, name) of those who may have a paper of their own, in the order of names."""
    found = session.scalars(people_at(visit, event))
    return [(person.id, list_name(person)) for person in found]


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
    return render_template(
        template, paper=paper, document=asked.document, arms=arms_of_city(), **addresses(asked)
    )


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
    return file(asked, ending, content, "attachment")
