"""Forms of feeds: what is included, for whom, in which language."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField, ValidationError

from planner.forms import NOT_BLANK, Form, line
from planner.forms.choices import SelectChoice, id_or_none
from planner.languages import NATIVE_NAMES, Message, translate
from planner.models import FeedKind, Person, User, Venue, Visit
from planner.rules import RuleBroken
from planner.rules.feeds.subscribing import program_language
from planner.rules.people.people import list_name

ALL = SelectChoice("", lazy_gettext("all of them"))


class FeedForm(Form):
    """Make a secret address for somebody's calendar program."""

    label = line(
        lazy_gettext("For whom or which device"),
        NOT_BLANK,
        description=lazy_gettext("For example: phone of Ms Brandt, driver, interpreter."),
    )
    language = RadioField(
        lazy_gettext("Language"),
        choices=[SelectChoice(code, name) for code, name in NATIVE_NAMES.items()],
    )

    def refuse(self, broken: RuleBroken) -> None:
        """Show at the label why there is no such address."""
        self.label.errors = [translate(broken.message)]


class VenueFeedForm(FeedForm):
    """Make an address for the calendar of a venue."""

    def wanted(self, venue: Venue) -> tuple[FeedKind, dict[str, int]]:
        """Return kind and subject of the feed."""
        return FeedKind.VENUE, {"venue_id": venue.id}


class UserFeedForm(FeedForm):
    """Make an address for what the user is responsible for."""

    def wanted(self, user: User) -> tuple[FeedKind, dict[str, int]]:
        """Return kind and subject of the feed."""
        return FeedKind.USER, {"user_id": user.id}


class PersonFeedForm(FeedForm):
    """Make an address for the own program of a person at a visit."""

    visit_id = SelectField(lazy_gettext("Visit"), coerce=int)

    def set_choices(self, visits: Iterable[Visit]) -> None:
        """Let the user choose among the visits in which the person takes part."""
        self.visit_id.choices = [
            SelectChoice(visit.id, visit.title.in_language().text) for visit in visits
        ]

    def wanted(self, person: Person) -> tuple[FeedKind, dict[str, int]]:
        """Return kind and subject of the feed."""
        return FeedKind.PERSON, {"visit_id": self.visit_id.data, "person_id": person.id}


class VisitFeedForm(FeedForm):
    """Make an address for the calendar of a visit, or of what concerns one person there."""

    kind = RadioField(
        lazy_gettext("What is included?"),
        coerce=FeedKind,
        default=FeedKind.GUESTS,
    )
    person_id = SelectField(lazy_gettext("Person"), coerce=id_or_none)
    driver_id = SelectField(lazy_gettext("Driver"), coerce=id_or_none)
    interpreter_id = SelectField(lazy_gettext("Interpreter"), coerce=id_or_none)

    def set_choices(
        self, kinds: Iterable[tuple[FeedKind, Message]], found: Iterable[tuple[str, Person]]
    ) -> None:
        """Let the user choose among kinds of feed with their names, and (kind of feed, person)."""
        self.kind.choices = [SelectChoice(kind, translate(name)) for kind, name in kinds]
        people: dict[FeedKind, list[SelectChoice]] = {kind: [] for kind in FeedKind}
        for kind, person in found:
            people[FeedKind(kind)].append(person_choice(person))
        self.person_id.choices = [SelectChoice("", "–"), *people[FeedKind.PERSON]]
        self.driver_id.choices = [ALL, *people[FeedKind.TRANSFERS]]
        self.interpreter_id.choices = [ALL, *people[FeedKind.INTERPRETATION]]

    def validate_person_id(self, field: SelectField) -> None:
        """Refuse the program of a person if nobody is chosen."""
        if self.kind.data is FeedKind.PERSON and field.data is None:
            raise ValidationError(lazy_gettext("Please choose whose program this is."))

    def wanted(self, visit: Visit) -> tuple[FeedKind, dict[str, int]]:
        """Return kind and subject of the feed."""
        person_id = {
            FeedKind.PERSON: self.person_id,
            FeedKind.TRANSFERS: self.driver_id,
            FeedKind.INTERPRETATION: self.interpreter_id,
        }.get(self.kind.data)
        narrowed = {"person_id": person_id.data} if person_id and person_id.data else {}
        return self.kind.data, {"visit_id": visit.id, **narrowed}


def person_choice(person: Person) -> SelectChoice:
    """Return a person to choose; the page presets the language that the person reads."""
    language = program_language(person, "")
    return SelectChoice(person.id, list_name(person), render_kw={"data-language": language})
