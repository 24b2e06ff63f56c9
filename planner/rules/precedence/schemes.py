"""Precedence schemes: which place a role or an office has; practice, not law (P-01)."""

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol, TypeAlias

from planner.languages import Bilingual, Message
from planner.models import Branch, FormerOffices, GuestRole, Level

LEVELS = {
    Level.INTERNATIONAL: Message("International level"),
    Level.FEDERAL: Message("Federal level"),
    Level.STATE: Message("State level"),
    Level.DISTRICT: Message("District level"),
    Level.MUNICIPAL: Message("Municipal level"),
    Level.OTHER: Message("Other offices"),
}
BRANCHES = {
    Branch.LEGISLATIVE: Message("Legislature"),
    Branch.EXECUTIVE: Message("Executive"),
    Branch.JUDICIAL: Message("Judiciary"),
    Branch.DIPLOMATIC: Message("Diplomacy"),
    Branch.ADMINISTRATION: Message("Administration"),
    Branch.OTHER: Message("Other offices"),
}
ROLES = {
    GuestRole.GUEST_OF_HONOUR: Message("Guest of honor"),
    GuestRole.HOST: Message("Host"),
    GuestRole.SPEAKER: Message("Speaker"),
    GuestRole.DELEGATE: Message("Delegation member"),
    GuestRole.COMPANION: Message("Companion"),
    GuestRole.GUEST: Message("Guest"),
    GuestRole.INTERPRETER: Message("Interpreter"),
    GuestRole.PRESS: Message("Press"),
    GuestRole.STAFF: Message("Staff"),
}
LEVEL_PLACE = {level: place for place, level in enumerate(Level)}
AFTER_ALL_LEVELS = 1 + len(LEVEL_PLACE)  # behind whatever else is not named
WITHOUT_OFFICE = Message("Guests without an office")


class TieBreaker(enum.StrEnum):
    """What decides between two guests with the same place (P-06, P-08, P-11)."""

    OWN_PLACE = "own_place"
    FOREIGN = "foreign"
    ELECTED = "elected"
    CURRENT = "current"
    SINCE = "since"
    WOMEN = "women"


TIE_BREAKERS = {
    TieBreaker.OWN_PLACE: Message("Offices of the host municipality first"),
    TieBreaker.FOREIGN: Message("Office holders from abroad first"),
    TieBreaker.ELECTED: Message("Elected before appointed"),
    TieBreaker.CURRENT: Message("In office before formerly in office"),
    TieBreaker.SINCE: Message("Longer in office first"),
    TieBreaker.WOMEN: Message("Women first"),
}


NAMELESS = Bilingual()
EntryKey: TypeAlias = GuestRole | int | tuple[Level, Branch | None] | None  # None: no office
AskedPlace: TypeAlias = tuple[int | None, Level | None, Branch | None, bool]


class PrecedenceEntry(NamedTuple):
    """A place in a scheme: of a role, an office, a level or its branch, or of no office at all."""

    role: GuestRole | None = None
    office_id: int | None = None
    level: Level | None = None  # for an office: its level, which says where others of it come
    branch: Branch | None = None
    in_own_place: bool = False  # only for offices of the municipality that hosts (P-15)
    office: Bilingual = NAMELESS  # its title
    id: int | None = None

    @property
    def key(self) -> EntryKey:
        """What an entry is found by: the most special thing that it names."""
        if self.role:
            return self.role
        if self.office_id:
            return self.office_id
        return (self.level, self.branch) if self.level else None


class SchemePlace(NamedTuple):
    """A place in a scheme: at an entry, or after one for offices that no entry names."""

    position: int
    after: int = 0  # 0: the entry names the guest; else which unnamed level this is


@dataclass(frozen=True)
class PrecedenceScheme:
    """A version of a scheme: entries from the highest to the lowest, and what breaks ties."""

    entries: tuple[PrecedenceEntry, ...]
    tie_breakers: tuple[TieBreaker, ...]
    keeps_delegations_together: bool = False
    former_offices: FormerOffices = FormerOffices.AFTER_ALL
    name: Bilingual = NAMELESS
    number: int = 1
    as_of: dt.date | None = None
    id: int | None = None
    scheme_id: int | None = None
    known: dict[AskedPlace, SchemePlace] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def positions(self) -> dict[tuple[EntryKey, bool], int]:
        """The position of each entry, by what it names and whether only in the own place."""
        found: dict[tuple[EntryKey, bool], int] = {}
        for position, entry in enumerate(self.entries):
            found.setdefault((entry.key, entry.in_own_place), position)
        return found

    @cached_property
    def ends(self) -> dict[Level, int]:
        """The position of the last entry of each level."""
        return {
            entry.level: position
            for position, entry in enumerate(self.entries)
            if entry.level and not entry.in_own_place
        }

    @property
    def without_office(self) -> int:
        """The position of guests without an office."""
        return self.positions.get((None, False), len(self.entries))

    @property
    def place_of_former(self) -> SchemePlace:
        """The place of those who were in office, where they come after all who are (P-16)."""
        return SchemePlace(self.without_office - 1, AFTER_ALL_LEVELS)

    def place(
        self,
        office_id: int | None = None,
        level: Level | None = None,
        branch: Branch | None = None,
        is_here: bool = False,
    ) -> SchemePlace:
        """Return the place of an office, or of no office; one at home takes the better of two."""
        asked = office_id, level, branch, is_here
        if asked not in self.known:
            self.known[asked] = self._place(*asked)
        return self.known[asked]

    def _place(
        self, office_id: int | None, level: Level | None, branch: Branch | None, is_here: bool
    ) -> SchemePlace:
        if level is None:
            return SchemePlace(self.without_office)
        keys: tuple[EntryKey, ...] = office_id, (level, branch), (level, None)
        named = [self._first(keys, in_own_place=False)]
        if is_here:  # a place for the office itself is better kept than one for its branch at home
            by_office = office_id is not None and (office_id, False) in self.positions
            own = keys[:1] if by_office else keys
            named.append(self._first(own, in_own_place=True))
        positions = [position for position in named if position is not None]
        return SchemePlace(min(positions)) if positions else self._unnamed(level)

    def _first(self, keys: Iterable[EntryKey], in_own_place: bool) -> int | None:
        wanted = ((key, in_own_place) for key in keys if key is not None)
        return next((self.positions[key] for key in wanted if key in self.positions), None)

    def _unnamed(self, level: Level) -> SchemePlace:
        """Return the last place of a level that has no entry for an office, whatever it is."""
        if level in self.ends:
            return SchemePlace(self.ends[level], 1 + LEVEL_PLACE[level])
        higher = [
            position
            for other, position in self.ends.items()
            if LEVEL_PLACE[other] < LEVEL_PLACE[level]
        ]
        lower = [position for other, position in self.ends.items() if other != level]
        position = max(higher) if higher else min([*lower, self.without_office]) - 1
        return SchemePlace(position, 1 + LEVEL_PLACE[level])

    def place_of_role(self, role: GuestRole) -> SchemePlace | None:
        """Return the place of a role that does not depend on the office, or None."""
        position = self.positions.get((role, False))
        return None if position is None else SchemePlace(position)


