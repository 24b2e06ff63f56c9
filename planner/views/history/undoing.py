"""Taking an entry of the history back, and the page that says why it cannot be."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import inspect

from planner.clock import utc_now
from planner.db import session
from planner.languages import Message, translate
from planner.models import HistoryRow
from planner.queries.history.entries import rows_by_ids
from planner.rules import NotFound, RuleBroken
from planner.rules.history.lines import told_change
from planner.rules.history.undo import Plan
from planner.rules.permissions import Permission
from planner.services.history.undoing import Contradicted, undo_entry
from planner.views.history.pages import bp, entry_values
from planner.views.history.telling import clock_of, named_in
from planner.web.access import allowed, safe_next, signed_in_user
from planner.wording.history.obstacles import obstacles_in_words, parts_in_words

CONFLICT = 409


@bp.post("/history/<int:entry_id>/undo")
@allowed(Permission.READ_VISITS)
def undo(entry_id: int) -> ResponseReturnValue:
    """Take an entry back, or those parts that the form names; else say what stands in the way."""
    user = signed_in_user()
    shown = entry_values(user, entry_id)
    only = request.form.getlist("part") or None
    try:
        undo_entry(entry_id, user=user, only=only, now=utc_now())
    except NotFound:
        abort(404)
    except Contradicted as contradicted:
        return contradicted_page(entry_id, contradicted.plan)
    except RuleBroken as broken:
        return contradicted_page(entry_id, None, broken.message)
    said = shown["named"].text(shown["told"].sentence)
    flash(translate(Message("Taken back: %(what)s", what=said)))
    back = request.args.get("next")
    return redirect(safe_next(back) if back else url_for("history.entry", entry_id=entry_id), 303)


def contradicted_page(
    entry_id: int, plan: Plan | None, message: Message | None = None
) -> ResponseReturnValue:
    """Return the page that says why an entry cannot be taken back, and offers what still can."""
    values = entry_values(signed_in_user(), entry_id)
    if plan:
        parts = [*plan.possible, *(one.part for one in plan.obstacles)]
        newer = [one.newer for one in plan.obstacles if one.newer is not None]
        session.scalars(rows_by_ids(ids_of([*(part.row for part in parts), *newer]))).all()
        named = named_in([told_change(part.row, part.row.values) for part in parts])
        clock = clock_of(signed_in_user())
        values |= {
            "part_names": named,
            "possible": parts_in_words(plan.possible, named.names, clock),
            "obstacles": obstacles_in_words(plan.obstacles, named.names, clock),
        }
    page = render_template(
        "history/contradicted.html", message=message and translate(message), **values
    )
    return page, CONFLICT


def ids_of(rows: list[HistoryRow]) -> list[int]:
    """Return the ids of those rows that are stored; they are read anew after the act."""
    states = [inspect(row, raiseerr=True) for row in rows]
    return [state.identity[0] for state in states if state.identity]
