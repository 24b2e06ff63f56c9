"""The address book: people, and the terms in which they hold an office."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from planner.db import session
from planner.forms.people.addressing import AddressedPersonForm, addressed_person_form
from planner.forms.people.people import SECTORS
from planner.forms.people.terms import TermForm
from planner.languages import Message, reader_language, translate
from planner.models import Person, Sector, Term
from planner.now import today
from planner.queries.people.people import (
    SORT_KEYS,
    address_book,
    delegates_of_person,
    guests_of_person,
    merged_people,
    municipalities,
    organisations,
    person_for_addressing,
    term_of,
)
from planner.queries.precedence.offices import offices
from planner.rules import EditConflict, RuleBroken
from planner.rules.people.people import appearances, full_name, term_line, terms_in_order
from planner.rules.people.spoken_languages import language_names
from planner.rules.people.terms import OfficeTaken
from planner.rules.permissions import Permission
from planner.rules.places.countries import country_name
from planner.services.people import people as acts
from planner.views.editing import merge_or_ask
from planner.views.history.telling import latest
from planner.views.paging import paginate, sought_text
from planner.views.people.duplicates import duplicates_of_form
from planner.web.access import allowed, form_status

bp = Blueprint("people", __name__)
NOT_SAVED = 422


def person_at(person_id):
    """Return the person of an address."""
    return session.scalar(person_for_addressing(person_id)) or abort(404)


def person_or_merged(person_id):
    """Return the person of an address; that of a merged entry leads to the one that stayed."""
    if person := session.scalar(person_for_addressing(person_id)):
        return person
    merged = session.scalars(merged_people([person_id])).first() or abort(404)
    return abort(redirect(url_for("people.show", person_id=merged.merged_into_id), 308))


def term_at(person, term_id):
    """Return the term of an address, which must be the person's."""
    return session.scalar(term_of(person, term_id)) or abort(404)


def chosen(name, values, default):
    """Return what the address says if it is one of the values."""
    given = request.args.get(name)
    return given if given in values else default


@bp.get("/people")
@allowed(Permission.READ_PEOPLE)
def index():
    """Show the address book: search, filter and order are in the address."""
    sought = sought_text()
    sector = chosen("sector", set(Sector), None)
    order = chosen("sort", SORT_KEYS, "name")
    page = paginate(address_book(sought, sector, order, reader_language()))
    return render_template(
        "people/list.html",
        page=page,
        sought=sought,
        sector=sector,
        sectors=SECTORS,
        order=order,
        today=today(),
    )


@bp.get("/people/<int:person_id>")
@allowed(Permission.READ_PEOPLE)
def show(person_id):
    """Show a person: offices of all times, visits and events."""
    person, day = person_or_merged(person_id), today()
    delegates = session.scalars(delegates_of_person(person)).all()
    guests = session.scalars(guests_of_person(person)).all()
    return render_template(
        "people/show.html",
        person=person,
        today=day,
        terms=terms_in_order(person, day),
        appearances=appearances(delegates, guests),
        done=latest("person_id", person.id),
        country=country_name(person.country, reader_language()),
        languages=language_names(person.languages, reader_language()),
    )


@bp.route("/people/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_PEOPLE)
def add():
    """Add a person; who may be in the address book already is saved when the user says so."""
    form, alike = AddressedPersonForm(lock_version=0), []
    form.offer_organisations(session.scalars(organisations(reader_language())))
    if form.validate_on_submit():
        alike = duplicates_of_form(form)
        if form.has_confirmed_new(alike):
            try:
                return confirm_saved(save(Person(), form, seen=0))
            except RuleBroken as broken:
                form.refuse(broken)
    page = render_template("people/edit.html", form=form, alike=alike, today=today())
    return page, NOT_SAVED if alike else form_status(form)


def save(person: Person, form: AddressedPersonForm, seen: int) -> Person:
    """Save what was typed about a person."""
    forms = form.forms_of_address()
    return acts.save_person(person, form.values(), forms_of_address=forms, seen=seen)


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_PEOPLE)
def edit(person_id):
    """Change a person."""
    person = person_at(person_id)
    form = addressed_person_form(person)
    form.offer_organisations(session.scalars(organisations(reader_language())))
    if form.validate_on_submit():
        try:
            return confirm_saved(save(person, form, form.lock_version.data))
        except EditConflict:
            back = url_for("people.show", person_id=person.id)
            return merge_or_ask(
                form, person, back, lambda: addressed_person_form(person, formdata=None)
            )
        except RuleBroken as broken:
            form.refuse(broken)
    page = render_template(
        "people/edit.html",
        form=form,
        person=person,
        found=duplicates_of_form(form, excluded_id=person.id),
        today=today(),
    )
    return page, form_status(form)


def confirm_saved(person):
    """Say that a person is saved, and lead to the page of the person."""
    flash(translate(Message("Saved: %(title)s", title=full_name(person))))
    return redirect(url_for("people.show", person_id=person.id), 303)


def term_page(person, term, form):
    """Save a term, or show its form."""
    language, back = reader_language(), url_for("people.show", person_id=person.id)
    in_the_way = None
    form.set_choices(
        session.scalars(offices(language)), session.scalars(municipalities()), person.gender
    )
    if form.validate_on_submit():
        try:
            save_term(person, term, form)
            return confirm_saved(person)
        except EditConflict:
            return merge_or_ask(form, term, back)
        except RuleBroken as broken:
            in_the_way = broken.term if isinstance(broken, OfficeTaken) else None
            form.refuse(broken)
    page = render_template(
        "people/term.html", form=form, person=person, term=term, in_the_way=in_the_way
    )
    return page, form_status(form)


def save_term(person: Person, term: Term, form: TermForm) -> None:
    """Save what was typed about a term."""
    seen = form.lock_version.data
    acts.save_term(person.id, form.values(), term_id=term.id, seen=seen, today=today())


@bp.route("/people/<int:person_id>/terms/add", methods=["GET", "POST"])
@allowed(Permission.EDIT_PEOPLE)
def add_term(person_id):
    """Add a term in which the person holds an office."""
    person = person_at(person_id)
    return term_page(person, Term(person_id=person.id), TermForm(lock_version=0))


@bp.route("/people/<int:person_id>/terms/<int:term_id>", methods=["GET", "POST"])
@allowed(Permission.EDIT_PEOPLE)
def edit_term(person_id, term_id):
    """Change a term of the person."""
    person = person_at(person_id)
    term = term_at(person, term_id)
    return term_page(person, term, TermForm(obj=term))


@bp.route("/people/<int:person_id>/terms/<int:term_id>/delete", methods=["GET", "POST"])
@allowed(Permission.EDIT_PEOPLE)
def delete_term(person_id, term_id):
    """Ask, then delete a term for good: one that is over is given a last day instead."""
    person = person_at(person_id)
    term = term_at(person, term_id)
    name = term_line(term, person.gender, reader_language())
    if request.method == "GET":
        return render_template("people/delete_term.html", person=person, term=term, name=name)
    acts.delete_term(person.id, term.id)
    flash(translate(Message("Deleted: %(name)s", name=name)))
    return redirect(url_for("people.show", person_id=person.id), 303)
