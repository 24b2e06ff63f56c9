"""Rules of places: their names, what uses them, the members of networks."""

from collections.abc import Callable, Iterable, Mapping

from planner.languages import Message, Messages
from planner.models import Municipality, Network, NetworkMember
from planner.rules import RuleBroken
from planner.spelling import unaccented

USES: dict[str, Callable[[int], Messages]] = {
    "delegations": lambda number: Messages("%(num)s delegation", "%(num)s delegations", number),
    "events": lambda number: Messages("%(num)s event", "%(num)s events", number),
    "highlights": lambda number: Messages("%(num)s highlight", "%(num)s highlights", number),
    "networks": lambda number: Messages("%(num)s network", "%(num)s networks", number),
    "organisations": lambda number: Messages(
        "%(num)s organization", "%(num)s organizations", number
    ),
    "partnerships": lambda number: Messages("%(num)s partnership", "%(num)s partnerships", number),
    "people": lambda number: Messages("%(num)s person", "%(num)s people", number),
    "terms": lambda number: Messages("%(num)s term of office", "%(num)s terms of office", number),
    "venues": lambda number: Messages("%(num)s venue", "%(num)s venues", number),
    "visits": lambda number: Messages("%(num)s visit", "%(num)s visits", number),
}  # fmt: skip


def uses_in_words(counts: Mapping[str, int]) -> list[Messages]:
    """Return a message such as "3 events" for each kind of rows that uses a place."""
    return [USES[kind](number) for kind, number in counts.items() if number]


def check_unused(counts: Mapping[str, int]) -> None:
    """Raise RuleBroken if a row refers to a place that is to be deleted."""
    if uses := uses_in_words(counts):
        raise RuleBroken(
            Message("It stays, because it is in use: %(use)s, the bin included.", use=uses[0])
        )


def check_unused_anywhere(counts: Mapping[str, int]) -> None:
    """Raise RuleBroken if a row refers to a place, without a word of what or how many."""
    if any(counts.values()):
        raise RuleBroken(Message("It stays, because it is in use."))


def check_name_is_new(name: str, state: str, others: Iterable[Municipality]) -> None:
    """Raise RuleBroken if the country has a municipality of this name in this state (T-26)."""
    if (unaccented(name), unaccented(state)) in {
        (unaccented(one.name), unaccented(one.state)) for one in others
    }:
        raise RuleBroken(
            Message("%(name)s in %(state)s is here already.", name=name, state=state)
            if state
            else Message("%(name)s is here already.", name=name),
            "name",
        )


def check_one_home(municipality: Municipality, home: Municipality | None) -> None:
    """Raise RuleBroken if another municipality is already the home of the office."""
    if home and home is not municipality:
        raise RuleBroken(
            Message("The office is at home in %(name)s: there is only one.", name=home.name),
            "is_home",
        )


def check_network_is_new(name: str, others: Iterable[Network]) -> None:
    """Raise RuleBroken if there is a network of this name, however it is written."""
    if unaccented(name) in {unaccented(other.name) for other in others}:
        raise RuleBroken(Message("%(name)s is here already.", name=name), "name")


def set_members(network: Network, municipality_ids: Iterable[int]) -> None:
    """Make municipalities the members of a network; rows of those who stay do not change."""
    wanted = set(municipality_ids)
    network.members = [row for row in network.members if row.municipality_id in wanted]
    joining = wanted - {row.municipality_id for row in network.members}
    network.members += [NetworkMember(municipality_id=joined) for joined in sorted(joining)]
