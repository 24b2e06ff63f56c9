"""Names as forms of address have them: bare, with titles, with one degree (P-24, D-10)."""

import re
from typing import Final

from planner.models import Branch, Gender
from planner.rules.people.addressing.addressee import Addressee
from planner.rules.people.person_types import PersonName

PROFESSORS: Final = {Gender.FRAU: "Professorin", Gender.HERR: "Professor"}
PROFESSOR, DOCTOR = re.compile(r"\bprof", re.IGNORECASE), re.compile(r"\bdr\b", re.IGNORECASE)
DOCTORATES = re.compile(r"\b(Ph\.? ?D|M\.? ?D|Ed\.? ?D|Sc\.? ?D|D\.? ?Sc|Dr)\b")
MANDATES = {"MdB", "MdL", "MdEP", "MEP", "MdA", "MdHB", "MdBB"}  # they say what the office says


def joined(*parts: str | None, by: str = " ") -> str:
    """Return the parts that are not empty, as one text."""
    return by.join(part for part in parts if part)


def bare_name(person: PersonName) -> str:
    """Return the name without titles: "Anna von der Heide"."""
    return joined(person.given_name, person.name_prefix, person.family_name)


def surname(person: PersonName) -> str:
    """Return the family name as it follows "Frau": "von der Heide"."""
    return joined(person.name_prefix, person.family_name)


def card_name(person: PersonName) -> str:
    """Return the name with its academic title: "Dr. Anna Lind" (D-10)."""
    return joined(person.academic_title, bare_name(person))


def after_name(to: Addressee) -> str:
    """Return what stands after the name, without the mandate that the office tells already."""
    after = to.person.post_nominals or ""
    if to.held_term is None or to.held_term.office.branch is not Branch.LEGISLATIVE:
        return after
    return ", ".join(one for one in after.split(", ") if one not in MANDATES)


def written_name(to: Addressee) -> str:
    """Return the full name, but no degree twice: not "Dr. Joan Field, Ph.D."."""
    person, after = to.person, after_name(to)
    is_twice = DOCTORATES.search(after) and (person.academic_title or "").casefold() == "dr."
    return joined(bare_name(person) if is_twice else card_name(person), after, by=", ")


def degree(to: Addressee) -> str:
    """Return the one academic title that is spoken: the highest."""
    title = to.person.academic_title or ""
    if PROFESSOR.search(title):
        return PROFESSORS.get(to.gender, "Prof.") if to.language == "de" else "Professor"
    is_doctor = DOCTOR.search(title) or DOCTORATES.search(to.person.post_nominals or "")
    return "Dr." if is_doctor else ""