def of_level(level: Level, *branches: Branch) -> tuple[PrecedenceEntry, ...]:
    """Return entries for some branches of a level, then one for all others of it."""
    return (
        *(PrecedenceEntry(level=level, branch=branch) for branch in branches),
        PrecedenceEntry(level=level),
    )


LEGISLATIVE, EXECUTIVE, JUDICIAL = Branch.LEGISLATIVE, Branch.EXECUTIVE, Branch.JUDICIAL
UPPER_ENTRIES = (  # P-07, and within a level P-04
    *of_level(Level.INTERNATIONAL),
    *of_level(Level.FEDERAL, LEGISLATIVE, EXECUTIVE, JUDICIAL, Branch.DIPLOMATIC),
    *of_level(Level.STATE, LEGISLATIVE, EXECUTIVE, JUDICIAL),
)
LOCAL_ENTRIES = (  # the mayor, then the council (P-13)
    *of_level(Level.DISTRICT, EXECUTIVE, LEGISLATIVE),
    *of_level(Level.MUNICIPAL, EXECUTIVE, LEGISLATIVE),
    *of_level(Level.OTHER),
)
WORKING_ROLES = GuestRole.INTERPRETER, GuestRole.PRESS, GuestRole.STAFF
LAST_ENTRIES = PrecedenceEntry(), *(PrecedenceEntry(role=role) for role in WORKING_ROLES)
FIRST_ENTRIES = (
    PrecedenceEntry(role=GuestRole.GUEST_OF_HONOUR),
    PrecedenceEntry(role=GuestRole.HOST),
)
RECEPTION = PrecedenceScheme(
    entries=(*FIRST_ENTRIES, *UPPER_ENTRIES, *LOCAL_ENTRIES, *LAST_ENTRIES),
    tie_breakers=(
        TieBreaker.FOREIGN,
        TieBreaker.ELECTED,
        TieBreaker.CURRENT,
        TieBreaker.SINCE,
    ),
    name=Bilingual(de="Empfang einer deutschen Stadt", en="Reception of a German city"),
)
US_VISITORS = PrecedenceScheme(
    entries=(
        *FIRST_ENTRIES,
        *of_level(Level.FEDERAL, EXECUTIVE, LEGISLATIVE, JUDICIAL, Branch.DIPLOMATIC),
        PrecedenceEntry(level=Level.STATE, branch=EXECUTIVE),
        PrecedenceEntry(level=Level.MUNICIPAL, branch=EXECUTIVE, in_own_place=True),  # P-15
        *of_level(Level.INTERNATIONAL),
        *of_level(Level.STATE, LEGISLATIVE, JUDICIAL),
        *LOCAL_ENTRIES,
        *LAST_ENTRIES,
    ),
    tie_breakers=(TieBreaker.OWN_PLACE, TieBreaker.CURRENT, TieBreaker.SINCE),
    keeps_delegations_together=True,
    name=Bilingual(de="Gäste aus den USA, wie gemeldet", en="US visitors, as sent"),
)
SHIPPED = RECEPTION, US_VISITORS


def entry_label(entry: PrecedenceEntry) -> Message | Bilingual:
    """Return what an entry names, as a message."""
    if entry.role:
        return ROLES[entry.role]
    what: Message | Bilingual
    if entry.office_id:
        what = entry.office
    elif entry.level is None:
        return WITHOUT_OFFICE
    elif entry.branch is None:
        what = LEVELS[entry.level]
    else:
        what = Message(
            "%(level)s, %(branch)s", level=LEVELS[entry.level], branch=BRANCHES[entry.branch]
        )
    return (
        Message("%(office)s of the host municipality", office=what) if entry.in_own_place else what
    )


class LabelledScheme(Protocol):
    """What a label says of a scheme; a row of a query has it too."""

    @property
    def id(self) -> int | None:
        """The id of the stored version; None: a built-in scheme."""

    @property
    def name(self) -> Bilingual:
        """The name in each language."""

    @property
    def number(self) -> int:
        """The number of the version."""


def version_label(scheme: LabelledScheme) -> Message | Bilingual:
    """Return the name of a scheme with its version, as a message."""
    if scheme.id is None:
        return scheme.name
    return Message("%(scheme)s, version %(number)s", scheme=scheme.name, number=scheme.number)
