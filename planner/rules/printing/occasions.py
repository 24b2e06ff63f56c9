"""Occasions: what a paper is about."""

from typing import NamedTuple

from planner.models import Event, Person, Visit

VISIT, EVENT, PERSON = "visit", "event", "person"


class Occasion(NamedTuple):
    """What a paper is about."""

    visit: Visit | None = None
    event: Event | None = None  # of the visit, or on its own
    person: Person | None = None  # whose own paper it is; None: everybody's

    @property
    def subject(self) -> str:
        """What kind of thing a paper of this occasion is about: "visit" or "event"."""
        return EVENT if self.event else VISIT

    @property
    def required_visit(self) -> Visit:
        """The visit, for a paper that only visits have; raises ValueError without one."""
        if self.visit is None:
            raise ValueError("This paper is about a visit, but there is none.")
        return self.visit
