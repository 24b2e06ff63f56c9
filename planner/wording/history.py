"""The words for what the history keeps."""

from planner.languages import Bilingual, Message, Messages
from planner.models import HistoryKind, Side


def entry_message(entry, moment):
    """Return what an entry says, in words; `moment` is when, in words of the reader."""
    details, by = entry.details, entry.user.name if entry.user else "–"
    values = {"moment": moment, "who": by, "name": details.get("name", "")}
    if entry.kind is HistoryKind.MERGED:
        return Message("Merged on %(moment)s by %(who)s: %(name)s", **values)
    values["event"] = Bilingual.made(lambda language: details[f"title_{language}"])
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
