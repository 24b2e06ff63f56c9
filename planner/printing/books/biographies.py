"""Biographies on paper, in the language of the paper or else in another one."""

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from planner.languages import Message, Text, translate
from planner.models import Duty, GuestRole, Person
from planner.printing.books.books import Chapter, Section, prose
from planner.printing.programme.minute_plan import NAMED_ROLES
from planner.printing.programme.schedule import Tone, lines
from planner.queries.programme.programme_rows import ProgrammeSources
from planner.rules.guests.guests import GuestRow
from planner.rules.people.people import full_name
from planner.rules.people.spoken_languages import language_names
from planner.rules.printing.itineraries import attendees

TITLE = Message("Biographies")


class BiographySubject(NamedTuple):
    """Somebody whose biography stands in a book."""

    person: Person
    function: Text  # what stands below the name
    mark: Message | None = None  # as what the person is there
    is_wanted: bool = True  # whether the office would like a biography


def hosts_and_speakers(
    sources: ProgrammeSources, rows: Iterable[GuestRow], delegates: Container[int]
) -> list[tuple[int, GuestRole]]:
    """Return (person id, role) of guests of honor, hosts and speakers outside of delegations.

    They come in the order of precedence, after them speakers who are no guests.
    """
    found: dict[int, list[GuestRole]] = {}
    for item in sources.items:
        roles = [
            (one.person_id, one.role) for one in attendees(sources, item) if one.role in NAMED_ROLES
        ]
        roles += [
            (one.person_id, GuestRole.SPEAKER)
            for one in sources.working.get(item.id, ())
            if one.duty is Duty.SPEAKER
        ]
        for person_id, role in roles:
            if person_id not in delegates:
                found.setdefault(person_id, []).append(role)
    places = {row.id: number for number, row in enumerate(rows)}
    ordered = sorted(found, key=lambda person_id: places.get(person_id, len(places)))
    return [(person_id, min(found[person_id], key=NAMED_ROLES.index)) for person_id in ordered]


def chapter(
    portrayed: Sequence[BiographySubject], language: str, begins_page: bool = False
) -> Chapter:
    """Return the chapter of the biographies; its last line names the people without one."""
    known = [one for one in portrayed if one.person.biography]
    sections = [section(one, language) for one in known]
    missing = [full_name(one.person) for one in portrayed if one.is_wanted and one not in known]
    if missing:
        missing_in_words = Message("Without a biography: %(names)s", names=", ".join(missing))
        note = lines(language, translate(missing_in_words, language), tone=Tone.NOTE)
        sections.append(Section(Text("", language), notes=note))
    return Chapter(translate(TITLE, language), tuple(sections), begins_page)


def section(portrayed: BiographySubject, language: str) -> Section:
    """Return the section about somebody: name, function, languages and biography."""
    person = portrayed.person
    paragraphs, note = prose(person.biography, language)
    mark = translate(portrayed.mark, language) if portrayed.mark else ""
    spoken = Message("Speaks %(languages)s", languages=language_names(person.languages, language))
    sound = Message("pronounced: %(said)s", said=person.pronunciation)
    below = (
        translate(spoken, language) if person.languages else "",
        translate(sound, language) if person.pronunciation else "",
    )
    return Section(
        Text(full_name(person), language),
        lines=lines(language, mark, tone=Tone.HOUR)
        + lines(language, portrayed.function)
        + lines(language, " · ".join(part for part in below if part), tone=Tone.NOTE),
        paragraphs=paragraphs,
        notes=note,
        is_portrait=True,
    )
