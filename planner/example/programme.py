"""The coming visit of the example: four days, 14 delegates, 20 local guests, all invited."""

import datetime as dt
from typing import NamedTuple

from planner.example.briefings import add_briefings
from planner.example.pictures import picture
from planner.example.transfers import add_transfers
from planner.models import (
    Audience,
    Delegate,
    Delegation,
    Guest,
    GuestRole,
    Interpretation,
    Kind,
    Reply,
    Status,
    Visit,
    VisitStatus,
)
from planner.rules.programme.events import new_event

BERLIN, CHICAGO = "Europe/Berlin", "America/Chicago"
DELEGATES = (  # person, function de and en as printed, or none; companion of
    ("lindqvist", "", "", None),
    ("lindqvist_k", "", "", "lindqvist"),
    ("osman", "", "", None),
    ("hassan", "", "", "osman"),
    ("thompson", "", "", None),
    ("thorsgaard", "", "", None),
    ("wisniewska", "", "", None),
    ("lodz", "", "", None),
    ("herrera", "", "", None),
    ("becker", "", "", None),
    ("dordevic", "", "", None),
    ("obrien", "", "", None),
    ("olson", "", "", None),
    ("berg", "", "", None),
)
LOCALS = (
    *("vogelsang", "vogelsang_t", "stennert", "demirci", "goldberg", "moreno", "osthoff"),
    *("osthoff_r", "gross", "schulte", "heide", "ozdemir", "kroeger", "jaeger", "lukasik"),
    *("thiele", "woerner", "brueggemann", "petrenko", "brandt"),
)
COMPANIONS = {"vogelsang_t": "vogelsang", "osthoff_r": "osthoff"}
ROLES = {
    "vogelsang": GuestRole.HOST,
    "lindqvist": GuestRole.GUEST_OF_HONOUR,
    "brueggemann": GuestRole.INTERPRETER,
    "woerner": GuestRole.PRESS,
    "brandt": GuestRole.STAFF,
}
DECLINED = {"stennert", "goldberg"}
OPEN = {"moreno", "wisniewska", "kroeger", "thiele", "berg"}
SPEAKERS = {"heide", "olson", "ozdemir"}


class Item(NamedTuple):
    """An event of the programme, on a day from 0, in local time unless zones are given."""

    day: int
    start: str
    end: str
    title_de: str
    title_en: str
    kind: Kind
    venue: str = ""
    guests: str = ""  # "delegation", "all", or short names
    values: dict = {}  # nothing changes it


