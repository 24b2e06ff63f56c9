"""Addresses: which page belongs to what, and how the world outside reaches it."""

from flask import current_app, url_for


def place(visit=None, event=None):
    """Return the values by which addresses name a visit, one of its events or a free event."""
    values = {"slug": visit.slug} if visit else {}
    return values | ({"event_id": event.id} if event else {})


def outside(endpoint, **values):
    """Return the address of a page as seen from outside; never taken from the request."""
    return current_app.config["PUBLIC_URL"] + url_for(endpoint, **values)


def in_language(blueprint, language):
    """Return the name under which a public blueprint is registered for a language."""
    default = current_app.config["DEFAULT_LANGUAGE"]
    return blueprint if language == default else f"{blueprint}_{language}"
