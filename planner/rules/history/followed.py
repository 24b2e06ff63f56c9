"""What the history follows: tables, their fields, and of which no value is ever kept."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from planner.db import Base
from planner.rules.field_classes import FieldClass, class_of

if TYPE_CHECKING:
    from sqlalchemy import Column, ForeignKey, Table

#: Tables whose changes nobody asks for, by why. A test finds a table that is in no list.
NOT_FOLLOWED: Mapping[str, str] = {
    **dict.fromkeys(("history_entry", "history_row", "history_values"), "the history itself"),
    **dict.fromkeys(
        ("calendar_revision", "feed_snapshot", "rendered_event"), "calendars, rendered"
    ),
    "tombstone": "calendars: what they remember",
    **dict.fromkeys(("job", "stored_file", "stored_piece"), "work in the background"),
    "housekeeping": "the clock of the machine",
    "erasure": "what is erased is to be forgotten",
    "shipped_key": "what this version brings along",
    **dict.fromkeys(("printout_person", "handed_row"), "parts of a printout, which is followed"),
    "history_look": "when somebody has read the history",
    **dict.fromkeys(("user_session", "known_device"), "browsers; a sign-in is followed"),
    "editing": "who is there just now, which nobody asks for later",
    "visit_takeover": "shown to its readers until they have seen it; the act is followed",
}
FOLLOWED = frozenset(Base.metadata.tables) - NOT_FOLLOWED.keys()

#: Tables of which the history says that something was done, never what stood there.
WITHOUT_VALUES = frozenset(
    {"authenticator_app", "passkey", "recovery_code", "reset_link", "sign_in", "printout"}
    | {"handed_copy"}  # whoever deletes one wants it to be forgotten
)

#: Fields that are kept by the program: from others, from the calendar or by a counter.
PASSED_OVER: Mapping[str, frozenset[str]] = {
    "": frozenset(
        {"lock_version", "sequence", "revised_at"}  # R02: these go on, whatever is taken back
        | {"search_name", "plain_name", "sort_de", "sort_en", "sort_name"}
    ),
    "feed": frozenset({"last_fetched_at", "last_agent", "wiped_until"}),
    "authenticator_app": frozenset({"last_timecode"}),
    "passkey": frozenset({"sign_count", "last_used_at"}),
    "visit_reader": frozenset({"told_until"}),
}

#: Acts by which the planner keeps its own house: what they end is not done by anybody.
SILENT_ACTS = frozenset(
    {"purge_sign_ins", "purge_access", "purge_feeds", "purge_jobs", "mend_feeds", "note_fetch"}
    | {"store_snapshot", "render_missing_events", "forget_served", "purge_history", "note_look"}
)
#: Acts that erase: the entry stays, and no value.
ERASING_ACTS = frozenset({"erase_with_hanging", "erase_again", "empty_table", "delete_user"})


@cache
def followed_fields(table: str) -> tuple[str, ...]:
    """Return the names of the columns of a table whose changes the history tells."""
    passed_over = PASSED_OVER[""] | PASSED_OVER.get(table, frozenset())
    return tuple(one.key for one in columns(table) if one.key not in passed_over)


@cache
def kept_fields(table: str) -> frozenset[str]:
    """Return those of the followed fields of which the history keeps what stood there."""
    if table in WITHOUT_VALUES:
        return frozenset()
    return frozenset(
        name
        for name in followed_fields(table)
        if class_of(Base.metadata.tables[table].columns[name]) is not FieldClass.SECRET
    )


@cache
def key_fields(table: str) -> tuple[str, ...]:
    """Return the names of the columns of the primary key of a table."""
    return tuple(one.key for one in Base.metadata.tables[table].primary_key)


@cache
def is_versioned(table: str) -> bool:
    """Tell whether saves of the rows of a table are counted, in lock_version."""
    return "lock_version" in Base.metadata.tables[table].columns


def columns(table: str) -> Iterable["Column[object]"]:
    """Return the columns of a table."""
    return Base.metadata.tables[table].columns


@cache
def references_to(table: str, *ways: str) -> tuple["ForeignKey", ...]:
    """Return the foreign keys to the keys of a table with one of these ways ON DELETE.

    Of followed tables; a column that only goes along in a key of several is none.
    """
    return tuple(
        reference
        for child in _tables(FOLLOWED)
        for column in child.columns
        for reference in sorted(column.foreign_keys, key=lambda one: one.target_fullname)
        if reference.column.table.name == table and reference.column.primary_key
        if (reference.ondelete or "") in ways
    )


def _tables(names: Iterable[str]) -> list["Table"]:
    """Return tables by their names, in the order of these."""
    return [Base.metadata.tables[name] for name in sorted(names)]
