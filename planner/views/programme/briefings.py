"""The briefing of an event: its aim, what shall come of it, what to raise and what to avoid."""

from flask import Blueprint, flash, redirect, url_for

from planner.addresses import url_values
from planner.forms.programme.briefings import briefing_form
from planner.languages import Message, translate
from planner.rules import EditConflict
from planner.rules.permissions import Permission
from planner.services.programme.briefings import save_briefing
from planner.views.editing import merge_or_ask
from planner.views.guests.guests import EVENT_URL_PREFIXES
from planner.views.visit_head import visit_page
from planner.web.access import allowed, form_status

bp = Blueprint("briefings", __name__)


@allowed(Permission.EDIT_EVENTS)
def edit(event, visit=None):
    """Change the briefing of an event."""
    form, back = briefing_form(event), url_for("events.show", **url_values(visit, event))
    if form.validate_on_submit():
        try:
            save_briefing(
                event,
                aim=form.aim.data,
                desired_outcome=form.desired_outcome.data,
                points=form.points_by_kind(),
                seen=form.lock_version.data,
            )
        except EditConflict:
            return merge_or_ask(form, event, back, lambda: briefing_form(event, formdata=None))
        title = event.title.in_language().text
        flash(translate(Message("Saved: %(title)s", title=title)))
        return redirect(f"{back}#briefing", 303)
    page = visit_page("briefings/edit.html", visit, form=form, event=event, back=back)
    return page, form_status(form)


for start in EVENT_URL_PREFIXES:
    bp.add_url_rule(f"{start}/briefing", view_func=edit, methods=["GET", "POST"])
