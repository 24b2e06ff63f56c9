"""Questions to the database about pictures."""

from sqlalchemy import Select, select

from planner.models import Picture


def pictures_with_same_files(picture: Picture) -> Select[int]:
    """Select the ids of other pictures that share the files of one."""
    return select(Picture.id).where(Picture.name == picture.name, Picture.id != picture.id)


def pictures_named(name: str) -> Select[int]:
    """Select the ids of the pictures whose files have a name."""
    return select(Picture.id).where(Picture.name == name)


def picture_names() -> Select[str]:
    """Select the names of the files of all pictures."""
    return select(Picture.name)
