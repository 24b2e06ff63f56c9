"""Badges (D-11): the name large, where somebody comes from, the role in a word, languages.

Nothing else: no need, no phone, and a companion is a guest like any other. The QR code holds a
code that tells nothing without the key of the office.
"""

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import segno
from sqlalchemy.orm import Session

from planner.languages import Message, Text, translate
from planner.models import Event, GuestRole, Municipality, Visit
from planner.printing.cards.card_sheets import Captions, CardSheet, captions, card_sheet
from planner.printing.guests.guest_entries import LEADER
from planner.printing.guests.named_guests import (
    NamedGuest,
    home_of,
    organisation_of,
    people_of,
    senders,
)
from planner.printing.paper import PrintContext, Sheet
from planner.rules.people.addressing.person_names import card_name
from planner.rules.people.spoken_languages import language_names
from planner.rules.precedence.schemes import ROLES
from planner.rules.printing.labels import BADGE_SHEETS
from planner.rules.printing.occasions import EVENT, VISIT, Occasion
from planner.rules.printing.printed_lists import is_companion
from planner.rules.printing.printing import PaperChoice

TITLE = Message("Badges")
MASK = 0  # always the same: to try all eight takes six times as long, and scanners read any


@dataclass(frozen=True)
class Badge:
    """A badge of a guest."""

    name: str
    organisation: Text
    home: str
    role: str
    tone: str
    languages: tuple[str, ...]
    languages_in_words: str
    code: str
    code_words: str
    rows: tuple[int, ...]  # of the QR code: the dark modules are the ones of a binary number

    @property
    def size(self) -> int:
        """How many modules the QR code is wide."""
        return len(self.rows)

    @property
    def path(self) -> str:
        """The dark modules as the path of a drawing: one flat rectangle for each run."""
        return "".join(run for y, row in enumerate(self.rows) for run in runs(y, row, self.size))


@dataclass(frozen=True)
class Badges:
    """Badges on sheets that come cut."""

    sheet: Sheet
    words: Captions
    cut: CardSheet
    badges: tuple[Badge, ...]


def make(
    session: Session, occasion: Occasion, wanted: PaperChoice, printing: PrintContext
) -> Badges:
    """Return a badge for each guest of an event or a visit."""
    language = printing.language
    people = people_of(session, occasion, wanted)
    sent_by = senders(session, occasion.visit)
    found = tuple(badge(one, people.day, sent_by, occasion, printing) for one in people.named)
    return Badges(
        sheet=people.sheet(TITLE, occasion, printing, found),
        words=captions(language),
        cut=card_sheet(BADGE_SHEETS[wanted.badges]),
        badges=found,
    )


def badge(
    named: NamedGuest,
    day: dt.date,
    sent_by: Mapping[int, Municipality | None],
    occasion: Occasion,
    printing: PrintContext,
) -> Badge:
    """Return the badge of a guest."""
    row, person, language = named.row, named.person, printing.language
    role = GuestRole.GUEST if is_companion(row) else row.role
    leads = role is GuestRole.DELEGATE and row.member and row.member.is_leader
    sender = sent_by.get(row.delegation.id) if row.delegation else None
    code = badge_code(printing.badge_key, occasion.visit, occasion.event, person.id)
    return Badge(
        name=card_name(person),
        organisation=organisation_of(row, language),
        home=home_of(person, day, language, sender),
        role=translate(LEADER if leads else ROLES[role], language),
        tone=role.value,
        languages=tuple(one.upper() for one in person.languages.split()),
        languages_in_words=language_names(person.languages, language),
        code=code,
        code_words=translate(Message("Badge code %(code)s", code=code), language),
        rows=modules(code),
    )


def modules(code: str) -> tuple[int, ...]:
    """Return the QR code of a text, each row of modules as a number."""
    matrix = segno.make(code, error="m", mask=MASK, micro=False).matrix
    return tuple(int("".join(map(str, row)), 2) for row in matrix)


def runs(y: int, row: int, size: int) -> Iterator[str]:
    """Return the dark runs of a row as parts of a path."""
    x = 0
    for run in f"{row:0{size}b}".replace("10", "1 0").replace("01", "0 1").split():
        if run[0] == "1":
            yield f"M{x} {y}h{len(run)}v1h-{len(run)}z"
        x += len(run)


LENGTH = 12  # of five bits each


def badge_code(key: str, visit: Visit | None, event: Event | None, person_id: int) -> str:
    """Return the code on somebody's badge; without the key of the office it tells nothing.

    The same badge printed again has the same code, that of another visit has another one; nothing
    is stored, since to print must not change anything.
    """
    subject = next(f"{kind} {row.id}" for kind, row in ((VISIT, visit), (EVENT, event)) if row)
    message = f"badge of person {person_id} for {subject}"
    digest = hmac.digest(key.encode(), message.encode(), hashlib.sha256)
    return base64.b32encode(digest).decode()[:LENGTH]
