"""The picture of a form, on its way to the act that saves it."""

import contextlib
from collections.abc import Iterator

from planner.forms import typed_text
from planner.forms.places.pictures import PictureFields
from planner.services.places.pictures import PictureChange, draw_picture


@contextlib.contextmanager
def picture_of(form: PictureFields) -> Iterator[PictureChange]:
    """Draw the picture of a valid form, for the act that saves it inside the `with`.

    Raises RuleBroken, which the form says at the field of the file.
    """
    file = form.picture_file.data
    with draw_picture(file.stream if file else None) as new:
        yield PictureChange(
            new=new,
            is_removed=form.picture_removed.data,
            alt=typed_text(form, "picture_alt"),
            credit=form.picture_credit.data or "",
        )
