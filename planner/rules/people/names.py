"""Rules of names: a title is no part of a name, or lists would sort by it (e-13, P-28)."""

import re
from collections.abc import Callable
from typing import TypeAlias

from planner.languages import Message
from planner.rules import RuleBroken

TitlePlace: TypeAlias = tuple[re.Pattern[str], Callable[[str], Message]]


def prefix_pattern(words: str) -> re.Pattern[str]:
    """Return a pattern that finds words at the beginning of a name, in upper or lower case."""
    return re.compile(rf"(?:(?:{words})(?:\s+|$))+", re.IGNORECASE)


ACADEMIC = prefix_pattern(r"(?:prof(?:essor(?:in)?)?|dr)\b[\w.-]*|(?:dipl|priv|mag|ing)\.[\w.-]*")
SALUTATION = prefix_pattern(r"frau|herrn?|(?:mrs?|ms|mme)\.?|madame|monsieur|sir")
HONORIFIC = prefix_pattern(
    r"(?:the )?(?:right )?honou?rable|(?:the )?hon\.|the hon"
    r"|(?:(?:his|her|your|seine|ihre) )?(?:excellency|exzellenz)"
)
OFFICE = prefix_pattern(
    r"(?:u\.?s\.? |state )?(?:senator|representative)|senatorin|congress(?:wo)?man"
    r"|(?:lieutenant |lt\. ?)?governor|(?:state |county )?commissioner|ambassador|council ?member"
    r"|(?:ober)?bürgermeister(?:in)?|landr(?:at|ätin)|(?:bundes|staats)?minister(?:in)?"
    r"|ministerpräsident(?:in)?|(?:vize)?präsident(?:in)?|botschafter(?:in)?"
    r"|(?:general)?konsul(?:in)?|abgeordneter?|staatssekretär(?:in)?"
)
MAYOR = prefix_pattern("mayor")  # no given name, but a family name: Mayor Zaragoza
DOTTED = re.compile(r"(?:prof|dr|dipl|hon)\.", re.IGNORECASE)
MISPLACED_TITLES: tuple[TitlePlace, ...] = (  # (what is found, where it belongs)
    (ACADEMIC, lambda title: Message(
        "“%(title)s” is no part of the name: please write it under “Academic title”.",
        title=title)),
    (SALUTATION, lambda title: Message(
        "“%(title)s” is no part of the name: please choose it under “Salutation”.", title=title)),
    (HONORIFIC, lambda title: Message(
        "“%(title)s” is no part of the name: please leave it out. It follows from the office, which"
        " has a place on the page of the person.", title=title)),
    (OFFICE, lambda title: Message(
        "“%(title)s” is an office, no part of the name: please leave it out, and add the office on"
        " the page of the person.", title=title)),
)  # fmt: skip


def check_given_name(name: str) -> None:
    """Raise RuleBroken if a given name begins with a title; Dean, Major and Honor are names."""
    check_no_title(name, (*MISPLACED_TITLES, (MAYOR, MISPLACED_TITLES[-1][1])))


def check_family_name(name: str) -> None:
    """Raise RuleBroken if a title stands before a family name; alone, Senator is a name."""
    if DOTTED.match(name) or len(name.split()) > 1:
        check_no_title(name, MISPLACED_TITLES)


def check_no_title(name: str, belongs: tuple[TitlePlace, ...]) -> None:
    """Raise RuleBroken if a name begins with a title, and say where that belongs."""
    for titles, where in belongs:
        if found := titles.match(name):
            raise RuleBroken(where(found.group().strip()))
