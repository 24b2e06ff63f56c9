"""Polls: answers for the scripts of open pages, whose one statement also says who asks."""

from typing import NamedTuple

from flask import abort, g, redirect, request, url_for

from planner.models import RoleName
from planner.rules.permissions import may


class Asking(NamedTuple):
    """Whoever asks, as the statement of a poll tells it (queries.live.polling)."""

    id: int
    role: RoleName
    language: str | None
    hours_12: bool | None


def polled(permission):
    """Mark a view of the blueprint "polls": it looks itself who asks (require_asking)."""

    def decorate(view):
        view.permission = permission
        return view

    return decorate


def require_asking(row, permission):
    """Return who asks by the first row of a poll; turn away who is not signed in or may not.

    The answer is in the language of whoever asks.
    """
    if row is None:
        abort(redirect(url_for("account.sign_in", next=request.full_path.rstrip("?"))))
    asking = Asking(row[0], RoleName(row[1]), row[2], row[3])
    if not may(asking, permission):
        g.missing_permission = permission
        abort(403)
    g.chosen_language = asking.language
    return asking
