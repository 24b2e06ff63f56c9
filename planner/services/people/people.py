"""Acts on people, and on the terms in which they hold an office."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from planner.db import act, bump_version, set_columns
from planner.languages import Bilingual
from planner.models import AddressForm, AddressOverride, Municipality, Office, Person, Term
from planner.queries.people.people import person_locked, term_of
from planner.queries.precedence.offices import offices_locked, other_terms
from planner.rules import SAVED_BY_ANOTHER, RuleBroken
from planner.rules.people.terms import TypedTerm, check_office_free, check_term, is_exclusive
from planner.services.rows import one_or_not_found
from planner.services.versions import lock_unchanged
from planner.values import value_as, value_or_none

FormsOfAddress = dict[tuple[AddressForm, str], str]  # texts by form and language


def save_person(
    person: Person,
    values: Mapping[str, object],
    *,
    forms_of_address: FormsOfAddress,
    seen: int | None,
) -> Person:
    """Save a person, a new one or one who exists.

    `values` are columns by name, `forms_of_address` those that are not left to the rules. Raises
    EditConflict, NotFound, and RuleBroken about `family_name` if the organisation is gone.
    """
    with act("save_person", on_conflict=RuleBroken(SAVED_BY_ANOTHER, "family_name")) as own:
        lock_unchanged(own, person, seen)
        set_forms_of_address(person, forms_of_address)
        set_columns(person, values)
        own.add(person)
    return person


def set_forms_of_address(person: Person, wanted: FormsOfAddress) -> None:
    """Set the forms of address of a person, and remove all others; a change counts as a save."""
    before = {(one.form, one.language): one for one in person.address_overrides}
    if {key: one.text for key, one in before.items()} == wanted:
        return
    for key, text in wanted.items():
        if key in before:
            before[key].text = text
        else:
            form, language = key
            added = AddressOverride(form=form, language=language, text=text)
            person.address_overrides.append(added)
    for key in before.keys() - wanted.keys():
        person.address_overrides.remove(before[key])
    bump_version(person)


def save_term(
    person_id: int,
    values: Mapping[str, object],
    *,
    term_id: int | None = None,
    seen: int | None,
    today: dt.date,
) -> Term:
    """Save a term of a person: a new one, or with `term_id` one that exists.

    `values` are columns by name. Raises OfficeTaken if one person can hold the office at a time,
    and another does; RuleBroken about `until` or `office_id`; EditConflict; NotFound if the person
    is gone or in the trash, or has no such term.
    """
    with act("save_term", on_conflict=RuleBroken(SAVED_BY_ANOTHER, "office_id")) as own:
        person = one_or_not_found(own, person_locked(person_id))
        term = (
            one_or_not_found(own, term_of(person, term_id))
            if term_id
            else Term(person_id=person.id)
        )
        lock_unchanged(own, term, seen)
        check_term(value_or_none(dt.date, values["since"]), value_or_none(dt.date, values["until"]))
        office = own.scalar(offices_locked([value_as(int, values["office_id"])]))
        if office is None:
            raise RuleBroken(SAVED_BY_ANOTHER, "office_id")
        if office.is_singular:
            check_office_is_free(own, office, term, values, today)
        term.is_exclusive = is_exclusive(office, person)
        set_columns(term, values)
        own.add(term)
    return term


def check_office_is_free(
    own: Session, office: Office, term: Term, values: Mapping[str, object], today: dt.date
) -> None:
    """Raise OfficeTaken if somebody holds an office, which is locked: nobody takes it meanwhile."""
    place = values["municipality_id"]
    wanted = TypedTerm(
        municipality=own.get(Municipality, place) if place else None,
        body=Bilingual.made(lambda language: value_as(str, values[f"body_{language}"])),
        since=value_or_none(dt.date, values["since"]),
        until=value_or_none(dt.date, values["until"]),
        is_acting=value_as(bool, values["is_acting"]),
    )
    check_office_free(wanted, own.scalars(other_terms(office, term, today)).all(), today)


def delete_term(person_id: int, term_id: int) -> None:
    """Delete a term for good: one that is over is given a last day instead.

    Raises NotFound if the person is gone or in the trash, or has no such term.
    """
    with act("delete_term") as own:
        person = one_or_not_found(own, person_locked(person_id))
        own.delete(one_or_not_found(own, term_of(person, term_id)))
