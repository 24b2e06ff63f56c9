"""Invite people: from the address book, new ones, and whole delegations."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from planner.addresses import url_values
from planner.clock import utc_now
from planner.db import session
from planner.forms.guests.guests import DelegationForm, InvitingForm, NewGuestForm
from planner.forms.people.duplicates import HintForm
from planner.languages import Message, Messages, reader_language, translate
from planner.models import Event, Guest, Representation, Visit
from planner.now import today
from planner.queries.guests.delegations import delegates_of, delegation_of
from planner.queries.guests.guest_sources import invitations_of, invitations_to, read_sources
from planner.queries.guests.guests import events_to_invite_to, guests_among
from planner.queries.people.people import address_book, organisations, person_for_addressing
from planner.rules.guests.guests import guest_rows
from planner.rules.guests.invitations import (
    AlreadyInvited,
    PartnerNotInvited,
    RepresentedInCircle,
    usual_invitation,
)
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission
from planner.services.guests import invitations as acts
from planner.views.guests.guests import (
    URL_PREFIXES,
    bp,
    event_line,
    guest_route,
    id_in_address,
    list_address,
    template_context,
)
from planner.views.paging import paginate, sought_text
from planner.views.people.duplicates import duplicates_of_form, hints_part
from planner.views.visit_head import visit_page
from planner.web.access import allowed, form_status

__all__ = ["bp"]
CARRIED = ("event", "companion_of", "represents", "next")
NOT_SAVED = 422


@guest_route(URL_PREFIXES, "/guests/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_GUESTS)
def add(visit=None, event=None):
    """Invite somebody: choose the person in the address book, then say as what."""
    person_id = id_in_address("person")
    if person_id is None:
        return choosing_page(visit, event)
    person = session.scalar(person_for_addressing(person_id)) or abort(404)
    sources = read_sources(session, visit, event)
    form = InvitingForm(lock_version=0, **usual_entry(sources, event, person_id))
    set_form_choices(form, visit, event, sources, person_id)
    by_act = partial(acts.invite_person, person_id)
    if form.validate_on_submit() and (way_back := invite(by_act, form, visit, event)):
        return way_back
    taken = {one.event_id for one in sources.invitations if one.person_id == person_id}
    page = inviting_page(visit, event, form, sources, person=person, taken=taken)
    return page, form_status(form)


@guest_route(URL_PREFIXES, "/guests/add/new", methods=["GET", "POST"])
@allowed(Permission.EDIT_GUESTS)
def add_new(visit=None, event=None):
    """Invite somebody whom the address book does not know; who may be meant is asked about."""
    sources, alike = read_sources(session, visit, event), []
    form = NewGuestForm(lock_version=0, **name_in_address(), **usual_entry(sources, event))
    form.offer_organisations(session.scalars(organisations(reader_language())))
    set_form_choices(form, visit, event, sources)
    if form.validate_on_submit():
        alike = duplicates_of_form(form)
        if form.has_confirmed_new(alike):
            by_act = partial(acts.invite_new_person, form.person_values())
            if way_back := invite(by_act, form, visit, event):
                return way_back
    page = inviting_page(visit, event, form, sources, alike=alike, taken=())
    return page, NOT_SAVED if alike else form_status(form)


@guest_route(URL_PREFIXES, "/guests/add/duplicates", methods=["POST"])
@allowed(Permission.EDIT_GUESTS)
def hint(visit=None, event=None):
    """Answer the form of a new guest with who may be meant; whoever it is can be invited."""
    return hints_part(duplicates_of_form(HintForm()), partial(address_to_invite, visit, event))


def address_to_invite(visit, event, person):
    """Return the address of the form with which one invites a person."""
    values = {**url_values(visit, event), **carried()}
    return url_for("guests.add", person=person.id, **values)


def choosing_page(visit, event):
    """Return the page on which one looks for a person in the address book."""
    sought = sought_text()
    page = paginate(address_book(sought, language=reader_language()))
    statement = invitations_to(event) if event else invitations_of(visit)
    return visit_page(
        "guests/choose.html",
        visit,
        event=event,
        page=page,
        sought=sought,
        today=today(),
        heading=heading(),
        invited=Counter(row.person_id for row in session.execute(statement)),
        carried=carried(),
        back=list_address(visit, event),
        **template_context(),
    )


def carried():
    """Return what the address says beside the person who is looked for."""
    return {name: request.args[name] for name in CARRIED if name in request.args}


def heading():
    """Return the question that the choice of a person answers."""
    if "companion_of" in request.args:
        return translate(Message("Who comes along?"))
    if "represents" in request.args:
        return translate(Message("Who comes instead?"))
    return translate(Message("Who is invited?"))


def inviting_page(visit, event, form, sources, **values):
    """Return the form with which one invites a person."""
    return visit_page(
        "guests/invite.html",
        visit,
        event=event,
        form=form,
        sources=sources,
        carried=carried(),
        address_to_invite=partial(address_to_invite, visit, event),
        back=list_address(visit, event),
        **values,
        **template_context(),
    )


def usual_entry(sources, event, person_id=None):
    """Return what to offer for a start: what is usual, and what the address says."""
    usual = usual_invitation(sources, person_id, id_in_address("companion_of"))
    entry = usual._replace(
        represents_id=id_in_address("represents"),
        representation=event.representation if event else Representation.OWN_RANK,
    )
    return entry._asdict() | {"events": [id_in_address("event")]}


def name_in_address():
    """Return the name that was looked for in vain; the last word is the family name."""
    given_name, _, family_name = sought_text().rpartition(" ")
    return {"given_name": given_name, "family_name": family_name}


def set_form_choices(form, visit, event, sources, person_id=None):
    """Let the user choose a delegation, others on the list and, at a visit, events."""
    others = [row.person for row in guest_rows(sources) if row.invitations and row.id != person_id]
    form.set_choices(sources.delegations.values(), others)
    if event:
        del form.events
        return
    events = session.execute(events_to_invite_to(visit)).all()
    form.offer_events([(row.id, event_line(row)) for row in events])


def invite(
    inviting: Callable[..., list[Guest]],
    form: InvitingForm,
    visit: Visit | None,
    event: Event | None,
) -> Response | None:
    """Invite by an act; return the way back to the list, or None if a rule is against it."""
    chosen = [event.id] if event else form.events.data
    try:
        guests = inviting(visit, chosen, form.entry(), now=utc_now())
    except (AlreadyInvited, PartnerNotInvited, RepresentedInCircle) as broken:
        form.refuse(broken)
        return None
    number = Messages("%(num)s event", "%(num)s events", len(guests))
    name = full_name(guests[0].person)
    flash(translate(Message("Invited: %(name)s (%(events)s)", name=name, events=number)))
    return redirect(list_address(visit, event), 303)


@bp.route(
    "/visits/<slug>/delegations/<int:delegation_id>/invite",
    endpoint="invite_delegation",
    methods=["GET", "POST"],
)
@allowed(Permission.EDIT_GUESTS)
def invite_delegation(delegation_id, visit):
    """Invite delegates to events in one step; who is a guest already stays as is (rule 8)."""
    delegation = session.scalar(delegation_of(visit, delegation_id)) or abort(404)
    delegates = session.scalars(delegates_of(delegation)).all()
    events = session.execute(events_to_invite_to(visit)).all()
    guests = session.scalars(
        guests_among([one.id for one in events], [one.person_id for one in delegates])
    ).all()
    form = DelegationForm(delegates=[one.id for one in delegates], events=[id_in_address("event")])
    form.set_choices(
        [(one.id, full_name(one.person)) for one in delegates],
        [(one.id, event_line(one)) for one in events],
    )
    if form.validate_on_submit():
        chosen = form.delegates.data, form.events.data
        added = acts.invite_delegation(visit, delegation_id, *chosen)
        number = Messages("%(num)s invitation", "%(num)s invitations", len(added))
        flash(translate(Message("Added: %(number)s", number=number)))
        return redirect(list_address(visit, None), 303)
    return delegation_page(visit, delegation, form, delegates, guests), form_status(form)


def delegation_page(visit, delegation, form, delegates, guests):
    """Return the form that says who of a delegation is invited to what already."""
    at_event = Counter(guest.event_id for guest in guests)
    of_person = Counter(guest.person_id for guest in guests)
    return visit_page(
        "guests/invite_delegation.html",
        visit,
        form=form,
        delegation=delegation,
        delegates=delegates,
        at_event=at_event,
        of_person=of_person,
        back=list_address(visit, None),
        **template_context(),
    )