PUBLIC, INTERNAL = {"audience": Audience.PUBLIC}, {"audience": Audience.INTERNAL}
BOTH = {"languages": "de en", "interpretation": Interpretation.CONSECUTIVE}
BUSINESS = {"dress_de": "Business", "dress_en": "Business attire"}
PROGRAMME = (
    Item(0, "09:10", "11:30", "Bus vom Flughafen nach Iserlohn",
         "Bus from the airport to Iserlohn", Kind.TRANSFER, "", "delegation"),
    Item(0, "12:30", "13:45", "Mittagessen im Hotel", "Lunch at the hotel", Kind.MEAL, "hotel",
         "delegation"),
    Item(0, "15:00", "16:30", "Spaziergang durch die Waldstadt", "Walk through the forest city",
         Kind.TOUR, "forest", "delegation jaeger lukasik brueggemann"),
    Item(0, "19:00", "21:30", "Abendessen zur Begrüßung", "Welcome dinner", Kind.MEAL, "tower",
         "delegation vogelsang vogelsang_t osthoff osthoff_r lukasik brueggemann brandt",
         {"reply_by": -7}),
    Item(1, "09:00", "10:15", "Empfang im Rathaus mit Eintrag ins Goldene Buch",
         "Reception at the town hall and entry in the Golden Book", Kind.CEREMONY, "council", "all",
         PUBLIC | BOTH | BUSINESS | {
             "is_highlight": True, "slug": "empfang-der-delegation-aus-elk-river",
             "picture": "town_hall", "capacity": 120,
             "description_de": "Die Bürgermeisterin begrüßt die Delegation aus Elk River. Die "
                               "Gäste tragen sich in das Goldene Buch der Stadt ein.",
             "description_en": "The mayor welcomes the delegation from Elk River. The guests sign "
                               "the Golden Book of the city.",
             "internal_notes": "Flaggen: USA, Deutschland, Europa. Gastgeschenk: Bildband."}),
    Item(1, "10:15", "10:30", "Bus nach Barendorf", "Bus to Barendorf", Kind.TRANSFER, "",
         "delegation"),
    Item(1, "10:45", "12:15", "Rundgang Historische Fabrikenanlage",
         "Tour of the historic factories", Kind.TOUR, "works",
         "lindqvist osman thompson thorsgaard herrera becker dordevic obrien olson jaeger "
         "brueggemann",
         BOTH),
    Item(1, "10:45", "12:15", "Begleitprogramm: Stadtbücherei", "Side program: city library",
         Kind.TOUR, "library", "lindqvist_k hassan wisniewska lodz berg osthoff_r petrenko",
         {"is_side_programme": True, "status": Status.TENTATIVE}),
    Item(1, "12:30", "13:45", "Mittagessen auf Einladung des Kreises", "Lunch given by the county",
         Kind.MEAL, "tower", "delegation stennert demirci schulte brueggemann"),
    Item(1, "14:00", "14:30", "Abstimmung Presse und Sicherheit", "Briefing on press and security",
         Kind.MEETING, "office", "brandt schulte", INTERNAL | {
             "internal_notes": "Ablauf am Parktheater, Absperrung ab 17 Uhr."}),
    Item(1, "15:00", "16:30", "Fachgespräch: Wärme aus Wald und Abwasser",
         "Expert talk: heat from forest and waste water", Kind.MEETING, "campus",
         "lindqvist osman thompson herrera becker dordevic olson vogelsang heide ozdemir schulte "
         "jaeger kroeger brueggemann",
         {"languages": "en", "description_de": "Drei kurze Beiträge, dann eine Stunde Gespräch.",
          "description_en": "Three short talks, then an hour of conversation."}),
    Item(1, "19:00", "22:00", "Festabend der Partnerstädte", "Gala evening of the partner cities",
         Kind.RECEPTION, "theatre", "all",
         BUSINESS | BOTH | {"reply_by": -10, "capacity": 200}),
    Item(2, "09:00", "11:00", "Werksführung im Heizkraftwerk", "Tour of the heat and power station",
         Kind.TOUR, "", "thompson herrera becker dordevic obrien olson ozdemir jaeger brueggemann"),
    Item(2, "11:30", "12:30", "Besuch des Windparks", "Visit to the wind farm", Kind.TOUR, "",
         "lindqvist herrera dordevic olson jaeger",
         {"status": Status.CANCELLED, "sequence": 1,
          "description_de": "Entfällt wegen Wartung der Anlagen.",
          "description_en": "Cancelled: the turbines are under maintenance."}),
    Item(2, "13:30", "15:00", "Podium: Kleine Städte, große Wirkung",
         "Panel: small cities, large effects", Kind.MEETING, "campus",
         "lindqvist osman thompson herrera olson vogelsang heide gross petrenko lukasik woerner "
         "brueggemann",
         PUBLIC | {
             "is_highlight": True, "slug": "podium-kleine-staedte-grosse-wirkung",
             "picture": "panel", "languages": "de en",
             "interpretation": Interpretation.SIMULTANEOUS,
             "description_de": "Was eine Stadt mit 24.000 Menschen am Mississippi und eine in den "
                               "Wäldern des Sauerlands voneinander lernen. Der Eintritt ist frei.",
             "description_en": "What a city of 24,000 on the Mississippi and one in the woods of "
                               "the Sauerland learn from each other. Admission is free."}),
    Item(2, "15:30", "18:00", "Zeit zur freien Verfügung", "Free time", Kind.FREE_TIME, "",
         "delegation"),
    Item(2, "18:30", "21:00", "Abend in Gastfamilien", "Evening with host families", Kind.MEAL, "",
         "delegation lukasik petrenko thiele"),
    Item(3, "09:00", "10:00", "Abschluss: Was wir uns vornehmen", "Closing: what we will do next",
         Kind.MEETING, "council",
         "delegation vogelsang schulte jaeger lukasik moreno goldberg brueggemann brandt", BOTH),
    Item(3, "10:15", "12:15", "Bus zum Flughafen", "Bus to the airport", Kind.TRANSFER, "",
         "delegation"),
    Item(3, "13:30", "15:40", "Rückflug nach Minneapolis", "Flight back to Minneapolis",
         Kind.TRANSFER, "", "delegation", {"end_zone": CHICAGO}),
)  # fmt: skip


def coming_visit(here, known, first_day, now, in_charge, media_folder):
    """Return the visit with delegation, programme and guests, and the event that clashes."""
    town = here["town", "Elk River"]
    visit = visit_on(here, first_day, in_charge, now)
    delegation = Delegation(
        visit=visit,
        name_de="Delegation aus Elk River",
        name_en="Delegation from Elk River",
        municipality=town,
        delegates=delegates(known),
    )
    events = [event_of(item, visit, here, now, in_charge, media_folder) for item in PROGRAMME]
    for item, event in zip(PROGRAMME, events, strict=True):
        event.guests = guests_of(item, known, delegation, now)
        if item.kind is Kind.RECEPTION:
            seat(event.guests)
    add_transfers(events, here, known, in_charge)
    add_briefings(events)
    return [visit, delegation, *events, committee(here, known, first_day, now)]


