"""Two editors of one row: what both have changed is merged, or the second one chooses."""

from collections.abc import Callable

from flask import current_app, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import inspect
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import FileField

from planner.db import Base, session
from planner.forms import VersionedForm
from planner.forms.editing.merging import MergedForm, Sent, Whose, merge_forms
from planner.forms.editing.picks import Pick, is_of_page
from planner.forms.sent import is_secret
from planner.languages import Message, translate
from planner.queries.history.saves import saves_since
from planner.services.history.past import as_opened
from planner.web.access import signed_in_user
from planner.wording.saves import Saves

CONFLICT = 409
MOST_MERGES = 3  # of one request: where somebody saves that often, one had better look


def merge_or_ask(
    form: VersionedForm,
    row: Base | None,
    back: str,
    filled: Callable[[], VersionedForm] | None = None,
) -> ResponseReturnValue:
    """Answer a right form whose row somebody has saved since its user opened it.

    If both have changed no field in different ways, the request is answered once more, as if the
    merged form had been sent; else its user chooses. `filled` returns the form as the row fills
    it, if it takes more than the row; `back` is where one goes who keeps what is saved. Without a
    row, where a form edits many, the history is not asked.
    """
    fill = filled or (lambda: type(form)(formdata=None, obj=row))
    seen, theirs = form.lock_version.data or 0, fill()
    base = form_as_opened(row, seen, fill) if row and inspect(row).persistent else None
    merged = merge_forms(form, theirs, base)
    version = str(theirs.lock_version.data or 0)
    sent = [*sent_beside(merged), ("lock_version", version), *merged.sent]
    g.merges = g.get("merges", 0) + 1
    if merged.conflicts or g.merges > MOST_MERGES:
        saves = saves_of(row, seen)
        return choosing_page(merged, sent, back, saves=saves, knows_base=base is not None)
    if fields := merged.labels(Whose.THEIRS, Whose.BOTH):
        words = {"fields": fields, "who": saves_of(row, seen).of().who}
        flash(translate(Message("Kept as well: %(fields)s (changed by %(who)s).", **words)))
    return answer_as_sent(sent)


def form_as_opened(
    row: Base, version: int, fill: Callable[[], VersionedForm]
) -> VersionedForm | None:
    """Return the form as a version of a row has filled it; None if the history does not hold it."""
    with as_opened(row, version) as opened:
        return fill() if opened else None


def saves_of(row: Base | None, version: int) -> Saves:
    """Return what was saved of a row since it had a version."""
    rows = session.scalars(saves_since(row, version)).all() if row else []
    return Saves(rows, signed_in_user().id)


def sent_beside(merged: MergedForm) -> Sent:
    """Return what was sent beside the fields that were compared, such as where to go on to."""
    unsent = {"lock_version", *merged.names}
    return [
        (name, text)
        for name, text in request.form.items(multi=True)
        if name not in unsent and not is_of_page(name)
    ]


def answer_as_sent(sent: Sent) -> ResponseReturnValue:
    """Answer this request anew, rights and rows too, as if its form had been sent like this."""
    request.form = ImmutableMultiDict(sent)
    view = current_app.ensure_sync(current_app.view_functions[request.endpoint or ""])
    return view(**(request.view_args or {}))


def choosing_page(
    merged: MergedForm, sent: Sent, back: str, *, saves: Saves, knows_base: bool
) -> ResponseReturnValue:
    """Return the page that shows both versions of each conflict, and says what its buttons do."""
    lost_files = [field for field in merged.again if isinstance(field, FileField)]
    marks = [(f"{field.name.removesuffix('_file')}_again", "1") for field in lost_files]
    page = render_template(
        "conflict.html",
        merged=merged,
        sent=[pair for pair in [*sent, *marks] if not is_secret(pair[0])],
        back=back,
        saves=saves,
        knows_base=knows_base,
        has_files=bool(lost_files),
        picks=Pick,
        whose=Whose,
    )
    return page, CONFLICT
