"""Take the picture of a form, and let go of the one before."""

from flask import current_app
from sqlalchemy import event

from planner.db import session, touch
from planner.languages import translate
from planner.models import Picture
from planner.pictures import drawn, keep, remove
from planner.queries.pictures import twins
from planner.rules import RuleBroken


def take_picture(form, row):
    """Give the row the picture of a valid form; False if it is none: the field then says why."""
    try:
        picture = uploaded(form.picture_file.data)
    except RuleBroken as broken:
        form.picture_file.errors = [translate(broken.message)]
        return False
    before = row.picture
    if picture or form.picture_removed.data:
        row.picture = picture
    if row.picture:
        row.picture.alt_de = form.picture_alt_de.data
        row.picture.alt_en = form.picture_alt_en.data
        row.picture.credit = form.picture_credit.data
        touch(row)
    if before and before is not row.picture:
        discard(before)
    return True


def uploaded(file):
    """Return a new picture whose files are written, or None if there is no file."""
    if not file:
        return None
    drawing = drawn(file.stream, current_app.config["MAX_UPLOAD_MB"])
    keep(drawing, current_app.config["MEDIA_FOLDER"])
    return Picture(name=drawing.name, width=drawing.width, height=drawing.height)


def discard(picture):
    """Delete a picture that no row has any more, and with the commit its files.

    They stay if another picture shows the same.
    """
    folder, name = current_app.config["MEDIA_FOLDER"], picture.name
    shared = session.scalars(twins(picture)).first()
    session.delete(picture)
    if not shared:
        event.listen(
            session._get_current_object(),
            "after_commit",
            lambda _committed: remove(name, folder),
            once=True,
        )
