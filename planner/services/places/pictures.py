"""Acts on pictures: draw an uploaded file, give a picture to a row, delete it."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from flask import current_app
from sqlalchemy import event

from planner.db import Session, bump_version, fetch_all, session
from planner.languages import Bilingual
from planner.models import Event, Municipality, Picture
from planner.pictures import is_picture_file, is_unfinished, redraw, remove, save_files
from planner.queries.places.pictures import (
    picture_names,
    pictures_named,
    pictures_with_same_files,
)
from planner.rules import NotFound, RuleBroken
from planner.rules.retention import STRAY_FILE_RETENTION

FILES_TO_REMOVE = "pictures to remove"  # in the info of a session: names and folders of files


class NewPicture(NamedTuple):
    """A picture whose files are written, but which no row has yet."""

    name: str
    width: int  # of the largest size, in pixels
    height: int


class PictureChange(NamedTuple):
    """A change of the picture of a row: a new one, none, or other words."""

    new: NewPicture | None = None
    is_removed: bool = False
    alt: Bilingual = Bilingual()
    credit: str = ""


@contextlib.contextmanager
def draw_picture(stream: BinaryIO | None) -> Iterator[NewPicture | None]:
    """Draw an uploaded picture and write its files, for the act that saves it inside the `with`.

    Drawing is slow, so it comes before the transaction. If the act is refused its files go again,
    unless a row shows the same. Raises RuleBroken about `picture_file` if it is no picture for us.
    """
    if stream is None:
        yield None
        return
    folder = current_app.config["MEDIA_FOLDER"]
    try:
        drawing = redraw(stream, current_app.config["MAX_UPLOAD_MB"])
    except RuleBroken as broken:
        raise RuleBroken(broken.message, "picture_file") from broken
    save_files(drawing, folder)
    try:
        yield NewPicture(drawing.name, drawing.width, drawing.height)
    except (RuleBroken, NotFound):
        if session.scalars(pictures_named(drawing.name)).first() is None:
            remove(drawing.name, folder)
        raise


def set_picture(own: Session, row: Event | Municipality, change: PictureChange) -> None:
    """Set or remove the picture of a row, or change its words; inside an act.

    The files of a picture that goes are deleted after the commit.
    """
    with own.no_autoflush:  # one flush, and so one version, for all that the act changes
        before = row.picture
    if change.new:
        row.picture = Picture(**change.new._asdict())
    elif change.is_removed:
        row.picture = None
    if row.picture:
        row.picture.alt = change.alt
        row.picture.credit = change.credit
        bump_version(row)
    if before and before is not row.picture:
        discard_picture(own, before)


def discard_picture(own: Session, picture: Picture) -> None:
    """Delete a picture that no row has any more, and after the commit its files; inside an act.

    They stay if another picture shows the same.
    """
    if own.scalars(pictures_with_same_files(picture)).first() is None:
        files = picture.name, current_app.config["MEDIA_FOLDER"]
        own.info.setdefault(FILES_TO_REMOVE, []).append(files)
    own.delete(picture)


def sweep_pictures(*, now: dt.datetime) -> int:
    """Delete the files of pictures that no row names, such as after a crash; return how many.

    Files of the last day stay: somebody may just be uploading. A date in the future comes from a
    wrong clock.
    """
    folder = Path(current_app.config["MEDIA_FOLDER"])
    old = [
        path for path in folder.glob("*-*.*") if is_picture_file(path.name) and is_old(path, now)
    ]
    kept = {row.name for row in fetch_all(picture_names())} if old else set()
    gone = [path for path in old if is_unfinished(path.name) or path.name[:32] not in kept]
    for path in gone:
        if is_old(path, now):  # still: nobody has just uploaded the same
            path.unlink(missing_ok=True)
    return len(gone)


def is_old(path: Path, now: dt.datetime) -> bool:
    """Tell whether a file was written more than a day ago."""
    try:
        age = abs(now.timestamp() - path.stat().st_mtime)
    except FileNotFoundError:
        return False
    return age > STRAY_FILE_RETENTION.total_seconds()


@event.listens_for(Session, "after_commit")
def remove_files(own: Session) -> None:
    """Delete the files of the pictures that the transaction has deleted."""
    for name, folder in own.info.pop(FILES_TO_REMOVE, ()):
        remove(name, folder)


@event.listens_for(Session, "after_soft_rollback")
def forget_removals(own: Session, _transaction: object) -> None:
    """Keep the files of the pictures that a transaction would have deleted."""
    own.info.pop(FILES_TO_REMOVE, None)
