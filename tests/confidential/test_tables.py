"""Every table hangs on a visit and is hidden with it, or is named here as one of no visit."""

import re
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text, union_all
from sqlalchemy.orm import aliased, joinedload

import planner as package
from planner.confidentiality import SEES_ALL, SeesAll, reading_as, seeing_all
from planner.db import Base, fetch_all, session
from planner.models import Delegation, Event, Guest, Person, User, Visit
from planner.restriction import UnrestrictedStatement, unrestricted_table
from planner.rules.visibility import VISIT, WAYS_TO_VISITS
from tests.confidential.secret_visit import secret_rows

OF_NO_VISIT = {
    "address_override": "how a person is addressed",
    "authenticator_app": "of an account",
    "calendar_revision": "one number",
    "erasure": "which number of a table was erased when; no text",
    "fact": "of a municipality",
    "feed_snapshot": "what a feed serves, made with its maker's eyes; found by its token alone",
    "history_entry": "who did what when, never to which visit",
    "housekeeping": "when the house was kept last",
    "known_device": "of an account",
    "municipality": "a place",
    "network": "an exchange of places",
    "network_member": "a place in it",
    "office": "what one can be",
    "organisation": "in the address book",
    "partnership": "of two places",
    "passkey": "of an account",
    "editing": "of an account; which row it names is asked with the row itself",
    "person": "in the address book",
    "picture": "found by a name that nobody guesses",
    "recovery_code": "of an account",
    "reset_link": "of an account",
    "role": "of users",
    "roles_users": "of users",
    "scheme": "an order of precedence",
    "scheme_entry": "a place in it",
    "scheme_version": "what it said",
    "shipped_key": "what the program brought once",
    "sign_in": "of an account",
    "stored_file": "found by the claim of a job, which hangs on its visit",
    "stored_piece": "part of such a file",
    "term": "an office of a person",
    "tombstone": "what a feed says of an event that left; found by the feed, outlives the event",
    "user": "an account",
    "history_look": "when an account has looked at the history",
    "user_session": "where an account is signed in",
    "venue": "a place",
}
REASONS = {  # where something sees all: a new place is named here, and thought about
    "feeds/rendered_events.py": [SeesAll.PUBLICATION, SeesAll.PUBLICATION],
    "queries/confidentiality.py": [SeesAll.QUESTION, SeesAll.QUESTION],
    "queries/feeds/feeds.py": [SeesAll.POLL],
    "queries/history/stored.py": [SeesAll.HISTORY],
    "queries/history/undoing.py": [SeesAll.DELETION, SeesAll.QUESTION],
    "queries/slugs.py": [SeesAll.SLUGS],
    "restriction.py": [SeesAll.ROW],
    "revisions/listener.py": [SeesAll.CALENDARS],
    "revisions/statements.py": [SeesAll.CALENDARS],
    "services/erasing/again.py": [SeesAll.HOUSEKEEPING, SeesAll.HOUSEKEEPING],
    "services/erasing/erasing.py": [SeesAll.HOUSEKEEPING],
    "services/erasing/nightly.py": [SeesAll.HOUSEKEEPING],
    "services/feeds.py": [*[SeesAll.PUBLICATION] * 3, SeesAll.POLL],
    "services/jobs/job_runs.py": [SeesAll.HOUSEKEEPING],
    "services/people/merging.py": [SeesAll.MERGE],
    "services/places/places.py": [SeesAll.DELETION],
    "services/precedence/schemes.py": [SeesAll.DELETION],
    "services/programme/clashes.py": [SeesAll.CLASHES],
    "services/programme/confidentiality.py": [SeesAll.TAKEOVER, SeesAll.TAKEOVER],
    "trail/entries.py": [SeesAll.HISTORY],
    "trail/listener.py": [SeesAll.HISTORY],
    "views/feeds/subscriptions.py": [SeesAll.POLL],
    "views/programme/left_visits.py": [SeesAll.TAKEOVER],
}


def test_every_table_hangs_on_a_visit_or_is_named_as_one_of_no_visit():
    assert set(Base.metadata.tables) == {VISIT, *WAYS_TO_VISITS, *OF_NO_VISIT}
    assert not OF_NO_VISIT.keys() & WAYS_TO_VISITS.keys()


def test_whatever_sees_all_is_listed_with_its_reason():
    folder, found = Path(package.__file__).parent, {}
    for file in folder.rglob("*.py"):
        if file.name != "confidentiality.py" or file.parent != folder:
            names = re.findall(r"SeesAll\.(\w+)", file.read_text())
            if names:
                found[str(file.relative_to(folder))] = sorted(names)

    listed = {file: sorted(one.name for one in reasons) for file, reasons in REASONS.items()}
    assert found == {file: names for file, names in listed.items() if names}
    assert {name for names in found.values() for name in names} == {one.name for one in SeesAll}


@pytest.fixture
def stranger_reads(secretive_app, secret, users):
    """The session of somebody who is not named."""
    with secretive_app.app_context(), reading_as(users["organiser"].id):
        yield session


