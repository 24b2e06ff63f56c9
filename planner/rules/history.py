"""Rules of the history: what it keeps of an act, and the words that it has for it."""

from planner.models import HistoryEntry, HistoryKind
from planner.rules.people.people import full_name


def merged_entry(kept, other, user, details, now):
    """Return the entry that says that another entry was merged into a person's."""
    return HistoryEntry(
        kind=HistoryKind.MERGED,
        at=now,
        user_id=user.id,
        person_id=kept.id,
        merged_id=other.id,
        details=details,
    )


def moved_entry(guest, event, user, now):
    """Return the entry that says beside whom a guest was put, and why (T-03)."""
    move = guest.move
    details = about_event(event) | {
        "name": full_name(move.anchor.person), "side": move.side, "reason": move.reason,
    }  # fmt: skip
    return about_guest(HistoryKind.MOVED, guest, user, details, now)


def undone_entry(guest, event, user, now):
    """Return the entry that says that the rules place a guest again."""
    return about_guest(HistoryKind.MOVE_UNDONE, guest, user, about_event(event), now)


def about_event(event):
    """Return what an entry keeps of an event."""
    return {f"title_{language}": text for language, text in event.title._asdict().items()}


def about_guest(kind, guest, user, details, now):
    """Return an entry about a guest, kept at the person."""
    return HistoryEntry(
        kind=kind, at=now, user_id=user.id, person_id=guest.person_id, details=details
    )
