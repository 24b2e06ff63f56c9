"""Words of the history: every act, every field and every value of an enum has some."""

import ast
import enum
from pathlib import Path

import pytest

from planner.db import Base
from planner.languages import Bilingual, Message, Messages, translate
from planner.models import HistoryEntry, User
from planner.rules.history.changes import RowChange
from planner.rules.history.followed import FOLLOWED, SILENT_ACTS, followed_fields
from planner.rules.history.lines import ERASED, SECRET, Line
from planner.rules.history.reading import FIELDS_WITH, KINDS, READ_WITH
from planner.wording.history.acts import SENTENCES, USUAL_ACTS, WITHOUT_ROWS
from planner.wording.history.fields import EVERYWHERE, FIELDS, UNTOLD, field_word
from planner.wording.history.members import WORDS
from planner.wording.history.sentences import INVITING, tell
from planner.wording.history.tables import TABLES
from planner.wording.history.values import (
    EMPTY,
    GONE,
    NO,
    YES,
    Clock,
    Reference,
    extracts,
    field_changes,
)

CLOCK = Clock("en", "Europe/Berlin", None)
NAMES = {
    ("event", 1): Bilingual("Empfang", "Reception"),
    ("event", 2): Bilingual("Essen", "Dinner"),
    ("person", 5): "Ada Lindqvist",
    ("person", 6): "Bo Ek",
}


def acts_of_the_planner():
    """Return the names of all acts, as the code has them."""
    return {
        call.args[0].value
        for path in Path("planner").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "act"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def text(told):
    """Return what a page says, without links."""
    if isinstance(told, Reference):
        return text(told.text)
    if isinstance(told, Message):
        values = {name: text(value) for name, value in told.values.items()}
        if isinstance(told, Messages):
            return translate(Messages(told.msgid, told.plural, told.number, **values), "en")
        return translate(Message(told.msgid, **values), "en")
    return translate(told, "en") if isinstance(told, Bilingual) else str(told)


def sentence(app, act, *changes, undoes_id=None):
    """Return what a line says of an act of S. Brandt."""
    entry = HistoryEntry(id=1, act=act, user=User(id=3, name="S. Brandt"), undoes_id=undoes_id)
    told = tell(Line((entry,), changes), NAMES, CLOCK)
    with app.test_request_context():
        return text(told.sentence)


def changed(table, key, before, after, **row):
    """Return a change of a row."""
    return RowChange(table, str(key), before, after, {**row, **(before or {}), **(after or {})})


def test_every_act_has_a_sentence_or_on_purpose_the_usual_one():
    named = SENTENCES.keys() | USUAL_ACTS | INVITING | WITHOUT_ROWS | SILENT_ACTS

    assert acts_of_the_planner() - named == set()
    assert SENTENCES.keys() & USUAL_ACTS == set()


def test_every_field_has_a_word_or_is_untold_on_purpose():
    for table in FOLLOWED:
        for name in followed_fields(table):
            untold = name in UNTOLD[""] or name in UNTOLD.get(table, ())
            assert (field_word(table, name) is None) == untold, f"{table}.{name}"


def test_words_are_of_fields_that_there_are():
    every = {name for table in FOLLOWED for name in followed_fields(table)}

    assert EVERYWHERE.keys() - every == set()
    for words in (FIELDS, UNTOLD):
        for table, names in words.items():
            assert set(names) - (set(followed_fields(table)) if table else every) == set()


def test_every_table_has_a_word_a_right_and_one_kind():
    kinds = [table for tables in KINDS.values() for table in tables]

    assert TABLES.keys() == READ_WITH.keys() == FOLLOWED
    assert sorted(kinds) == sorted(FOLLOWED)
    assert {name for place, name in FIELDS_WITH} <= {
        name for table in FOLLOWED for name in followed_fields(table)
    }


def test_every_member_of_an_enum_has_a_word():
    kinds = {
        column.type.enum_class
        for table in FOLLOWED
        for column in Base.metadata.tables[table].columns
        if getattr(column.type, "enum_class", None) and field_word(table, column.key)
    }
    for kind in kinds:
        assert issubclass(kind, enum.Enum)
        assert {member.value for member in kind} == WORDS[kind].keys(), kind


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("2026-05-04T19:00:00", "2026-05-04T19:30:00", "from 7:00 PM to 7:30 PM"),
        ("2026-05-04T19:00:00", "2026-05-05T19:00:00", "from Mon, May 4, 2026 to Tue, May 5, 2026"),
        (
            "2026-05-04T19:00:00",
            "2026-05-05T18:00:00",
            "from Mon, May 4, 2026, 7:00 PM to Tue, May 5, 2026, 6:00 PM",
        ),
    ],
)
def test_a_moved_event_says_from_when_to_when(app, before, after, told):
    change = changed("event", 1, {"starts_at": before}, {"starts_at": after})

    said = sentence(app, "save_event", change).replace("\u202f", " ")
    assert said == f"S. Brandt moved Reception {told}"


