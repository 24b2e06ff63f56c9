"""Who drives, interprets and helps in the example; the gala evening still lacks an interpreter."""

import datetime as dt

from planner.models import Assignment, Duty, Transfer

TRANSFERS = {  # by the English title: from, to, pick-up, vehicle, seats, number, driver
    "Bus from the airport to Iserlohn": ("airport", "hotel", "09:00", "Bus 1", 20, "", "hoppe"),
    "Bus to Barendorf": ("council", "works", "10:10", "Bus 1", 20, "", "hoppe"),
    "Bus to the airport": ("hotel", "airport", "10:05", "Bus 1", 20, "", "hoppe"),
    "Flight back to Minneapolis": ("airport", "", "", "", None, "ZZ 704", ""),
}
ASSIGNMENTS = (  # English title, person, duty, languages
    ("Reception at the town hall and entry in the Golden Book", "brueggemann", Duty.INTERPRETER,
     "de en"),
    ("Tour of the historic factories", "brueggemann", Duty.INTERPRETER, "de en"),
    ("Panel: small cities, large effects", "brueggemann", Duty.INTERPRETER, "de en"),
    ("Panel: small cities, large effects", "keller", Duty.INTERPRETER, "de en"),
    ("Expert talk: heat from forest and waste water", "heide", Duty.SPEAKER, ""),
    ("Evening with host families", "lukasik", Duty.CONTACT, "de"),
    ("Closing: what we will do next", "brueggemann", Duty.INTERPRETER, "de en"),
)  # fmt: skip


def add_transfers(events, here, known, in_charge):
    """Give transfers a vehicle, a driver and a contact of the office, and others their helpers."""
    by_title = {event.title_en: event for event in events}
    for title, (start, end, pick_up, vehicle, seats, number, driver) in TRANSFERS.items():
        event = by_title[title]
        event.responsible = in_charge
        event.transfer = Transfer(
            from_venue=here.get(("venue", start)),
            to_venue=here.get(("venue", end)),
            pick_up_at=on_day_of(event, pick_up) if pick_up else None,
            vehicle=vehicle,
            seats=seats,
            number=number,
        )
        if driver:
            event.assignments = [Assignment(person=known[driver], duty=Duty.DRIVER)]
    for title, key, duty, languages in ASSIGNMENTS:
        by_title[title].assignments.append(
            Assignment(person=known[key], duty=duty, languages=languages)
        )


def on_day_of(event, clock):
    """Return what the clock shows at an hour of the day on which an event starts."""
    return dt.datetime.combine(event.starts_at, dt.time.fromisoformat(clock))
