"""Rules of the history: what it keeps of an act, and the words that it has for it."""

from planner.languages import Message, Messages, Written
from planner.models import HistoryEntry, HistoryKind, Side
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
    return {"title_de": event.title_de, "title_en": event.title_en}


def about_guest(kind, guest, user, details, now):
    """Return an entry about a guest, kept at the person."""
    return HistoryEntry(
        kind=kind, at=now, user_id=user.id, person_id=guest.person_id, details=details
    )


def told(entry, moment):
    """Return what an entry says, in words; `moment` is when, in words of the reader."""
    details, by = entry.details, entry.user.name if entry.user else "–"
    values = {"moment": moment, "who": by, "name": details.get("name", "")}
    if entry.kind is HistoryKind.MERGED:
        return Message("Merged on %(moment)s by %(who)s: %(name)s", **values)
    values["event"] = Written(details["title_de"], details["title_en"])
    if entry.kind is HistoryKind.MOVE_UNDONE:
        return Message("%(event)s: by the rules again, on %(moment)s by %(who)s", **values)
    values["reason"] = details["reason"]
    if details["side"] == Side.BEFORE:
        return Message(
            "%(event)s: put directly before %(name)s on %(moment)s by %(who)s. %(reason)s", **values
        )
    return Message(
        "%(event)s: put directly after %(name)s on %(moment)s by %(who)s. %(reason)s", **values
    )


def amounts(details):
    """Return how much an act was about, in words: "3 invitations", "1 delegation"."""
    numbers = {name: details.get(name, 0) for name in ("guests", "delegates", "assignments")}
    numbers |= {name: details.get(name, 0) for name in ("terms", "feeds")}
    words = [
        Messages("%(num)s invitation", "%(num)s invitations", numbers["guests"]),
        Messages("%(num)s delegation", "%(num)s delegations", numbers["delegates"]),
        Messages("%(num)s assignment", "%(num)s assignments", numbers["assignments"]),
        Messages("%(num)s term of office", "%(num)s terms of office", numbers["terms"]),
        Messages("%(num)s calendar feed", "%(num)s calendar feeds", numbers["feeds"]),
    ]
    return [word for word in words if word.number]
