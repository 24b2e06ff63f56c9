"""What time it is for the office; whoever demonstrates the planner may set the day."""

import datetime as dt
from zoneinfo import ZoneInfo

from flask import current_app

from planner.clock import utc_now


def now() -> dt.datetime:
    """Return the current moment in UTC, in whole seconds, on the day of the setting TODAY."""
    moment = utc_now()
    if pinned := current_app.config.get("TODAY"):
        here = moment.astimezone(ZoneInfo(current_app.config["OFFICE_ZONE"]))
        return dt.datetime.combine(pinned, here.timetz()).astimezone(dt.UTC)
    return moment


def today(zone: str | None = None) -> dt.date:
    """Return the date in a zone, or in that of the office."""
    return now().astimezone(ZoneInfo(zone or current_app.config["OFFICE_ZONE"])).date()
