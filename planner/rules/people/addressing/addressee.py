"""Addressees: somebody on a day, as far as forms of address look."""

from typing import NamedTuple

from planner.models import Gender, Organisation
from planner.rules.people.person_types import HeldTerm, PersonInOffice


class Addressee(NamedTuple):
    """Somebody whom one addresses on a day in a language."""

    person: PersonInOffice[HeldTerm]
    language: str
    term: HeldTerm | None  # the office of that day (P-19), or else a former one that counts (P-25)
    former: HeldTerm | None  # the highest office that is over, but still counts in the country
    has_several: bool  # whether the person holds several offices on that day
    organisation: Organisation | None = None

    @property
    def gender(self) -> Gender:
        """How the person is addressed: Frau, Herr or neither."""
        return self.person.gender

    @property
    def is_acting(self) -> bool:
        """Whether the person only acts in the office (P-27)."""
        return bool(self.term and self.term.is_acting)

    @property
    def is_former(self) -> bool:
        """Whether no office is held any more, but a former one still counts (P-25)."""
        return self.former is not None and self.term is self.former

    @property
    def held_term(self) -> HeldTerm | None:
        """The term that the person has on that day, or None."""
        return None if self.is_former else self.term
