"""Rules of the history: what it keeps of an act, and the words that it has for it."""

import datetime as dt
from collections.abc import Mapping

from planner.models import Event, Guest, HistoryEntry, HistoryKind, Move, Person, User
from planner.rules.people.people import full_name


def merged_entry(
    kept: Person, other: Person, user: User, details: Mapping[str, str | int], now: dt.datetime
) -> HistoryEntry:
    """Return the entry that says that another person was merged into the kept one."""
    return HistoryEntry(
        kind=HistoryKind.MERGED,
        at=now,
        user_id=user.id,
        person_id=kept.id,
        merged_id=other.id,
        details=dict(details),
    )


def moved_entry(move: Move, event: Event, user: User, now: dt.datetime) -> HistoryEntry:
    """Return the entry that says beside whom a guest was put, and why (T-03)."""
    details = about_event(event) | {
        "name": full_name(move.anchor.person), "side": move.side, "reason": move.reason,
    }  # fmt: skip
    entry = about_guest(HistoryKind.MOVED, move.guest, event, user, details, now)
    entry.beside_id = move.anchor.person_id
    return entry


def undone_entry(guest: Guest, event: Event, user: User, now: dt.datetime) -> HistoryEntry:
    """Return the entry that says that the rules place a guest again."""
    return about_guest(HistoryKind.MOVE_UNDONE, guest, event, user, about_event(event), now)


def about_event(event: Event) -> dict[str, str]:
    """Return what an entry keeps of an event: its title in each language."""
    return {f"title_{language}": text for language, text in event.title._asdict().items()}


def about_guest(
    kind: HistoryKind,
    guest: Guest,
    event: Event,
    user: User,
    details: Mapping[str, str],
    now: dt.datetime,
) -> HistoryEntry:
    """Return an entry about a guest of an event; it belongs to the person."""
    return HistoryEntry(
        kind=kind,
        at=now,
        user_id=user.id,
        person_id=guest.person_id,
        event_id=event.id,
        details=dict(details),
    )
