"""Books on paper: a cover, contents, and chapters with sections.

print_briefing.html and print_briefing.typ only write them down.
"""

from dataclasses import dataclass

from planner.languages import Bilingual, Message, Text, translate
from planner.printing.paper import Fact, Sheet
from planner.printing.programme.schedule import Column, Line, Row, Tone, lines
from planner.rules.people.spoken_languages import language_names

CHAPTER, SECTION, ITEM = 2, 3, 4  # levels of headings; the title of the book is the first


@dataclass(frozen=True)
class LabelledTexts:
    """Words under a label, as one text or one a bullet."""

    label: str
    texts: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a chapter; its empty fields are not printed."""

    heading: Text
    level: int = SECTION
    hours: tuple[str, ...] = ()  # beside the heading
    lines: tuple[Line, ...] = ()
    facts: tuple[Fact, ...] = ()
    paragraphs: tuple[Text, ...] = ()
    notes: tuple[Line, ...] = ()
    box: tuple[LabelledTexts, ...] = ()  # what somebody has to know by heart
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    is_off: bool = False
    is_portrait: bool = False  # heading and lines stand beside the text


@dataclass(frozen=True)
class Chapter:
    """A chapter of a book."""

    heading: str
    sections: tuple[Section, ...]
    begins_page: bool = False


@dataclass(frozen=True)
class Book:
    """A book; a short one has neither cover nor contents."""

    sheet: Sheet
    contents: str  # the heading of the contents; empty: no cover, no contents
    chapters: tuple[Chapter, ...]
    empty: str  # instead of chapters
    unprintable: str


def columns(language: str, *heads: tuple[str, Message, int]) -> tuple[Column, ...]:
    """Return the columns of a table, given as (key, title, share)."""
    return tuple(Column(key, translate(title, language), share) for key, title, share in heads)


def prose(texts: Bilingual, language: str) -> tuple[tuple[Text, ...], tuple[Line, ...]]:
    """Return a bilingual text in paragraphs, and a note if it is only in another language."""
    text, code = texts.in_language(language)
    parts = tuple(Text(part.strip(), code) for part in text.split("\n") if part.strip())
    return parts, only_in(code, language)


def only_in(code: str, language: str) -> tuple[Line, ...]:
    """Return the note that a text exists only in another language than the wanted one."""
    if code == language:
        return ()
    note = Message("Only in %(language)s.", language=language_names(code, language))
    return lines(language, translate(note, language), tone=Tone.NOTE)
