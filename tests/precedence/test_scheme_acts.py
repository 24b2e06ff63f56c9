"""Acts on offices and precedence schemes: what they write; a refused one writes nothing."""

import datetime as dt

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from planner.db import session
from planner.models import (
    Branch,
    FormerOffices,
    GuestRole,
    Level,
    Office,
    Scheme,
    SchemeEntry,
    SchemeVersion,
    Term,
)
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.rules.precedence.schemes import PrecedenceEntry, TieBreaker
from planner.services.precedence import offices, schemes
from tests.acts import read
from tests.factories import (
    LONG_AGO,
    make_event,
    make_office,
    make_person,
    make_scheme,
    make_term,
    make_visit,
)

TODAY = dt.date(2026, 5, 4)
PLACES = (
    PrecedenceEntry(role=GuestRole.HOST),
    PrecedenceEntry(level=Level.STATE),
    PrecedenceEntry(),
)
ENTERED = {
    "name_de": "Rathaus", "name_en": "", "is_default": False, "as_of": TODAY,
    "keeps_delegations_together": False, "former_offices": FormerOffices.NOT,
}  # fmt: skip


@pytest.fixture
def scheme(save):
    """A scheme of three places."""
    return save(make_scheme(entries=PLACES))


def ids(scheme):
    """Return the ids of the entries of the first version, in their order."""
    return [entry.id for entry in scheme.versions[0].entries]


def stored(load):
    """Return number and entries of all versions, in their order."""
    versions = select(SchemeVersion).options(joinedload(SchemeVersion.entries))
    return [
        (version.number, [entry.role or entry.level for entry in version.entries])
        for version in load(versions.order_by(SchemeVersion.id))
    ]


AS_IT_WAS = [(1, ["host", "state", None])]


def test_entry_moves_where_there_is_room(scheme, within, load):
    _, state, nothing = ids(scheme)

    moved = schemes.move_entry(read(scheme), state, -1, seen=1, today=TODAY)

    assert moved == (None, 0)
    assert stored(load) == [(1, ["state", "host", None])]
    assert schemes.move_entry(read(scheme), nothing, 1, seen=2, today=TODAY) == (None, None)
    assert load(select(Scheme.lock_version)) == [2]


def test_entry_of_a_version_in_use_moves_in_a_new_one(scheme, save, within, load):
    save(make_visit(scheme_version_id=scheme.versions[0].id))

    moved = schemes.move_entry(read(scheme), ids(scheme)[0], 1, seen=1, today=TODAY)

    assert moved == (2, 1)
    assert stored(load) == [*AS_IT_WAS, (2, ["state", "host", None])]
    assert load(select(SchemeVersion.as_of))[1] == TODAY
    assert load(select(Scheme.lock_version)) == [2]


def test_entry_is_taken_out_but_not_that_of_those_without_an_office(scheme, within, load):
    host, _, nothing = ids(scheme)

    with pytest.raises(RuleBroken, match="Guests without an office need a place"):
        schemes.remove_entry(read(scheme), nothing, seen=1, today=TODAY)
    assert stored(load) == AS_IT_WAS

    assert schemes.remove_entry(read(scheme), host, seen=1, today=TODAY) == (None, None)
    assert stored(load) == [(1, ["state", None])]


def test_refused_change_begins_no_version(scheme, save, within, load):
    save(make_visit(scheme_version_id=scheme.versions[0].id))

    with pytest.raises(RuleBroken):
        schemes.remove_entry(read(scheme), ids(scheme)[2], seen=1, today=TODAY)

    assert stored(load) == AS_IT_WAS


def test_entry_of_another_scheme_or_an_older_version_is_not_found(scheme, save, within, load):
    other = save(make_scheme("Eigene", entries=PLACES))
    save(make_visit(scheme_version_id=scheme.versions[0].id))
    schemes.move_entry(read(scheme), ids(scheme)[0], 1, seen=1, today=TODAY)
    before = stored(load)

    for entry_id in (ids(other)[0], ids(scheme)[0], 99, None):
        with pytest.raises(NotFound):
            schemes.move_entry(read(scheme), entry_id, 1, seen=2, today=TODAY)
        with pytest.raises(NotFound):
            schemes.remove_entry(read(scheme), entry_id, seen=2, today=TODAY)

    assert stored(load) == before


