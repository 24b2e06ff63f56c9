"""Terms: an office of which there is one at a time has one holder at a time."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from planner.clock import utc_now
from planner.models import Person, Term
from planner.rules import RuleBroken
from planner.rules.people.terms import check_term, conflicting_term, is_overlapping, is_same_place
from tests.factories import LONG_AGO, make_municipality, make_office, make_person, make_term

TODAY = dt.date(2026, 5, 4)


def day(text):
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("2020-01-01", ""), ("2025-01-01", ""), True),
        (("2020-01-01", "2026-05-04"), ("2026-05-04", ""), False),  # the day of handing over
        (("2020-01-01", "2026-05-05"), ("2026-05-04", ""), True),
        (("2020-01-01", ""), ("2027-01-01", ""), True),  # nobody has entered when it ends
        (("2020-01-01", "2026-12-31"), ("2027-01-01", ""), False),
        (("", ""), ("", ""), True),
        (("", "2025-12-31"), ("2020-01-01", ""), False),  # over: lists of then stay as they were
        (("2010-01-01", "2020-12-31"), ("2015-01-01", "2025-12-31"), False),
    ],
)
def test_terms_overlap_when_both_are_held_for_more_than_a_day_and_neither_is_over(
    one, other, expected
):
    terms = [make_term(since=day(since), until=day(until)) for since, until in (one, other)]

    assert is_overlapping(*terms, TODAY) is expected
    assert is_overlapping(*reversed(terms), TODAY) is expected


LYON, HEMER = make_municipality("Lyon"), make_municipality("Hemer")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"municipality": HEMER}, {"municipality": HEMER}, True),
        ({"municipality": HEMER}, {"municipality": LYON}, False),
        ({"body_de": "Stadt Hemer"}, {"body_de": "hemer"}, True),
        ({"body_de": "Stadt Hemer"}, {"municipality": HEMER}, True),
        ({"body_de": "Stadt Hemer"}, {"body_en": "Hemer"}, True),
        ({"body_de": "Stadt Hemer"}, {"body_de": "Stadt Iserlohn"}, False),
        ({"body_en": "Minnesota"}, {"body_en": "State of Minnesota"}, True),
        ({"municipality": HEMER, "body_de": "Ortsteil Westig"},
         {"municipality": HEMER, "body_de": "Ortsteil Becke"}, False),
        ({"municipality": LYON, "body_en": "City Council"},
         {"municipality": HEMER, "body_en": "City Council"}, False),
        ({}, {}, True),  # an office without a place is one
        ({}, {"municipality": HEMER}, False),
    ],
)  # fmt: skip
def test_terms_are_of_one_place_as_far_as_it_is_told(one, other, expected):
    terms = make_term(**one), make_term(**other)

    assert is_same_place(*terms) is expected
    assert is_same_place(*reversed(terms)) is expected


@pytest.mark.parametrize(
    ("acts", "other_acts", "is_refused"),
    [(False, False, True), (True, True, True), (True, False, False), (False, True, False)],
)
def test_p27_who_acts_may_stand_in_beside_the_holder(acts, other_acts, is_refused):
    wanted, other = (make_term(municipality=HEMER, is_acting=one) for one in (acts, other_acts))

    assert (conflicting_term(wanted, [other], TODAY) is other) is is_refused


@pytest.fixture
def mayor(save):
    """Somebody who has been the mayor of Hemer since 2020."""
    office = make_office(is_singular=True)
    term = make_term(office, municipality=make_municipality("Hemer"))
    return save(make_person("Björn", "Weiß", terms=[term])).terms[0]


def typed(term, **values):
    """Return what the form of a term sends for the same office and place."""
    names = ("body_de", "body_en", "since", "until", "form_confirmed_on", "form_confirmed_by")
    place = {"office_id": term.office_id, "municipality_id": term.municipality_id}
    return dict.fromkeys(names, "") | place | {"lock_version": "0"} | values


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Björn Weiß has held this office since Jan 1, 2020, and only one person can at a "
               "time. Please enter the last day of that term first, then save this one."),
        ("de", "Björn Weiß hat dieses Amt seit 1. Jan. 2020. Es kann immer nur eine Person haben:"),
    ],
)  # fmt: skip
def test_second_holder_is_refused_with_the_name_of_the_first_and_nothing_is_lost(
    organiser, save, load, mayor, language, sentence
):
    other = save(make_person())
    entry = typed(mayor, since="2026-01-01", body_en="Town of Hemer")
    headers = {"Accept-Language": language}

    answer = organiser.post(f"/people/{other.id}/terms/add", data=entry, headers=headers)

    page = answer.text.replace("\xa0", " ")
    assert answer.status_code == 422
    assert sentence in page.partition('id="office_id-error"')[2]
    assert f'href="/people/{mayor.person_id}/terms/{mayor.id}"' in page
    assert 'value="Town of Hemer"' in page
    assert 'value="2026-01-01"' in page
    assert len(load(select(Term))) == 1


def test_holder_of_unknown_first_day_is_named_too(organiser, save, mayor):
    mayor.since = None
    save(mayor)
    other = save(make_person())

    page = organiser.post(f"/people/{other.id}/terms/add", data=typed(mayor)).text

    assert "Björn Weiß holds this office, and only one person can at a time. Please" in page


@pytest.mark.parametrize(
    "changed",
    [
        {"is_acting": "y"},
        {"municipality_id": ""},
        {"since": "2010-01-01", "until": "2019-12-31"},
    ],
)
def test_second_holder_elsewhere_before_or_acting_is_right(organiser, save, load, mayor, changed):
    other = save(make_person())

    answer = organiser.post(f"/people/{other.id}/terms/add", data=typed(mayor, **changed))

    assert answer.status_code == 303
    assert len(load(select(Term))) == 2


def test_office_is_free_once_the_first_term_has_an_end(organiser, save, load, mayor):
    other, address = save(make_person()), f"/people/{mayor.person_id}/terms/{mayor.id}"
    end = typed(mayor, since="2020-01-01", until="2026-10-31", lock_version=mayor.lock_version)

    ended = organiser.post(address, data=end)
    answer = organiser.post(f"/people/{other.id}/terms/add", data=typed(mayor, since="2026-10-31"))

    assert (ended.status_code, answer.status_code) == (303, 303)
    assert len(load(select(Term))) == 2


def test_office_with_many_holders_and_holders_in_the_bin_leave_room(organiser, save, load, mayor):
    council = make_office("Council Member", is_singular=False)
    member = make_term(council, municipality=make_municipality("Elk River"))
    gone = make_term(mayor.office, municipality=make_municipality("Soest"))
    save(make_person(terms=[member]), make_person(terms=[gone], deleted_at=LONG_AGO))
    other = save(make_person("Ben"))

    for term in (member, gone):
        answer = organiser.post(f"/people/{other.id}/terms/add", data=typed(term))
        assert answer.status_code == 303

    assert len(load(select(Term).where(Term.person_id == other.id))) == 2


def test_term_may_last_one_day_and_have_no_end():
    for until in (dt.date(2026, 5, 4), dt.date(2026, 5, 5), None):
        check_term(dt.date(2026, 5, 4), until)

    with pytest.raises(RuleBroken):
        check_term(dt.date(2026, 5, 4), dt.date(2026, 5, 3))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "The last day is before the first."), ("de", "Der letzte Tag liegt vor dem ersten.")],
)
def test_term_that_ends_before_it_begins_is_told_at_its_last_day(
    organiser, save, load, mayor, language, sentence
):
    other = save(make_person())
    entry = typed(mayor, since="2026-05-05", until="2026-05-04", is_acting="y")
    headers = {"Accept-Language": language}

    answer = organiser.post(f"/people/{other.id}/terms/add", data=entry, headers=headers)

    assert answer.status_code == 422
    assert sentence in answer.text.partition('id="until-error"')[2][:900]
    assert re.search(r'id="since"[^>]* value="2026-05-05"', answer.text)
    assert len(load(select(Term))) == 1


def test_who_comes_back_from_the_bin_is_told_who_holds_the_office(organiser, save, load):
    office = make_office(is_singular=True)
    gone = make_person("Eva", "Roth", deleted_at=utc_now(), terms=[make_term(office)])
    former = save(gone)
    save(make_person("Kim", terms=[make_term(office, is_exclusive=True)]))

    refused = organiser.post(f"/bin/persons/{former.id}/restore")

    assert refused.status_code == 409
    assert "Eva Roth stays in the bin: Kim Lindqvist holds an office" in refused.text
    assert load(select(Person.id).where(Person.deleted_at.is_not(None))) == [former.id]
