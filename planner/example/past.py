"""The past visit of the example, with two guests whom the city itself names."""

import datetime as dt

from planner.example.pictures import picture
from planner.example.programme import BERLIN, at
from planner.models import (
    Audience,
    Delegate,
    Delegation,
    Guest,
    GuestRole,
    Kind,
    Reply,
    Visit,
    VisitStatus,
)
from planner.rules.programme.events import new_event

TELLING_DE = (
    "Zu den Gästen aus Minnesota gehörten bisher Senator David Senjem und die "
    "Wirtschaftsministerin Grace Arnold."
)
TELLING_EN = (
    "Guests from Minnesota have included Senator David Senjem and the Commissioner of Commerce, "
    "Grace Arnold."
)


def past_visit(here, known, first_day, in_charge, media_folder):
    """Return a visit that is over, with one reception."""
    noted = dt.datetime.combine(first_day, dt.time(12), dt.UTC)
    visit = Visit(
        slug="delegation-aus-minnesota",
        title_de="Delegation aus Minnesota",
        title_en="Delegation from Minnesota",
        host=here["town", "Iserlohn"],
        network=here["network", "csm"],
        first_day=first_day,
        last_day=first_day + dt.timedelta(days=2),
        zone=BERLIN,
        status=VisitStatus.OVER,
        summary_de=TELLING_DE,
        summary_en=TELLING_EN,
        in_charge=in_charge,
        is_public=True,
        revised_at=noted,
    )
    delegation = Delegation(
        visit=visit,
        name_de="Delegation aus Minnesota",
        name_en="Delegation from Minnesota",
        delegates=[
            Delegate(person=known[key], position=position)
            for position, key in enumerate(("senjem", "arnold"), 1)
        ],
    )
    return [visit, delegation, reception(here, known, visit, delegation, noted, media_folder)]


def reception(here, known, visit, delegation, noted, media_folder):
    """Return the reception of the past visit; of the two it tells name and office alone."""
    event = new_event(noted, BERLIN)
    event.visit, event.venue = visit, here["venue", "council"]
    event.title_de, event.title_en = (
        "Gäste aus Minnesota im Rathaus",
        "Guests from Minnesota at the town hall",
    )
    event.description_de, event.description_en = TELLING_DE, TELLING_EN
    event.kind, event.audience = Kind.RECEPTION, Audience.PUBLIC
    event.is_highlight, event.slug = True, "gaeste-aus-minnesota-im-rathaus"
    event.picture = picture("bridge", media_folder)
    event.starts_at, event.ends_at = at(visit.first_day, "11:00"), at(visit.first_day, "12:30")
    event.guests = [
        Guest(person=known["senjem"], role=GuestRole.DELEGATE, delegation=delegation),
        Guest(person=known["arnold"], role=GuestRole.DELEGATE, delegation=delegation),
        Guest(
            person=known["vogelsang"], role=GuestRole.HOST, reply=Reply.ACCEPTED, replied_at=noted
        ),
    ]
    return event
