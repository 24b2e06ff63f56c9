"""Portraits of the partner cities, for everybody."""

from flask import abort, redirect, url_for

from planner.addresses import blueprint_in_language
from planner.db import session
from planner.languages import reader_language
from planner.now import now, today
from planner.queries.places.partners import (
    partnerships_of,
    portrait_at,
    portrait_formerly_at,
    public_visits_with,
)
from planner.queries.programme.highlights import coming_highlights
from planner.queries.programme.visits import home
from planner.rules.places.partners import partners_of, timeline
from planner.views.public.public import bp, page
from planner.web.access import open_to_all

MOST_HIGHLIGHTS = 3


@bp.get("/partners/<slug>")
@open_to_all("the city tells everybody of its partners")
def partner(slug):
    """Show the portrait of a partner city; an old address leads to the new one."""
    row = session.scalar(portrait_at(slug)) or redirect_to_new_slug(slug)
    visits, moment, day = session.scalars(public_visits_with(row)), now(), today()
    coming = coming_highlights(moment, day, row.slug).limit(MOST_HIGHLIGHTS)
    return page(
        "public/partner.html",
        row=row,
        home=session.scalar(home()),
        partners=partners_of(row, session.scalars(partnerships_of([row.id]))),
        timeline=timeline(visits, day),
        highlights=session.scalars(coming).all(),
        now=moment,
    )


def redirect_to_new_slug(slug):
    """Send readers on from an address that a municipality had before."""
    row = session.scalar(portrait_formerly_at(slug)) or abort(404)
    abort(redirect(url_for(".partner", slug=row.slug), 308))


@bp.app_template_global("portrait")
def portrait(row):
    """Return the address of a public portrait in the reader's language."""
    return url_for(blueprint_in_language("public", reader_language()) + ".partner", slug=row.slug)
