"""Presence: which rows are edited on pages of their own, by whose right, and how long it counts."""

import datetime as dt

from planner.db import Base
from planner.models import (
    Delegate,
    Delegation,
    Event,
    Guest,
    Municipality,
    Network,
    Office,
    Organisation,
    Partnership,
    Person,
    Scheme,
    Term,
    User,
    Venue,
    Visit,
)
from planner.rules.permissions import Permission

COUNTS_FOR = dt.timedelta(minutes=2)  # after the page was last seen
STAYS_FOR = dt.timedelta(seconds=10)  # after it was left: a form may show itself again

#: The rows that have a form, and the right that opens it.
EDITED_WITH: dict[type[Base], Permission] = {
    **dict.fromkeys((Visit, Delegation, Delegate), Permission.EDIT_VISITS),
    Event: Permission.EDIT_EVENTS,
    Guest: Permission.EDIT_GUESTS,
    **dict.fromkeys((Person, Term), Permission.EDIT_PEOPLE),
    **dict.fromkeys(
        (Municipality, Partnership, Network, Organisation, Venue), Permission.EDIT_PLACES
    ),
    Scheme: Permission.EDIT_SCHEMES,
    **dict.fromkeys((Office, User), Permission.CHANGE_SETTINGS),
}
EDITED: dict[str, type[Base]] = {model.__tablename__: model for model in EDITED_WITH}


def permission_to_edit(table: str) -> Permission | None:
    """Return the right that opens the form of a row of a table; None: its rows have no form."""
    return EDITED_WITH[EDITED[table]] if table in EDITED else None
