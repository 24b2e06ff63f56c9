"""A visit with all that a guest list can show, and with marks on all that it must not."""

from planner.models import Branch, Gender, GuestRole, Level, PointKind, Reply, Representation
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_municipality,
    make_office,
    make_organisation,
    make_person,
    make_talking_point,
    make_term,
    make_venue,
    make_visit,
)

INTERNAL = "INTERNAL-MARK"


def make_reception():
    """Return a visit and its guests: mayor, deputy, a delegation, a companion, every reply."""
    lyon = make_municipality("Lyon")
    visit = make_visit(slug="lyon", host=make_municipality("Iserlohn"), notes=INTERNAL)
    delegation = make_delegation(
        visit, name_de="Delegation Lyon", name_en="Lyon delegation", municipality=lyon
    )
    city = make_organisation("Stadt Iserlohn", name_en="City of Iserlohn")
    mayor = make_person(
        "Katrin",
        "Vogelsang",
        academic_title="Dr.",
        gender=Gender.FRAU,
        country="DE",
        organisation=city,
        terms=[make_term(municipality=make_municipality("Iserlohn", state="NRW"))],
    )
    deputy = make_person("Ayşe", "Özdemir", country="DE", organisation=city, **secrets())
    senator = make_person(
        "Đorđe",
        "Łódź",
        country="US",
        function_de="Senator",
        terms=[make_term(make_office("Senator", level=Level.STATE, branch=Branch.LEGISLATIVE))],
    )
    partner = make_person("Kim", "Łódź", country="US")
    leader, second = make_person("Zoé", "Martin"), make_person("Alain", "Bernard")
    delegates = [
        make_delegate(second, 2, function_de="Klimaschutz", notes=INTERNAL),
        make_delegate(leader, 1, is_leader=True, function_de="Stadträtin"),
    ]
    delegation.delegates = delegates
    evening = make_event(
        "2026-05-04 19:00", "2026-05-04 22:00",
        visit=visit, venue=make_venue("Rathaus"), internal_notes=INTERNAL,
    )  # fmt: skip
    brief(evening, INTERNAL)
    lunch = make_event("2026-05-05 12:00", "2026-05-05 13:00", visit=visit, title_de="Mittag")
    host = make_guest(mayor, evening, role=GuestRole.HOST, reply=Reply.REPRESENTED)
    honoured = make_guest(senator, evening, role=GuestRole.GUEST_OF_HONOUR, reply=Reply.ACCEPTED)
    return [
        visit,
        host,
        honoured,
        make_guest(
            deputy, evening, reply=Reply.ACCEPTED, represents=mayor, notes=INTERNAL,
            representation=Representation.OWN_RANK, replied_through=INTERNAL,
        ),
        make_guest(
            partner, evening, role=GuestRole.COMPANION, companion_of=honoured, reply=Reply.OPEN
        ),
        make_guest(second, evening, delegation=delegation, reply=Reply.DECLINED),
        make_guest(leader, evening, delegation=delegation, reply=Reply.ACCEPTED),
        make_guest(leader, lunch, delegation=delegation, reply=Reply.OPEN),
    ]  # fmt: skip


def brief(event, text):
    """Fill the briefing of an event with a text."""
    event.aim = event.desired_outcome = text
    event.talking_points = [make_talking_point(event, text, kind=kind) for kind in PointKind]


def secrets():
    told = dict.fromkeys(("phone", "notes", "postal_address"), INTERNAL)
    return {"email": f"{INTERNAL}@planner.example", **told}