def test_new_entry_stands_before_those_without_an_office(scheme, within, load):
    entry = SchemeEntry(level=Level.STATE, branch=Branch.JUDICIAL, in_own_place=False)

    assert schemes.add_entry(read(scheme), entry, today=TODAY) == (None, None)

    assert stored(load) == [(1, ["host", "state", "state", None])]


def test_entry_is_not_added_twice(scheme, within, load):
    with pytest.raises(RuleBroken, match="The scheme has this entry already"):
        schemes.add_entry(read(scheme), SchemeEntry(role=GuestRole.HOST), today=TODAY)

    assert stored(load) == AS_IT_WAS
    assert load(select(Scheme.lock_version)) == [1]


def test_tie_breakers_change_in_a_new_version_if_the_old_is_in_use(save, within, load):
    scheme = save(make_scheme(tie_breakers=(TieBreaker.ELECTED, TieBreaker.SINCE)))
    save(make_event(scheme_version_id=scheme.versions[0].id))

    same = schemes.change_tie_breakers(read(scheme), "elected", "up", seen=1, today=TODAY)
    assert same == (None, None)
    begun = schemes.change_tie_breakers(read(scheme), "elected", "down", seen=1, today=TODAY)

    assert begun == (2, None)
    found = load(select(SchemeVersion.tie_breakers).order_by(SchemeVersion.id))
    assert found == ["elected since", "since elected"]


def test_new_name_begins_no_version_and_a_new_option_does(scheme, save, within, load):
    save(make_visit(scheme_version_id=scheme.versions[0].id))
    version = scheme.versions[0]
    as_it_is = {name: getattr(version, name) for name in schemes.VERSION_COLUMNS}

    named = schemes.save_scheme(read(scheme), ENTERED | as_it_is, seen=1, today=TODAY)
    assert (named, load(select(Scheme.name_de))) == ((None, None), ["Rathaus"])
    begun = schemes.save_scheme(read(scheme), ENTERED, seen=2, today=TODAY)

    assert begun == (2, None)
    options = select(SchemeVersion.former_offices).order_by(SchemeVersion.id)
    assert load(options) == [version.former_offices, FormerOffices.NOT]
    assert load(select(Scheme.lock_version)) == [3]


def test_one_scheme_is_that_of_new_visits(save, within, load):
    first = save(make_scheme(is_default=True))
    second = save(make_scheme("Eigene"))

    schemes.save_scheme(read(second), ENTERED | {"is_default": True}, seen=1, today=TODAY)
    assert load(select(Scheme.id).where(Scheme.is_default)) == [second.id]
    saves = select(Scheme.lock_version).where(Scheme.id == first.id)
    assert load(saves) == [2]  # a form of the first learns of it
    added = schemes.add_scheme(ENTERED | {"is_default": True}, copy_of=first.versions[0].id)

    assert load(select(Scheme.id).where(Scheme.is_default)) == [added.id]
    assert load(select(Scheme.lock_version).where(Scheme.id == second.id)) == [3]


def test_new_visits_are_not_left_without_a_scheme(save, within, load):
    scheme = save(make_scheme(is_default=True))

    with pytest.raises(RuleBroken, match="Choose another scheme") as refused:
        schemes.save_scheme(read(scheme), ENTERED, seen=1, today=TODAY)

    assert refused.value.field == "is_default"
    assert load(select(Scheme.name_de).where(Scheme.is_default)) == ["Empfang"]


def test_added_scheme_is_a_copy(scheme, within, load):
    schemes.add_scheme(ENTERED, copy_of=scheme.versions[0].id)

    assert stored(load) == AS_IT_WAS * 2
    assert load(select(Scheme.name_de).order_by(Scheme.id)) == ["Empfang", "Rathaus"]


def test_copy_of_nothing_is_not_found(scheme, within, load):
    with pytest.raises(NotFound):
        schemes.add_scheme(ENTERED, copy_of=99)

    assert load(select(func.count(Scheme.id))) == [1]


