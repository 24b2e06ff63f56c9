"""Events: the programme of a visit, free-standing events, and their form."""

import datetime as dt
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from planner.addresses import blueprint_in_language, url_values
from planner.clock import instant, utc_now
from planner.db import session
from planner.forms.programme.events import EventForm
from planner.forms.programme.publishing import embargo_fields
from planner.forms.programme.times import time_fields
from planner.languages import Message, Messages, reader_language, translate
from planner.models import Event, PointKind
from planner.now import now, today
from planner.queries.precedence.schemes import newest_by_default, versions_to_choose
from planner.queries.programme.assignments import assignments_of
from planner.queries.programme.events import (
    events_listed,
    events_of,
    guests_counted,
    venues_offered,
)
from planner.queries.programme.visits import municipalities
from planner.queries.slugs import slugs_taken
from planner.queries.users import active_users
from planner.rules import EditConflict, RuleBroken
from planner.rules.people.spoken_languages import language_names
from planner.rules.permissions import Permission
from planner.rules.programme.assignments import DUTIES
from planner.rules.programme.briefings import has_briefing, points_of
from planner.rules.programme.events import is_embargoed, new_event
from planner.rules.programme.programme import day_of, shortages
from planner.rules.programme.programme import programme_days as days_of
from planner.services.programme.events import save_event
from planner.views.editing import merge_or_ask
from planner.views.paging import paginate, sought_text
from planner.views.places.pictures import picture_of
from planner.views.programme.clash_notes import clash_notes, clash_notes_of
from planner.views.visit_head import may_open, visit_page
from planner.web.access import allowed, form_status
from planner.web.polls import live_place
from planner.wording.events import (
    AUDIENCE_DESCRIPTIONS,
    AUDIENCES,
    INTERPRETATIONS,
    KINDS,
    STATUSES,
)

bp = Blueprint("events", __name__)
URL_PREFIXES = ("/visits/<slug>/events", "/events")
TEMPLATE_CONTEXT = {
    "KINDS": KINDS,
    "STATUSES": STATUSES,
    "AUDIENCES": AUDIENCES,
    "AUDIENCE_DESCRIPTIONS": AUDIENCE_DESCRIPTIONS,
    "DUTIES": DUTIES,
    "INTERPRETATIONS": INTERPRETATIONS,
    "is_embargoed": is_embargoed,
    "language_names": language_names,
    "may_open": may_open,
}


@bp.app_template_filter("on_clock")
def on_clock(moment, zone):
    """Return a moment as the clock of a zone shows it."""
    return moment.astimezone(ZoneInfo(zone))


def event_route(ending, **options):
    """Give a view its address inside a visit, and that for free-standing events."""

    def decorate(view):
        for start in URL_PREFIXES:
            bp.add_url_rule(start + ending, view_func=view, **options)
        return view

    return decorate


@bp.get("/visits/<slug>")
@allowed(Permission.READ_VISITS)
def programme(visit):
    """Show the programme of a visit, all of it or one day."""
    live = live_place(visit)
    events = session.scalars(events_of(visit)).all()
    days = days_of(events, visit.first_day, visit.last_day, visit.zone)
    notes = clash_notes_of(visit, events)
    wanted = request.args.get("day", "")
    return visit_page(
        "events/programme.html",
        visit,
        days=days,
        shown=[day for day in days if day.date.isoformat() == wanted] or days,
        events=events,
        notes=notes,
        lacks=shortages_of(events, notes),
        day_of=day_of,
        now=now(),
        today=today(visit.zone),
        live=live,
        **TEMPLATE_CONTEXT,
    )


@event_route("/<int:event_id>")
@allowed(Permission.READ_VISITS)
def show(event, visit=None):
    """Show all that is known of an event."""
    replies = session.execute(guests_counted([event.id]))
    notes = clash_notes([event], Event.id == event.id)
    return visit_page(
        "events/show.html",
        visit,
        event=event,
        notes=notes,
        lacks=shortages_of([event], notes),
        assignments=session.scalars(assignments_of(event)).all(),
        points={kind: points_of(event, kind) for kind in PointKind},
        is_briefed=has_briefing(event),
        now=now(),
        replies={reply: number for _, reply, number in replies},
        public_endpoint=blueprint_in_language("public", reader_language()) + ".highlight",
        **TEMPLATE_CONTEXT,
    )