def guests(*pairs):
    """Return invitations: (person, event) each."""
    return [
        changed("guest", number, None, {"person_id": person, "event_id": event})
        for number, (person, event) in enumerate(pairs, 1)
    ]


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ([(5, 1)], "invited Ada Lindqvist to Reception"),
        ([(5, 1), (5, 2)], "invited Ada Lindqvist to 2 events"),
        ([(5, 1), (6, 1)], "invited 2 people to Reception"),
        ([(5, 1), (6, 1), (5, 2), (6, 2)], "invited 2 people to 2 events"),
    ],
)
def test_invitations_say_how_many_and_to_what(app, pairs, told):
    assert sentence(app, "invite_delegation", *guests(*pairs)) == f"S. Brandt {told}"


@pytest.mark.parametrize(
    ("act", "change", "told"),
    [
        ("save_event", changed("event", 1, None, {"title_en": "x"}), "added Reception"),
        ("save_event", changed("event", 1, {"capacity": 1}, {"capacity": 2}), "changed Reception"),
        ("delete_place", changed("venue", 9, {"name_de": "Saal"}, None), "deleted Saal"),
        ("save_term", changed("term", 4, {"until": None}, {"until": None}, person_id=5),
         "changed Ada Lindqvist"),
        ("save_briefing", changed("talking_point", 4, None, {"event_id": 1}), "changed Reception"),
        ("cancel_event", changed("event", 1, {"status": "confirmed"}, {"status": "cancelled"}),
         "canceled Reception"),
        ("note_reply", changed("guest", 4, {"reply": "open"}, {"reply": "declined"},
                               person_id=5, event_id=1),
         "noted the reply of Ada Lindqvist (Reception): Declined"),
        ("delete_row", changed("person", 77, {}, {}), "moved an erased person to the trash"),
        ("save_user", changed("roles_users", 3, {"role_id": 1}, {"role_id": 2}, user_id=3),
         "gave a deleted account another role"),
    ],
)  # fmt: skip
def test_an_act_is_told_by_what_became_of_the_row(app, act, change, told):
    assert sentence(app, act, change) == f"S. Brandt {told}"


def test_an_act_on_several_rows_names_one_and_counts_the_rest(app):
    changes = [changed("event", key, {"capacity": 1}, {"capacity": 2}) for key in (1, 2, 3)]

    assert sentence(app, "save_visit", *changes) == "S. Brandt changed Reception and 2 more entries"


def test_nobody_is_named_by_what_they_are(app):
    line = Line((HistoryEntry(id=1, act="save_event", has_author=True),), guests((5, 1)))
    typed = Line((HistoryEntry(id=1, act="save_event"),), guests((5, 1)))
    by_itself = Line((HistoryEntry(id=1, act="empty_table"),), guests((5, 1)))

    with app.test_request_context():
        assert text(tell(line, NAMES, CLOCK).sentence).startswith("A deleted account ")
        assert text(tell(typed, NAMES, CLOCK).sentence).startswith("Somebody on the command line ")
        assert text(tell(by_itself, NAMES, CLOCK).sentence).startswith("The planner ")


def told_values(change):
    """Return the values of a change before and after, by field."""
    return {one.name: (one.before, one.after) for one in field_changes(change, NAMES, CLOCK)}


def test_values_are_told_as_pages_have_them(app):
    before = {"is_highlight": False, "venue_id": None, "reply_by": "2026-05-04", "kind": "meal"}
    after = {"is_highlight": True, "venue_id": 4, "reply_by": None, "kind": "tour"}

    with app.test_request_context():
        told = told_values(changed("event", 1, before, after))

    assert told["is_highlight"] == (NO, YES)
    assert told["venue_id"] == (EMPTY, GONE)
    assert told["reply_by"] == ("Mon, May 4, 2026", EMPTY)
    assert [text_of.msgid for text_of in told["kind"]] == ["Meal", "Tour"]


def test_what_nobody_may_read_has_no_value():
    change = changed("user", 3, {"password": SECRET, "name": ERASED}, {"password": SECRET})

    assert told_values(change)["password"] == (None, None)


def test_of_a_new_row_only_what_says_something_is_told(app):
    with app.test_request_context():
        told = told_values(changed("event", 1, None, {"capacity": 4, "dress_de": ""}))

    assert told == {"capacity": (None, "4")}


def test_of_a_long_text_only_what_differs_is_shown():
    head, tail = "a" * 100, "b" * 100

    assert extracts(f"{head}old{tail}", f"{head}new{tail}") == (
        f"…{'a' * 24}old{'b' * 24}…",
        f"…{'a' * 24}new{'b' * 24}…",
    )
    assert extracts("short", "other") == ("short", "other")
    assert extracts(head, head + "x") == (f"…{'a' * 24}", f"…{'a' * 24}x")
