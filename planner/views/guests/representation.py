"""Who comes instead of a guest: decline and send somebody in one step, and take it back."""

from typing import NamedTuple

from flask import flash, redirect, request

from planner.addresses import row_id
from planner.clock import utc_now
from planner.db import session
from planner.forms.guests.representation import SendingForm
from planner.languages import Message, reader_language, translate
from planner.models import Event, Guest, Person, Term
from planner.queries.guests.representation import deputies_in, guests_linked, person_with_offices
from planner.queries.people.people import address_book, person_with
from planner.rules import EditConflict
from planner.rules.guests.invitations import RepresentedInCircle
from planner.rules.guests.representation import companions, representatives
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission
from planner.rules.precedence.deputies import deputies, mayoral_term
from planner.services.guests import representation as acts
from planner.views.guests.guests import (
    EVENT_URL_PREFIXES,
    bp,
    guest_at,
    guest_route,
    list_address,
    template_context,
)
from planner.views.paging import sought_text
from planner.views.visit_head import visit_page
from planner.web.access import allowed, form_status

__all__ = ["bp"]
MOST_FOUND = 20


@guest_route(EVENT_URL_PREFIXES, "/guests/<int:guest_id>/representative", methods=["GET", "POST"])
@allowed(Permission.EDIT_GUESTS)
def send(guest_id, event, visit=None):
    """Note in one step that a guest declines, and who comes instead (T-04)."""
    guest, back = guest_at(event, guest_id), list_address(visit, event)
    choice = choice_for(guest, event)
    form = SendingForm(**usual_entry(guest, event, choice.found))
    form.set_choices(choice.found)
    if form.validate_on_submit():
        person_id, seen = form.person_id.data, form.lock_version.data
        try:
            sent = acts.send_representative(
                event, guest_id, person_id, form.announced(), seen=seen, now=utc_now()
            )
        except (EditConflict, RepresentedInCircle) as broken:
            form.refuse(broken)
            guest = guest_at(event, guest_id)
            choice = choice_for(guest, event)
            form.set_choices(choice.found)
            form.show_version(guest.lock_version)
        else:
            names = {"name": full_name(guest.person), "other": full_name(sent.person)}
            flash(translate(Message("%(name)s is represented by %(other)s.", **names)))
            return redirect(back, 303)
    return sending_page(visit, event, guest, form, choice, back), form_status(form)


class Choice(NamedTuple):
    """Who can come instead of a guest."""

    proposals: list[Term]  # of those who represent a mayor by law
    found: list[Person]
    others: list[Guest]  # guests of the event among them, and who stand in for others


def choice_for(guest: Guest, event: Event) -> Choice:
    """Return who is offered to come instead of a guest."""
    proposals = proposed(guest, event.starts_at.date())
    found = people_offered(guest, proposals)
    return Choice(proposals, found, guests_beside(guest, found))


def sending_page(visit, event, guest, form, choice, back):
    """Return the form that asks who comes instead, and says who was to come before."""
    return visit_page(
        "representation/send.html",
        visit,
        event=event,
        guest=guest,
        form=form,
        numbers={term.person_id: term.office.deputy_number for term in choice.proposals},
        invited={one.person_id: one for one in choice.others},
        before=representatives(guest, choice.others),
        companions=companions(guest, choice.others),
        sought=search_words(),
        back=back,
        **template_context(),
    )


def search_words():
    """Return the words that the address book is searched for."""
    return sought_text()


def people_offered(guest, proposals):
    """Return who is proposed, then whom the search has found, and whoever was chosen."""
    chosen = request.form.get("person_id", type=row_id)
    book = address_book(search_words(), language=reader_language())
    found = [term.person for term in proposals]
    found += session.scalars(book.limit(MOST_FOUND)).all() if search_words() else []
    if chosen and chosen not in {person.id for person in found}:
        found += session.scalars(person_with(chosen)).all()
    return [person for person in dict.fromkeys(found) if person.id != guest.person_id]


def proposed(guest, day):
    """Return the terms of those who represent a mayor by law, in their order (P-12)."""
    own = mayoral_term(session.scalar(person_with_offices(guest.person_id)), day)
    if own is None:
        return []
    return deputies(own, session.scalars(deputies_in(own.municipality_id)).all(), day)


def guests_beside(guest, people):
    """Return the guests of the event among some people, and those who stand in for others."""
    named = {guest.person_id, *(person.id for person in people)}
    return session.scalars(guests_linked([guest.event_id], named)).all()


def usual_entry(guest, event, people):
    """Return what to offer for a start: the first who is proposed, who has accepted."""
    return {
        "lock_version": guest.lock_version,
        "person_id": people[0].id if people else None,
        "representation": event.representation,
        "has_accepted": True,
        "removes_previous": True,
    }


@guest_route(
    EVENT_URL_PREFIXES, "/guests/<int:guest_id>/representative/end", methods=["GET", "POST"]
)
@allowed(Permission.EDIT_GUESTS)
def end_representation(guest_id, event, visit=None):
    """Ask what becomes of whoever stands in for a guest who comes after all, and do it."""
    guest, back = guest_at(event, guest_id), list_address(visit, event)
    if request.method == "POST":
        is_removed = "remove" in request.form
        acts.end_representation(event, guest_id, is_removed=is_removed, now=utc_now())
        flash(
            translate(Message("Nobody stands in for %(name)s now.", name=full_name(guest.person)))
        )
        return redirect(back, 303)
    return visit_page(
        "representation/end.html",
        visit,
        event=event,
        guest=guest,
        standing_in=representatives(guest, guests_beside(guest, [])),
        back=back,
        **template_context(),
    )
