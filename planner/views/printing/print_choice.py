"""What somebody may choose to print, and the page on which one chooses."""

from typing import NamedTuple

from flask import abort, current_app, request, url_for
from werkzeug.datastructures import MultiDict

from planner.addresses import row_id, url_values
from planner.dates import stamp
from planner.db import session
from planner.forms.printing import DEFAULT_CHOICE, SINCE, PrintForm
from planner.languages import Message, reader_language, translate
from planner.models import Audience, Printout
from planner.printing.catalogue import BY_KEY, DOCUMENTS, documents_of
from planner.printing.documents import Document
from planner.printing.paper import CLASSES
from planner.queries.history.since import count_changes
from planner.queries.people.people import participants_of, person_with
from planner.queries.programme.events import events_of
from planner.rules.people.people import list_name
from planner.rules.printing.occasions import PERSON, Occasion
from planner.rules.printing.printing import PaperChoice
from planner.rules.programme.events import events_in_order
from planner.views.printing.print_log import recent_printouts
from planner.views.printing.print_since import (
    copies_given,
    listed_copies,
    of_document,
    print_words,
    printouts_before,
    since_choices,
)
from planner.views.visit_head import visit_page

ENDPOINTS = ("choose", "page", "pdf", "xlsx", "csv", "preview")
HAND = "copies.hand"
FOR_WHOM = Message("For whom")
CLASS_HINTS = {
    Audience.PUBLIC: Message("For everybody: nothing that is internal or only for guests."),
    Audience.GUESTS: Message("For the guests and those who work with them: nothing internal."),
    Audience.INTERNAL: Message("For the office only: names, replies, and what only some may know."),
}


class PrintRequest(NamedTuple):
    """The document that an address names, about what, and how it shall be printed."""

    document: Document
    occasion: Occasion
    form: PrintForm
    before: list[Printout]  # of the same paper, with which it can be compared, latest first

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
    def what(self) -> tuple[Document, Occasion, PaperChoice]:
        """What is to be printed, as the acts on papers take it."""
        return self.document, self.occasion, self.form.choice()

    @property
    def since(self) -> Printout | None:
        """The printout since which the paper marks what is new; None: it marks nothing."""
        wanted = self.form.data.get(SINCE)
        return next((one for one in self.before if str(one.id) == wanted), None)


def print_request(key, visit, event):
    """Return what an address asks for; a document that there is not is a 404."""
    person_id = request.args.get("person", type=row_id)
    person = session.scalar(person_with(person_id)) or abort(404) if person_id else None
    occasion = Occasion(visit, event, person)
    document = BY_KEY.get(key)
    if document not in documents_of(occasion):
        abort(404)
    return asked_with(document, occasion, request.args, printouts_before(occasion))


def asked_with(document, occasion, given, printouts):
    """Return what is asked for with a choice; `printouts` are those of the occasion so far."""
    before = of_document(printouts, document, occasion)
    form = chosen(document, occasion, given, since_choices(before, document))
    return PrintRequest(document, occasion, form, before)


def chosen(document, occasion, given, prints=()):
    """Return the choice that an address names; what it leaves out has a default."""
    orders = document.orders_of(occasion)
    usual = {
        name: getattr(DEFAULT_CHOICE, name)
        for name in ("columns", "size", "labels", "badges", "most")
    }
    defaults = usual | {"language": reader_language(), "order": next(iter(orders), ""), SINCE: ""}
    return PrintForm(document, orders, MultiDict(defaults | dict(given.items())), prints)


def addresses(asked):
    """Return where the chooser, the page and the files of a choice are."""
    visit, event, person = asked.occasion
    names = {field.name for field in asked.form}
    choice = {name: given for name, given in request.args.items() if name in names}
    values = url_values(visit, event) | ({"person": person.id} if person else {}) | choice
    found = {"hand_address": url_for(HAND, key=asked.document.key, **values)}
    return found | {
        f"{name}_address": url_for(
            f"printing.{name}",
            **values,
            **({"key": asked.document.key} if name != "choose" else {}),
        )
        for name in ENDPOINTS
    }


def chooser(visit, event, refused=None):
    """Return the page on which one chooses; a choice that does not exist is told there."""
    offers = [
        refused if refused and refused.document is asked.document else asked
        for asked in print_offers(Occasion(visit, event))
    ]
    refused = refused or next((asked for asked in offers if not asked.form.validate()), None)
    copies = copies_given(visit, event)
    latest = {asked.document.key: asked.before[0] for asked in offers if asked.before}
    printouts = {one.id: one for one in (*latest.values(), *(one.printout for one in copies))}
    changes = count_changes(session, list(printouts.values()))
    page = visit_page(
        "printing/choose.html",
        visit,
        event=event,
        events=events_in_order(session.scalars(events_of(visit))) if visit and not event else [],
        classes=list(by_class(offers)),
        people=people_of(visit, event) if any(asked.for_persons for asked in offers) else [],
        lately=recent_printouts(visit, event),
        latest=latest,
        changes=changes,
        print_words=print_words,
        copies=listed_copies(copies, changes, visit, event),
        stamp=lambda moment: stamp(moment, current_app.config["OFFICE_ZONE"], reader_language()),
        form=refused.form if refused else None,
        translate=translate,
        title=(event or visit).title.in_language().text,
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
    found = session.scalars(participants_of(visit, event))
    return [(person.id, list_name(person)) for person in found]


def print_offers(occasion):
    """Return what the chooser offers about each document: the address names the choice of one."""
    named, printouts = request.args.get("document", DOCUMENTS[0].key), printouts_before(occasion)
    return [
        asked_with(document, occasion, request.args if document.key == named else {}, printouts)
        for document in documents_of(occasion)
    ]
