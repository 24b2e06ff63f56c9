"""Visits: the list, and the form with which one is added or changed."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from planner.addresses import row_id
from planner.clock import utc_now
from planner.db import session
from planner.forms.programme.visits import CancellingForm, NewVisitForm, VisitAddressForm
from planner.languages import Message, translate
from planner.models import Visit
from planner.now import today
from planner.queries.precedence.schemes import newest_by_default, versions_to_choose
from planner.queries.programme.visits import (
    VisitFilter,
    events_to_cancel,
    home,
    municipalities,
    networks,
    partners,
    users_in_charge,
    visits_counted,
    visits_listed,
    years_of_visits,
)
from planner.queries.slugs import slugs_taken
from planner.queries.users import active_users
from planner.rules import EditConflict, RuleBroken
from planner.rules.permissions import Permission
from planner.rules.programme.visits import is_being_cancelled, new_visit
from planner.services.programme.visits import add_visit, save_visit
from planner.views.editing import merge_or_ask
from planner.views.paging import paginate, sought_text
from planner.views.programme.visit_lines import visit_lines
from planner.views.visit_head import visit_page
from planner.web.access import allowed, form_status, signed_in_user

bp = Blueprint("visits", __name__)
PARTS = ("upcoming", "past", "drafts", "all")


@bp.get("/visits")
@allowed(Permission.READ_VISITS)
def index():
    """Show the visits: those to come, past ones, drafts."""
    wanted, day = visit_filter(), today()
    page = paginate(visits_listed(wanted, day))
    return render_template(
        "visits/list.html",
        wanted=wanted,
        page=page,
        lines=visit_lines(page.rows),
        counts=session.execute(visits_counted(wanted, day)).one(),
        partners=[(row.id, row.name) for row in session.scalars(partners())],
        years=[(int(year), int(year)) for year in session.scalars(years_of_visits())],
        users=[(row.id, row.name) for row in session.scalars(users_in_charge())],
        today=day,
    )


def visit_filter():
    """Return what the address asks for; what makes no sense is left out."""
    show, sort = request.args.get("show"), request.args.get("sort")
    return VisitFilter(
        show=show if show in PARTS else PARTS[0],
        sought=sought_text(),
        partner=request.args.get("partner", type=row_id),
        year=request.args.get("year", type=row_id),
        in_charge=request.args.get("in_charge", type=row_id),
        sort=sort if sort in {"date", "-date"} else "",
    )


@bp.route("/visits/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_VISITS)
def add():
    """Add a visit; its address is made from its German title, once."""
    visit = new_visit(
        session.scalar(home()), signed_in_user(), current_app.config["OFFICE_ZONE"], utc_now()
    )
    visit.scheme_version_id = session.scalar(newest_by_default())
    form = NewVisitForm(obj=visit)
    set_form_choices(form, visit)
    if form.validate_on_submit():
        try:
            add_visit(visit, form.values(), user=signed_in_user(), now=utc_now())
            return confirm_saved(visit)
        except RuleBroken as broken:
            form.refuse(broken)
    return render_template("visits/add.html", form=form), form_status(form)


@bp.route("/visits/<slug>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_VISITS)
def edit(visit):
    """Change a visit; to cancel one is asked about once more."""
    form = VisitAddressForm(obj=visit)
    set_form_choices(form, visit)
    if visit.is_confidential:
        del form.slug, form.is_public  # its address says nothing, and nobody else sees it
    else:
        form.taken = session.scalars(slugs_taken(Visit, form.slug.data, visit)).all()
    if form.validate_on_submit():
        if form.lock_version.data == visit.lock_version and (page := cancelling_page(form, visit)):
            return page
        try:
            save_visit(
                visit,
                form.values(),
                cancels_events=request.form.get("cancelling") == "cancel",
                seen=form.lock_version.data,
            )
        except EditConflict:
            return merge_or_ask(form, visit, url_for("visits.edit", slug=visit.slug))
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return confirm_saved(visit)
    return visit_page("visits/edit.html", visit, form=form), form_status(form)


def set_form_choices(form, visit):
    """Let the user choose among municipalities, networks and users."""
    users = session.scalars(active_users()).all()
    if visit.in_charge and visit.in_charge not in users:
        users.append(visit.in_charge)
    versions = session.execute(versions_to_choose(visit.scheme_version_id)).all()
    form.set_choices(
        session.scalars(municipalities()), session.scalars(networks()), users, versions
    )


def cancelling_page(form, visit):
    """Return the question what cancelling means to the events, until it is answered."""
    question = CancellingForm()
    if not is_being_cancelled(visit, form.status.data):
        return None
    asked = "asked" in request.form
    if asked and question.validate():
        return None
    unkept = {"csrf_token", "asked", "cancelling"}
    kept = [item for item in request.form.items(multi=True) if item[0] not in unkept]
    events = session.scalars(events_to_cancel(visit)).all()
    page = visit_page("visits/cancel.html", visit, form=question, kept=kept, events=events)
    return page, form_status(question)


def confirm_saved(visit):
    """Say that a visit is saved, and go on to its programme."""
    flash(translate(Message("Saved: %(title)s", title=visit.title.in_language().text)))
    return redirect(url_for("events.programme", slug=visit.slug), 303)
