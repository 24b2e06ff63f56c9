"""Who comes instead of a guest: decline and send somebody in one step, and take it back."""

from flask import flash, redirect, request
from sqlalchemy.exc import IntegrityError

from planner.access import allowed, form_status
from planner.addresses import row_id
from planner.clock import utc_now
from planner.db import session
from planner.forms import one_line
from planner.forms.representation import SendingForm
from planner.languages import Message, reader_language, translate
from planner.queries.people import address_book, person_with
from planner.queries.representation import deputies_in, guests_linked, in_office
from planner.rules import RuleBroken
from planner.rules.deputies import deputies, mayoral_term
from planner.rules.people import full_name
from planner.rules.permissions import Permission
from planner.rules.representation import companions, release, representatives
from planner.rules.representation import send as send_instead
from planner.views.guests import (
    EVENT_PLACES,
    LONGEST_SEARCH,
    at_places,
    bp,
    guest_at,
    list_address,
    words,
)
from planner.views.visit_head import visit_page

__all__ = ["bp"]
MOST_FOUND = 20
FASTER = Message(
    "Someone else has just changed this guest. Please look again, then send once more."
)


@at_places(EVENT_PLACES, "/guests/<int:guest_id>/representative", methods=["GET", "POST"])
@allowed(Permission.EDIT_GUESTS)
def send(guest_id, event, visit=None):
    """Note in one step that a guest declines, and who comes instead (T-04)."""
    guest, back = guest_at(event, guest_id), list_address(visit, event)
    proposals = proposed(guest, event.starts_at.date())
    found = people_offered(guest, proposals)
    others = guests_beside(guest, found)
    form = SendingForm(**usual_entry(guest, event, found))
    form.offer(found)
    if form.validate_on_submit() and sent(guest, form, others):
        return redirect(back, 303)
    numbers = {term.person_id: term.office.deputy_number for term in proposals}
    page = sending_page(visit, event, guest, form, others, numbers=numbers, back=back)
    return page, form_status(form)


def sending_page(visit, event, guest, form, others, **values):
    """Return the form that asks who comes instead, and says who was to come before."""
    return visit_page(
        "representation/send.html",
        visit,
        event=event,
        guest=guest,
        form=form,
        invited={one.person_id: one for one in others},
        before=representatives(guest, others),
        companions=companions(guest, others),
        sought=sought(),
        **values,
        **words(),
    )


def sought():
    """Return the words that the address book is searched for."""
    return one_line(request.args.get("q"))[:LONGEST_SEARCH]


def people_offered(guest, proposals):
    """Return who is proposed, then whom the search has found, and whoever was chosen."""
    chosen = request.form.get("person_id", type=row_id)
    book = address_book(sought(), language=reader_language())
    found = [term.person for term in proposals]
    found += session.scalars(book.limit(MOST_FOUND)).all() if sought() else []
    if chosen and chosen not in {person.id for person in found}:
        found += session.scalars(person_with(chosen)).all()
    return [person for person in dict.fromkeys(found) if person.id != guest.person_id]


def proposed(guest, day):
    """Return the terms of those who represent a mayor by law, in their order (P-12)."""
    own = mayoral_term(session.scalar(in_office(guest.person_id)), day)
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


def sent(guest, form, others):
    """Save who comes instead; tell whether no rule and nobody else was against it."""
    if form.lock_version.data != guest.lock_version:
        form.lock_version.raw_data, form.lock_version.data = None, guest.lock_version
        form.refuse(FASTER)
        return False
    person = form.people[form.person_id.data]
    try:
        session.add(send_instead(guest, person, form.announced(), others, utc_now()))
        session.commit()
    except RuleBroken as broken:
        form.refuse(broken.message)
        return False
    except IntegrityError as faster:  # somebody else has just invited the representative
        session.rollback()
        raise RuleBroken(FASTER) from faster
    names = {"name": full_name(guest.person), "other": full_name(person)}
    flash(translate(Message("%(name)s is represented by %(other)s.", **names)))
    return True


@at_places(EVENT_PLACES, "/guests/<int:guest_id>/representative/end", methods=["GET", "POST"])
@allowed(Permission.EDIT_GUESTS)
def end_representation(guest_id, event, visit=None):
    """Ask what becomes of whoever stands in for a guest who comes after all, and do it."""
    guest, back = guest_at(event, guest_id), list_address(visit, event)
    standing_in = representatives(guest, guests_beside(guest, []))
    if request.method == "POST":
        for one in standing_in:
            release(one, guest, is_removed="remove" in request.form, now=utc_now())
        session.commit()
        flash(
            translate(Message("Nobody stands in for %(name)s now.", name=full_name(guest.person)))
        )
        return redirect(back, 303)
    return visit_page(
        "representation/end.html",
        visit,
        event=event,
        guest=guest,
        standing_in=standing_in,
        back=back,
        **words(),
    )
