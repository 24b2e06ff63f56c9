"""The words for what an event can be: one word for one thing, on pages, papers and in feeds."""

from planner.languages import Message
from planner.models import Audience, Interpretation, Kind, Status

KINDS = {
    Kind.RECEPTION: Message("Reception"),
    Kind.MEETING: Message("Meeting"),
    Kind.TOUR: Message("Tour"),
    Kind.MEAL: Message("Meal"),
    Kind.TRANSFER: Message("Transfer"),
    Kind.CEREMONY: Message("Ceremony"),
    Kind.FREE_TIME: Message("Free time"),
    Kind.OTHER: Message("Other event"),
}
STATUSES = {
    Status.TENTATIVE: Message("Tentative"),
    Status.CONFIRMED: Message("Confirmed"),
    Status.CANCELLED: Message("Cancelled"),
}
AUDIENCES = {
    Audience.PUBLIC: Message("Public"),
    Audience.GUESTS: Message("For guests"),
    Audience.INTERNAL: Message("Internal only"),
}
AUDIENCE_DESCRIPTIONS = {
    Audience.PUBLIC: Message(
        "Everybody may know of it. As a highlight it stands on the public page."
    ),
    Audience.GUESTS: Message("Guests of the visit find it in their calendar and on their program."),
    Audience.INTERNAL: Message(
        "Only people who sign in here see it. It is in no calendar and on no paper for guests."
    ),
}
INTERPRETATIONS = {
    Interpretation.NONE: Message("No interpretation"),
    Interpretation.CONSECUTIVE: Message("Consecutive interpretation"),
    Interpretation.SIMULTANEOUS: Message("Simultaneous interpretation"),
    Interpretation.WHISPERED: Message("Whispered interpretation"),
}
