"""Forms of briefings: the aim of an event, and one point a line."""

from flask_babel import lazy_gettext
from wtforms import TextAreaField, ValidationError

from planner.forms import PARAGRAPHS, FormData, LazyText, VersionedForm, clean_text, paragraphs
from planner.languages import translate
from planner.models import Event, PointKind
from planner.rules import RuleBroken
from planner.rules.programme.briefings import MOST_POINTS, check_points, parse_points, points_of

FIELDS = {"raised": PointKind.RAISE, "avoided": PointKind.AVOID}
ONE_A_LINE = lazy_gettext("One point a line, at most %(most)s.", most=MOST_POINTS)


def points(label: LazyText) -> TextAreaField:
    """Return a field for points, one a line."""
    return TextAreaField(label, [PARAGRAPHS], filters=[clean_text], description=ONE_A_LINE)


class BriefingForm(VersionedForm):
    """Say what an event is for, what shall come of it, and what to talk about."""

    aim = paragraphs(
        lazy_gettext("Aim"), description=lazy_gettext("What this event is for, in a sentence.")
    )
    desired_outcome = paragraphs(
        lazy_gettext("Desired outcome"),
        description=lazy_gettext("What shall be agreed or known afterwards."),
    )
    raised = points(lazy_gettext("To raise"))
    avoided = points(lazy_gettext("To avoid"))

    def validate_raised(self, field: TextAreaField) -> None:
        """Refuse too many points, and points that are too long to read at a glance."""
        try:
            check_points(field.data)
        except RuleBroken as broken:
            raise ValidationError(translate(broken.message)) from broken

    validate_avoided = validate_raised

    def points_by_kind(self) -> dict[PointKind, list[str]]:
        """Return the points that were entered, by their kind."""
        return {kind: parse_points(self[name].data) for name, kind in FIELDS.items()}


def briefing_form(event: Event, **options: FormData | None) -> BriefingForm:
    """Return the form of the briefing of an event."""
    saved = {name: "\n".join(points_of(event, kind)) for name, kind in FIELDS.items()}
    return BriefingForm(obj=event, **saved, **options)
