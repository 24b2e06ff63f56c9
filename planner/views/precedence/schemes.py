"""Precedence schemes: versions, places, tie-breakers, and what they mean to a real visit."""

import datetime as dt

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.db import session
from planner.forms.precedence.schemes import EntryForm, NewSchemeForm, SchemeForm
from planner.languages import Message, reader_language, translate
from planner.models import Scheme
from planner.now import today
from planner.queries.history.last_changes import last_change
from planner.queries.precedence.offices import offices
from planner.queries.precedence.schemes import (
    read_version,
    scheme_with,
    schemes,
    usage_counts,
    versions_to_choose,
)
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.people.people import office_title
from planner.rules.permissions import Permission
from planner.rules.precedence.scheme_versions import (
    TieBreakerChange,
    check_unused,
    offices_by_entry,
    unused_tie_breakers,
)
from planner.rules.precedence.schemes import TIE_BREAKERS, TieBreaker, entry_label
from planner.services.precedence import schemes as acts
from planner.views.editing import merge_or_ask
from planner.views.overtaken import Offer, tell, who_and_when
from planner.views.precedence.scheme_preview import preview
from planner.web.access import allowed, form_status

bp = Blueprint("schemes", __name__, url_prefix="/settings/schemes")
STEPS = {"up": -1, "down": 1}
SCHEME_CHANGED = Message("%(who)s has changed this scheme (%(moment)s). Please look again.")


def scheme_at(scheme_id):
    """Return the scheme of an address with its versions."""
    return session.scalar(scheme_with(scheme_id)) or abort(404)


@bp.get("")
@allowed(Permission.READ_GUESTS)
def index():
    """Show all schemes with their newest version."""
    return render_template("schemes/list.html", rows=session.execute(schemes()).all())


@bp.get("/<int:scheme_id>")
@allowed(Permission.READ_GUESTS)
def show(scheme_id):
    """Show a version of a scheme, the newest if the address names none."""
    stored = scheme_at(scheme_id)
    version = version_named(stored)
    scheme = read_version(session, version.id)
    found, unnamed = offices_by_entry(scheme, session.scalars(offices(reader_language())).all())
    return render_template(
        "schemes/show.html",
        stored=stored,
        version=version,
        newest=stored.versions[-1],
        scheme=scheme,
        held=found,
        unnamed=unnamed,
        uses=dict(session.execute(usage_counts(stored.versions)).all()),
        label=lambda entry: translate(entry_label(entry)),
        tie_breakers=TIE_BREAKERS,
        unused=unused_tie_breakers(scheme),
        translate=translate,
        **preview(scheme),
    )


def version_named(stored):
    """Return the version that the address names by its number, or the newest."""
    number = request.args.get("version", type=int)
    if number is None:
        return stored.versions[-1]
    return next((one for one in stored.versions if one.number == number), None) or abort(404)


def confirm_change(
    stored: Scheme, change: acts.SchemeChange, part: str | None = None
) -> ResponseReturnValue:
    """Say which version an act has begun, and go back to the page, which shows the newest."""
    if change.new_version:
        begun = Message(
            "Version %(number)s has been started; what was planned with an older one keeps it.",
            number=change.new_version,
        )
        flash(translate(begun))
    return back_to(stored, part)


def back_to(stored, part=None):
    """Lead back to the page of a scheme, or to a part of it."""
    return redirect(url_for("schemes.show", scheme_id=stored.id, _anchor=part), 303)


def look_again(
    stored: Scheme, endpoint: str, action: str, value: object, *, can_do: bool
) -> ResponseReturnValue:
    """Say who has changed the scheme since the page was shown; offer the same act if it can be."""
    change = last_change(session, "scheme", [stored.id])
    address = url_for(f"schemes.{endpoint}", scheme_id=stored.id, seen=stored.lock_version)
    offer = Offer(Message("Do it all the same"), address, action, str(value))
    said = [Message(SCHEME_CHANGED.msgid, **who_and_when(change))]
    return tell(url_for("schemes.show", scheme_id=stored.id), said, offer if can_do else None)


def is_in_newest(stored: Scheme, entry_id: int | None) -> bool:
    """Tell whether the newest version of a scheme, which others may have begun, has an entry."""
    return any(entry.id == entry_id for entry in stored.versions[-1].entries)


def version_arguments() -> dict[str, int | dt.date | None]:
    """Return the version of the scheme that the page showed, and the day, as acts take them."""
    return {"seen": request.values.get("seen", type=int), "today": today()}


