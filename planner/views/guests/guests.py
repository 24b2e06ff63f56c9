"""Guest lists of visits and events; note replies, and change what a guest is at an event."""

from itertools import groupby
from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, request, url_for

from planner import dates
from planner.addresses import url_values
from planner.clock import utc_now
from planner.db import session
from planner.forms.guests.guests import guest_form
from planner.languages import Message, reader_language, translate
from planner.models import Reply
from planner.queries.guests.guest_sources import delegation_rows_of, read_sources
from planner.queries.guests.guests import events_to_invite_to, guest_for_addressing, guest_of
from planner.queries.guests.representation import guests_linked
from planner.queries.programme.events import event_of
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.guests.balance import balance
from planner.rules.guests.guest_lists import Sort, filtered_rows, sorted_groups, tally
from planner.rules.guests.guests import REPLIES, guest_rows, uninvited_members
from planner.rules.guests.representation import representatives
from planner.rules.people.people import full_name
from planner.rules.people.spoken_languages import language_names
from planner.rules.permissions import Permission
from planner.rules.precedence.schemes import ROLES, version_label
from planner.services.guests import invitations as acts
from planner.views.editing import merge_or_ask
from planner.views.guests.faster import place_of, tell_other_reply, tell_removed_guest
from planner.views.guests.since_print import since_print
from planner.views.overtaken import told_in
from planner.views.paging import paginate_rows, sought_text
from planner.views.visit_head import may_open, visit_page
from planner.web.access import allowed, form_status, safe_next, signed_in_user
from planner.web.polls import live_place

bp = Blueprint("guests", __name__)
EVENT_URL_PREFIXES = ("/visits/<slug>/events/<int:event_id>", "/events/<int:event_id>")
URL_PREFIXES = ("/visits/<slug>", *EVENT_URL_PREFIXES)
LARGEST_ID = 2**31 - 1


def guest_route(places, ending, **options):
    """Give a view its addresses at a visit, an event of a visit, or a free-standing event."""

    def decorate(view):
        for start in places:
            bp.add_url_rule(start + ending, view_func=view, **options)
        return view

    return decorate


class GuestFilter(NamedTuple):
    """What the address of a list asks for; what makes no sense is left out."""

    sought: str
    reply: Reply | None
    delegation_id: int | None  # 0: those without one
    sort: Sort
    backwards: bool

    @property
    def is_filtered(self):
        """Whether only some of the guests are wanted."""
        return bool(self.sought or self.reply) or self.delegation_id is not None

    @property
    def order(self):
        """The order as the address writes it: "name", or "-name" backwards."""
        return f"-{self.sort}" if self.backwards else str(self.sort)


def guest_filter():
    """Return what the address asks for."""
    reply, order = request.args.get("reply"), request.args.get("sort", "")
    sort = order.removeprefix("-")
    known = sort in set(Sort)
    return GuestFilter(
        sought=sought_text(),
        reply=Reply(reply) if reply in set(Reply) else None,
        delegation_id=id_in_address("delegation"),
        sort=Sort(sort) if known else Sort.PRECEDENCE,
        backwards=known and order.startswith("-"),
    )


