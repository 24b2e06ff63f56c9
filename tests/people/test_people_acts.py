"""Acts on people and their terms: what they write, and that a refused one writes nothing."""

import datetime as dt

import pytest
from sqlalchemy import delete, select, update

from planner.models import (
    AddressForm,
    AddressOverride,
    CalendarRevision,
    Gender,
    Guest,
    HistoryEntry,
    Person,
    Term,
    User,
)
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.people.duplicates import TypedPerson
from planner.rules.people.merging import AccountWouldMove, MergeChoice
from planner.rules.people.terms import OfficeTaken
from planner.services.people import people
from planner.services.people.duplicates import find_duplicates
from planner.services.people.merging import merge_people
from tests.acts import read
from tests.factories import (
    LONG_AGO,
    make_event,
    make_guest,
    make_municipality,
    make_office,
    make_person,
    make_term,
    make_user,
)
from tests.history.told import told

TODAY = dt.date(2026, 5, 4)
NOW = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)
ORAL = AddressForm.ORAL


@pytest.fixture
def ada(save):
    """Somebody of the address book."""
    return save(make_person())


def forms(load):
    """Return the forms of address that are stored."""
    return {(one.form, one.language): one.text for one in load(select(AddressOverride))}


def test_person_is_added_with_forms_of_address(within, load):
    values = {"given_name": "Ana", "family_name": "Meyer", "languages": "pl de"}

    people.save_person(Person(), values, forms_of_address={(ORAL, "en"): "Ana"}, seen=0)

    [person] = load(select(Person))
    assert (person.sort_name, person.languages) == ("meyer, ana", "pl de")
    assert forms(load) == {(ORAL, "en"): "Ana"}


def test_person_has_the_wanted_forms_of_address_and_no_others(ada, within, load):
    first = {(ORAL, "en"): "Ada", (ORAL, "de"): "Frau L."}
    people.save_person(read(ada), {}, forms_of_address=first, seen=1)
    second = {(ORAL, "en"): "Ms. L.", (AddressForm.ENVELOPE, "de"): "An Frau L."}

    people.save_person(read(ada), {}, forms_of_address=second, seen=2)

    assert forms(load) == second
    assert load(select(Person.lock_version)) == [3]


def test_save_without_a_change_is_no_version(ada, within, load):
    people.save_person(read(ada), {"family_name": "Lindqvist"}, forms_of_address={}, seen=1)

    assert load(select(Person.lock_version)) == [1]


def test_new_name_of_a_person_reaches_calendars(ada, within, load):
    [before] = load(select(CalendarRevision.number))

    people.save_person(read(ada), {"notes": "No fish"}, forms_of_address={}, seen=1)
    assert load(select(CalendarRevision.number)) == [before]
    people.save_person(read(ada), {"family_name": "Meyer"}, forms_of_address={}, seen=2)

    assert load(select(CalendarRevision.number)) == [before + 1]


@pytest.mark.parametrize("seen", [0, 2, None])
def test_older_version_of_a_person_is_a_conflict(ada, within, load, seen):
    with pytest.raises(EditConflict):
        people.save_person(
            read(ada), {"notes": "x"}, forms_of_address={(ORAL, "en"): "Ada"}, seen=seen
        )

    assert load(select(Person.notes)) == [""]
    assert forms(load) == {}


@pytest.mark.parametrize(
    "change", [update(Person).values(deleted_at=LONG_AGO), delete(Person)], ids=["bin", "gone"]
)
def test_person_who_is_gone_is_not_saved(ada, within, load, meanwhile, change):
    person = read(ada)
    meanwhile(change)

    with pytest.raises(NotFound):
        people.save_person(person, {"notes": "x"}, forms_of_address={(ORAL, "en"): "A"}, seen=1)

    assert load(select(Person.id).where(Person.notes != "")) == []
    assert forms(load) == {}


def test_person_of_an_organisation_that_is_gone_is_refused_with_a_sentence(ada, within, load):
    with pytest.raises(RuleBroken, match="Someone else has saved this") as refused:
        people.save_person(
            read(ada),
            {"organisation_id": 99},
            forms_of_address={(ORAL, "en"): "Ada"},
            seen=1,
        )

    assert refused.value.field == "family_name"
    assert load(select(Person.organisation_id)) == [None]
    assert forms(load) == {}


# terms


def entered(office, **values):
    """Return what the form of a term says."""
    empty = {"body_de": "", "body_en": "", "since": None, "until": None, "is_acting": False}
    return empty | {"office_id": office.id, "municipality_id": None} | values


