"""Polls: answers for the scripts of open pages, whose one statement also says who asks."""

import contextlib
from typing import NamedTuple

from flask import abort, g, redirect, request, url_for

from planner.clock import utc_now
from planner.confidentiality import reading_as
from planner.models import RoleName
from planner.rules.permissions import Permission, may
from planner.web.access import signed_in_user

LIVE_MARK = "Live-Mark"  # header of an answer: the entry of the history after which to ask next
NOT_STORED = {"Cache-Control": "private, no-store"}


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


@contextlib.contextmanager
def telling(asking):
    """Read with the eyes of whoever asks, who is signed_in_user meanwhile."""
    g.asking = asking
    with reading_as(asking.id):
        yield
    del g.asking


def live_place(visit, event=None):
    """Return what a page needs to follow what others change: where to ask, and since when.

    To be called before the page reads what it shows, so that nothing is missed between. None for
    a reader who may not see guests: what changes is told with their names.
    """
    if not may(signed_in_user(), Permission.READ_GUESTS):
        return None
    if event is not None:
        address = url_for("polls.event_changes", event_id=event.id)
    else:
        address = url_for("polls.visit_changes", visit_id=visit.id)
    return {"address": address, "since": utc_now().isoformat()}
