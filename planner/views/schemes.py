"""Precedence schemes: versions, places, tie-breakers, and what they mean to a real visit."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from planner.access import allowed, form_status
from planner.db import session, touch
from planner.forms.schemes import EntryForm, NewSchemeForm, SchemeForm
from planner.languages import Message, reader_language, text_of, translate
from planner.models import Scheme, SchemeVersion
from planner.now import today
from planner.queries.offices import offices
from planner.queries.schemes import (
    newest_locked,
    no_default_beside,
    read_version,
    scheme_locked,
    scheme_with,
    schemes,
    uses_of,
    versions_to_choose,
)
from planner.rules import RuleBroken
from planner.rules.people import office_title
from planner.rules.permissions import Permission
from planner.rules.scheme_versions import (
    add_entry,
    changed_tie_breakers,
    check_new_entry,
    copied,
    has_room,
    held_by,
    move_entry,
    remove_entry,
    unused_tie_breakers,
)
from planner.rules.schemes import TIE_BREAKERS, TieBreaker, label
from planner.views.editing import conflict_page
from planner.views.scheme_preview import preview

bp = Blueprint("schemes", __name__, url_prefix="/settings/schemes")
STEPS = {"up": -1, "down": 1}
TIE_ACTIONS = ("up", "down", "remove", "add")
OF_VERSION = ("as_of", "keeps_delegations_together", "former_offices")
GONE = Message("The scheme has changed meanwhile. Please look again.")


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
    found, unnamed = held_by(scheme, session.scalars(offices(reader_language())).all())
    return render_template(
        "schemes/show.html",
        stored=stored,
        version=version,
        newest=stored.versions[-1],
        scheme=scheme,
        held=found,
        unnamed=unnamed,
        uses=dict(session.execute(uses_of(stored.versions)).all()),
        label=lambda entry: translate(label(entry)),
        tie_breakers=TIE_BREAKERS,
        unused=unused_tie_breakers(scheme),
        translate=translate,
        text_of=text_of,
        **preview(scheme),
    )


def version_named(stored):
    """Return the version that the address names by its number, or the newest."""
    number = request.args.get("version", type=int)
    if number is None:
        return stored.versions[-1]
    return next((one for one in stored.versions if one.number == number), None) or abort(404)


def stored_to_change(scheme_id):
    """Return a scheme and its newest version, which nobody else can change or take meanwhile."""
    stored = session.scalar(scheme_locked(scheme_id)) or abort(404)
    return stored, session.scalar(newest_locked(stored))


def to_change(stored, newest):
    """Return the version that may be changed, and its entries by the id that the page showed.

    A version that something was planned with stays as it is: a new one is begun.
    """
    if not session.execute(uses_of([newest])).first():
        return newest, {entry.id: entry for entry in newest.entries}
    version, pairs = copied(newest, newest.number + 1, today())
    stored.versions.append(version)
    return version, {old.id: new for old, new in pairs.items()}


def saved(stored, version, part=None):
    """Commit, and go back to the page, which shows the newest version."""
    touch(stored)
    is_new = stored.id is not None and version.id is None
    session.commit()
    if is_new:
        begun = Message(
            "Version %(number)s has been started; what was planned with an older one keeps it.",
            number=version.number,
        )
        flash(translate(begun))
    return back_to(stored, part)


def back_to(stored, part=None):
    """Lead back to the page of a scheme, or to a part of it."""
    return redirect(url_for("schemes.show", scheme_id=stored.id, _anchor=part), 303)


def is_old(stored):
    """Tell whether somebody else has changed the scheme since the page was shown, and say so."""
    if request.form.get("seen", type=int) == stored.lock_version:
        return False
    flash(translate(GONE), "warning")
    return True


@bp.post("/<int:scheme_id>/entries")
@allowed(Permission.EDIT_SCHEMES)
def change_entry(scheme_id):
    """Move an entry higher or lower, or take it out."""
    stored, newest = stored_to_change(scheme_id)
    action = next((name for name in (*STEPS, "remove") if name in request.form), None) or abort(400)
    if is_old(stored):
        return back_to(stored)
    shown = {entry.id: entry for entry in newest.entries}
    entry = shown.get(request.form.get(action, type=int)) or abort(400)
    if action in STEPS and not has_room(newest, entry, STEPS[action]):
        return back_to(stored, "entries")
    version, entries = to_change(stored, newest)
    entry = entries[entry.id]
    if action == "remove":
        remove_entry(version, entry)
        return saved(stored, version, "entries")
    move_entry(version, entry, STEPS[action])
    return saved(stored, version, f"{action}-{entry.position}")


@bp.route("/<int:scheme_id>/entries/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_SCHEMES)
def add_place(scheme_id):
    """Add an entry to a scheme."""
    (stored, newest), form = stored_to_change(scheme_id), EntryForm()
    language = reader_language()
    known = session.scalars(offices(language)).all()
    form.offer([(office.id, office_title(office, None, language)) for office in known])
    if form.validate_on_submit():
        entry = form.entry()
        try:
            check_new_entry(newest, entry)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            version, _ = to_change(stored, newest)
            add_entry(version, entry)
            return saved(stored, version, "entries")
    page = render_template("schemes/entry.html", form=form, stored=stored)
    return page, form_status(form)


@bp.post("/<int:scheme_id>/tie-breakers")
@allowed(Permission.EDIT_SCHEMES)
def change_ties(scheme_id):
    """Ask a tie-breaker earlier or later, no more, or at all."""
    stored, newest = stored_to_change(scheme_id)
    action = next((one for one in TIE_ACTIONS if one in request.form), None) or abort(400)
    key = request.form.get(action)
    if key not in set(TieBreaker):
        abort(400)
    keys = changed_tie_breakers(newest.tie_breakers, key, action)
    if is_old(stored) or keys == newest.tie_breakers:
        return back_to(stored, "ties")
    version, _ = to_change(stored, newest)
    version.tie_breakers = keys
    return saved(stored, version, "ties")


@bp.route("/<int:scheme_id>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_SCHEMES)
def edit(scheme_id):
    """Change what a scheme is called and how it works."""
    stored, newest = stored_to_change(scheme_id)
    form = filled(stored, newest)
    form.must_stay_default = stored.is_default
    back = url_for("schemes.show", scheme_id=stored.id)
    if form.validate_on_submit():
        if conflict := conflict_page(form, stored, back, filled(stored, newest, formdata=None)):
            return conflict
        differs = any(form[name].data != getattr(newest, name) for name in OF_VERSION)
        version = to_change(stored, newest)[0] if differs else newest
        return entered(form, stored, version)
    return render_template("schemes/edit.html", form=form, stored=stored), form_status(form)


def filled(stored, version, **options):
    """Return the form of a scheme and its newest version."""
    known = {name: getattr(version, name) for name in OF_VERSION}
    return SchemeForm(obj=stored, **known, **options)


def entered(form, stored, version):
    """Take over what was typed; only one scheme is that of new visits."""
    if form.is_default.data:
        session.execute(no_default_beside(stored))
    for name in ("name_de", "name_en", "is_default"):
        setattr(stored, name, form[name].data)
    for name in OF_VERSION:
        setattr(version, name, form[name].data)
    return saved(stored, version)


@bp.route("/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_SCHEMES)
def add():
    """Add a scheme as a copy of another."""
    form = NewSchemeForm(lock_version=0, as_of=today())
    versions = session.execute(versions_to_choose()).all()
    form.offer(versions)
    if form.validate_on_submit():
        source = session.get_one(SchemeVersion, form.copy_of.data)
        version, _ = copied(source, 1, form.as_of.data)
        stored = Scheme(versions=[version])
        session.add(stored)
        return entered(form, stored, version)
    return render_template("schemes/edit.html", form=form, stored=None), form_status(form)


@bp.route("/<int:scheme_id>/delete", methods=["GET", "POST"])
@allowed(Permission.EDIT_SCHEMES)
def delete(scheme_id):
    """Ask, then delete a scheme for good, while nothing was planned with it."""
    stored = scheme_at(scheme_id)
    name = text_of(stored, "name").text
    if session.execute(uses_of(stored.versions)).first() or stored.is_default:
        raise RuleBroken(
            Message(
                "“%(name)s” cannot be deleted: visits or events were planned with it, or new ones "
                "take it.",
                name=name,
            )
        )
    if request.method == "GET":
        return render_template("schemes/delete.html", stored=stored, name=name)
    session.delete(stored)
    session.commit()
    flash(translate(Message("Deleted: %(name)s", name=name)))
    return redirect(url_for("schemes.index"), 303)