def test_scheme_is_deleted_while_nothing_needs_it(scheme, save, within, load):
    used, default = save(make_scheme("Alt")), save(make_scheme("Erste", is_default=True))
    save(make_event(scheme_version_id=used.versions[0].id))

    for kept in (used, default):
        with pytest.raises(RuleBroken, match="cannot be deleted"):
            schemes.delete_scheme(read(kept))
    schemes.delete_scheme(read(scheme))

    assert load(select(Scheme.name_de)) == ["Alt", "Erste"]


ON_SCHEME = {
    "move_entry": lambda row, seen: schemes.move_entry(row, 1, 1, seen=seen, today=TODAY),
    "remove_entry": lambda row, seen: schemes.remove_entry(row, 1, seen=seen, today=TODAY),
    "change_tie_breakers": lambda row, seen: schemes.change_tie_breakers(
        row, "women", "add", seen=seen, today=TODAY
    ),
    "save_scheme": lambda row, seen: schemes.save_scheme(row, ENTERED, seen=seen, today=TODAY),
    "add_entry": lambda row, _: schemes.add_entry(row, SchemeEntry(), today=TODAY),
    "delete_scheme": lambda row, _: schemes.delete_scheme(row),
}


@pytest.mark.parametrize("name", list(ON_SCHEME)[:4])
def test_older_version_of_a_scheme_is_a_conflict(scheme, within, load, name):
    for seen in (0, 2, None):
        with pytest.raises(EditConflict):
            ON_SCHEME[name](read(scheme), seen)

    assert stored(load) == AS_IT_WAS
    assert load(select(Scheme.name_de)) == ["Empfang"]


@pytest.mark.parametrize("name", ON_SCHEME)
def test_scheme_that_is_gone_is_not_found(app, scheme, within, load, name):
    row = read(scheme)
    session.rollback()
    with app.extensions["sessionmaker"]() as other:
        other.execute(delete(Scheme))
        other.commit()

    with pytest.raises(NotFound):
        ON_SCHEME[name](row, 1)

    assert stored(load) == []


# offices


def test_office_is_added_and_changed(within, load):
    entered = {
        "title_de_feminine": "Rätin", "title_de_masculine": "Rat", "title_de_neutral": "Rat",
        "title_en": "Council", "level": Level.MUNICIPAL, "branch": Branch.LEGISLATIVE,
        "is_elected": True,
    }  # fmt: skip

    office = offices.save_office(Office(), entered, seen=0, today=TODAY)
    offices.save_office(office, {"title_en": "Councilor"}, seen=1, today=TODAY)

    [row] = load(select(Office))
    assert (row.title_en, row.title_de_feminine, row.lock_version) == ("Councilor", "Rätin", 2)


def test_older_version_of_an_office_is_a_conflict(save, within, load):
    office = save(make_office())

    with pytest.raises(EditConflict):
        offices.save_office(read(office), {"title_en": "Other"}, seen=0, today=TODAY)

    assert load(select(Office.title_en)) == ["Mayor"]


def test_office_that_nobody_holds_is_deleted_alone(save, within, load):
    office, other = save(make_office("A")), save(make_office("B"))

    offices.delete_office(read(office))

    assert load(select(Office.title_en)) == [other.title_en]


def test_office_stays_for_those_who_held_it_and_for_schemes(save, within, load):
    held, named = save(make_office("A")), save(make_office("B"))
    save(make_person(deleted_at=LONG_AGO, terms=[make_term(held)]))
    save(make_scheme(entries=(PrecedenceEntry(office_id=named.id), PrecedenceEntry())))

    for office, sentence in ((held, "term has this office"), (named, "have a place for this")):
        with pytest.raises(RuleBroken, match=sentence):
            offices.delete_office(read(office))

    assert load(select(Office.title_en).order_by(Office.id)) == ["A", "B"]
    assert load(select(func.count(Term.id))) == [1]


def test_office_that_is_gone_is_neither_saved_nor_deleted(app, save, within, load):
    for act in (
        lambda row: offices.save_office(row, {}, seen=1, today=TODAY),
        offices.delete_office,
    ):
        office = read(save(make_office()))
        session.rollback()
        with app.extensions["sessionmaker"]() as other:
            other.execute(delete(Office))
            other.commit()
        with pytest.raises(NotFound):
            act(office)

    assert load(select(Office)) == []
