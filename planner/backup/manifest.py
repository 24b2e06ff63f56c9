"""The manifest of a backup: what is in it, with the checksum of each member."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from planner.backup.refusals import Damaged, Refused
from planner.backup.tables import Column, TableShape
from planner.backup.values import PlainType

FORMAT, VERSION = "planner-backup", 1
MANIFEST, MANIFEST_SUM, SETTINGS = "manifest.json", "manifest.json.sha256", "settings.json"
TABLE_MEMBER = re.compile(r"tables/[a-z][a-z0-9_]{0,62}\.jsonl")
MEDIA_MEMBER = re.compile(r"media/[0-9a-f]{32}-(small|medium|large)\.webp")
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
UNREADABLE = "This is not a backup of a planner, or it is damaged: its manifest cannot be read."


class Member(NamedTuple):
    """A file in the backup, as it was written."""

    name: str
    size: int  # in bytes
    sha256: str


class BackedUpTable(NamedTuple):
    """A table in the backup."""

    shape: TableShape
    rows: int
    member: Member


class Manifest(NamedTuple):
    """What a backup holds."""

    made_at: dt.datetime  # UTC: before its first row was read
    planner: str  # the version of the program
    revision: str  # of the tables, an Alembic revision
    database: str  # where it came from, for information
    has_secrets: bool
    tables: tuple[BackedUpTable, ...]
    media: tuple[Member, ...]
    missing_media: tuple[str, ...]  # named by rows, but not there when the backup was made
    settings: Member

    @property
    def members(self) -> list[Member]:
        """All members but the manifest and its checksum."""
        return [*(one.member for one in self.tables), *self.media, self.settings]


def table_member(name: str) -> str:
    """Return the name of the member that holds the rows of a table."""
    return f"tables/{name}.jsonl"


def manifest_text(manifest: Manifest) -> bytes:
    """Return a manifest as JSON."""
    written = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": manifest.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "planner": manifest.planner,
        "revision": manifest.revision,
        "database": manifest.database,
        "has_secrets": manifest.has_secrets,
        "tables": [
            {
                "name": one.shape.name,
                "rows": one.rows,
                "key": list(one.shape.key),
                "columns": [column._asdict() for column in one.shape.columns],
                "member": one.member._asdict(),
            }
            for one in manifest.tables
        ],
        "media": [one._asdict() for one in manifest.media],
        "missing_media": list(manifest.missing_media),
        "settings": manifest.settings._asdict(),
    }
    return json.dumps(written, ensure_ascii=False, indent=1).encode() + b"\n"


def read_manifest(content: bytes) -> Manifest:
    """Return the manifest in a text. Raises Damaged; Refused if a newer planner has made it."""
    try:
        read = json.loads(content)
        if read["format"] != FORMAT:
            raise Damaged(UNREADABLE)
        if read["version"] > VERSION:
            raise Refused(
                f"This backup has the form {read['version']}, and this planner reads {VERSION}: "
                "a newer planner has made it. Install that one, then restore."
            )
        return _manifest(read)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as broken:
        raise Damaged(UNREADABLE) from broken


def _manifest(read: Mapping[str, Any]) -> Manifest:
    """Return what was read as a manifest. Raises errors of all kinds if it is none."""
    tables = tuple(_table(one) for one in read["tables"])
    media = tuple(_member(one, MEDIA_MEMBER) for one in read["media"])
    return Manifest(
        made_at=dt.datetime.fromisoformat(read["made_at"]).astimezone(dt.UTC),
        planner=str(read["planner"]),
        revision=_matching(r"[0-9a-zA-Z_]{1,40}", read["revision"]),
        database=str(read["database"]),
        has_secrets=read["has_secrets"] is True,
        tables=tables,
        media=media,
        missing_media=tuple(map(str, read["missing_media"])),
        settings=_member(read["settings"], re.compile(re.escape(SETTINGS))),
    )


def _table(read: Mapping[str, Any]) -> BackedUpTable:
    """Return what was read as a table."""
    name = _matching(NAME, read["name"])
    columns = tuple(
        Column(_matching(NAME, one["name"]), PlainType(one["type"])) for one in read["columns"]
    )
    shape = TableShape(name, columns, tuple(_matching(NAME, one) for one in read["key"]))
    member = _member(read["member"], re.compile(re.escape(table_member(name))))
    return BackedUpTable(shape, _count(read["rows"]), member)


def _member(read: Mapping[str, Any], pattern: re.Pattern[str]) -> Member:
    """Return what was read as a member; its name must be one that we write."""
    name, digest = _matching(pattern, read["name"]), _matching("[0-9a-f]{64}", read["sha256"])
    return Member(name, _count(read["size"]), digest)


def _matching(pattern: str | re.Pattern[str], read: object) -> str:
    """Return a text of a form. Raises ValueError for anything else."""
    if not isinstance(read, str) or not re.fullmatch(pattern, read):
        raise ValueError("of another form")
    return read


def _count(read: object) -> int:
    """Return a number that is not negative. Raises ValueError for anything else."""
    if not isinstance(read, int) or isinstance(read, bool) or read < 0:
        raise ValueError("no number")
    return read
