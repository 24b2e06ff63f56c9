"""Rules of transfers: when people are picked up."""

import datetime as dt
from collections.abc import Mapping
from typing import TypeAlias

from planner.clock import instant
from planner.languages import Message
from planner.models import Event, Transfer
from planner.rules import RuleBroken
from planner.rules.programme.event_types import PlannedTime

TRANSFER_COLUMNS = ("from_venue_id", "to_venue_id", "pick_up_at", "vehicle", "seats", "number")
MAX_WAIT = dt.timedelta(days=1)  # from the pick-up to the start

TransferValue: TypeAlias = int | str | dt.datetime | None  # of a column in TRANSFER_COLUMNS

PICKED_UP_TOO_LATE = Message("The pick-up must not be after the end.")
PICKED_UP_TOO_EARLY = Message("The pick-up must not be more than a day before the start.")


def check_pick_up(pick_up: PlannedTime, start: PlannedTime, end: PlannedTime) -> None:
    """Raise RuleBroken if the pick-up is after the end or too long before the start."""
    if instant(*pick_up) > instant(*end):
        raise RuleBroken(PICKED_UP_TOO_LATE)
    if instant(*pick_up) < instant(*start) - MAX_WAIT:
        raise RuleBroken(PICKED_UP_TOO_EARLY)


def set_transfer(event: Event, values: Mapping[str, TransferValue] | None) -> bool:
    """Give an event the values of a transfer, or remove it; tell whether anything has changed.

    `values` are those of TRANSFER_COLUMNS by name, or None for an event that is no transfer.
    """
    before = transfer_values(event.transfer)
    if values is None:
        event.transfer = None
    else:
        event.transfer = event.transfer or Transfer()
        for name, value in values.items():
            setattr(event.transfer, name, value)
    return transfer_values(event.transfer) != before


def transfer_values(transfer: Transfer | None) -> tuple[TransferValue, ...] | None:
    """Return the stored values of a transfer in the order of TRANSFER_COLUMNS, or None."""
    if transfer is None:
        return None
    return tuple(getattr(transfer, name) for name in TRANSFER_COLUMNS)
