"""Rules of transfers: when people are picked up."""

import datetime as dt

from planner.clock import instant
from planner.languages import Message
from planner.models import Transfer
from planner.rules import RuleBroken

TRANSFER_COLUMNS = ("from_venue_id", "to_venue_id", "pick_up_at", "vehicle", "seats", "number")
MAX_WAIT = dt.timedelta(days=1)  # from the pick-up to the start

PICKED_UP_TOO_LATE = Message("The pick-up must not be after the end.")
PICKED_UP_TOO_EARLY = Message("The pick-up must not be more than a day before the start.")


def check_pick_up(pick_up, start, end):
    """Raise RuleBroken unless the pick-up fits start and end; each is a (clock, zone, fold)."""
    if instant(*pick_up) > instant(*end):
        raise RuleBroken(PICKED_UP_TOO_LATE)
    if instant(*pick_up) < instant(*start) - MAX_WAIT:
        raise RuleBroken(PICKED_UP_TOO_EARLY)


def set_transfer(event, values):
    """Give an event these values of a transfer, or none; tell whether anything has changed.

    `values` has those of COLUMNS, or is None for an event that is none.
    """
    before = transfer_values(event.transfer)
    if values is None:
        event.transfer = None
    else:
        event.transfer = event.transfer or Transfer()
        for name, value in values.items():
            setattr(event.transfer, name, value)
    return transfer_values(event.transfer) != before


def transfer_values(transfer):
    """Return what is stored of a transfer, in the order of TRANSFER_COLUMNS."""
    return transfer and tuple(getattr(transfer, name) for name in TRANSFER_COLUMNS)
