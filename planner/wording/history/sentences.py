"""Lines of the history in words: who did what, with what changed."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from planner import dates
from planner.languages import Message, Messages
from planner.models import Operation, Reply
from planner.rules.history.changes import RowChange
from planner.rules.history.lines import Line
from planner.rules.history.values import from_stored
from planner.wording.history import acts
from planner.wording.history.members import member_word
from planner.wording.history.names import Names, head_of, part, reference
from planner.wording.history.tables import TABLES
from planner.wording.history.values import (
    Clock,
    FieldChange,
    Reference,
    Word,
    field_changes,
    is_kept,
)

#: Of which row a sentence tells if an act has changed several: the first table that there is.
PRINCIPAL = (
    *("user", "printout", "feed", "guest", "delegate", "visit", "event", "delegation", "person"),
    *("scheme", "office", "municipality", "network", "venue", "organisation", "assignment"),
)
TOLD_FIRST = {"merge_people": "person", "save_person": "person"}  # acts that tell of another
INVITING = frozenset({"invite_person", "invite_new_person", "invite_delegation"})
PLANNER, GONE = Message("The planner"), Message("A deleted account")
TERMINAL, SOMEBODY = Message("Somebody on the command line"), Message("Somebody")
BY_ITSELF = frozenset(  # acts that the planner does without anybody
    {"erase_with_hanging", "erase_again", "empty_table", "empty_trash", "erase_if_due"}
    | {"end_duties", "make_folder", "add_first_rows", "load_example", "migrate_to_head"}
)
NOBODY = frozenset({"log_failure", "use_link"})  # acts of somebody who is not signed in
MOST_FIELDS = 8


class RowInWords(NamedTuple):
    """What became of a row and its parts, in words."""

    what: Reference | Message
    verb: Message  # "added", "changed", "deleted"
    fields: list[FieldChange]


class Told(NamedTuple):
    """A line of the history in words."""

    line: Line
    sentence: Message
    fields: list[FieldChange]  # of the row that the sentence names
    more_fields: int  # that are not shown
    others: list[RowInWords]


VERBS = {
    Operation.ADDED: Message("added"),
    Operation.CHANGED: Message("changed"),
    Operation.DELETED: Message("deleted"),
}


def author_of(line: Line) -> "Reference | Message":
    """Return who did what a line tells."""
    user, act = line.entry.user, line.entry.act
    if user is not None:
        return Reference("user", user.id, user.name)
    if act in BY_ITSELF:
        return PLANNER
    if line.entry.has_author:
        return GONE
    return SOMEBODY if act in NOBODY else TERMINAL


def grouped(changes: Sequence[RowChange]) -> dict[tuple[str, str], list[RowChange]]:
    """Return changes by the row as whose part they are told, in their order."""
    found: dict[tuple[str, str], list[RowChange]] = {}
    for number, change in enumerate(changes):
        head = head_of(change)
        key = head if head[1] else (head[0], f"erased {number}")
        found.setdefault(key, []).append(change)
    return found


def tell(
    line: Line, names: Names, clock: Clock, whom: Word | None = None, unshown: int = 0
) -> Told:
    """Return a line in words; `whom` is the user whose act it takes back.

    `unshown` is how many rows more it has than it holds.
    """
    groups = grouped(line.changes)
    heads = sorted(groups, key=lambda head: place_of(head[0], line.entry.act))
    main, *rest = heads
    is_plain = line.entry.act in acts.WITHOUT_DETAILS
    told: dict[str, object] = {
        "who": author_of(line),
        "what": with_more(named(main, groups[main], names), len(rest) + unshown),
    }
    taken: set[str] = set()
    sentence = special_sentence(line, groups[main], names, clock, told, taken)
    if sentence is None:
        told |= {"user": reader_named(groups[main], names), "whom": whom or GONE}
        sentence = acts.SENTENCES.get(line.entry.act)
        if line.entry.undoes_id and whom:
            sentence = acts.TOOK_BACK_OWN if whom == told["who"] else acts.TOOK_BACK
        sentence = sentence or usual_sentence(main, groups[main])
    fields = [] if is_plain else fields_of(main, groups[main], names, clock, taken)
    return Told(
        line,
        Message(sentence.msgid, **told) if not isinstance(sentence, Messages) else sentence,
        fields[:MOST_FIELDS],
        len(fields[MOST_FIELDS:]),
        [in_words(head, groups[head], names, clock) for head in rest if not is_plain],
    )


def place_of(table: str, act: str) -> int:
    """Return where a table stands among those that a sentence may tell of."""
    if TOLD_FIRST.get(act) == table:
        return -1
    return PRINCIPAL.index(table) if table in PRINCIPAL else len(PRINCIPAL)


def named(
    head: tuple[str, str], changes: Sequence[RowChange], names: Names
) -> "Reference | Message":
    """Return how the row of a group is named."""
    row = {name: value for change in changes for name, value in change.row.items()}
    own = next((change.row for change in changes if change.table == head[0]), row)
    return reference(head, names, {**row, **own})


def with_more(what: "Reference | Message", number: int) -> "Reference | Message":
    """Return what a sentence names first, and how many rows more there are."""
    if not number:
        return what
    return Messages(
        "%(what)s and %(num)s more entry", "%(what)s and %(num)s more entries", number, what=what
    )


def special_sentence(
    line: Line,
    changes: Sequence[RowChange],
    names: Names,
    clock: Clock,
    told: dict[str, object],
    taken: set[str],
) -> Message | None:
    """Return the sentence of an act that tells more than which row; puts its values to `told`."""
    if line.entry.act in INVITING:
        return invitation(line.changes, names, told)
    if line.entry.undoes_id:
        return None
    change = changes[0]
    moved = move_in_words(change, clock) if change.table == "event" else None
    if moved:
        told |= moved
        taken |= {"starts_at", "ends_at"} if is_as_long(change) else {"starts_at"}
        return acts.MOVED
    if line.entry.act == "note_reply" and len(changes) == 1 and change.after:
        reply = change.after.get("reply")
        if reply is not None and is_kept(reply):
            told["reply"] = member_word(Reply, reply)
            taken |= {"reply"}
            return acts.REPLIED
    return None


def invitation(
    changes: Sequence[RowChange], names: Names, told: dict[str, object]
) -> Message | None:
    """Return the sentence of invitations: one person or many, to one event or several."""
    guests = [change.row for change in changes if change.table == "guest"]
    people = [row["person_id"] for row in guests if "person_id" in row]
    events = list(dict.fromkeys(row["event_id"] for row in guests if "event_id" in row))
    number = len(set(people))
    if not people or not events:
        return None
    event = part("event", events[0], names)
    to = event if len(events) == 1 else Messages("%(num)s event", "%(num)s events", len(events))
    if number == 1:
        told |= {"person": part("person", people[0], names), "event": to}
        return acts.INVITED
    return Messages(
        "%(who)s invited %(num)s person to %(event)s",
        "%(who)s invited %(num)s people to %(event)s",
        number,
        who=told["who"],
        event=to,
    )


def move_in_words(change: RowChange, clock: Clock) -> dict[str, object] | None:
    """Return from when to when an event was moved; None: its start is the same, or unknown."""
    pair = moments(change, "starts_at")
    if pair is None:
        return None
    before, after = pair
    times = [dates.time(one, clock.language, clock.hours_12) for one in (before, after)]
    if before.date() != after.date():
        days = [dates.day(one.date(), clock.language) for one in (before, after)]
        if times[0] == times[1]:
            times = days
        else:
            times = [f"{day}, {time}" for day, time in zip(days, times, strict=True)]
    return {"before": times[0], "after": times[1]}


def moments(change: RowChange, name: str) -> tuple[dt.datetime, dt.datetime] | None:
    """Return what the clock showed in a field of an event before and after; None: not known."""
    found = []
    for values in (change.before or {}, change.after or {}):
        value = values.get(name)
        moment = from_stored("event", name, value) if isinstance(value, str) else None
        if not isinstance(moment, dt.datetime):
            return None
        found.append(moment)
    return found[0], found[1]


def is_as_long(change: RowChange) -> bool:
    """Tell whether an event was moved as a whole: it takes as long as before."""
    start, end = moments(change, "starts_at"), moments(change, "ends_at")
    if start is None or end is None:
        return False
    return start[1] - start[0] == end[1] - end[0]


def reader_named(changes: Sequence[RowChange], names: Names) -> "Reference | Message":
    """Return the user whom an act names at a visit, or no longer."""
    for change in changes:
        if change.table == "visit_reader" and (
            user := part("user", change.row.get("user_id"), names)
        ):
            return user
    return GONE


def usual_sentence(head: tuple[str, str], changes: Sequence[RowChange]) -> Message:
    """Return what was done, by what became of the row itself."""
    own = next((change for change in changes if (change.table, change.key) == head), None)
    if own is None:
        only_role = all(change.table == "roles_users" for change in changes)
        return acts.REASSIGNED if only_role else acts.CHANGED
    if own.operation is Operation.ADDED:
        return acts.ADDED
    if own.operation is Operation.DELETED:
        return acts.DELETED
    if "deleted_at" in (own.after or {}):
        return acts.TRASHED if (own.after or {})["deleted_at"] else acts.RESTORED
    return acts.CHANGED


def fields_of(
    head: tuple[str, str],
    changes: Sequence[RowChange],
    names: Names,
    clock: Clock,
    taken: Collection[str] = (),
) -> list[FieldChange]:
    """Return what changed of a row and its parts; of a row that came or went itself, nothing."""
    found = []
    for change in changes:
        is_part = (change.table, change.key) != head
        if is_part or change.operation is Operation.CHANGED:
            told = field_changes(change, names, clock)
            found += [one for one in told if is_part or one.name not in taken]
        if is_part and not field_changes(change, names, clock):
            word = VERBS[change.operation]
            found.append(FieldChange("", TABLES[change.table], None, word))
    return found


def in_words(
    head: tuple[str, str], changes: Sequence[RowChange], names: Names, clock: Clock
) -> RowInWords:
    """Return what became of a row that a sentence does not name."""
    own = next((change for change in changes if (change.table, change.key) == head), None)
    operation = own.operation if own else Operation.CHANGED
    what = named(head, changes, names)
    return RowInWords(what, VERBS[operation], fields_of(head, changes, names, clock))


def whole(changes: Sequence[RowChange], names: Names, clock: Clock) -> list[RowInWords]:
    """Return all that an entry says of each of its rows, long texts in full."""
    return [
        RowInWords(
            named(head_of(change), [change], names),
            Message("%(kind)s %(verb)s", kind=TABLES[change.table], verb=VERBS[change.operation]),
            field_changes(change, names, clock, whole=True),
        )
        for change in changes
    ]
