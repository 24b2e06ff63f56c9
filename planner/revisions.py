"""What a change of a row means to calendars: which events are revised, and what is made anew.

In the transaction of the change: events that print something else get a new revision (R09), the
calendar revision rises, and the parts of the revised events are written.
"""

from flask import has_app_context
from sqlalchemy import event, inspect, or_, select, update

from planner.clock import utc_now
from planner.feeds.parts import write
from planner.models import (
    Assignment,
    CalendarRevision,
    Event,
    Feed,
    Guest,
    Kind,
    Municipality,
    Person,
    Transfer,
    User,
    Venue,
    Visit,
)
from planner.rules.events import reprint

AT_ONCE = 200  # events whose parts are written with a change; those of more wait for a poll
REVISED = "events to write"  # in the info of a session
PRINTED = {  # what the text of events names: a change revises them (R09)
    Venue: {"name_de", "name_en", "room", "address", "municipality_id"},
    Municipality: {"name"},
    User: {"name", "phone"},
    Visit: {"in_charge_id"},
    Transfer: {"from_venue_id", "to_venue_id", "pick_up_at"},
    Guest: {"reply", "deleted_at", "person_id"},
}
CHOSEN = {  # what decides which events a feed has, and what it is called
    Event: {
        *("revised_at", "deleted_at", "visit_id", "municipality_id", "responsible_id"),
        *("venue_id", "public_from"),
    },
    Visit: {"title_de", "title_en", "status", "deleted_at", "last_day", "zone"},
    Guest: {"reply", "deleted_at", "person_id"},
    Assignment: {"person_id", "duty"},
    Person: {"given_name", "family_name"},
    Municipality: {"name", "slug"},
    Venue: {"name_de", "name_en", "room"},
    User: {"name", "active", "roles"},
    Feed: {"revoked_at", "wiped_until"},
}
WHOLE = (Event, Transfer, Assignment, Guest)  # whose coming and going counts too


def printed_by(row):
    """Return the condition of the events whose text names a row."""
    if isinstance(row, Venue):
        stops = select(Transfer.event_id).where(
            or_(Transfer.from_venue_id == row.id, Transfer.to_venue_id == row.id)
        )
        return or_(Event.venue_id == row.id, Event.id.in_(stops))
    if isinstance(row, Municipality):
        stops = select(Transfer.event_id).join(
            Venue, or_(Transfer.from_venue_id == Venue.id, Transfer.to_venue_id == Venue.id)
        )
        there = select(Venue.id).where(Venue.municipality_id == row.id)
        return or_(
            Event.venue_id.in_(there), Event.id.in_(stops.where(Venue.municipality_id == row.id))
        )
    if isinstance(row, User):
        led = select(Visit.id).where(Visit.in_charge_id == row.id)
        return or_(Event.responsible_id == row.id, Event.visit_id.in_(led))
    if isinstance(row, Visit):
        return Event.visit_id == row.id
    event_id = row.event_id or (row.event and row.event.id)  # the one or the other was set
    if isinstance(row, Guest):  # drivers read how many come
        return (Event.id == event_id) & (Event.kind == Kind.TRANSFER)
    return Event.id == event_id


def revise(session, _context, _rows):
    """Raise the revision of what prints a changed row, and that of all calendars."""
    with session.no_autoflush:
        for row, changed in list(changed_rows(session)):
            if type(row) in PRINTED and (changed is None or PRINTED[type(row)] & changed):
                reprint_all(session, printed_by(row))
    if is_stale(session):
        session.execute(update(CalendarRevision).values(number=CalendarRevision.number + 1))
        events = [row for row in [*session.new, *session.dirty] if isinstance(row, Event)]
        session.info.setdefault(REVISED, []).extend(events)


def changed_rows(session):
    """Return (row, names of changed columns) of the changed rows; None: it came or goes."""
    for row in session.dirty:
        watched = PRINTED.get(type(row), set()) | CHOSEN.get(type(row), set())
        attributes = inspect(row).attrs
        if changed := {name for name in watched if attributes[name].history.has_changes()}:
            yield row, changed
    for row in [*session.new, *session.deleted]:
        if isinstance(row, WHOLE):
            yield row, None


def reprint_all(session, condition):
    """Raise the revision of the events that a condition selects."""
    for row in session.scalars(select(Event).where(condition)):
        reprint(row, utc_now())


def is_stale(session):
    """Tell whether any feed may tell something else now."""
    return any(
        changed is None or CHOSEN.get(type(row), set()) & changed
        for row, changed in changed_rows(session)
    )


def write_parts(session):
    """Write the parts of the events that this transaction revises, while they are at hand."""
    session.flush()
    events = session.info.pop(REVISED, ())
    ids = sorted({row.id for row in events if row not in session.deleted})
    if has_app_context() and len(ids) <= AT_ONCE:
        write(session, ids)


def forget(session):
    """Forget what a transaction that was rolled back would have revised."""
    session.info.pop(REVISED, None)


def init_app(app):
    """Watch every session of the application."""
    sessions = app.extensions["sessionmaker"]
    event.listen(sessions, "before_flush", revise)
    event.listen(sessions, "before_commit", write_parts)
    event.listen(sessions, "after_soft_rollback", lambda session, _: forget(session))
