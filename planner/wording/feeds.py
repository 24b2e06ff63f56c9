"""The words for the kinds of calendar feeds, and for what each tells."""

from planner.languages import Message
from planner.models import FeedKind

KINDS = {
    FeedKind.VISIT: Message("Whole visit, with internal events"),
    FeedKind.GUESTS: Message("Guests' view"),
    FeedKind.PERSON: Message("One person's own program"),
    FeedKind.TRANSFERS: Message("Transfers, for drivers"),
    FeedKind.INTERPRETATION: Message("For interpreters"),
    FeedKind.VENUE: Message("All events at a venue"),
    FeedKind.USER: Message("What I am responsible for"),
}


KIND_DESCRIPTIONS = {
    FeedKind.VISIT: Message("For the office: also what guests do not see."),
    FeedKind.GUESTS: Message("What all guests may know: the program without internal events."),
    FeedKind.PERSON: Message("Only the events to which this person is invited."),
    FeedKind.TRANSFERS: Message("Where to pick up, how many, and whom to call; no names."),
    FeedKind.INTERPRETATION: Message(
        "What needs an interpreter, in which languages, whom to call."
    ),
    FeedKind.VENUE: Message("When the venue is taken, without internal events."),
    FeedKind.USER: Message("All events of which you are in charge, also internal ones."),
}


OF_A_VISIT = {
    kind: word for kind, word in KINDS.items() if kind not in {FeedKind.VENUE, FeedKind.USER}
}