def test_term_is_added_changed_and_deleted(ada, save, within, load):
    office, values = save(make_office()), {"since": TODAY}

    added = people.save_term(ada.id, entered(office, **values), seen=0, today=TODAY)
    assert [(row.person_id, row.since) for row in load(select(Term))] == [(ada.id, TODAY)]
    changed = entered(office, body_en="Town of Hemer")
    people.save_term(ada.id, changed, term_id=added.id, seen=1, today=TODAY)
    assert [(row.body_en, row.since) for row in load(select(Term))] == [("Town of Hemer", None)]
    people.delete_term(ada.id, added.id)

    assert load(select(Term)) == []


@pytest.fixture
def term(save):
    """The term of Björn, the mayor of Hemer since 2020."""
    office = make_office(is_singular=True)
    term = make_term(office, municipality=make_municipality("Hemer"))
    return save(make_person("Björn", "Weiß", terms=[term])).terms[0]


@pytest.mark.parametrize("term_id", [1, 9])
def test_term_of_another_person_is_not_found(ada, term, within, load, term_id):
    assert term.id == 1

    with pytest.raises(NotFound):
        people.save_term(
            ada.id, entered(term.office, body_en="x"), term_id=term_id, seen=1, today=TODAY
        )
    with pytest.raises(NotFound):
        people.delete_term(ada.id, term_id)

    assert [(row.person_id, row.body_en) for row in load(select(Term))] == [(term.person_id, "")]


def test_person_in_the_bin_gets_and_loses_no_term(term, within, load, save):
    gone = save(make_person(deleted_at=LONG_AGO, terms=[make_term(term.office)]))
    known = gone.terms[0].id

    for person_id in (gone.id, 99):
        with pytest.raises(NotFound):
            people.save_term(person_id, entered(term.office), seen=0, today=TODAY)
        with pytest.raises(NotFound):
            people.save_term(
                person_id, entered(term.office, body_en="x"), term_id=known, seen=1, today=TODAY
            )
        with pytest.raises(NotFound):
            people.delete_term(person_id, known)

    assert [term.body_en for term in load(select(Term))] == ["", ""]


@pytest.mark.parametrize("seen", [0, 2, None])
def test_older_version_of_a_term_is_a_conflict(term, within, load, seen):
    changed = entered(term.office, body_en="x")

    with pytest.raises(EditConflict):
        people.save_term(term.person_id, changed, term_id=term.id, seen=seen, today=TODAY)

    assert load(select(Term.body_en)) == [""]


def test_second_holder_of_a_singular_office_is_told_whose_term_it_is(ada, term, within, load):
    values = entered(term.office, municipality_id=term.municipality_id)

    with pytest.raises(OfficeTaken, match="has held this office since") as refused:
        people.save_term(ada.id, values, seen=0, today=TODAY)

    assert (refused.value.term.id, refused.value.field) == (term.id, "office_id")
    assert load(select(Term.person_id)) == [term.person_id]


def test_holder_changes_the_own_term(term, within, load):
    values = entered(term.office, municipality_id=term.municipality_id, body_en="Town")

    people.save_term(term.person_id, values, term_id=term.id, seen=1, today=TODAY)

    assert load(select(Term.body_en)) == ["Town"]


def test_term_ends_after_it_begins(ada, save, within, load):
    values = entered(save(make_office()), since=TODAY, until=TODAY - dt.timedelta(days=1))

    with pytest.raises(RuleBroken, match="The last day is before the first") as refused:
        people.save_term(ada.id, values, seen=0, today=TODAY)

    assert refused.value.field == "until"
    assert load(select(Term)) == []


@pytest.mark.parametrize("values", [{"municipality_id": 99}, {"office_id": 99}])
def test_term_in_a_place_or_office_that_is_gone_is_refused(ada, save, within, load, values):
    with pytest.raises(RuleBroken, match="Someone else has saved this") as refused:
        people.save_term(ada.id, entered(save(make_office())) | values, seen=0, today=TODAY)

    assert refused.value.field == "office_id"
    assert load(select(Term)) == []


# duplicates


def typed(**values):
    said = {"given_name": "", "name_prefix": "", "family_name": "", "gender": Gender.NEITHER}
    return TypedPerson(**said | {"email": "", "organisation_id": None} | values)


def test_duplicates_are_the_likeliest_first_with_their_reasons(ada, save, within):
    save(make_person("Ida", "Lindqvist", email="ada@planner.example"), make_person("Ben", "Groß"))
    wanted = typed(given_name="Ada", family_name="Lindquist", email="ada@planner.example")

    found = find_duplicates(wanted)

    assert [(one.person.given_name, [why.msgid for why in one.reasons]) for one in found] == [
        ("Ida", ["same e-mail address"]),
        ("Ada", ["similar name"]),
    ]
    assert [one.person.given_name for one in find_duplicates(wanted, excluded_id=ada.id)] == ["Ida"]