def visit_on(here, first_day, in_charge, now):
    """Return the visit itself."""
    return Visit(
        slug="delegation-aus-elk-river",
        title_de="Delegation aus Elk River, Minnesota",
        title_en="Delegation from Elk River, Minnesota",
        host=here["town", "Iserlohn"],
        network=here["network", "csm"],
        first_day=first_day,
        last_day=first_day + dt.timedelta(days=3),
        zone=BERLIN,
        status=VisitStatus.CONFIRMED,
        purpose_de="Austausch über Wärme, Wald und Wirtschaft; Schritte bis zum Gegenbesuch.",
        purpose_en="Exchange on heat, forest and business; next steps until the return visit.",
        summary_de="Vier Tage lang sind Fachleute aus Elk River zu Gast in Iserlohn.",
        summary_en="For four days experts from Elk River are guests in Iserlohn.",
        in_charge=in_charge,
        is_public=True,
        revised_at=now,
    )


def delegates(known):
    """Return the delegates in the sender's order, companions linked to their partners."""
    made = {
        key: Delegate(
            person=known[key],
            position=position,
            is_leader=position == 1,
            function_de=function_de,
            function_en=function_en,
        )
        for position, (key, function_de, function_en, _) in enumerate(DELEGATES, 1)
    }
    for key, _, _, partner in DELEGATES:
        if partner:
            made[key].companion_of = made[partner]
    return list(made.values())


def event_of(item, visit, here, now, in_charge, media_folder):
    """Return an event of the programme."""
    day = visit.first_day + dt.timedelta(days=item.day)
    values = dict(item.values)
    if drawing := values.pop("picture", None):
        values["picture"] = picture(drawing, media_folder)
    if days := values.get("reply_by"):
        values["reply_by"] = day + dt.timedelta(days=days)
    event = new_event(now, BERLIN)
    event.visit, event.venue = visit, here.get(("venue", item.venue))
    event.municipality = here["town", "Elk River"]
    if item.kind in {Kind.CEREMONY, Kind.RECEPTION}:
        event.responsible = in_charge
    event.title_de, event.title_en, event.kind = item.title_de, item.title_en, item.kind
    event.audience = Audience.GUESTS
    event.starts_at, event.ends_at = at(day, item.start), at(day, item.end)
    for name, value in values.items():
        setattr(event, name, value)
    return event


def at(day, clock):
    """Return what the clock on the wall shows."""
    return dt.datetime.combine(day, dt.time.fromisoformat(clock))


def guests_of(item, known, delegation, now):
    """Return the guests of an event: the delegation, all, or those who are named."""
    everybody = [key for key, *_ in DELEGATES]
    groups = {"delegation": everybody, "all": [*everybody, *LOCALS]}
    keys = [key for name in item.guests.split() for key in groups.get(name, [name])]
    guests = {key: guest_of(key, known[key], delegation, now) for key in keys}
    if item.kind is Kind.MEETING:
        for key in SPEAKERS & guests.keys():
            guests[key].role = GuestRole.SPEAKER
    partners = COMPANIONS | {key: partner for key, *_, partner in DELEGATES if partner}
    for key, partner in partners.items():
        if key in guests:
            guests[key].role = GuestRole.COMPANION
            guests[key].companion_of = guests.get(partner)
    return list(guests.values())


def seat(guests):
    """Give everybody who may come a place at a table of eight."""
    coming = [guest for guest in guests if guest.reply is not Reply.DECLINED]
    for number, guest in enumerate(coming):
        guest.seat = f"Tisch {number // 8 + 1}, Platz {number % 8 + 1}"


def guest_of(key, person, delegation, now):
    """Return a guest with a role and a reply."""
    travels = any(key == one for one, *_ in DELEGATES)
    usual = GuestRole.DELEGATE if travels else GuestRole.GUEST
    reply = Reply.DECLINED if key in DECLINED else Reply.OPEN if key in OPEN else Reply.ACCEPTED
    return Guest(
        person=person,
        role=ROLES.get(key, usual),
        delegation=delegation if travels else None,
        reply=reply,
        replied_at=None if reply is Reply.OPEN else now - dt.timedelta(hours=9 * len(key) - 33),
    )


def committee(here, known, first_day, now):
    """Return the meeting of the council that keeps the mayor from the expert talk: the clash."""
    day = first_day + dt.timedelta(days=1)
    event = new_event(now, BERLIN)
    event.title_de, event.title_en = "Haushaltsausschuss", "Budget committee"
    event.kind, event.venue = Kind.MEETING, here["venue", "council"]
    event.starts_at, event.ends_at = at(day, "13:30"), at(day, "15:30")
    event.guests = [
        Guest(person=known[key], role=role, reply=Reply.ACCEPTED, replied_at=now)
        for key, role in (("vogelsang", GuestRole.HOST), ("gross", GuestRole.GUEST))
    ]
    return event
