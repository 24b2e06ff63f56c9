"""Questions to the database about files that are kept for a time."""

import datetime as dt

from sqlalchemy import Delete, Select, Update, bindparam, case, delete, func, or_, select, update

from planner.models import StoredFile, StoredPiece

PIECE = select(StoredPiece.content).where(
    StoredPiece.file_id == bindparam("file_id"), StoredPiece.number == bindparam("number")
)


def file_at(key: str, now: dt.datetime) -> Select[int, int | None, str]:
    """Select the file that has a key, unless its time is over."""
    columns = StoredFile.id, StoredFile.size, StoredFile.media_type
    return select(*columns).where(StoredFile.key == key, StoredFile.expires_at > now)


def id_at(key: str) -> Select[int]:
    """Select the id of the file that has a key."""
    return select(StoredFile.id).where(StoredFile.key == key)


def expired_file_ids(now: dt.datetime, longest: dt.timedelta) -> Select[int]:
    """Select the ids of files whose time is over, or lies where only a wrong clock can put it."""
    over = StoredFile.expires_at <= now
    return select(StoredFile.id).where(or_(over, StoredFile.expires_at > now + longest))


def replacement_update(key: str, until: dt.datetime) -> Update:
    """Update the file that has a key: it loses the key, and stays for those who are reading it."""
    earlier = case((StoredFile.expires_at < until, StoredFile.expires_at), else_=until)
    return update(StoredFile).where(StoredFile.key == key).values(key=None, expires_at=earlier)


def completion_update(file_id: int, key: str, size: int, expires_at: dt.datetime) -> Update:
    """Update a file of which all pieces are there: it gets its key."""
    values = {"key": key, "size": size, "expires_at": expires_at}
    return update(StoredFile).where(StoredFile.id == file_id).values(**values)


def key_removal_update(file_id: int) -> Update:
    """Update a file that is to go: nobody finds it any more."""
    return update(StoredFile).where(StoredFile.id == file_id).values(key=None)


def number_of_pieces(file_id: int) -> Select[int]:
    """Count the pieces of a file."""
    return select(func.count()).where(StoredPiece.file_id == file_id)


def piece_deletion(file_id: int, first: int, last: int) -> Delete:
    """Delete some pieces of a file."""
    some = StoredPiece.number.between(first, last)
    return delete(StoredPiece).where(StoredPiece.file_id == file_id, some)


def file_deletion(file_id: int) -> Delete:
    """Delete a file and what is left of its pieces."""
    return delete(StoredFile).where(StoredFile.id == file_id)
