"""Forms of paper: what shall be printed, in which order, language and size."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange

from planner.forms import Form, FormData, LazyText
from planner.forms.bounds import NumberField
from planner.forms.choices import SelectChoice
from planner.languages import LANGUAGES, NATIVE_NAMES
from planner.rules.printing.labels import A4, BADGE_SHEETS, LABEL_SHEETS, LabelSheet
from planner.rules.printing.printing import (
    BOTH_LANGUAGES,
    Columns,
    PaperChoice,
    PaperOrder,
    PaperSize,
)

ORDER_LABELS = {
    PaperOrder.PRECEDENCE: lazy_gettext("By precedence"),
    PaperOrder.ALPHABET: lazy_gettext("By alphabet"),
    PaperOrder.DELEGATION: lazy_gettext("By delegation"),
    PaperOrder.INSTITUTION: lazy_gettext("By institution"),
    PaperOrder.TABLE: lazy_gettext("By table"),
    PaperOrder.ARRIVAL: lazy_gettext("By arrival"),
}
LANGUAGE_CHOICES = [SelectChoice(code, name) for code, name in NATIVE_NAMES.items()]
BOTH_CHOICE = SelectChoice(BOTH_LANGUAGES, lazy_gettext("Both side by side"))
COLUMN_CHOICES = [
    SelectChoice(Columns.ALL, lazy_gettext("All columns")),
    SelectChoice(Columns.WITHOUT_REPLIES, lazy_gettext("Without replies")),
    SelectChoice(Columns.NAMES, lazy_gettext("Only name, office and organization")),
]
SIZE_CHOICES = [
    SelectChoice(PaperSize.A4, lazy_gettext("A4")),
    SelectChoice(PaperSize.US_LETTER, lazy_gettext("US Letter")),
]


DEFAULT_CHOICE = PaperChoice()
SINCE = "since"
NO_MARKS = SelectChoice("", lazy_gettext("Mark nothing"))
FROM_1_TO_50 = lazy_gettext("Please write a number from 1 to 50.")


class PrintableDocument(Protocol):
    """What the form asks of a document: its key, and the names of the fields that it has."""

    @property
    def key(self) -> str:
        """The word that stands in addresses."""

    @property
    def choices(self) -> Collection[str]:
        """The fields of the form that make sense for the document."""


def measures(layout: LabelSheet) -> LazyText:
    """Return the words for a sheet of labels, or for an envelope itself."""
    if layout.page != A4:
        return lazy_gettext(
            "Envelope, %(width)g × %(height)g mm", width=layout.page[0], height=layout.page[1]
        )
    return lazy_gettext(
        "%(width)g × %(height)g mm, %(number)s on a sheet",
        width=layout.width,
        height=layout.height,
        number=layout.number,
    )


def sheets(layouts: Mapping[str, LabelSheet]) -> list[SelectChoice]:
    """Return the sheets to choose from."""
    return [SelectChoice(key, measures(layout)) for key, layout in layouts.items()]


class PrintForm(Form):
    """Choose about a document; the choice stands in the address: nothing is sent or changed."""

    class Meta(FlaskForm.Meta):
        csrf = False

    order = RadioField(lazy_gettext("Order"), coerce=PaperOrder)
    accepted = BooleanField(lazy_gettext("Only who has accepted"))
    alone = BooleanField(lazy_gettext("Without companions"))
    reasons = BooleanField(
        lazy_gettext("Say why"),
        description=lazy_gettext("By precedence only: below each name what decided, and its rule."),
    )
    columns = RadioField(lazy_gettext("Columns"), choices=COLUMN_CHOICES, coerce=Columns)
    language = RadioField(lazy_gettext("Language of the paper"), choices=LANGUAGE_CHOICES)
    labels = SelectField(lazy_gettext("Label sheet"), choices=sheets(LABEL_SHEETS))
    badges = SelectField(lazy_gettext("Badge sheet"), choices=sheets(BADGE_SHEETS))
    most = NumberField(
        lazy_gettext("Names at most"),
        validators=[
            InputRequired(FROM_1_TO_50),
            NumberRange(1, 50, FROM_1_TO_50),
        ],
        description=lazy_gettext("Everybody after them is greeted together."),
    )
    size = RadioField(lazy_gettext("Paper size"), choices=SIZE_CHOICES, coerce=PaperSize)
    large = BooleanField(lazy_gettext("Large print"))

    since = SelectField(
        lazy_gettext("Mark what is new since"),
        description=lazy_gettext("A sign and a word at each row; at the head, what is gone."),
    )

    def __init__(
        self,
        document: PrintableDocument,
        orders: Iterable[PaperOrder],
        given: FormData,
        prints: Iterable[SelectChoice] = (),
    ) -> None:
        super().__init__(given)
        self.since.choices = [NO_MARKS, *prints]
        self.order.choices = [SelectChoice(order, ORDER_LABELS[order]) for order in orders]
        if BOTH_LANGUAGES in document.choices:
            self.language.choices = [*LANGUAGE_CHOICES, BOTH_CHOICE]
        offered = {*document.choices, *([SINCE] if len(self.since.choices) > 1 else ())}
        for field in list(self):
            field.id = f"{document.key}-{field.name}"
            if field.name not in offered:
                del self[field.name]

    def choice(self) -> PaperChoice:
        """Return how the document gets printed; what has no field has its default."""
        given = self.data
        order, language = (
            given.get("order", PaperOrder.PRECEDENCE),
            given.get("language", LANGUAGES[0]),
        )
        side_by_side = language == BOTH_LANGUAGES
        return PaperChoice(
            order=order,
            language=LANGUAGES[0] if side_by_side else language,
            other_language=LANGUAGES[1] if side_by_side else None,
            size=given.get("size", PaperSize.A4),
            large=given.get("large", False),
            only_accepted=given.get("accepted", False),
            with_companions=not given.get("alone", False),
            with_reasons=given.get("reasons", False) and order is PaperOrder.PRECEDENCE,
            columns=given.get("columns", DEFAULT_CHOICE.columns),
            labels=given.get("labels", DEFAULT_CHOICE.labels),
            badges=given.get("badges", DEFAULT_CHOICE.badges),
            most=given.get("most", DEFAULT_CHOICE.most),
        )
