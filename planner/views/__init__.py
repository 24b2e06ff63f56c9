"""Pages, each with its feed and print address."""

from planner.languages import LANGUAGES
from planner.views import (
    account,
    bin,
    events,
    feeds,
    media,
    offices,
    overview,
    people,
    printing,
    public,
    public_feeds,
    subscriptions,
    users,
    visits,
)

blueprints = (
    account.bp,
    bin.bp,
    events.bp,
    feeds.bp,
    media.bp,
    offices.bp,
    overview.bp,
    people.bp,
    printing.bp,
    subscriptions.bp,
    users.bp,
    visits.bp,
)
public_blueprints = (public.bp, public_feeds.bp)  # once per language: /... and /en/...


def register_public(app):
    """Register what everybody may see in the office's language and, under its code, the other."""
    for blueprint in public_blueprints:
        app.register_blueprint(blueprint)
        for code in LANGUAGES:
            if code != app.config["DEFAULT_LANGUAGE"]:
                name = f"{blueprint.name}_{code}"
                app.register_blueprint(blueprint, name=name, url_prefix=f"/{code}")
