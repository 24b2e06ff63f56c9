"""A row that a database refuses is told of in words, and nothing that was typed is written down."""

import traceback

import pytest
from sqlalchemy import UniqueConstraint, insert
from sqlalchemy.exc import IntegrityError

from planner.constraints import constraint_name
from planner.db import Base, act
from planner.models import Network, User
from planner.revisions.effects import TRACKED_OPTION
from planner.web.access import open_to_all
from planner.wording.constraints import REFUSED, SENTENCES
from tests.conftest import build
from tests.factories import make_network, make_office, make_person, make_term, make_user

MARK = "zerafina.marked@planner.example"
UNSEEN = {  # nobody types what these keep apart: keys of tables, hashes, numbers that acts count
    *("uq_role_name", "uq_user_session_token_hash", "uq_feed_token_hash"),
    *("uq_event_uid", "uq_job_key", "uq_stored_file_key", "uq_delegate_delegation_id_id"),
    *("uq_guest_event_id_id", "uq_talking_point_event_id_kind_position"),
    *("uq_known_device_token_hash_user_id", "uq_reset_link_token_hash"),
    *("uq_recovery_code_code_hash", "uq_erasure_erased_at_table_name_row_id"),
    *("uq_shipped_key_office_id", "uq_shipped_key_scheme_id"),  # of `planner ship`
    # rows that are looked for and added under the lock of what they belong to
    *("uq_reset_link_user_id", "uq_visit_reader_visit_id_user_id", "uq_handed_copy_printout_id"),
    "uq_editing_table_name_row_id_user_id",
}


def store(app, *rows):
    with app.app_context(), act("store") as own:
        own.add_all(rows)


def refused(app, *rows):
    """Return the error of a database that takes no such rows."""
    with pytest.raises(IntegrityError) as caught:
        store(app, *rows)
    return caught.value


def holders(number):
    """Return people who hold the same office at the same time, as the database may not keep it."""
    office = make_office(is_singular=True)
    return [make_person(terms=[make_term(office, is_exclusive=True)]) for _ in range(number)]


def test_the_constraint_is_known_by_its_name_on_both_databases(either_app):
    store(either_app, make_user(email="first@planner.example"), make_network("Föhr"))

    for rows, name in (
        ([make_user(email="first@planner.example")], "uq_user_email"),
        ([make_network("FOHR")], "uq_network_plain_name"),
        (holders(2), "uq_term_holder_anywhere"),
    ):
        assert constraint_name(refused(either_app, *rows)) == name


def test_a_row_that_breaks_another_rule_has_a_name_where_the_database_says_it(either_app):
    term = make_term(person=make_person(), until=make_term().since.replace(year=1999))

    assert constraint_name(refused(either_app, term)) == "ck_term_ends_after_it_begins"


def test_no_error_quotes_the_row(either_app):
    store(either_app, make_user(email=MARK))
    twice = refused(either_app, make_user(email=MARK))
    with (
        pytest.raises(IntegrityError) as incomplete,
        either_app.app_context(),
        act("try_it") as own,
    ):
        own.connection().execute(
            insert(User).values(name=None, email=MARK), execution_options={TRACKED_OPTION: True}
        )

    for error in (twice, incomplete.value):
        assert MARK not in "".join(traceback.format_exception(error))


def test_two_at_once_that_nobody_foresaw_are_answered_in_words(either_settings, lines):
    app = build(either_settings)

    @app.post("/twice")
    @open_to_all("a test")
    def twice():
        with act("twice") as own:
            own.add_all([make_user(email=MARK), make_user(email=MARK)])
        return "saved"

    answer = app.test_client().post("/twice", headers={"Accept-Language": "en"})

    assert answer.status_code == 409
    assert "There is an account with this e-mail address already." in answer.text
    assert [one["constraint"] for one in lines.records if one["event"] == "refused"] == [
        "uq_user_email"
    ]
    assert MARK not in lines.text
    assert "Traceback" not in lines.text
    app.extensions["sessionmaker"].kw["bind"].dispose()


def uniques():
    """Return the names of all that may be there only once."""
    return {
        str(one.name)
        for table in Base.metadata.tables.values()
        for one in (*table.constraints, *table.indexes)
        if isinstance(one, UniqueConstraint) or getattr(one, "unique", False)
    }


def test_every_uniqueness_has_its_sentence():
    assert uniques() - UNSEEN == set(SENTENCES)
    assert uniques() >= UNSEEN
    assert REFUSED not in SENTENCES.values()


def test_keys_are_spelled_out_on_every_save(either_app):
    store(either_app, make_network("Ærø"))
    with either_app.app_context(), act("try_it") as own:
        network = own.query(Network).filter_by(name="Ærø").one()
        assert network.plain_name == "aero"
        network.name = "Bornholm"
        own.flush()
        assert network.plain_name == "bornholm"