def test_nobody_is_meant_by_nothing(ada, within, count_queries):
    with count_queries() as queries:
        assert find_duplicates(typed(given_name="Ada")) == []
    assert queries == []


# merging


@pytest.fixture
def ana(save):
    """The entry that is kept."""
    return save(make_person("Ana", "Meyer", phone="+49 1", notes="Ours"))


@pytest.fixture
def anna(save):
    """The entry that is merged into the other."""
    return save(make_person("Anna", "Meyer", phone="+49 2", notes="Theirs"))


@pytest.fixture
def merge(ana, anna, within):
    """Return a function that merges Anna into Ana."""

    def merge(kept_id=ana.id, other_id=anna.id, **values):
        given = {
            "choices": {"given_name": MergeChoice.THEIRS, "notes": MergeChoice.BOTH},
            "not_kept": "Phone: +49 2",
            "seen": (1, 1),
            "may_move_account": False,
            "now": NOW,
        }
        return merge_people(kept_id, other_id, **given | values)

    return merge


@pytest.fixture
def unmerged(load, save, ana, anna):
    """Return a function that checks that nothing is merged, not even half."""
    save(make_guest(anna, make_event()))

    def unmerged():
        entries = load(select(Person).order_by(Person.id))
        assert [(one.given_name, one.notes) for one in entries] == [
            ("Ana", "Ours"),
            ("Anna", "Theirs"),
        ]
        assert [one.deleted_at for one in entries] == [None, None]
        assert load(select(Guest.person_id)) == [anna.id]
        assert load(select(HistoryEntry)) == []

    return unmerged


def test_merge_keeps_what_was_chosen_and_tells_the_history(merge, save, load, ana, anna):
    save(make_guest(anna, make_event()))

    kept = merge()

    assert kept.id == ana.id
    one, other = load(select(Person).order_by(Person.id))
    assert (one.given_name, one.phone) == ("Anna", "+49 1")
    assert one.notes == "Ours\n\nTheirs\n\nPhone: +49 2"
    assert (one.lock_version, other.deleted_at) == (2, NOW)
    assert load(select(Guest.person_id)) == [ana.id]
    assert other.merged_into_id == ana.id
    assert [(one.act, one.table, one.key) for one in told(load)] == [
        ("merge_people", "person", str(ana.id)),
        ("merge_people", "person", str(anna.id)),
        ("merge_people", "guest", "1"),
    ]


@pytest.mark.parametrize("seen", [(1, 2), (2, 1), (0, 1), (None, None)])
def test_older_version_of_one_of_both_is_a_conflict(merge, unmerged, seen):
    with pytest.raises(EditConflict):
        merge(seen=seen)

    unmerged()


@pytest.mark.parametrize("whose", ["ana", "anna"])
def test_entry_that_is_gone_is_not_merged(merge, save, load, ana, anna, whose):
    gone = {"ana": ana, "anna": anna}[whose]
    save(make_guest(anna, make_event()))
    gone.deleted_at = LONG_AGO
    save(gone)

    for pair in ((ana.id, anna.id), (ana.id, 99)):
        with pytest.raises(NotFound):
            merge(*pair, seen=(1, 2))

    assert load(select(Guest.person_id)) == [anna.id]
    assert load(select(HistoryEntry)) == []
    assert load(select(Person.deleted_at).where(Person.id != gone.id)) == [None]


def test_nobody_is_merged_with_oneself(merge, unmerged, ana):
    with pytest.raises(RuleBroken, match="This is the same entry twice"):
        merge(ana.id, ana.id)

    unmerged()


def test_two_users_are_not_merged(merge, unmerged, save, ana, anna):
    save(make_user(person_id=ana.id), make_user(person_id=anna.id))

    with pytest.raises(RuleBroken, match="Both are users of this planner"):
        merge(may_move_account=True)

    unmerged()


def test_account_moves_only_if_it_may(merge, unmerged, save, load, ana, anna):
    save(make_user(person_id=anna.id))

    with pytest.raises(AccountWouldMove):
        merge()
    unmerged()
    merge(may_move_account=True)

    assert load(select(User.person_id).where(User.person_id.is_not(None))) == [ana.id]


def test_texts_that_are_too_long_together_are_not_merged(merge, unmerged):
    with pytest.raises(RuleBroken, match="Both texts together are too long") as refused:
        merge(not_kept="x" * 10_000)

    assert refused.value.field == "notes_rest"
    unmerged()
