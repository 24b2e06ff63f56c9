"""Merge what two people have entered in one form, by what it said before both."""

import enum
from collections.abc import Iterator
from typing import NamedTuple

from wtforms import (
    BooleanField,
    Field,
    FileField,
    HiddenField,
    PasswordField,
    SelectMultipleField,
    TextAreaField,
)

from planner.forms import NO_VALUES, PARAGRAPHS, Form
from planner.forms.editing.texts import NOTHING, Texts, texts_of, words_of
from planner.rules.editing.text_changes import lines_of_both, merge_texts
from planner.rules.editing.three_way import Merge, merge_fields, merge_sets

Entry = tuple[Texts, ...]  # what one version says in a part: the texts of each of its fields
Sent = list[tuple[str, str]]  # names and texts, as a form sends them

MOST_LABELS = 2  # of one part


class Whose(enum.StrEnum):
    """Who has changed something that stays."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


class Part(NamedTuple):
    """A field of a form, or fields of which each alone would say something wrong."""

    fields: tuple[Field, ...]
    names: tuple[str, ...]  # of its fields, hidden ones too

    @property
    def key(self) -> str:
        """Its name."""
        return str(self.fields[0].name)

    @property
    def label(self) -> str:
        """How its user calls it; of many fields, the first ones stand for all."""
        labels = [str(field.label.text) for field in self.fields]
        return ", ".join(labels[:MOST_LABELS]) + (" …" if len(labels) > MOST_LABELS else "")

    @property
    def is_text(self) -> bool:
        """Whether it is one longer text, which is merged by its lines."""
        [field, *more] = self.fields
        return not more and isinstance(field, TextAreaField) and PARAGRAPHS in field.validators

    @property
    def is_list(self) -> bool:
        """Whether it is one list, which is merged by what is in it."""
        return len(self.fields) == 1 and isinstance(self.fields[0], SelectMultipleField)

    def words(self, entry: Entry) -> str:
        """Return what a version says, in words; of several fields one a line."""
        told = [words_of(*one) for one in zip(self.fields, entry, strict=True)]
        if len(told) == 1:
            return told[0]
        named = zip(self.fields, told, strict=True)
        return "\n".join(f"{field.label.text}: {text}" for field, text in named if text != NOTHING)


class Conflict(NamedTuple):
    """A part that both have changed, each in another way: somebody must choose."""

    key: str
    label: str
    names: tuple[str, ...]  # of its fields
    before: str | None  # in words; None: nobody knows
    mine: str
    theirs: str
    their_texts: Sent
    draft: str | None  # of a longer text: every line of both, to write it anew


class Kept(NamedTuple):
    """A part in which nothing is to choose, in words."""

    label: str
    names: tuple[str, ...]  # of its fields
    before: str
    now: str
    whose: Whose


class MergedForm(NamedTuple):
    """What has become of two versions."""

    conflicts: list[Conflict]
    kept: list[Kept]
    sent: Sent  # the merged version, as the form would send it; in conflicts mine
    again: list[Field]  # what I have typed and no page may carry: files, passwords
    names: frozenset[str]  # of all fields that were compared

    def labels(self, *whose: Whose) -> str:
        """Return how the parts are called that somebody has changed, and that stay so."""
        return ", ".join(one.label for one in self.kept if one.whose in whose)


def merge_forms(mine: Form, theirs: Form, base: Form | None) -> MergedForm:
    """Merge what I have sent with what is saved by now, by what was there when I began.

    Without a base each part that differs is a conflict.
    """
    parts = {part.key: part for part in parts_of(mine)}
    before = base and {key: entry_of(part, base) for key, part in parts.items()}
    stored = {key: entry_of(part, theirs) for key, part in parts.items()}
    own = {key: own_entry(part, (before or stored)[key]) for key, part in parts.items()}

    def blend(key: str, base: Entry, mine: Entry, theirs: Entry) -> Entry | None:
        return blended(parts[key], base, mine, theirs)

    merge = merge_fields(before, own, stored, blend)
    conflicts = [conflict(parts[key], before, own, stored) for key in merge.conflicts]
    kept = [kept_part(parts[key], before[key], merge) for key in merge.merged] if before else []
    return MergedForm(
        conflicts,
        [one for one in kept if one],
        [pair for key, part in parts.items() for pair in sent_by(part, merge.merged[key])],
        [field for field in mine if field.data and isinstance(field, FileField | PasswordField)],
        frozenset(str(field.name) for part in parts.values() for field in part.fields),
    )


def parts_of(form: Form) -> Iterator[Part]:
    """Yield the parts of a form; nobody compares what is hidden, or secret."""
    shown = {
        field.name: field
        for field in form
        if field.name not in NO_VALUES and not isinstance(field, HiddenField | PasswordField)
    }
    for names in form.joined():
        if joined := tuple(shown.pop(name) for name in names if name in shown):
            yield Part(joined, names)
    yield from (Part((field,), (str(name),)) for name, field in shown.items())


def entry_of(part: Part, form: Form) -> Entry:
    """Return what a form that was filled from a row says in a part."""
    return tuple(
        (form.stored_files.get(field.name, ""),)
        if isinstance(field, FileField)
        else texts_of(form[field.name], field)
        for field in part.fields
    )


def own_entry(part: Part, stored: Entry) -> Entry:
    """Return what I have sent in a part; what my page did not ask for stays as it was."""
    return tuple(
        there if is_unsent(field) else texts_of(field, field)
        for field, there in zip(part.fields, stored, strict=True)
    )


def is_unsent(field: Field) -> bool:
    """Tell whether nobody has answered a field; an empty box is an answer."""
    if isinstance(field, FileField):
        return not field.data
    return not field.raw_data and not isinstance(field, BooleanField | SelectMultipleField)


def blended(part: Part, base: Entry, mine: Entry, theirs: Entry) -> Entry | None:
    """Return what holds the changes of both, if the part is of a kind that can."""
    if part.is_list:
        return (tuple(sorted(merge_sets(base[0], mine[0], theirs[0]))),)
    if part.is_text:
        text = merge_texts(*("".join(entry[0]) for entry in (base, mine, theirs)))
        return None if text is None else ((text,),)
    return None


def conflict(
    part: Part, before: dict[str, Entry] | None, own: dict[str, Entry], stored: dict[str, Entry]
) -> Conflict:
    """Return a part that both have changed, for the page on which one chooses."""
    mine, theirs = own[part.key], stored[part.key]
    return Conflict(
        key=part.key,
        label=part.label,
        names=part.names,
        before=part.words(before[part.key]) if before else None,
        mine=part.words(mine),
        theirs=part.words(theirs),
        their_texts=list(sent_by(part, theirs)),
        draft=lines_of_both("".join(mine[0]), "".join(theirs[0])) if part.is_text else None,
    )


def kept_part(part: Part, before: Entry, merge: Merge[Entry]) -> Kept | None:
    """Return what one is told of a part that nobody needs to choose; None if all is as before."""
    changed = [
        (merge.mine, Whose.MINE),
        (merge.theirs, Whose.THEIRS),
        ((*merge.alike, *merge.blended), Whose.BOTH),
    ]
    for keys, whose in changed:
        if part.key in keys:
            words = part.words(before), part.words(merge.merged[part.key])
            return Kept(part.label, part.names, *words, whose)
    return None


def sent_by(part: Part, entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield names and texts of a part as a form sends them, without its files."""
    for field, texts in zip(part.fields, entry, strict=True):
        if not isinstance(field, FileField):
            yield from ((str(field.name), text) for text in texts)
