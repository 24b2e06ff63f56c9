"""The words for members of enums, as pages have them."""

import enum
from collections.abc import Mapping

from planner.languages import Message
from planner.models import (
    DelegationOrder,
    Direction,
    FeedKind,
    FormerOffices,
    Gender,
    Medium,
    Representation,
    RoleName,
    Sector,
    Side,
    StepFree,
    Style,
    Theme,
    VisitStatus,
)
from planner.rules.guests.guests import REPLIES
from planner.rules.precedence.schemes import BRANCHES, LEVELS, ROLES, TIE_BREAKERS
from planner.rules.programme.assignments import DUTIES
from planner.rules.programme.briefings import POINT_KINDS
from planner.wording.events import AUDIENCES, INTERPRETATIONS, KINDS, STATUSES

Words = Mapping[enum.StrEnum, Message]

VISITS: Words = {
    VisitStatus.DRAFT: Message("Draft"),
    VisitStatus.CONFIRMED: Message("Confirmed"),
    VisitStatus.CANCELLED: Message("Cancelled"),
    VisitStatus.OVER: Message("Over"),
    Direction.INCOMING: Message("Incoming: they come to us"),
    Direction.OUTGOING: Message("Outgoing: we go to them"),
    DelegationOrder.AS_SENT: Message("As they sent it"),
    DelegationOrder.LEADER_THEN_ALPHABET: Message("The leader first, then by alphabet"),
    DelegationOrder.BY_SCHEME: Message("By the precedence scheme"),
}
PEOPLE: Words = {
    Gender.FRAU: Message("Ms. (Frau)"),
    Gender.HERR: Message("Mr. (Herr)"),
    Gender.NEITHER: Message("neither"),
    Sector.POLITICS: Message("Politics"),
    Sector.ADMINISTRATION: Message("Administration"),
    Sector.BUSINESS: Message("Business"),
    Sector.SCIENCE: Message("Science"),
    Sector.CIVIL_SOCIETY: Message("Civil society"),
    Sector.PRESS: Message("Press"),
    Style.NONE: Message("none"),
    Style.THE_HONORABLE: Message("The Honorable"),
    Style.EXZELLENZ: Message("Excellency (Exzellenz)"),
    StepFree.UNKNOWN: Message("not known yet"),
    StepFree.YES: Message("step-free"),
    StepFree.PARTLY: Message("partly step-free"),
    StepFree.NO: Message("not step-free"),
}
LISTS: Words = {
    Representation.OWN_RANK: Message("keeps the own rank"),
    Representation.PLACE_OF_REPRESENTED: Message("takes the place of the represented"),
    Side.BEFORE: Message("directly before"),
    Side.AFTER: Message("directly after"),
    FormerOffices.NOT: Message("does not count"),
    FormerOffices.AFTER_ALL: Message("comes after all who are in office"),
    FormerOffices.WITH_OFFICE: Message("has the place of that office"),
}
OFFICE: Words = {
    RoleName.ADMINISTRATOR: Message("Administrator: everything"),
    RoleName.ORGANISER: Message("Organizer: plans visits and events"),
    RoleName.ASSISTANT: Message("Assistant: keeps guest lists and replies"),
    RoleName.READER: Message("Reader: looks up"),
    RoleName.DOOR: Message("Door: check-in only"),
    Theme.AUTO: Message("as my device"),
    Theme.LIGHT: Message("light"),
    Theme.DARK: Message("dark"),
    FeedKind.VISIT: Message("the whole visit, for the office"),
    FeedKind.GUESTS: Message("the visit as guests see it"),
    FeedKind.PERSON: Message("what one person is invited to"),
    FeedKind.TRANSFERS: Message("for drivers"),
    FeedKind.INTERPRETATION: Message("for interpreters"),
    FeedKind.VENUE: Message("what takes place at a venue"),
    FeedKind.USER: Message("what a user is responsible for"),
    Medium.PAGE: Message("printed page"),
    Medium.PDF: Message("PDF"),
    Medium.CSV: Message("CSV"),
    Medium.XLSX: Message("Excel"),
    Medium.ICS: Message("Calendar file"),
}
WORDS: dict[type[enum.Enum], dict[str, Message]] = {}
for words in (
    *(VISITS, PEOPLE, LISTS, OFFICE, REPLIES, BRANCHES, LEVELS, ROLES, TIE_BREAKERS),
    *(DUTIES, POINT_KINDS, AUDIENCES, INTERPRETATIONS, KINDS, STATUSES),
):
    for member, word in words.items():
        WORDS.setdefault(type(member), {})[member.value] = word


def member_word(kind: type[enum.Enum], value: object) -> Message | str:
    """Return the word for a member of an enum; for one that is no more, what is stored."""
    return WORDS.get(kind, {}).get(str(value), str(value))