@bp.post("/<int:scheme_id>/entries")
@allowed(Permission.EDIT_SCHEMES)
def change_entry(scheme_id):
    """Move an entry higher or lower, or take it out."""
    stored = scheme_at(scheme_id)
    action = next((name for name in (*STEPS, "remove") if name in request.form), None) or abort(400)
    entry_id = request.form.get(action, type=int)
    try:
        if action == "remove":
            change = acts.remove_entry(stored, entry_id, **version_arguments())
        else:
            change = acts.move_entry(stored, entry_id, STEPS[action], **version_arguments())
    except EditConflict:
        can_do = is_in_newest(stored, entry_id)
        return look_again(stored, "change_entry", action, entry_id, can_do=can_do)
    except NotFound:
        abort(400)
    is_moved = change.position is not None
    return confirm_change(stored, change, f"{action}-{change.position}" if is_moved else "entries")


@bp.route("/<int:scheme_id>/entries/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_SCHEMES)
def add_entry(scheme_id):
    """Add an entry to a scheme."""
    stored, form, language = scheme_at(scheme_id), EntryForm(), reader_language()
    known = session.scalars(offices(language)).all()
    form.set_choices([(office.id, office_title(office, None, language)) for office in known])
    if form.validate_on_submit():
        try:
            return confirm_change(
                stored, acts.add_entry(stored, form.entry(), today=today()), "entries"
            )
        except RuleBroken as broken:
            form.refuse(broken)
    page = render_template("schemes/entry.html", form=form, stored=stored)
    return page, form_status(form)


@bp.post("/<int:scheme_id>/tie-breakers")
@allowed(Permission.EDIT_SCHEMES)
def change_ties(scheme_id):
    """Ask a tie-breaker earlier or later, no more, or at all."""
    stored = scheme_at(scheme_id)
    action = next((one for one in TieBreakerChange if one in request.form), None) or abort(400)
    key = request.form.get(action)
    if key not in set(TieBreaker):
        abort(400)
    try:
        change = acts.change_tie_breakers(stored, key, action, **version_arguments())
    except EditConflict:
        return look_again(stored, "change_ties", action, key, can_do=True)
    return confirm_change(stored, change, "ties")


@bp.route("/<int:scheme_id>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_SCHEMES)
def edit(scheme_id):
    """Change what a scheme is called and how it works."""
    stored = scheme_at(scheme_id)
    form = scheme_form(stored)
    form.must_stay_default = stored.is_default
    if form.validate_on_submit():
        seen = form.lock_version.data
        try:
            change = acts.save_scheme(stored, form.values(), seen=seen, today=today())
            return confirm_change(stored, change)
        except EditConflict:
            back = url_for("schemes.show", scheme_id=stored.id)
            return merge_or_ask(form, stored, back, lambda: scheme_form(stored, formdata=None))
        except RuleBroken as broken:
            form.refuse(broken)
    return render_template("schemes/edit.html", form=form, stored=stored), form_status(form)


def scheme_form(stored, **options):
    """Return the form of a scheme and its newest version."""
    known = {name: getattr(stored.versions[-1], name) for name in acts.VERSION_COLUMNS}
    return SchemeForm(obj=stored, **known, **options)


@bp.route("/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_SCHEMES)
def add():
    """Add a scheme as a copy of another."""
    form = NewSchemeForm(lock_version=0, as_of=today())
    versions = session.execute(versions_to_choose()).all()
    form.set_choices(versions)
    if form.validate_on_submit():
        try:
            return back_to(acts.add_scheme(form.values(), copy_of=form.copy_of.data))
        except RuleBroken as broken:
            form.refuse(broken)
    return render_template("schemes/edit.html", form=form, stored=None), form_status(form)


@bp.route("/<int:scheme_id>/delete", methods=["GET", "POST"])
@allowed(Permission.EDIT_SCHEMES)
def delete(scheme_id):
    """Ask, then delete a scheme for good, while nothing was planned with it."""
    stored = scheme_at(scheme_id)
    name = stored.name.in_language().text
    if request.method == "GET":
        check_unused(stored, session.execute(usage_counts(stored.versions)).first() is not None)
        return render_template("schemes/delete.html", stored=stored, name=name)
    acts.delete_scheme(stored)
    flash(translate(Message("Deleted: %(name)s", name=name)))
    return redirect(url_for("schemes.index"), 303)
