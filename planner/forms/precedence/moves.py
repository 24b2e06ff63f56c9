"""Form of moves: beside whom a guest shall stand, and why."""

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectChoice, SelectField

from planner.forms import NOT_BLANK, VersionedForm, paragraphs
from planner.languages import translate
from planner.models import Side

SIDES = [
    SelectChoice(Side.AFTER, lazy_gettext("directly after")),
    SelectChoice(Side.BEFORE, lazy_gettext("directly before")),
]


class MoveForm(VersionedForm):
    """Put a guest beside another by hand."""

    side = RadioField(lazy_gettext("Shall stand"), choices=SIDES, coerce=Side, default=Side.AFTER)
    anchor_id = SelectField(lazy_gettext("Beside whom"), [NOT_BLANK], coerce=int)
    reason = paragraphs(
        lazy_gettext("Reason"),
        NOT_BLANK,
        description=lazy_gettext("Stands on internal lists, with your name; never on public ones."),
    )

    def set_choices(self, others):
        """Let the user choose among (guest id, words)."""
        self.anchor_id.choices = [SelectChoice(id, words) for id, words in others]

    def refuse(self, broken):
        """Say at the choice of the other guest what is wrong."""
        self.anchor_id.errors = [*self.anchor_id.errors, translate(broken.message)]


def move_form(guest, **options):
    """Return the form of a guest, filled with the move if there is one."""
    move = guest.move
    known = {name: getattr(move, name) for name in ("side", "anchor_id", "reason")} if move else {}
    return MoveForm(lock_version=guest.lock_version, **known, **options)
