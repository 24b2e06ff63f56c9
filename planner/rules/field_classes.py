"""Who may ever read a field: the class of each column of each table (model rule 4).

A class says who may read a field at most: a row can be for fewer, by the audience of an event, by
whether a town or a visit is public, and by who is named at a visit. What nothing here names has no
class, and nobody gets to read it.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from planner.db import Base
from planner.models import Audience
from planner.rules.programme.audience import visible_audiences

if TYPE_CHECKING:
    from sqlalchemy import Column, Table
    from sqlalchemy.orm import InstrumentedAttribute


class FieldClass(enum.StrEnum):
    """The classes of fields, the widest first."""

    PUBLIC = Audience.PUBLIC.value  # on public pages and feeds, on papers for everybody
    GUESTS = Audience.GUESTS.value  # for guests and delegates: their papers and feeds
    INTERNAL = Audience.INTERNAL.value  # for the office
    SECRET = "secret"  # for nobody: the program compares it and shows it nowhere
    PLUMBING = "plumbing"  # ids, counters and stamps, which tell nothing of anybody


PUBLIC, GUESTS, INTERNAL, SECRET, PLUMBING = FieldClass
Fields = Mapping[FieldClass, str]  # names of columns; `title_*`: a text in all languages and forms

#: What has the same class in every table. References and keys that are numbers are plumbing.
EVERYWHERE: Fields = {
    INTERNAL: "search_name plain_name sort_de sort_en",  # folded texts to search and to sort by
    SECRET: "token_hash",
    PLUMBING: "lock_version deleted_at position",
}

FIELDS: dict[str, Fields] = {
    # places
    "fact": {PUBLIC: "label_* text_*"},
    "municipality": {
        PUBLIC: "slug name state country zone is_home population website portrait_*",
        INTERNAL: "is_public",
    },
    "network": {PUBLIC: "name since description_* website", INTERNAL: "slug"},
    "network_member": {},
    "organisation": {PUBLIC: "name_*", INTERNAL: "sector state"},
    "partnership": {PUBLIC: "since about_*"},
    "picture": {PUBLIC: "name width height alt_* credit", PLUMBING: "uploaded_at"},
    "venue": {
        PUBLIC: "name_* room address step_free step_free_how_* directions_*",
        INTERNAL: "capacity",
    },
    # people
    "address_override": {PUBLIC: "language form text"},
    "office": {
        PUBLIC: "title_*",
        INTERNAL: "level branch is_elected is_singular deputy_number style translation_approved "
        "to_confirm spoken_*",
    },
    "person": {
        PUBLIC: "given_name family_name name_prefix academic_title post_nominals gender function_*",
        INTERNAL: "sort_name sorts_with_prefix country languages pronunciation biography_* "
        "email phone postal_address notes",
    },
    "term": {
        PUBLIC: "body_* since until is_acting",
        INTERNAL: "is_exclusive form_confirmed_on form_confirmed_by",
    },
    # precedence
    "scheme": {INTERNAL: "name_* is_default"},
    "scheme_entry": {INTERNAL: "role level branch in_own_place"},
    "scheme_version": {
        INTERNAL: "number as_of tie_breakers keeps_delegations_together former_offices"
    },
    "shipped_key": {PLUMBING: "key"},
    # visits
    "delegate": {PUBLIC: "is_leader function_*", INTERNAL: "notes"},
    "delegation": {PUBLIC: "name_*", INTERNAL: "ordering"},
    "old_slug": {PUBLIC: "slug"},
    "visit": {
        PUBLIC: "title_* first_day last_day zone status summary_*",
        INTERNAL: "slug direction purpose_* outcomes_* is_public is_confidential notes",
        PLUMBING: "revised_at",
    },
    "visit_reader": {INTERNAL: "named_at", PLUMBING: "told_until"},
    "visit_takeover": {INTERNAL: "taken_at"},
    # events
    "assignment": {PUBLIC: "duty", INTERNAL: "languages"},
    "event": {
        PUBLIC: "slug title_* description_* dress_* kind status is_side_programme is_highlight "
        "languages interpretation is_whole_day starts_at start_zone start_fold ends_at end_zone "
        "end_fold",
        INTERNAL: "audience public_from capacity reply_by representation internal_notes aim "
        "desired_outcome",
        PLUMBING: "uid sequence revised_at created_at",
    },
    "guest": {
        PUBLIC: "role",  # of who speaks, on the public programme
        GUESTS: "reply",  # the own one, on the itinerary
        INTERNAL: "representation replied_at replied_through seat notes",
    },
    "move": {INTERNAL: "side reason moved_at"},
    "talking_point": {INTERNAL: "kind text"},
    "transfer": {GUESTS: "pick_up_at vehicle number", INTERNAL: "seats"},
    # calendars; their texts are made of other fields, for readers of each class
    "calendar_revision": {PLUMBING: "number"},
    "feed": {
        INTERNAL: "kind label label_key language token_end made_at revoked_at wiped_until "
        "last_fetched_at last_agent",
    },
    "feed_snapshot": {
        PUBLIC: "gzipped",
        PLUMBING: "name renderer_hash revision status etag modified_at content_hash "
        "next_change_at event_sequences",
    },
    "rendered_event": {
        PUBLIC: "text",
        PLUMBING: "language reader renderer_hash revised_at sort_key leaves_on zones",
    },
    "tombstone": {
        PUBLIC: "text",
        PLUMBING: "name event_id sequence sequence_offset changed_at is_gone sort_key leaves_on "
        "zones",
    },
    # accounts
    "authenticator_app": {SECRET: "encrypted_secret", PLUMBING: "added_at last_timecode"},
    "editing": {INTERNAL: "table_name row_id since seen_at"},
    "known_device": {PLUMBING: "expires_at"},
    "passkey": {
        INTERNAL: "credential_id name added_at last_used_at",  # its user's browser is told the id
        SECRET: "public_key",
        PLUMBING: "sign_count",
    },
    "recovery_code": {SECRET: "code_hash"},
    "reset_link": {INTERNAL: "expires_at"},
    "role": {INTERNAL: "name needs_second_factor"},
    "roles_users": {},
    "sign_in": {INTERNAL: "at succeeded browser system"},
    "user": {
        GUESTS: "name",  # whom of the office guests may ask
        INTERNAL: "email phone language theme hours_12 must_change_password active created_at",
        SECRET: "password",
    },
    "user_session": {INTERNAL: "started_at last_seen_at agent password_at is_pending"},
    # work and memory
    "erasure": {INTERNAL: "erased_at table_name", PLUMBING: "row_id merged_into_id"},
    "history_entry": {INTERNAL: "at act has_author"},
    "history_look": {INTERNAL: "seen_at since"},
    "history_row": {
        INTERNAL: "table_name operation fields",
        PLUMBING: "row_key old_version version is_sealed",
    },
    "history_values": {INTERNAL: "before after"},
    "housekeeping": {PLUMBING: "clock_seen_at clock_steady_since erased_at"},
    "job": {
        INTERNAL: "kind arguments state done total asked_at due_at attempts finished_at error",
        SECRET: "claim",  # by it its result is found
        PLUMBING: "key beat",
    },
    "handed_copy": {INTERNAL: "recipient handed_on columns"},
    "handed_row": {INTERNAL: "cells"},
    "printout": {
        INTERNAL: "document audience language order chosen medium version people printed_at"
    },
    "printout_person": {},
    "stored_file": {INTERNAL: "media_type size expires_at", SECRET: "key"},
    "stored_piece": {INTERNAL: "content", PLUMBING: "number"},
}


def class_of(column: "InstrumentedAttribute[Any] | Column[Any]") -> FieldClass:
    """Return the class of a column; raises LookupError if it has none."""
    return CLASSES[str(column.expression)]


def may_read(reader: Audience, column: "InstrumentedAttribute[Any] | Column[Any]") -> bool:
    """Tell whether readers of a class may ever read a column."""
    return class_of(column) in {PLUMBING, *map(FieldClass, visible_audiences(reader))}


def columns_of(*classes: FieldClass) -> set[str]:
    """Return the columns of some classes, as `table.column`."""
    return {place for place, one in CLASSES.items() if one in classes}


def named_classes(column: "Column[Any]") -> set[FieldClass]:
    """Return the classes that a column is given: exactly one, or something is wrong."""
    named = {
        one
        for fields in (FIELDS.get(column.table.name, {}), EVERYWHERE)
        for one, names in fields.items()
        for name in names.split()
        if fnmatchcase(column.key, name)
    }
    is_number = column.primary_key and column.type.python_type is int
    if column.foreign_keys or (is_number and not named):
        named.add(PLUMBING)
    return named


def _classes(tables: Iterable["Table"]) -> Iterator[tuple[str, FieldClass]]:
    """Yield each column that has one class, and the class."""
    for column in (column for table in tables for column in table.columns):
        named = named_classes(column)
        if len(named) == 1:
            yield str(column), named.pop()


CLASSES = dict(_classes(Base.metadata.tables.values()))
