"""The frame of every paper: who prints it, about what, when, and who may read it."""

import dataclasses
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Protocol, TypeAlias

from planner import dates
from planner.languages import IN_TURN, Bilingual, Message, Text, translate
from planner.models import Audience, Event, Status, Visit, VisitStatus
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperSize

CLASSES = {
    Audience.PUBLIC: Message("Public"),
    Audience.GUESTS: Message("For guests"),
    Audience.INTERNAL: Message("Internal – contains personal data"),
}


JsonData: TypeAlias = (
    Mapping[str, "JsonData"] | Sequence["JsonData"] | str | int | float | bool | None
)


class PaperData(Protocol):
    """A dataclass: what is on a paper, or a part of it."""

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[object]]]


#: What a version is made of: a part of a paper, or several.
PaperContent: TypeAlias = PaperData | Iterable["PaperContent"]


@dataclass(frozen=True)
class Letterhead:
    """Who prints: the city, its office, and the colour of its papers."""

    name: str
    unit: str
    accent: str

    @property
    def initials(self) -> str:
        """Return two letters for the crest: IS for Stadt Iserlohn."""
        return (self.name.split() or [""])[-1][:2].upper()


@dataclass(frozen=True)
class PrintContext:
    """Who prints, when, in which language, for whom and on which paper."""

    language: str
    letterhead: Letterhead
    moment: datetime
    zone: str
    printed_by: str
    reader: Audience = Audience.INTERNAL
    size: PaperSize = PaperSize.A4
    large: bool = False
    other_language: str | None = None  # beside the first one; None: one language only
    badge_key: str = ""  # what the codes on badges are made with

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the paper, the first one first."""
        return (self.language, self.other_language) if self.other_language else (self.language,)


@dataclass(frozen=True)
class Fact:
    """A line that the sheet says about itself, under a label."""

    label: str
    words: str


@dataclass(frozen=True)
class Sheet:
    """The frame of a paper; all of it in the language of the paper."""

    language: str
    letterhead: Letterhead
    initials: str
    title: str
    other_title: Text
    subject: Text
    occasion: str
    class_line: str
    facts: tuple[Fact, ...]
    version_line: str
    page_words: str
    reader: str = Audience.INTERNAL
    size: str = PaperSize.A4
    large: bool = False
    version: str = ""
    people: int = 0
    person_ids: tuple[int, ...] = ()  # of all who are named


class Paper(PaperData, Protocol):
    """All that is on a paper: a dataclass with the frame of the paper."""

    @property
    def sheet(self) -> Sheet:
        """The frame."""


def sheet(
    title: Message,
    subject: Text,
    occasion: str,
    order: Message | None,
    printing: PrintContext,
    content: PaperContent,
    selection: Message | None = None,
    people: Collection[int] = (),
    others: Iterable[int] = (),
) -> Sheet:
    """Return the frame of a paper; its version follows from its content (T-27).

    order: None where a paper is no list; selection: who is left out; people: the ids of
    those whom it lists, others: of those whom it names beside them.
    """
    say = partial(translate, language=printing.language)
    _, other, *_ = IN_TURN[printing.language]
    as_of = dates.stamp(printing.moment, printing.zone, printing.language)
    version = fingerprint(content)
    version_words = say(Message("Version %(version)s", version=version))
    return Sheet(
        language=printing.language,
        letterhead=printing.letterhead,
        initials=printing.letterhead.initials,
        title=say(title),
        other_title=Text(translate(title, other), other),
        subject=subject,
        occasion=occasion,
        class_line=say(CLASSES[printing.reader]),
        facts=tuple(frame_facts(order, selection, as_of, printing)),
        version_line=f"{say(Message('As of'))} {as_of} · {version_words}",
        page_words=say(Message("Page %(page)s of %(pages)s", page="{page}", pages="{pages}")),
        reader=printing.reader,
        size=printing.size,
        large=printing.large,
        version=version,
        people=len(people),
        person_ids=tuple(dict.fromkeys((*people, *others))),
    )


def frame_facts(
    order: Message | None, selection: Message | None, as_of: str, printing: PrintContext
) -> Iterator[Fact]:
    """Yield the facts in the frame of a paper: how it is sorted, who is on it, when, by whom."""
    say = partial(translate, language=printing.language)
    if order:
        yield Fact(say(Message("Order")), say(order))
    if selection:
        yield Fact(say(Message("Selection")), say(selection))
    yield Fact(say(Message("As of")), f"{as_of} ({zone_in_words(printing)})")
    yield Fact(say(Message("Printed by")), printing.printed_by)


def about(occasion: Occasion, language: str) -> tuple[Text, str]:
    """Return the title of what a paper is about, and when and where it is."""
    if occasion.event:
        return about_event(occasion.event, occasion.visit, language)
    return about_visit(occasion.required_visit, language)


def in_languages(message: Message, languages: Sequence[str]) -> str:
    """Return a message in each language of a paper, side by side."""
    return " / ".join(dict.fromkeys(translate(message, language) for language in languages))


def texts_of(bilingual: Bilingual, languages: Sequence[str]) -> tuple[Text, ...]:
    """Return a bilingual text in each language of a paper, each text once."""
    found: dict[str, Text] = {}
    for text in map(bilingual.in_language, languages):
        found.setdefault(text.text, text)
    return tuple(text for words, text in found.items() if words)


def zone_in_words(printing: PrintContext) -> str:
    """Return the long name of the zone: "Mitteleuropäische Zeit" (e-22)."""
    return dates.zone_title(printing.zone, printing.moment, printing.language)


def about_visit(visit: Visit, language: str) -> tuple[Text, str]:
    """Return the title of a visit, and when and where it is."""
    days = dates.days(visit.first_day, visit.last_day, language)
    cancelled = called_off(visit.status is VisitStatus.CANCELLED, language)
    place = visit.host.name if visit.host else ""
    return visit.title.in_language(language), dot_joined(cancelled, days, place)


def about_event(event: Event, visit: Visit | None, language: str) -> tuple[Text, str]:
    """Return the title of an event, and when, where and in which visit it is."""
    venue = event.venue.name.in_language(language).text if event.venue else ""
    title = visit.title.in_language(language).text if visit else ""
    cancelled = called_off(event.status is Status.CANCELLED, language)
    occasion = dot_joined(cancelled, when(event, language), venue, title)
    return event.title.in_language(language), occasion


def called_off(cancelled: bool, language: str) -> str:
    """Return the word CANCELLED if something is cancelled, else the empty text."""
    return translate(Message("Cancelled"), language).upper() if cancelled else ""


def when(event: Event, language: str) -> str:
    """Return the time of an event in words, with the name of its zone."""
    starts, ends, zone = event.starts_at, event.ends_at, event.start_zone
    if event.is_whole_day:
        return dates.days(starts.date(), ends.date(), language)
    start = dates.moment(starts, zone, language, event.start_fold)
    end_zone = event.end_zone or zone
    if starts.date() == ends.date() and end_zone == zone:
        clock = dates.time(starts, language)
        return start.replace(clock, f"{clock}–{dates.time(ends, language)}")
    return f"{start} – {dates.moment(ends, end_zone, language, event.end_fold)}"


def dot_joined(*parts: str | None) -> str:
    """Return the parts that are not empty, with a dot between them."""
    return " · ".join(part for part in parts if part)


def fingerprint(content: PaperContent) -> str:
    """Return six characters that change with the content of a paper."""
    text = json.dumps(as_data(content), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:6].upper()


def as_data(content: PaperContent) -> JsonData:
    """Return the content of a paper as what JSON can hold."""
    if isinstance(content, Iterable):
        return [as_data(part) for part in content]
    return dataclasses.asdict(content, dict_factory=without_subjects)


def without_subjects(fields: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the fields of a part of a paper, but the ids of whom and what it tells of."""
    return {name: value for name, value in fields if name not in ("person_id", "event_id")}
