"""Form of moves: beside whom a guest shall stand, and why."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField

from planner.forms import NOT_BLANK, FormData, VersionedForm, paragraphs
from planner.forms.choices import SelectChoice
from planner.languages import translate
from planner.models import Guest, Side
from planner.rules import RuleBroken

SIDES = [
    SelectChoice(Side.AFTER, lazy_gettext("directly after")),
    SelectChoice(Side.BEFORE, lazy_gettext("directly before")),
]


class MoveForm(VersionedForm):
    """Put a guest beside another by hand."""

    joined_fields = (("side", "anchor_id", "reason"),)

    side = RadioField(lazy_gettext("Shall stand"), choices=SIDES, coerce=Side, default=Side.AFTER)
    anchor_id = SelectField(lazy_gettext("Beside whom"), [NOT_BLANK], coerce=int)
    reason = paragraphs(
        lazy_gettext("Reason"),
        NOT_BLANK,
        description=lazy_gettext("Stands on internal lists, with your name; never on public ones."),
    )

    def set_choices(self, others: Iterable[tuple[int, str]]) -> None:
        """Let the user choose among other guests, each given as (guest id, words)."""
        self.anchor_id.choices = [SelectChoice(id, words) for id, words in others]

    def refuse(self, broken: RuleBroken) -> None:
        """Show at the choice of the other guest which rule is broken."""
        self.anchor_id.errors = [*self.anchor_id.errors, translate(broken.message)]


def move_form(guest: Guest, **options: FormData | None) -> MoveForm:
    """Return the form of a guest, filled with the move if there is one."""
    move = guest.move
    known = {name: getattr(move, name) for name in ("side", "anchor_id", "reason")} if move else {}
    return MoveForm(lock_version=guest.lock_version, **known, **options)
