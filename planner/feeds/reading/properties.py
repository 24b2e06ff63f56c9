"""Properties of components, each with its type: icalendar says only that it is one of thirty."""

import datetime as dt
from collections.abc import Iterator
from typing import TypeVar

from icalendar import Component, vDDDLists, vDDDTypes, vUTCOffset

Time = dt.datetime | dt.date  # a moment with its zone, or a whole day
Period = tuple[dt.datetime, dt.datetime | dt.timedelta]
Kind = TypeVar("Kind")


def properties(component: Component, name: str, kind: type[Kind]) -> list[Kind]:
    """Return the properties of a name, of which there may be none. Raises ValueError for others."""
    found = component.get(name)
    values = found if isinstance(found, list) else [found]
    return [checked(value, kind) for value in values if value is not None]


def checked(value: object, kind: type[Kind]) -> Kind:
    """Return a value of a kind. Raises ValueError for others."""
    if not isinstance(value, kind):
        raise ValueError(f"no {kind.__name__}")
    return value


def time_and_zone(component: Component, name: str) -> tuple[Time, str]:
    """Return the time of a property and the name of its zone. Raises ValueError for others."""
    value = checked(component[name], vDDDTypes)
    return checked(value.dt, dt.date), str(value.params.get("TZID", ""))


def duration(component: Component) -> dt.timedelta:
    """Return the DURATION of a component that has one. Raises ValueError for others."""
    return checked(checked(component["DURATION"], vDDDTypes).dt, dt.timedelta)


def utc_offset(component: Component, name: str) -> dt.timedelta:
    """Return the offset from UTC of a property. Raises ValueError for others."""
    return checked(component[name], vUTCOffset).td


def dates(component: Component, name: str) -> Iterator[tuple[Time | Period, str]]:
    """Yield the times or periods of EXDATE or RDATE, with the names of their zones.

    Raises ValueError for others.
    """
    for some in properties(component, name, vDDDLists):
        zone = str(some.params.get("TZID", ""))
        for value in some.dts:
            if not isinstance(value.dt, dt.date | tuple):
                raise ValueError("no time")
            yield value.dt, zone
