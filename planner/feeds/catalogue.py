"""The catalogue of feeds: each kind of secret feed, in the order of the chooser."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import ColumnElement

from planner.feeds.feed_readers import FeedReader
from planner.languages import Message
from planner.models import Feed, FeedKind, User, Venue, Visit
from planner.queries.feeds import feeds as queries


class FeedDefinition(NamedTuple):
    """A kind of feed.

    Feeds of a kind that is about a visit can be chosen in the form of the visit; those that need
    no person can be downloaded there, too.
    """

    kind: FeedKind
    name: Message
    description: Message  # one sentence: what it is for
    reader: FeedReader  # who reads it: which content lines it has
    condition: Callable[[Feed], ColumnElement[bool]]  # which events it has
    title: Message | None = None  # of the calendar, around its subject; None: the subject alone
    subject: type[Visit] | type[Venue] | type[User] = Visit
    needs_person: bool = False  # it is about one person at the visit

    @property
    def is_internal(self) -> bool:
        """Whether it has internal events: its user must have the right to read visits (S07)."""
        return self.reader is FeedReader.OFFICE

    @property
    def is_download(self) -> bool:
        """Whether it can be downloaded from the page of a visit."""
        return self.subject is Visit and not self.needs_person


FEEDS = (
    FeedDefinition(
        kind=FeedKind.VISIT,
        name=Message("Whole visit, with internal events"),
        description=Message("For the office: also what guests do not see."),
        reader=FeedReader.OFFICE,
        condition=queries.visit_condition,
        title=Message("%(subject)s (internal)"),
    ),
    FeedDefinition(
        kind=FeedKind.GUESTS,
        name=Message("Guests' view"),
        description=Message("What all guests may know: the program without internal events."),
        reader=FeedReader.GUESTS,
        condition=queries.guests_condition,
    ),
    FeedDefinition(
        kind=FeedKind.PERSON,
        name=Message("One person's own program"),
        description=Message("Only the events to which this person is invited."),
        reader=FeedReader.GUESTS,
        condition=queries.person_condition,
        needs_person=True,
    ),
    FeedDefinition(
        kind=FeedKind.TRANSFERS,
        name=Message("Transfers, for drivers"),
        description=Message("Where to pick up, how many, and whom to call; no names."),
        reader=FeedReader.DRIVER,
        condition=queries.drivers_condition,
        title=Message("Transfers: %(subject)s"),
    ),
    FeedDefinition(
        kind=FeedKind.INTERPRETATION,
        name=Message("For interpreters"),
        description=Message("What needs an interpreter, in which languages, whom to call."),
        reader=FeedReader.INTERPRETER,
        condition=queries.interpreters_condition,
        title=Message("Interpretation: %(subject)s"),
    ),
    FeedDefinition(
        kind=FeedKind.VENUE,
        name=Message("All events at a venue"),
        description=Message("When the venue is taken, without internal events."),
        reader=FeedReader.GUESTS,
        condition=queries.venue_condition,
        subject=Venue,
    ),
    FeedDefinition(
        kind=FeedKind.USER,
        name=Message("What I am responsible for"),
        description=Message("All events of which you are in charge, also internal ones."),
        reader=FeedReader.OFFICE,
        condition=queries.user_condition,
        title=Message("Responsible: %(subject)s"),
        subject=User,
    ),
)
BY_KIND = {definition.kind: definition for definition in FEEDS}


def names_for_visit() -> list[tuple[FeedKind, Message]]:
    """Return the kinds of feed that a visit can have, with their names."""
    return [(one.kind, one.name) for one in FEEDS if one.subject is Visit]


def download_kinds() -> list[FeedKind]:
    """Return the kinds of feed to download from the page of a visit, that of its guests first."""
    kinds = [one.kind for one in FEEDS if one.is_download]
    return sorted(kinds, key=lambda kind: kind is not FeedKind.GUESTS)
