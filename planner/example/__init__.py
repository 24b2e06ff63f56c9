"""The example: the exchange of the Climate Smart Municipalities, as seen from a day.

The network, its members and the two past guests are real; all other people, and what they do,
are invented.
"""

import datetime as dt

from planner.example.highlights import highlights
from planner.example.past import past_visit
from planner.example.people import people
from planner.example.places import places
from planner.example.programme import coming_visit
from planner.models import Visit
from planner.queries.precedence.offices import offices
from planner.queries.precedence.schemes import newest_by_default
from planner.shipped.offices import named, ship
from planner.shipped.schemes import ship as ship_schemes

TUESDAY = 1


def load(session, now, day, in_charge, media_folder):
    """Add the example to the session: one past visit, one coming, and six highlights."""
    here = places(media_folder)
    session.add_all(here.values())
    ship(session)
    ship_schemes(session, last_autumn(day))
    version_id = session.scalar(newest_by_default())
    known = people(here, named(session.scalars(offices("en"))))
    session.add_all(known.values())
    past = past_visit(here, known, last_autumn(day), in_charge, media_folder)
    coming = coming_visit(here, known, coming_tuesday(day), now, in_charge, media_folder)
    for row in [*past, *coming]:
        if isinstance(row, Visit):
            row.scheme_version_id = version_id
        session.add(row)
    session.add_all(highlights(here, day, now, in_charge, media_folder))


def coming_tuesday(day):
    """Return the first Tuesday at least 28 days ahead."""
    ahead = day + dt.timedelta(days=28)
    return ahead + dt.timedelta(days=(TUESDAY - ahead.weekday()) % 7)


def last_autumn(day):
    """Return the second Tuesday of the last September that is over."""
    year = day.year if day.month > 10 else day.year - 1
    first = dt.date(year, 9, 1)
    return first + dt.timedelta(days=(TUESDAY - first.weekday()) % 7 + 7)