def shortages_of(events, notes):
    """Return what events still need, by their ids."""
    return {
        event.id: shortages(
            event, len(notes.people.get(event.id, ())), notes.duties.get(event.id, set())
        )
        for event in events
    }


@bp.get("/events")
@allowed(Permission.READ_VISITS)
def index():
    """Show the free-standing events and the highlights of all visits."""
    wanted = {
        "past": request.args.get("show") == "past",
        "only": request.args.get("only", ""),
        "sought": sought_text(),
    }
    return render_template(
        "events/list.html",
        page=paginate(events_listed(today(), **wanted)),
        wanted=wanted,
        public_address=url_for(blueprint_in_language("public", reader_language()) + ".highlights"),
        **TEMPLATE_CONTEXT,
    )


@event_route("/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_EVENTS)
def add(visit=None):
    """Add an event to the programme of a visit, or a free-standing one."""
    zone = visit.zone if visit else current_app.config["OFFICE_ZONE"]
    event = new_event(utc_now(), zone, visit)
    if visit is None:
        event.scheme_version_id = session.scalar(newest_by_default())
    return form_page(event, visit, days_to_begin_with(visit))


@event_route("/<int:event_id>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_EVENTS)
def edit(event, visit=None):
    """Change an event."""
    return form_page(event, visit, fields_shown(event))


def days_to_begin_with(visit):
    """Return the day that a new event begins with: that of the programme that one comes from."""
    try:
        day = dt.date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        day = visit.first_day if visit else None
    return {"start_date": day, "end_date": day}


def form_page(event, visit, times):
    """Answer the form of an event, or save what it says."""
    form = with_choices(EventForm(obj=event, **times), event)
    back = address_of(event, visit) if event.id else start_of(visit)
    if form.validate_on_submit():
        try:
            with picture_of(form) as picture:
                save_event(
                    event,
                    form.values(),
                    transfer=form.transfer(),
                    picture=picture,
                    seen=form.lock_version.data,
                )
        except EditConflict:
            return merge_or_ask(form, event, back, lambda: form_as_saved(event))
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return confirm_saved(event, visit)
    page = visit_page(
        "events/edit.html",
        visit,
        form=form,
        event=event,
        back=back,
        previews={audience: translate(told) for audience, told in AUDIENCE_DESCRIPTIONS.items()},
        instant=instant,
        **TEMPLATE_CONTEXT,
    )
    return page, form_status(form)


def fields_shown(event):
    """Return the fields of the form by name that say otherwise what the event has."""
    return time_fields(event) | embargo_fields(event, current_app.config["OFFICE_ZONE"])


def form_as_saved(event):
    """Return the form of an event as it is stored."""
    return EventForm(formdata=None, obj=event, **fields_shown(event))


def with_choices(form, event):
    """Return the form with all that one can choose in it."""
    users = session.scalars(active_users()).all()
    if event.responsible and event.responsible not in users:
        users.append(event.responsible)
    form.set_choices(
        session.scalars(venues_offered(reader_language())).all(),
        users,
        session.scalars(municipalities()).all(),
        session.execute(versions_to_choose(event.scheme_version_id)).all(),
        event.languages or "",
    )
    form.office_zone = current_app.config["OFFICE_ZONE"]
    if form.slug.data:
        form.taken = session.scalars(slugs_taken(Event, form.slug.data, event)).all()
    return form


def address_of(event, visit):
    """Return the address of the page of an event."""
    return url_for("events.show", **url_values(visit, event))


def start_of(visit):
    """Return the address that a new event is added from."""
    return url_for("events.programme", slug=visit.slug) if visit else url_for("events.index")


def confirm_saved(event, visit):
    """Say that an event is saved and what it clashes with, and go on to where it stands."""
    flash(translate(Message("Saved: %(title)s", title=event.title.in_language().text)))
    notes = clash_notes([event], Event.id == event.id)
    for sentence in notes.busy_at(event):
        flash(sentence, "warning")
    if number := len(notes.found):
        clash = Messages(
            "It clashes with another event.", "It clashes with %(num)s events.", number
        )
        flash(translate(clash), "warning")
    if not visit:
        return redirect(address_of(event, visit), 303)
    day, there = day_of(event, visit.zone), f"event-{event.id}"
    return redirect(url_for("events.programme", slug=visit.slug, day=day, _anchor=there), 303)