def test_of_every_table_only_the_named_finds_the_rows(secretive_app, secret, users):
    rows = [*secret_rows(secret), *secret.late]
    models = {type(row) for row in rows}
    assert {model.__tablename__ for model in models} >= {VISIT, *WAYS_TO_VISITS} - {
        "rendered_event"
    }
    for model in models:
        keys = {
            tuple(getattr(row, key.key) for key in model.__table__.primary_key)
            for row in rows
            if type(row) is model and row not in known(secret)
        }
        with secretive_app.app_context(), reading_as(users["organiser"].id):
            seen = keys_in(model)
        with secretive_app.app_context(), reading_as(users["named"].id):
            all_seen = keys_in(model)
        assert not keys & seen, model
        assert keys <= all_seen, model


def keys_in(model):
    """Return the keys of the rows of a model that the reader finds."""
    columns = [getattr(model, key.key) for key in model.__table__.primary_key]
    return {tuple(row) for row in session.execute(select(*columns))}


def known(secret):
    """Return the rows of the visit that everybody knows."""
    return {
        *(secret.leaving, secret.free, secret.free_guest, secret.free_point),
        *(secret.free_assignment, secret.old_slug, secret.free_printout, secret.free_copy),
    }


def shapes(secret):
    """Return statements of each shape that SQLAlchemy has for the events or guests of a visit."""
    other, guest = aliased(Event), aliased(Guest)
    event_id = secret.event.id
    there = select(Guest.event_id).where(Guest.event_id == event_id)
    return {
        "an entity": select(Event).where(Event.id == event_id),
        "a column": select(Event.title_de).where(Event.id == event_id),
        "an alias": select(other.id).where(other.id == event_id),
        "in a condition alone": select(Person.id).where(
            Person.id == Guest.person_id, Guest.event_id == event_id
        ),
        "a subquery": select(there.subquery().c.event_id),
        "a CTE": select(there.cte().c.event_id),
        "IN": select(Person.id).where(
            Person.id.in_(select(Guest.person_id).where(Guest.event_id == event_id))
        ),
        "EXISTS": select(User.id).where(select(Event.id).where(Event.id == event_id).exists()),
        "a relationship that has": select(Guest.id).where(Guest.event.has(Event.id == event_id)),
        "a union": union_all(there, select(Event.id).where(Event.id == event_id)),
        "a join": select(Person.id).join(Guest, Guest.person_id == Person.id).where(
            Guest.event_id == event_id
        ),
        "an alias that is joined": select(guest.id).join(Event.guests.of_type(guest)).where(
            Event.id == event_id
        ),
        "a joined load": select(Guest).where(Guest.event_id == event_id).options(
            joinedload(Guest.event)
        ),
        "in the bin": select(Event.id).where(Event.id == secret.binned.id),
        "an old way": select(Delegation.id).where(Delegation.id == secret.delegation.id),
    }  # fmt: skip


def test_no_shape_of_a_statement_finds_it(stranger_reads, secret, secretive_app, users):
    for name, statement in shapes(secret).items():
        assert stranger_reads.execute(statement).unique().all() == [], name
    assert stranger_reads.get(Event, secret.event.id) is None
    assert stranger_reads.get(Visit, secret.visit.id) is None
    counted = select(func.count()).where(Guest.event_id == secret.event.id)
    assert stranger_reads.scalar(counted) == 0
    with reading_as(users["named"].id):
        for name, statement in shapes(secret).items():
            assert stranger_reads.execute(statement).unique().all(), name


@pytest.mark.parametrize(
    "statement",
    [
        select(Base.metadata.tables["guest"]),
        text("SELECT * FROM event"),
        select(Event.id).join(other := aliased(Guest), other.event_id == Event.id),
        text("WITH x AS (SELECT id FROM visit) SELECT * FROM x"),
        text("SELECT u.id FROM person AS u, guest WHERE guest.person_id = u.id"),
    ],
    ids=["a table", "text", "an alias joined by hand", "a CTE in text", "a comma"],
)
def test_what_the_criteria_do_not_reach_is_refused(stranger_reads, statement):
    with pytest.raises(UnrestrictedStatement):
        stranger_reads.execute(statement)

    with seeing_all(SeesAll.HOUSEKEEPING):
        assert stranger_reads.execute(statement).all()


def test_statement_that_stands_alone_is_refused_or_says_why_it_sees_all(stranger_reads):
    with pytest.raises(UnrestrictedStatement):
        fetch_all(select(Event.id))

    assert fetch_all(select(Event.id).execution_options(**{SEES_ALL: SeesAll.POLL}))


def test_nothing_is_added_while_nothing_is_hidden(secretive_app, world, users):
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    engine = secretive_app.extensions["sessionmaker"].kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    with secretive_app.app_context(), reading_as(users["named"].id):
        session.execute(select(Event.id)).all()
    event.remove(engine, "before_cursor_execute", note)

    *_, asked, read = statements
    assert asked.startswith("SELECT EXISTS (SELECT 1")
    assert "hidden_" not in read


def test_the_guard_knows_each_table_by_its_own_criterion():
    wrong = (
        "SELECT guest_1.id FROM guest AS guest_1 WHERE NOT (EXISTS (SELECT 1 FROM event AS "
        "hidden_event WHERE hidden_event.id = guest.event_id))"
    )
    assert unrestricted_table(wrong) == "guest"
    assert unrestricted_table(wrong.replace("= guest.event_id", "= guest_1.event_id")) is None
    assert unrestricted_table("SELECT person.id FROM person") is None
