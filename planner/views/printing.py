"""Paper: choose what to print, then take it as a page for the browser's printer or as a PDF."""

import dataclasses

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from planner.access import allowed, signed_in_user
from planner.addresses import place
from planner.db import session
from planner.forms.printing import PrintForm
from planner.languages import reader_language, text_of
from planner.now import now
from planner.printing.guests import guest_list
from planner.printing.paper import Letterhead, Printing, about_event, about_visit
from planner.printing.typesetting import pdf
from planner.queries.events import events_of
from planner.queries.guests import read_sources
from planner.rules.events import in_order
from planner.rules.guests import guest_rows
from planner.rules.permissions import Permission
from planner.rules.printing import Order
from planner.views.visit_head import visit_page

bp = Blueprint("printing", __name__)
PLACES = ("/visits/<slug>", "/visits/<slug>/events/<int:event_id>", "/events/<int:event_id>")


def for_visits_and_events(ending):
    """Give a view the addresses of papers of a visit, of an event in it and of a free event."""

    def decorate(view):
        for start in PLACES:
            bp.add_url_rule(start + ending, view_func=view)
        return view

    return decorate


def chosen():
    """Return the choice that the address names; what it leaves out has a default."""
    defaults = {"order": Order.PRECEDENCE, "language": reader_language()}
    return PrintForm(MultiDict(defaults | request.args.to_dict()))


def addresses(visit, event, form=None):
    """Return where the chooser, the page and the PDF of a choice are."""
    choice = {"order": form.order.data, "language": form.language.data} if form else {}
    if form and form.reasons.data:
        choice["reasons"] = "y"
    return {
        f"{name}_address": url_for(f"printing.{name}", **place(visit, event), **choice)
        for name in ("choose", "guests", "guests_pdf")
    }


def chooser(visit, event, form):
    """Return the page on which one chooses; a choice that does not exist is told there."""
    page = visit_page(
        "printing/choose.html",
        visit,
        event=event,
        events=in_order(session.scalars(events_of(visit))) if visit and not event else [],
        form=form,
        title=text_of(event or visit, "title").text,
        **addresses(visit, event),
    )
    return page, 422 if form.errors else 200


@for_visits_and_events("/print")
@allowed(Permission.PRINT_GUESTS)
def choose(visit=None, event=None):
    """Offer the papers of a visit or an event."""
    form = chosen()
    form.validate()
    return chooser(visit, event, form)


@for_visits_and_events("/print/guests")
@allowed(Permission.PRINT_GUESTS)
def guests(visit=None, event=None):
    """Show the guest list as a page with a style sheet for printers."""
    form = chosen()
    if not form.validate():
        return chooser(visit, event, form)
    paper = guest_list_of(visit, event, form.choice(), printing(form.language.data))
    return render_template("guests/print_list.html", paper=paper, **addresses(visit, event, form))


@for_visits_and_events("/print/guests.pdf")
@allowed(Permission.PRINT_GUESTS)
def guests_pdf(visit=None, event=None):
    """Answer the guest list as a tagged PDF."""
    form = chosen()
    if not form.validate():
        return chooser(visit, event, form)
    name = f"{joined_slug(visit, event)}-{form.order.data}-{form.language.data}.pdf"
    document = guest_list_pdf(visit, event, form.choice(), printing(form.language.data))
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    return current_app.response_class(document, mimetype="application/pdf", headers=disposition)


def joined_slug(visit, event):
    """Return the beginning of a file's name."""
    parts = visit and visit.slug, event and f"event-{event.id}"
    return "-".join(part for part in parts if part)


def guest_list_pdf(visit, event, wanted, circumstances):
    """Return the bytes of a guest list; the command line asks for them as well."""
    paper = guest_list_of(visit, event, wanted, circumstances)
    return pdf("guests/print_list.typ", dataclasses.asdict(paper), circumstances.moment)


def guest_list_of(visit, event, wanted, circumstances):
    """Return the paper of the guest list of an event, or else of a visit."""
    language = circumstances.language
    about = about_event(event, visit, language) if event else about_visit(visit, language)
    sources = read_sources(session, visit, event)
    return guest_list(guest_rows(sources), wanted, sources.scheme, *about, circumstances)


def printing(language, printed_by=None):
    """Return who prints, when, and in which language."""
    config = current_app.config
    letterhead = Letterhead(
        config["OFFICE_NAME"],
        config[f"OFFICE_UNIT_{language.upper()}"],
        config["ACCENT_COLOUR"],
    )
    by = printed_by or signed_in_user().name
    return Printing(language, letterhead, now(), config["OFFICE_ZONE"], by)
