"""Pages for everybody: Events & Highlights, and each highlight."""

from typing import NamedTuple

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for

from planner.addresses import blueprint_in_language, external_url
from planner.db import session
from planner.languages import LANGUAGES, reader_language
from planner.models import Kind
from planner.now import now, today
from planner.queries.programme.highlights import (
    cities_of_highlights,
    coming_highlights,
    highlight_at,
    highlight_formerly_at,
    kinds_of_highlights,
    past_highlights,
)
from planner.rules.people.spoken_languages import language_names
from planner.rules.programme.highlights import by_month, next_of
from planner.views.paging import paginate
from planner.web.access import open_to_all
from planner.wording.events import INTERPRETATIONS, KINDS, STATUSES

bp = Blueprint("public", __name__)
OPEN = open_to_all("the city tells everybody of its highlights")
MAX_PAST_SHOWN = 6
TEMPLATE_CONTEXT = {
    "INTERPRETATIONS": INTERPRETATIONS,
    "KINDS": KINDS,
    "STATUSES": STATUSES,
    "language_names": language_names,
}


class HighlightFilter(NamedTuple):
    """What the reader asks for: one city, one kind, what is past."""

    city: str
    kind: Kind | None
    past: bool


def highlight_filter():
    """Return what the address asks for; a kind that does not exist is left out."""
    kind = request.args.get("kind", "")
    return HighlightFilter(
        request.args.get("city", ""),
        Kind(kind) if kind in set(Kind) else None,
        request.args.get("show") == "past",
    )


def page(template, **values):
    """Return a page for everybody, with its addresses in both languages and that of its feed."""
    view, feeds = (
        request.endpoint.rpartition(".")[2],
        blueprint_in_language("public_feeds", reader_language()),
    )
    return render_template(
        template,
        alternates={
            code: external_url(
                f"{blueprint_in_language('public', code)}.{view}", **request.view_args
            )
            for code in LANGUAGES
        },
        feeds=feeds,
        feed_address=external_url(f"{feeds}.highlights"),
        has_portraits=f"{request.blueprint}.partner" in current_app.view_functions,
        **TEMPLATE_CONTEXT,
        **values,
    )


@bp.get("/")
@OPEN
def highlights():
    """Show the next highlight large, the others by month, and what was."""
    wanted, moment, day = highlight_filter(), now(), today()
    find = past_highlights if wanted.past else coming_highlights
    found = paginate(find(moment, day, wanted.city, wanted.kind))
    first = next_of(found.rows, moment) if found.page == 1 and not wanted.past else None
    past = past_highlights(moment, day, wanted.city, wanted.kind).limit(MAX_PAST_SHOWN + 1)
    return page(
        "public/highlights.html",
        wanted=wanted,
        found=found,
        first=first,
        months=by_month([event for event in found.rows if event is not first]),
        past=[] if wanted.past else session.scalars(past).all(),
        past_at_once=MAX_PAST_SHOWN,
        cities=session.scalars(cities_of_highlights(moment)).all(),
        kinds=sorted(session.scalars(kinds_of_highlights(moment)), key=list(Kind).index),
    )


@bp.get("/highlights/<slug>")
@OPEN
def highlight(slug):
    """Show a highlight; an old address redirects to the new one."""
    moment = now()
    if event := session.scalar(highlight_at(slug, moment)):
        return page("public/highlight.html", event=event, over=event.ends <= moment)
    renamed = session.scalar(highlight_formerly_at(slug, moment)) or abort(404)
    return redirect(url_for(".highlight", slug=renamed.slug), 308)
