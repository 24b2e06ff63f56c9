"""Merge two entries of the address book that are one person (T-23): choose, preview, merge."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.clock import utc_now
from planner.db import session
from planner.forms.people.merging import MergeForm, merge_form, undisputed
from planner.languages import Message, reader_language, translate
from planner.models import Gender, Person
from planner.now import today
from planner.queries.people.people import address_book
from planner.rules import EditConflict, RuleBroken
from planner.rules.guests.guests import REPLIES
from planner.rules.people import merging as rules
from planner.rules.people.belongings import Belongings
from planner.rules.people.duplicates import TypedPerson
from planner.rules.people.merged_rows import (
    assignment_pairs,
    delegate_pairs,
    guest_pairs,
    term_pairs,
)
from planner.rules.people.merging import AccountWouldMove
from planner.rules.people.people import full_name
from planner.rules.permissions import Permission, may
from planner.rules.precedence.schemes import ROLES
from planner.rules.programme.assignments import DUTIES
from planner.services.people.merging import merge_people, read_both
from planner.views.paging import sought_text
from planner.views.people.duplicates import duplicates_of_typed
from planner.views.people.people import person_at
from planner.web.access import allowed, form_status, signed_in_user

bp = Blueprint("merging", __name__)
MOST_FOUND = 20
OUTDATED = 409


@bp.get("/people/<int:person_id>/merge")
@allowed(Permission.EDIT_PEOPLE)
def choose(person_id):
    """Choose the other entry: those that may be the same person, or whoever a search finds."""
    person, sought = person_at(person_id), sought_text()
    book = address_book(sought, language=reader_language()).limit(MOST_FOUND + 1)
    found = session.scalars(book).unique().all() if sought else []
    return render_template(
        "merging/choose.html",
        person=person,
        sought=sought,
        found=[one for one in found if one is not person][:MOST_FOUND],
        alike=duplicates_of_typed(typed_of(person), excluded_id=person.id),
        today=today(),
    )


def typed_of(person):
    """Return what tells a person apart, as if it were typed in."""
    return TypedPerson(
        given_name=person.given_name,
        name_prefix=person.name_prefix,
        family_name=person.family_name,
        gender=Gender(person.gender),
        email=person.email,
        organisation_id=person.organisation_id,
    )


@bp.route("/people/<int:person_id>/merge/<int:other_id>", methods=["GET", "POST"])
@allowed(Permission.EDIT_PEOPLE)
def merge(person_id, other_id):
    """Show what a merge would do; on POST do it, unless somebody has changed one of both."""
    try:
        return preview(person_id, other_id)
    except AccountWouldMove:
        g.missing_permission = Permission.CHANGE_SETTINGS
        return abort(403)


def preview(kept_id: int, other_id: int) -> ResponseReturnValue:
    """Answer the form of a merge, or merge as it says."""
    kept, other, owned = people_with_belongings(kept_id, other_id)
    form, outdated = merge_form(kept, other), False
    if form.validate_on_submit():
        try:
            return save(kept, other, form)
        except EditConflict:
            outdated = True
        except RuleBroken as broken:
            form.refuse(broken)
        kept, other, owned = people_with_belongings(
            kept_id, other_id
        )  # the act gave back what was read
    if outdated:
        form = merge_form(kept, other)
        form.show_versions(kept, other)
    page = render_template(
        "merging/preview.html",
        form=form,
        kept=kept,
        other=other,
        outdated=outdated,
        undisputed=undisputed(kept, other),
        today=today(),
        **lists(kept, other, owned),
    )
    return page, OUTDATED if outdated else form_status(form)


def people_with_belongings(kept_id: int, other_id: int) -> tuple[Person, Person, Belongings]:
    """Return two people who can be merged, and all that refers to them."""
    kept, other, owned = read_both(session, kept_id, other_id)
    rules.check_merge(kept, other, owned)
    rules.check_account(other, owned, may_move=may_move_account())
    return kept, other, owned


def may_move_account() -> bool:
    """Tell whether the reader may let an account be another entry."""
    return may(signed_in_user(), Permission.CHANGE_SETTINGS)


def lists(kept, other, owned):
    """Return what the preview lists: what moves, and what both have."""
    twins = {
        "guests": guest_pairs(kept, other, owned),
        "delegates": delegate_pairs(kept, other, owned),
        "assignments": assignment_pairs(kept, other, owned.assignments),
        "terms": term_pairs(kept, other, owned.terms),
    }
    goes = {id(one.dropped_row) for found in twins.values() for one in found}
    moving = {
        name: [
            one
            for one in rules.rows_not_in_trash(getattr(owned, name), other)
            if id(one) not in goes
        ]
        for name in ("guests", "delegates", "assignments", "terms", "feeds")
    }
    return {
        "twins": twins,
        "moving": moving,
        "represented": rules.guests_representing(owned, other),
        "account": next((user for user in owned.users if user.person_id == other.id), None),
        "roles": ROLES,
        "replies": REPLIES,
        "duties": DUTIES,
        "translate": translate,
    }


def save(kept: Person, other: Person, form: MergeForm) -> ResponseReturnValue:
    """Merge two people as the form says, and go on to the one who stays."""
    name, address = full_name(other), url_for("people.show", person_id=kept.id)
    merge_people(
        kept.id,
        other.id,
        choices=form.choices(),
        not_kept=form.rest(kept, other),
        seen=(form.lock_version.data, form.other_version.data),
        may_move_account=may_move_account(),
        now=utc_now(),
    )
    words = Message(
        "%(name)s is merged into this entry. The other one lies in the bin for 30 days; "
        "what belonged to it stays here even if you restore it.",
        name=name,
    )
    flash(translate(words))
    return redirect(address, 303)
