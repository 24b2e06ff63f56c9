"""What rows are called in the history: by what is stored, or by what the history has kept."""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace

from planner.db import Base
from planner.languages import Bilingual, Message
from planner.models import (
    Assignment,
    Delegate,
    Delegation,
    Event,
    Feed,
    Guest,
    Move,
    Municipality,
    Network,
    Office,
    Organisation,
    Partnership,
    Person,
    Picture,
    Printout,
    Role,
    RoleName,
    Scheme,
    SchemeVersion,
    User,
    Venue,
    Visit,
)
from planner.rules.history.changes import RowChange
from planner.rules.people.people import full_name
from planner.wording.history.members import member_word
from planner.wording.history.tables import TABLES
from planner.wording.history.values import Place, Reference, Word, is_kept, references

#: Rows that are told as a part of another: by table, columns that name it, the first that is known.
PARENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "address_override": (("person_id", "person"),),
    "handed_copy": (("printout_id", "printout"),),
    "fact": (("municipality_id", "municipality"),),
    "network_member": (("network_id", "network"),),
    "old_slug": (("event_id", "event"), ("visit_id", "visit"), ("municipality_id", "municipality")),
    "roles_users": (("user_id", "user"),),
    "scheme_entry": (("scheme_id", "scheme"),),
    "scheme_version": (("scheme_id", "scheme"),),
    "talking_point": (("event_id", "event"),),
    "term": (("person_id", "person"),),
    "transfer": (("event_id", "event"),),
    "visit_reader": (("visit_id", "visit"),),
    "move": (("guest_id", "guest"),),
}
#: Rows that are called by two others.
PAIRS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "guest": (("person_id", "person"), ("event_id", "event")),
    "assignment": (("person_id", "person"), ("event_id", "event")),
    "delegate": (("person_id", "person"), ("delegation_id", "delegation")),
}
PAIR = Message("%(one)s (%(other)s)")
NAMELESS = {
    "person": Message("an erased person"),
    "event": Message("an erased event"),
    "visit": Message("an erased visit"),
    "user": Message("a deleted account"),
}
Names = Mapping[Place, Word]


def head_of(change: RowChange) -> tuple[str, str]:
    """Return the table and key of the row as whose part a change is told; often itself."""
    for column, table in PARENTS.get(change.table, ()):
        key = change.row.get(column)
        if key is None and column in ("guest_id", "user_id", "event_id") and change.key.isdigit():
            key = int(change.key) if change.table in ("move", "roles_users", "transfer") else None
        if isinstance(key, int):
            return table, str(key)
    return change.table, change.key


def places_named(changes: Iterable[RowChange]) -> set[Place]:
    """Return the rows whose names are needed to tell of some changes."""
    found: set[Place] = set()
    for change in changes:
        table, key = head_of(change)
        if key.isdigit():
            found.add((table, int(key)))
        found |= references(change.table, change.row)
        for column, named in (("person_id", "person"), ("event_id", "event")):
            value = change.row.get(column)
            if isinstance(value, int):
                found.add((named, value))
    return found


def called(row: Base) -> Word | None:
    """Return what a stored row is called; None: it has no name of its own."""
    match row:
        case Person():
            return full_name(row)
        case Event() | Visit():
            return row.title
        case Delegation() | Venue() | Organisation() | Scheme():
            return row.name
        case Municipality() | Network() | User():
            return row.name
        case Feed():
            return row.label
        case Role():
            return member_word(RoleName, row.name)
        case Office():
            return Bilingual(row.title_de_neutral, row.title_en)
        case SchemeVersion():
            return Message(
                "%(scheme)s, version %(number)s", scheme=row.scheme.name, number=row.number
            )
        case Partnership():
            return f"{row.one.name} – {row.other.name}"
        case Picture():
            return Bilingual(row.alt_de, row.alt_en)
        case Guest() | Delegate() | Assignment():
            return full_name(row.person)
        case Move():
            return full_name(row.guest.person)
        case Printout():
            return row.document
    return None


def kept_name(table: str, values: Mapping[str, object]) -> Word | None:
    """Return what a row was called, by what the history has kept; None: it has kept nothing."""
    kept = {name: value for name, value in values.items() if is_kept(value)}
    if table == "person" and "family_name" in kept and "given_name" in kept:
        names = ("academic_title", "given_name", "name_prefix", "family_name", "post_nominals")
        parts = {name: str(kept.get(name) or "") for name in names}
        return full_name(SimpleNamespace(**parts))
    for stem in ("title", "name", "alt"):
        german, english = kept.get(f"{stem}_de"), kept.get(f"{stem}_en")
        if german or english:
            return Bilingual(str(german or ""), str(english or ""))
    if table == "office" and kept.get("title_de_neutral"):
        return Bilingual(str(kept["title_de_neutral"]), str(kept.get("title_en") or ""))
    name = kept.get("name") or kept.get("label")
    return str(name) if name else None


def reference(
    place: tuple[str, str], names: Names, row: Mapping[str, object]
) -> "Reference | Message":
    """Return how a sentence names a row, by its table and key and what is known of its fields."""
    table, key = place
    if table in PAIRS:
        one, other = (part(named, row.get(column), names) for column, named in PAIRS[table])
        if one and other:
            return Message(PAIR.msgid, one=one, other=other)
        if one or other:
            return one or other or NAMELESS["person"]
    number = int(key) if key.isdigit() else 0
    known = names.get((table, number))
    word = known or kept_name(table, row) or NAMELESS.get(table) or TABLES[table]
    return Reference(table, number if known else 0, word)


def part(table: str, key: object, names: Names) -> Reference | None:
    """Return one of the two rows by which another is called; None: nobody knows which."""
    if not isinstance(key, int):
        return None
    known = names.get((table, key))
    return (
        Reference(table, key, known)
        if known
        else Reference(table, 0, NAMELESS.get(table, TABLES[table]))
    )
