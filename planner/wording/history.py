"""The words for what the history keeps."""

from collections.abc import Mapping

from planner.languages import Bilingual, Message, Messages
from planner.models import HistoryEntry, HistoryKind, Side


def entry_message(entry: HistoryEntry, moment: str) -> Message:
    """Return what an entry says; `moment` is when it was, in words of the reader."""
    details, author = entry.details, entry.user.name if entry.user else "–"
    values: dict[str, str | Bilingual] = {
        "moment": moment,
        "who": author,
        "name": details.get("name", "–"),  # of somebody who was erased since
    }
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


def amounts(details: Mapping[str, int]) -> list[Messages]:
    """Return how much a merge has moved: "3 invitations", "1 delegation"; without what is 0."""
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
