"""Every table is followed or says why not, and every act is called as its function is."""

import re

import pytest

from planner.db import Base
from planner.rules.field_classes import FieldClass, class_of
from planner.rules.history.followed import (
    ERASING_ACTS,
    FOLLOWED,
    NOT_FOLLOWED,
    PASSED_OVER,
    SILENT_ACTS,
    WITHOUT_VALUES,
    followed_fields,
    kept_fields,
)
from planner.rules.history.subjects import SUBJECTS, THROUGH
from planner.rules.visibility import WAYS_TO_VISITS
from tests.history.acts_named import FOLDER, named_acts

TABLES = Base.metadata.tables
WRITING = re.compile(
    r"\b(?:insert|update|delete|upsert)\(\s*History(?:Entry|Row|Values)\b"
    r"|\.add\(History(?:Entry|Row|Values)\(|^\s*for model in \(HistoryEntry",
    re.MULTILINE,
)
WRITERS = {  # whoever writes the history
    "trail/entries.py": "what an act has changed",
    "queries/history/erasing.py": "erasing takes values away, never entries",
    "queries/history/old.py": "the period of the history ends",
}


def test_what_is_not_followed_is_a_table_and_says_why():
    assert set(TABLES) >= NOT_FOLLOWED.keys()
    assert all(NOT_FOLLOWED.values())
    assert set(TABLES) == FOLLOWED | NOT_FOLLOWED.keys()


def test_of_what_is_followed_without_values_none_is_kept():
    assert FOLLOWED >= WITHOUT_VALUES
    assert not any(kept_fields(name) for name in WITHOUT_VALUES)


def test_what_is_passed_over_is_a_field():
    everywhere = {column.key for table in TABLES.values() for column in table.columns}
    assert everywhere >= PASSED_OVER[""]
    for name in PASSED_OVER.keys() - {""}:
        assert {column.key for column in TABLES[name].columns} >= PASSED_OVER[name]


@pytest.mark.parametrize("name", sorted(FOLLOWED))
def test_no_value_of_a_secret_field_is_kept(name):
    secret = {
        column.key for column in TABLES[name].columns if class_of(column) is FieldClass.SECRET
    }
    assert not secret & kept_fields(name)
    assert set(followed_fields(name)) >= kept_fields(name)


def test_every_subject_and_what_leads_on_to_one_is_a_column():
    for table, column in SUBJECTS.items():
        assert TABLES["history_row"].columns[column].foreign_keys, column
        assert table in FOLLOWED
    for table, names in THROUGH.values():
        assert {column.key for column in TABLES[table].columns} >= set(names)


@pytest.mark.parametrize("name", sorted(FOLLOWED & WAYS_TO_VISITS.keys()))
def test_what_hangs_on_a_visit_is_told_of_that_visit(name):
    steps = {way[0].column for way in WAYS_TO_VISITS[name]}
    assert steps - {"anchor_id"} <= {*SUBJECTS.values(), *THROUGH}  # a guest of the same event


def test_every_act_is_called_as_its_function_is():
    acts = [one for one in named_acts() if one.file != "storage.py"]  # files: nobody is told of it
    assert [one for one in acts if one.name != one.function] == []


def test_acts_that_are_treated_apart_are_acts():
    names = {one.name for one in named_acts()}
    assert names >= (SILENT_ACTS - {"purge_history"}) | ERASING_ACTS
    assert not SILENT_ACTS & ERASING_ACTS


def test_nobody_writes_the_history_but_the_trail_and_what_erases():
    found = {
        str(file.relative_to(FOLDER))
        for file in FOLDER.rglob("*.py")
        if WRITING.search(file.read_text()) and "migrations" not in file.parts
    }
    assert found == WRITERS.keys()
