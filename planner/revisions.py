"""What a change of a row means to calendars: which events are revised, and what is made anew.

In the transaction of the change: events that print something else get a new revision (R09), the
calendar revision rises, and the parts of the revised events are written.
"""

from flask import has_app_context
from sqlalchemy import event, inspect, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

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
from planner.rules.events import next_revision

AT_ONCE = 200  # events whose parts are written with a change; those of more wait for a poll
REVISED, REPRINTED = "events to write", "ids of events to write"  # in the info of a session
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
        *("venue_id", "public_from", "assignments"),
    },
    Visit: {"title_de", "title_en", "status", "deleted_at", "last_day", "zone"},
    Guest: {"reply", "deleted_at", "person_id"},
    Assignment: {"person_id", "duty"},
    Person: {"given_name", "family_name", "deleted_at"},
    Municipality: {"name", "slug"},
    Venue: {"name_de", "name_en", "room"},
    User: {"name", "active", "roles"},
    Feed: {"revoked_at", "wiped_until"},
}
OF_EVENTS = (Transfer, Assignment, Guest)
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
    return Event.visit_id == row.id


def printed_by_all(rows):
    """Return the conditions of the events whose text names one of the rows."""
    of_events = [row for row in rows if isinstance(row, OF_EVENTS)]
    conditions = [printed_by(row) for row in rows if row not in of_events]
    guests = {event_of(row) for row in of_events if isinstance(row, Guest)} - {None}
    others = {event_of(row) for row in of_events if not isinstance(row, Guest)} - {None}
    if guests:  # drivers read how many come
        conditions.append(Event.id.in_(guests) & (Event.kind == Kind.TRANSFER))
    if others:
        conditions.append(Event.id.in_(others))
    return conditions


def event_of(row):
    """Return the id of the event of a row, whichever of both was set; None: it is new too."""
    return row.event_id or (row.event and row.event.id)


def revise(session, _context, _rows):
    """Raise the revision of all calendars, and that of the events that print a changed row.

    All calendars come first: whoever saves or makes a feed waits there, in one order.
    """
    with session.no_autoflush:
        rows = list(changed_rows(session))
        if not any(is_chosen_by(row, changed) or is_printed(row, changed) for row, changed in rows):
            return
        session.execute(update(CalendarRevision).values(number=CalendarRevision.number + 1))
        printed = printed_by_all([row for row, changed in rows if is_printed(row, changed)])
        revised = session.info.setdefault(REVISED, [])
        revised += [row for row in [*session.new, *session.dirty] if isinstance(row, Event)]
        if printed:
            session.info.setdefault(REPRINTED, set()).update(reprint_all(session, or_(*printed)))


def is_printed(row, changed):
    """Tell whether the text of other events names what has changed of a row."""
    return type(row) in PRINTED and (changed is None or bool(PRINTED[type(row)] & changed))


def is_chosen_by(row, changed):
    """Tell whether what has changed of a row decides which events a feed has."""
    return changed is None or bool(CHOSEN.get(type(row), set()) & changed)


def reprint_all(session, condition):
    """Raise the revision of the events that a condition selects, and return their ids.

    Read anew, for another may have raised it before the calendars were ours. `lock_version`
    stays: who has one of them open in a form has changed nothing of this.
    """
    found = session.execute(select(Event.id, Event.revised_at).where(condition)).all()
    for event_id, revised_at in found:
        known = session.identity_map.get(inspect(Event).identity_key_from_primary_key((event_id,)))
        latest = max(revised_at, known.revised_at) if known else revised_at
        columns = {"revised_at": next_revision(latest, utc_now())}
        session.execute(update(Event.__table__).where(Event.id == event_id).values(columns))
        if known:
            set_committed_value(known, "revised_at", columns["revised_at"])
    return [event_id for event_id, _ in found]


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


def write_parts(session):
    """Write the parts of the events that this transaction revises, while they are at hand."""
    session.flush()
    ids = {row.id for row in session.info.pop(REVISED, ()) if row not in session.deleted}
    ids |= session.info.pop(REPRINTED, set())
    if has_app_context() and len(ids) <= AT_ONCE:
        write(session, sorted(ids))


def forget(session):
    """Forget what a transaction that was rolled back would have revised."""
    session.info.pop(REVISED, None)
    session.info.pop(REPRINTED, None)


def init_app(app):
    """Watch every session of the application."""
    sessions = app.extensions["sessionmaker"]
    event.listen(sessions, "before_flush", revise)
    event.listen(sessions, "before_commit", write_parts)
    event.listen(sessions, "after_soft_rollback", lambda session, _: forget(session))
