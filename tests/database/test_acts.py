"""Acts: one transaction each, inner ones join, and nothing half written is kept."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from planner.db import UnsavedChanges, act, session
from planner.models import Visit
from planner.rules import EditConflict, NotFound, RuleBroken
from planner.services.versions import lock_unchanged
from tests.factories import LONG_AGO, make_visit


class Refused(Exception):
    """What a test raises inside an act."""


@pytest.fixture
def titles(app):
    """Return a function that gives the titles of the visits that are stored, while others write."""

    def titles():
        with app.extensions["asking"].connect() as connection:
            return sorted(connection.scalars(select(Visit.title_de)))

    return titles


def add(title):
    """Save a visit: an act."""
    with act("add") as own:
        own.add(make_visit(title_de=title))


def test_the_outermost_act_commits_and_inner_ones_join(app, titles):
    with app.app_context(), act("try_it") as own:
        add("One")
        own.flush()
        assert titles() == []
        add("Two")

    assert titles() == ["One", "Two"]


def test_what_is_raised_in_an_act_undoes_it_and_those_inside(app, titles):
    def refused():
        with act("refused"):
            add("One")
            raise Refused

    with app.app_context(), pytest.raises(Refused):
        refused()

    assert titles() == []


def test_an_inner_act_that_was_refused_spoils_the_outer_one_even_if_somebody_goes_on(app, titles):
    def refused():
        with act("refused") as own:
            own.add(make_visit(title_de="Half"))
            raise Refused

    def heedless():
        with act("heedless"):
            with pytest.raises(Refused):
                refused()
            add("One")

    with app.app_context():
        with pytest.raises(Refused):
            heedless()
        add("Two")

    assert titles() == ["Two"]


def test_an_act_reads_anew_what_somebody_has_saved_meanwhile(app, save, titles):
    saved = save(make_visit(title_de="Old"))
    with app.test_request_context():  # a page only reads until its act begins
        visit = session.get(Visit, saved.id)
        with app.extensions["sessionmaker"]() as other:
            other.get(Visit, saved.id).title_de = "New"
            other.commit()

        with act("try_it"):
            assert visit.title_de == "New"
            visit.title_de += "er"

    assert titles() == ["Newer"]


def test_an_act_does_not_lose_what_nobody_has_saved(app, save, titles):
    saved = save(make_visit(title_de="Old"))
    with app.app_context():
        visit = session.get(Visit, saved.id)
        for change in (lambda: setattr(visit, "title_de", "New"), session.flush):
            change()
            with pytest.raises(UnsavedChanges):
                add("One")
        session.rollback()
        add("One")

    assert titles() == ["Old", "One"]


def test_who_was_slower_is_told_by_the_rule_that_the_act_names(app, save, titles):
    save(make_visit(slug="lyon", title_de="One"))

    def add_another(**options):
        with act("add_another", **options) as own:
            own.add(make_visit(slug="lyon"))

    with app.app_context():
        with pytest.raises(EditConflict):
            add_another(on_conflict=EditConflict())
        with pytest.raises(IntegrityError):
            add_another()

    assert titles() == ["One"]


def test_rows_that_are_stale_deleted_or_gone_are_not_changed(app, save, load):
    stale, deleted = save(make_visit(), make_visit(deleted_at=LONG_AGO)), None
    [deleted] = load(select(Visit).where(Visit.deleted_at.is_not(None)))

    def rename(key, seen, gone=False):
        visit = session.get(Visit, key)
        with act("rename") as own:
            if gone:
                own.delete(own.get(Visit, key))
                own.flush()
            lock_unchanged(own, visit, seen)
            visit.title_de = "Renamed"

    with app.app_context():
        with pytest.raises(EditConflict):
            rename(stale.id, seen=0)
        with pytest.raises(NotFound):
            rename(deleted.id, seen=1)
        with pytest.raises(NotFound):
            rename(stale.id, seen=1, gone=True)
        rename(stale.id, seen=1)

    assert [visit.title_de for visit in load(select(Visit).order_by(Visit.id))] == [
        "Renamed",
        "Delegation aus Lyon",
    ]


def test_a_row_that_is_to_be_added_has_no_version(app, load):
    with app.app_context(), act("try_it") as own:
        visit = make_visit()
        lock_unchanged(own, visit, 0)
        own.add(visit)
    with app.app_context(), pytest.raises(EditConflict), act("try_it") as own:
        lock_unchanged(own, make_visit(), 1)

    assert load(select(func.count(Visit.id))) == [1]


def test_rules_that_are_broken_are_errors_of_their_own(app):
    assert issubclass(EditConflict, RuleBroken)
    assert not issubclass(NotFound, RuleBroken)
