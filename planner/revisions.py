"""What a change of a place means to calendars: every event that prints it is revised (R09)."""

from sqlalchemy import event, select

from planner.clock import utc_now
from planner.db import changes
from planner.models import Event, Municipality, Venue
from planner.rules.events import reprint

PRINTED = {
    Venue: {"name_de", "name_en", "room", "address", "municipality_id"},
    Municipality: {"name"},
}


def events_that_print(place):
    """Select the events whose calendar entries name a venue or a town."""
    if isinstance(place, Venue):
        return select(Event).where(Event.venue_id == place.id)
    return select(Event).join(Event.venue).where(Venue.municipality_id == place.id)


def revise_what_prints(session, _context, _rows):
    """Raise the revision of events before their renamed place is written."""
    with session.no_autoflush:
        for place in session.dirty:
            printed = PRINTED.get(type(place), set())
            if printed & changes(place).keys():
                for row in session.scalars(events_that_print(place)):
                    reprint(row, utc_now())


def init_app(app):
    """Watch every session of the application."""
    event.listen(app.extensions["sessionmaker"], "before_flush", revise_what_prints)
