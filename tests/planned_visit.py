"""A visit with a programme of every kind, and with marks on all that must not leave the office."""

import datetime as dt

from planner.models import Audience, Duty, Gender, GuestRole, Interpretation, Kind, Reply, Status
from tests.factories import (
    LONG_AGO,
    make_assignment,
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_municipality,
    make_person,
    make_term,
    make_transfer,
    make_user,
    make_venue,
    make_visit,
)
from tests.reception import INTERNAL, brief

PHONE = f"{INTERNAL}-PHONE"
SECRETS = {
    "email": f"{INTERNAL}@planner.example",
    "phone": PHONE,
    **dict.fromkeys(("notes", "postal_address"), INTERNAL),
}
NOBODY = {"audience": Audience.INTERNAL, "title_de": "Lage", "title_en": "Briefing"}


def make_planned():
    """Return a visit from Chicago's clock with nine events, and its people."""
    iserlohn = make_municipality("Iserlohn", zone="Europe/Berlin", is_home=True)
    river = make_municipality("Elk River", zone="America/Chicago", country="US")
    lead = make_user("Ada Lindqvist", phone=PHONE)
    visit = make_visit(slug="river", host=iserlohn, in_charge=lead, notes=INTERNAL)
    delegation = make_delegation(visit, municipality=river)
    osman = make_person("Amina", "Osman", languages="en", country="US", **SECRETS)
    becker = make_person("Uwe", "Becker", languages="de en", **SECRETS)
    delegation.delegates = [
        make_delegate(osman, 1, is_leader=True, notes=INTERNAL),
        make_delegate(becker, 2, function_de="Planer", function_en="Planner"),
    ]
    mayor = make_person(
        "Katrin",
        "Vogelsang",
        academic_title="Dr.",
        gender=Gender.FRAU,
        country="DE",
        terms=[make_term(municipality=iserlohn)],
        **SECRETS,
    )
    interpreter = make_person("Lena", "Brüggemann", **SECRETS)
    driver = make_person("Dieter", "Hoppe", **SECRETS)
    hall = make_venue("Rathaus", room="Ratssaal", address="Platz 7", municipality=iserlohn)
    airport = make_venue("Flughafen", name_en="Airport", address="Weg 1", municipality=None)
    events = {
        "bus": make_event(
            "2026-05-04 09:10", "2026-05-04 11:30",
            title_de="Bus", title_en="Bus", kind=Kind.TRANSFER, responsible=lead,
        ),
        "exhibition": make_event(
            "2026-05-04", "2026-05-05", is_whole_day=True, audience=Audience.PUBLIC,
            title_de="Ausstellung", title_en="Exhibition",
        ),
        "reception": make_event(
            "2026-05-05 10:00", "2026-05-05 11:30", venue=hall, audience=Audience.PUBLIC,
            languages="de en", interpretation=Interpretation.CONSECUTIVE, dress_de="Business",
            description_de="Mit Eintrag ins Goldene Buch.", responsible=lead,
        ),
        "lunch": make_event(
            "2026-05-05 12:00", "2026-05-05 13:00", status=Status.TENTATIVE,
            title_de="Mittag", title_en="Lunch", kind=Kind.MEAL,
        ),
        "briefing": make_event("2026-05-05 14:00", "2026-05-05 14:30", **NOBODY),
        "tour": make_event(
            "2026-05-05 15:00", "2026-05-05 16:00", status=Status.CANCELLED,
            audience=Audience.PUBLIC, title_de="Rundgang", title_en="Tour",
        ),
        "ball": make_event(
            "2026-05-06 21:00", "2026-05-07 01:00", title_de="Ball", title_en="Ball",
            languages="de en", interpretation=Interpretation.WHISPERED,
        ),
        "surprise": make_event(
            "2026-05-06 10:00", "2026-05-06 11:00", title_de="Neuheit", title_en="News",
            audience=Audience.PUBLIC, public_from=dt.datetime(2026, 5, 6, tzinfo=dt.UTC),
        ),
        "flight": make_event(
            "2026-05-07 13:30", "2026-05-07 15:40", end_zone="America/Chicago",
            title_de="Rückflug", title_en="Flight back", kind=Kind.TRANSFER,
        ),
    }  # fmt: skip
    for event in events.values():
        event.visit, event.internal_notes = visit, INTERNAL
        brief(event, INTERNAL)
    guests = [
        make_guest(osman, events[key], role=GuestRole.GUEST_OF_HONOUR, reply=Reply.ACCEPTED,
                   delegation=delegation, notes=INTERNAL, replied_through=INTERNAL)
        for key in ("bus", "reception", "tour", "ball", "flight", "briefing")
    ]  # fmt: skip
    return [
        visit,
        *events.values(),
        *guests,
        make_guest(becker, events["bus"], role=GuestRole.COMPANION, companion_of=guests[0]),
        make_guest(becker, events["lunch"]),
        make_guest(becker, events["reception"], reply=Reply.DECLINED),
        make_guest(driver, events["reception"], role=GuestRole.SPEAKER),  # has not accepted
        make_guest(becker, events["ball"], deleted_at=LONG_AGO),
        make_event(
            "2026-05-05 10:00", "2026-05-05 11:00", title_de="Weg", visit=visit, deleted_at=LONG_AGO
        ),
        make_event("2026-05-05 10:00", "2026-05-05 11:00", title_de="Anderswo", visit=make_visit()),
        make_guest(mayor, events["reception"], role=GuestRole.SPEAKER, reply=Reply.ACCEPTED),
        make_assignment(events["reception"], interpreter),
        make_assignment(events["bus"], driver, duty=Duty.DRIVER, languages=""),
        make_transfer(
            events["bus"],
            vehicle="Bus 1",
            seats=1,
            from_venue=airport,
            to_venue=hall,
            pick_up_at=dt.datetime(2026, 5, 4, 9),
        ),
        make_transfer(events["flight"], vehicle="", seats=None, number="ZZ 704"),
    ]
