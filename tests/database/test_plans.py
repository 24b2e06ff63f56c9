"""How SQLite finds rows: what is not in the trash is never looked for by the index of the trash."""

import contextlib
import sqlite3

import pytest

from planner.models import Reply
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_person,
    make_visit,
)

PAGES = (
    *("/overview", "/visits", "/visits/lyon", "/visits/lyon/guests", "/people", "/history"),
    *("/visits/lyon/events/1", "/visits/lyon/events/1/guests", "/visits/lyon/delegations/2"),
    *("/visits/lyon/print", "/people/1", "/"),
)


@pytest.fixture
def plans(app):
    """Return a function that gives the steps by which SQLite would execute a statement."""
    path = app.config["DATABASE_URL"].removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path)) as connection:

        def plans(statement):
            unknown = (None,) * statement.count("?")
            steps = connection.execute(f"EXPLAIN QUERY PLAN {statement}", unknown)
            return [step[-1] for step in steps]

        yield plans


@pytest.mark.parametrize("page", PAGES)
def test_no_page_looks_among_the_trash_for_what_is_there(
    administrator, save, count_queries, plans, page
):
    visit = save(make_visit(slug="lyon"))
    event = make_event(visit_id=visit.id)
    delegation = make_delegation(visit, id=2)
    person = make_person()
    guest = make_guest(person, event, delegation=delegation, reply=Reply.ACCEPTED)
    save(event, delegation, guest, make_delegate(person, delegation=delegation))

    with count_queries() as statements:
        assert administrator.get(page).status_code == 200

    asked = [one for one in statements if one.startswith(("SELECT", "WITH"))]
    found = {step for one in asked for step in plans(one) if "_deleted_at" in step}
    assert len(asked) > 1
    assert found == set()


def test_the_trash_is_found_by_its_own_index(administrator, save, count_queries, plans):
    save(make_person())

    with count_queries() as statements:
        assert administrator.get("/settings/bin").status_code == 200

    found = [step for one in statements if one.startswith("SELECT") for step in plans(one)]
    assert any("ix_person_deleted_at (deleted_at>?)" in step for step in found)
