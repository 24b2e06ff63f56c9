"""Pages, each with its feed and print address."""

from flask import Blueprint

from planner.languages import LANGUAGES
from planner.views import health, jobs, media, overview, trash
from planner.views.accounts import account, second_factors, second_step, settings, users
from planner.views.feeds import downloads, feeds, subscriptions
from planner.views.guests import comparison, delegations, inviting, representation
from planner.views.history import undoing as history
from planner.views.live import changes, presence
from planner.views.people import addressing, duplicates, merging, people
from planner.views.places import networks, organisations, partnerships, venues
from planner.views.precedence import moves, offices, schemes
from planner.views.printing import copies, printing
from planner.views.programme import (
    assignments,
    briefings,
    confidentiality,
    events,
    left_visits,
    visits,
)
from planner.views.public import public_feeds, public_partners

registered = (
    account.bp,
    addressing.bp,
    assignments.bp,
    trash.bp,
    briefings.bp,
    comparison.bp,
    confidentiality.bp,
    delegations.bp,
    downloads.bp,
    duplicates.bp,
    events.bp,
    feeds.bp,
    health.bp,
    history.bp,  # undoing adds to that of its pages
    inviting.bp,
    jobs.bp,
    left_visits.bp,
    media.bp,
    merging.bp,
    networks.bp,
    offices.bp,
    organisations.bp,
    overview.bp,
    partnerships.bp,  # that of partners
    people.bp,
    presence.bp,
    changes.polls,
    printing.bp,
    copies.bp,
    moves.bp,
    representation.bp,
    schemes.bp,
    second_factors.bp,
    second_step.bp,
    settings.bp,
    subscriptions.bp,
    users.bp,
    venues.bp,
    visits.bp,
)
blueprints: tuple[Blueprint, ...] = tuple(dict.fromkeys(registered))  # guests share one
# once per language: /... and /en/...; public_partners adds the portraits to the public pages
public_blueprints = (public_partners.bp, public_feeds.bp)


def register_public(app):
    """Register what everybody may see in the office's language and, under its code, the other."""
    for blueprint in public_blueprints:
        app.register_blueprint(blueprint)
        for code in LANGUAGES:
            if code != app.config["DEFAULT_LANGUAGE"]:
                name = f"{blueprint.name}_{code}"
                app.register_blueprint(blueprint, name=name, url_prefix=f"/{code}")
