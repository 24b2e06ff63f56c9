"""Pages, each with its feed and print address."""

from planner.languages import LANGUAGES
from planner.views import (
    account,
    addressing,
    assignments,
    bin,
    briefings,
    comparison,
    delegations,
    downloads,
    duplicates,
    events,
    feeds,
    inviting,
    jobs,
    media,
    merging,
    moves,
    networks,
    offices,
    organisations,
    overview,
    partnerships,
    people,
    printing,
    public_feeds,
    public_partners,
    representation,
    schemes,
    settings,
    subscriptions,
    users,
    venues,
    visits,
)

blueprints = (
    account.bp,
    addressing.bp,
    assignments.bp,
    bin.bp,
    briefings.bp,
    comparison.bp,
    delegations.bp,
    downloads.bp,
    duplicates.bp,
    events.bp,
    feeds.bp,
    inviting.bp,
    jobs.bp,
    media.bp,
    merging.bp,
    networks.bp,
    offices.bp,
    organisations.bp,
    overview.bp,
    partnerships.bp,  # that of partners
    people.bp,
    printing.bp,
    moves.bp,
    representation.bp,
    schemes.bp,
    settings.bp,
    subscriptions.bp,
    users.bp,
    venues.bp,
    visits.bp,
)
blueprints = tuple(dict.fromkeys(blueprints))  # those about guests share one
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
