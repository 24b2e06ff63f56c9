"""Names in a history as parts of a page: each leads to its own page, if its reader may open it."""

from typing import Any

from flask import current_app, url_for
from markupsafe import Markup, escape
from sqlalchemy import inspect

from planner.addresses import url_values
from planner.db import Base
from planner.languages import Bilingual, Message, Messages, translate
from planner.models import (
    CALENDAR,
    Delegation,
    Event,
    Municipality,
    Network,
    Office,
    Organisation,
    Person,
    Printout,
    Scheme,
    SchemeVersion,
    User,
    Venue,
    Visit,
)
from planner.printing.catalogue import DOCUMENTS
from planner.views.visit_head import may_open
from planner.web.frame import bilingual
from planner.wording.history.names import called
from planner.wording.history.values import Place, Reference, Word

PAPERS = {document.key: document.name for document in DOCUMENTS} | {
    CALENDAR: Message("Calendar file"),
}
OWN_PAGES = {  # of rows that have only the page on which they are changed
    Municipality: ("partners.edit", "partner_id"),
    Network: ("networks.edit", "network_id"),
    Office: ("offices.edit", "office_id"),
    Organisation: ("organisations.edit", "organisation_id"),
    Scheme: ("schemes.show", "scheme_id"),
    User: ("users.edit", "user_id"),
    Venue: ("venues.edit", "venue_id"),
}


class Named:
    """The names of rows, and the addresses of their pages, by table and id."""

    def __init__(self) -> None:
        self.zone: str = current_app.config["OFFICE_ZONE"]  # on whose clock all is told
        self.names: dict[Place, Word] = {}
        self.addresses: dict[Place, str] = {}

    def add(self, table: str, key: int, row: Base) -> None:
        """Note what a row is called, and where its page is."""
        place = table, key
        if (word := name_of(row)) is not None:
            self.names[place] = word
        if address := address_of(row):
            self.addresses[place] = address

    def text(self, told: object) -> str:
        """Return a sentence, a name or a value without its links."""
        return self.markup(told).striptags()

    def markup(self, told: object) -> Markup:
        """Return a sentence, a name or a value as a part of the page, with its links."""
        match told:
            case None:
                return Markup()
            case Reference():
                text = self.markup(told.text)
                address = self.addresses.get((told.table, told.key))
                if address:
                    return Markup('<a href="{}">{}</a>').format(address, text)
                return Markup("<b>{}</b>").format(text)
            case Messages():
                values = {name: self.markup(value) for name, value in told.values.items()}
                sentence = Messages(told.msgid, told.plural, told.number, **values)
                return Markup(translate(sentence))
            case Message():
                values = {name: self.markup(value) for name, value in told.values.items()}
                return (
                    escape(translate(Message(told.msgid))) % values
                    if values
                    else (escape(translate(told)))
                )
            case Bilingual():
                return escape(bilingual(told))
        return escape(told)


def name_of(row: Base) -> Word | None:
    """Return what a row is called; a paper by the name that its kind has."""
    if isinstance(row, Printout):
        paper = PAPERS.get(row.document, row.document)
        if row.visit:
            return Message("%(one)s (%(other)s)", one=paper, other=row.visit.title)
        return paper
    return called(row)


def address_of(row: Base) -> str | None:
    """Return the address of the page of a row; None: there is none that the reader may open."""
    if getattr(row, "deleted_at", None):
        return None
    found: tuple[str, dict[str, Any]]
    match row:
        case Person():
            found = "people.show", {"person_id": row.id}
        case Visit():
            found = "events.programme", url_values(row)
        case Event():
            found = "events.show", url_values(row.visit, row)
        case Delegation():
            found = "delegations.show", {"slug": row.visit.slug, "delegation_id": row.id}
        case SchemeVersion():
            found = "schemes.show", {"scheme_id": row.scheme_id}
        case _ if type(row) in OWN_PAGES:
            endpoint, argument = OWN_PAGES[type(row)]
            found = endpoint, {argument: row_id(row)}
        case _:
            return None
    endpoint, values = found
    return url_for(endpoint, **values) if may_open(endpoint) else None


def row_id(row: Base) -> int:
    """Return the id of a row."""
    key: int = (inspect(row, raiseerr=True).identity or (0,))[0]
    return key