def id_in_address(name):
    """Return the id that a query value names, or None."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 <= number <= LARGEST_ID else None


@guest_route(URL_PREFIXES, "/guests")
@allowed(Permission.READ_GUESTS)
def index(visit=None, event=None):
    """Show the guest list of an event, or of a visit, which ?event= narrows to one event."""
    choices = event_choices(visit) if event is None else []
    event = event or event_in_address(visit)
    live = live_place(visit, event)
    sources, wanted = read_sources(session, visit, event), guest_filter()
    everybody = guest_rows(sources)
    among = filtered_rows(everybody, wanted.sought, wanted.delegation_id)
    page = paginate_rows(grouped_rows(among, wanted))
    return visit_page(
        "guests/list.html",
        visit,
        event=event,
        choices=choices,
        sources=sources,
        absent_delegations=uninvited_members(sources) if event else [],
        wanted=wanted,
        total=len(everybody),
        counts=tally(among),
        balance=balance(among, sources.day),
        page=page,
        last_print=since_print(visit, event, everybody),
        live=live,
        overtaken=notes_at(row for _, row in page.rows),
        **template_context(),
    )


@bp.get("/visits/<slug>/guests/people/<int:person_id>")
@allowed(Permission.READ_GUESTS)
def person(person_id, visit):
    """Show to which events of a visit a person is invited, and what the person answered."""
    rows = guest_rows(read_sources(session, visit))
    row = next((row for row in rows if row.id == person_id), None) or abort(404)
    events = {one.id: one for one in session.execute(events_to_invite_to(visit))}
    return visit_page(
        "guests/person.html",
        visit,
        event=None,
        row=row,
        events=events,
        overtaken=notes_at([row]),
        **template_context(),
    )


def notes_at(rows):
    """Return what is said at some rows, by the place of the guest whom it is about."""
    return told_in({place_of(guest.id) for row in rows for guest in row.invitations})


def grouped_rows(rows, wanted):
    """Return (group, row) of the rows with the wanted reply, in the wanted order."""
    kept = [row for row in rows if wanted.reply in (None, row.reply)]
    groups = sorted_groups(kept, wanted.sort, reader_language(), wanted.backwards)
    return [(group, row) for group in groups for row in group.rows]


def sections(lines):
    """Return (group, rows) of the lines on one page of a list."""
    return [(group, [row for _, row in part]) for group, part in groupby(lines, first)]


def first(pair):
    """Return the first of two."""
    return pair[0]


def template_context():
    """Return what the templates need to say what a guest is and has answered."""
    return {
        "roles": ROLES,
        "replies": REPLIES,
        "translate": translate,
        "sections": sections,
        "event_time": event_time,
        "may_open": may_open,
        "version_words": version_label,
        "language_name": language_names,
    }


def event_in_address(visit):
    """Return the event that ?event= names, which must be one of the visit."""
    if not request.args.get("event"):
        return None
    number = id_in_address("event")
    return (number and session.scalar(event_of(visit, number))) or abort(404)


def event_choices(visit):
    """Return (id, words) of the events of a visit."""
    return [(row.id, event_line(row)) for row in session.execute(events_to_invite_to(visit))]


def event_line(event):
    """Return an event in one line: "Thu, May 13, 7:00 PM: Reception"."""
    return f"{event_time(event)}: {event.title.in_language().text}"


def event_time(event):
    """Return when an event begins: "Thu, May 13, 7:00 PM"."""
    language, hours_12 = reader_language(), signed_in_user().hours_12
    day = dates.day(event.starts_at, language, year=False)
    if event.is_whole_day:
        return day
    clock = dates.time(event.starts_at, language, hours_12)
    return f"{day}, {clock} Uhr" if language == "de" and not hours_12 else f"{day}, {clock}"


def list_address(visit, event):
    """Return where the reader came from, or else the list of the event or the visit."""
    wanted = request.values.get("next")
    return safe_next(wanted) if wanted else url_for("guests.index", **url_values(visit, event))


def guest_at(event, guest_id):
    """Return the guest of an address, who must be one of the event."""
    return session.scalar(guest_of(event, guest_id)) or abort(404)


@guest_route(EVENT_URL_PREFIXES, "/guests/<int:guest_id>/reply", methods=["POST"])
@allowed(Permission.EDIT_GUESTS)
def reply(guest_id, event, visit=None):
    """Note a reply in one step; if somebody else has noted another one, say so and offer both."""
    guest, back = session.scalar(guest_of(event, guest_id)), list_address(visit, event)
    if guest is None:
        return tell_removed_guest(event, guest_id, back)
    answer, seen = reply_named(request.form.get("reply")), reply_named(request.args.get("seen"))
    try:
        acts.note_reply(event, guest_id, answer, seen=seen, now=utc_now())
    except NotFound:
        return tell_removed_guest(event, guest_id, back)
    except EditConflict:
        if guest.reply is not answer:
            return tell_other_reply(visit, event, guest, answer, back)
    text = Message("%(name)s: %(reply)s", name=full_name(guest.person), reply=REPLIES[answer])
    flash(translate(text))
    return redirect(next_step(visit, event, guest, seen), 303)


def next_step(visit, event, guest, before):
    """Return the list, or where to ask what becomes of whoever was to come instead."""
    back = list_address(visit, event)
    comes_again = before is Reply.REPRESENTED and guest.reply is not before
    others = session.scalars(guests_linked([event.id], [])).all() if comes_again else []
    if not representatives(guest, others):
        return back
    where = url_values(visit, event) | {"guest_id": guest.id, "next": back}
    return url_for("guests.end_representation", **where)


def reply_named(name):
    """Return the reply of a name; what is none does not come from our pages."""
    return Reply(name) if name in set(Reply) else abort(400)


@guest_route(EVENT_URL_PREFIXES, "/guests/<int:guest_id>", methods=["GET", "POST"])
@allowed(Permission.EDIT_GUESTS)
def edit(guest_id, event, visit=None):
    """Change what a person is at an event, and what the person answered."""
    guest = session.scalar(guest_for_addressing(event, guest_id)) or abort(404)
    back = list_address(visit, event)
    form = guest_form(guest, event)
    others = [row.person for row in guest_rows(read_sources(session, visit, event))]
    form.set_choices(delegations_offered(visit), others, guest)
    if form.validate_on_submit():
        before, seen = guest.reply, form.lock_version.data
        try:
            acts.save_guest(event, guest_id, form.entry(), seen=seen, now=utc_now())
        except EditConflict:
            return merge_or_ask(form, guest, back, lambda: guest_form(guest, event, formdata=None))
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(translate(Message("Saved: %(title)s", title=full_name(guest.person))))
            return redirect(next_step(visit, event, guest, before), 303)
    page = visit_page(
        "guests/edit.html",
        visit,
        event=event,
        guest=guest,
        form=form,
        back=back,
        **template_context(),
    )
    return page, form_status(form)


def delegations_offered(visit):
    """Return the delegations of a visit that a guest can belong to."""
    return session.execute(delegation_rows_of(visit)).all() if visit else []
