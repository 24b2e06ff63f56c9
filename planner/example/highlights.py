"""Highlights of the example that belong to no visit, past and coming."""

import datetime as dt

from planner.example.pictures import picture
from planner.example.programme import BERLIN, at
from planner.models import Audience, Kind, Status
from planner.rules.programme.events import new_event

HIGHLIGHTS = (  # days from today, start, end, slug, venue, kind, drawing, partner, status, texts
    (-96, "10:00", "16:00", "werkstatt-sonnenstrom-vom-schuldach", "campus", Kind.MEETING, "sun",
     None, Status.CONFIRMED, "Werkstatt: Sonnenstrom vom Schuldach",
     "Workshop: solar power from the school roof",
     "Schulen rechnen aus, was ihr Dach leisten kann, und vergleichen mit Elk River.",
     "Schools work out what their roofs can yield, and compare with Elk River."),
    (19, "17:00", "18:30", "waldgang-klima-vor-der-haustuer", "forest", Kind.TOUR, "forest",
     None, Status.CONFIRMED, "Waldgang: Klima vor der Haustür",
     "Forest walk: climate on the doorstep",
     "Was Trockenheit und neue Bäume aus dem Stadtwald machen. Festes Schuhwerk hilft.",
     "What drought and new trees make of the municipal forest. Sturdy shoes help."),
    (67, "11:00", "20:00", "fest-der-partnerstaedte", "square", Kind.OTHER, "river",
     "Elk River", Status.TENTATIVE, "Fest der Partnerstädte", "Festival of the partner cities",
     "Musik, Küche und ein Markt der Ideen aus den Städten des Netzwerks.",
     "Music, food and a market of ideas from the cities of the network."),
)  # fmt: skip


def highlights(here, day, now, in_charge, media_folder):
    """Return the highlights as seen from a day."""
    return [highlight(row, here, day, now, in_charge, media_folder) for row in HIGHLIGHTS]


def highlight(row, here, day, now, in_charge, media_folder):
    """Return one highlight."""
    days, start, end, slug, venue, kind, drawing, partner, status, *texts = row
    on = day + dt.timedelta(days=days)
    event = new_event(now, BERLIN)
    event.title_de, event.title_en, event.description_de, event.description_en = texts
    event.is_highlight, event.slug, event.audience = True, slug, Audience.PUBLIC
    event.kind, event.status = kind, status
    event.venue, event.municipality = here["venue", venue], here.get(("town", partner))
    event.responsible = in_charge
    event.picture = picture(drawing, media_folder)
    event.starts_at, event.ends_at = at(on, start), at(on, end)
    return event
