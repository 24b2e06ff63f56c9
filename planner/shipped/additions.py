"""Add what comes with this version of the planner and has never come before."""

import datetime as dt

from planner.db import Session, take_advisory_lock
from planner.shipped import offices, schemes


def ship(own: Session, day: dt.date) -> None:
    """Add the shipped offices and schemes that are new, as of a day; inside an act.

    What was deleted stays away, and what was edited stays as it is: their keys are known.
    """
    take_advisory_lock(own, "shipped")
    offices.ship(own)
    schemes.ship(own, day)
