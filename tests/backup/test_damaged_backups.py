"""A file that is not as a planner wrote it is refused before anything is touched."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from planner.backup.manifest import MANIFEST, MANIFEST_SUM
from planner.backup.opening import Keys, open_backup
from planner.backup.refusals import Refused
from planner.commands.backups import backup, restore
from tests.factories import make_person
from tests.world import dump

MARK = "MARK-OF-A-PERSON"


@pytest.fixture
def file(app, save, tmp_path, run):
    """A small backup."""
    save(make_person(MARK, MARK))
    result = run(app, backup, tmp_path / "small.zip", "--plain")
    assert result.exit_code == 0, result.output
    return tmp_path / "small.zip"


@pytest.fixture
def refusal(app, run):
    """Return a function that restores a file, sees that nothing changes, and gives the sentence."""

    def refusal(path, *options):
        database = Path(app.config["DATABASE_URL"].removeprefix("sqlite:///"))
        before, others = dump(database), files_in(database.parent)
        result = run(app, restore, path, "--replace", "--no-erasing-log", *options)
        assert result.exit_code == 1, result.output
        assert result.output.startswith("Error: ")
        assert MARK not in result.output
        assert dump(database) == before
        assert files_in(database.parent) == others
        return result.output

    return refusal


def files_in(folder):
    """Return the names of the files in a folder, but those that SQLite has beside a database."""
    return {
        str(one)
        for one in folder.rglob("*")
        if one.is_file() and not one.name.endswith(("-wal", "-shm"))
    }


def rewritten(file, change):
    """Write a backup anew with other members, which `change` gets by name and returns."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members = change(members)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def with_manifest(members, manifest):
    """Return members with another manifest that has a right checksum."""
    text = json.dumps(manifest).encode()
    return members | {
        MANIFEST: text,
        MANIFEST_SUM: f"{hashlib.sha256(text).hexdigest()}  {MANIFEST}\n".encode(),
    }


def with_table(members, name, text, **changes):
    """Return members with another text of a table, and a manifest that says so."""
    manifest = json.loads(members[MANIFEST])
    for table in manifest["tables"]:
        if table["name"] == name:
            digest = hashlib.sha256(text).hexdigest()
            table["member"] |= {"size": len(text), "sha256": digest}
            table["rows"] = text.count(b"\n")
            table |= changes
    return with_manifest(members | {f"tables/{name}.jsonl": text}, manifest)


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_file(file, refusal, part):
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * part)])

    assert "not complete" in refusal(file)


def content_of(path):
    """Return all that a backup holds, as restoring reads it."""
    with open_backup(path, Keys(), path.parent) as opened:
        rows = {one.shape.name: list(opened.rows(one)) for one in opened.manifest.tables}
        return opened.manifest, rows, opened.settings()


def test_any_flipped_bit_is_seen_or_changes_nothing(file):
    """Some bits of a ZIP mean nothing, such as those of the dates of its members."""
    whole, wanted, seen = file.read_bytes(), content_of(file), 0
    for place in range(0, len(whole), 97):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        file.write_bytes(changed)
        try:
            assert content_of(file) == wanted
        except Refused:
            seen += 1
    assert seen > len(whole) / 97 * 0.4


def test_a_missing_member(file, refusal):
    rewritten(file, lambda members: {n: c for n, c in members.items() if n != "tables/guest.jsonl"})

    assert "lacks a member" in refusal(file)


def test_a_member_more(file, refusal):
    rewritten(file, lambda members: members | {"tables/more.jsonl": b""})

    assert "one more" in refusal(file)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_twice(file, refusal):
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("tables/person.jsonl", b"")

    assert "twice" in refusal(file)


@pytest.mark.parametrize(
    "name", ["media/../../evil.webp", "/etc/evil", "media/" + "a" * 32 + "-huge.webp", "media/"]
)
def test_a_picture_that_would_lie_elsewhere(file, refusal, name):
    def change(members):
        manifest = json.loads(members[MANIFEST])
        digest = hashlib.sha256(b"x").hexdigest()
        manifest["media"].append({"name": name, "size": 1, "sha256": digest})
        return with_manifest(members | {name: b"x"}, manifest)

    assert "manifest cannot be read" in refusal(rewritten(file, change))


def test_a_member_that_would_fill_the_disk(file, refusal):
    many = b'[0,"' + b" " * 20_000_000 + b'"]\n'
    rewritten(file, lambda members: with_table(members, "network", many))

    assert "no planner packs" in refusal(file)


def test_a_row_that_does_not_fit_its_columns(file, refusal):
    rewritten(file, lambda members: with_table(members, "role", b'["one","administrator"]\n'))

    assert "A row of the table role cannot be read" in refusal(file)


def test_a_row_that_refers_to_one_that_is_not_there(file, refusal):
    def change(members):
        manifest = json.loads(members[MANIFEST])
        columns = {one["name"]: one for one in manifest["tables"]}["roles_users"]["columns"]
        row = json.dumps([{"user_id": 77, "role_id": 1}[one["name"]] for one in columns])
        return with_table(members, "roles_users", row.encode() + b"\n")

    assert "refers to one that is not there" in refusal(rewritten(file, change))


def test_a_row_twice(file, refusal):
    def change(members):
        return with_table(members, "person", members["tables/person.jsonl"] * 2)

    assert "do not fit" in refusal(rewritten(file, change))


def test_a_column_that_its_revision_does_not_have(file, refusal):
    columns = [{"name": "id", "type": "integer"}, {"name": "evil", "type": "text"}]
    rewritten(file, lambda members: with_table(members, "role", b"", columns=columns))

    assert "not that of its revision" in refusal(file)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7\n" * 1000, b"\x00" * 100_000])
def test_a_file_that_is_something_else(tmp_path, refusal, content):
    (tmp_path / "other.zip").write_bytes(content)

    assert "not a backup" in refusal(tmp_path / "other.zip")


def test_a_zip_of_somebody_else(tmp_path, refusal):
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("holiday.jpg", b"x")

    assert "not a backup" in refusal(tmp_path / "other.zip")


def test_a_backup_of_a_newer_form(file, refusal):
    def change(members):
        return with_manifest(members, json.loads(members[MANIFEST]) | {"version": 2})

    assert "a newer planner has made it" in refusal(rewritten(file, change))


def test_a_backup_of_newer_tables(file, refusal):
    def change(members):
        return with_manifest(members, json.loads(members[MANIFEST]) | {"revision": "ffffffffffff"})

    assert "newer planner" in refusal(rewritten(file, change))


def test_a_manifest_that_was_changed(file, refusal):
    def change(members):
        return members | {MANIFEST: members[MANIFEST].replace(b'"rows": 1', b'"rows": 2')}

    assert "its manifest is not as it was written" in refusal(rewritten(file, change))


def test_a_file_that_is_not_there(tmp_path, refusal):
    assert "No such file" in refusal(tmp_path / "nowhere.zip")


@pytest.mark.parametrize("text", [b"[" * 100_000, b"{}", b"null", b'{"format": 1}', b"\xff\xfe"])
def test_a_manifest_that_is_none(file, refusal, text):
    def change(members):
        digest = hashlib.sha256(text).hexdigest()
        return members | {MANIFEST: text, MANIFEST_SUM: f"{digest}  x".encode()}

    assert "manifest cannot be read" in refusal(rewritten(file, change))
