"""A backup is of one moment, whole or not there, and tells no more than it should."""

import errno
import json
import os
import zipfile
from pathlib import Path

import pyrage
import pytest

from planner.backup import files
from planner.backup.archives import archive_pieces
from planner.backup.engines import snapshot
from planner.backup.making import Locks, Source, empty_manifest, make_backup
from planner.backup.tables import KEPT, NOT_KEPT, kept_tables
from planner.backup.values import PlainType, plain_type
from planner.clock import utc_now
from planner.commands.backups import backup, backup_key, restore
from planner.db import Base
from planner.models.columns import UtcDateTime
from planner.settings import SETTINGS
from tests.factories import make_municipality, make_person, make_picture


def members_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_table_is_kept_or_left_out_for_a_reason():
    assert set(Base.metadata.tables) - KEPT - NOT_KEPT.keys() == set()
    assert KEPT & NOT_KEPT.keys() == set()


def test_no_row_that_is_kept_needs_one_that_is_not():
    needed = {
        (table.name, link.column.table.name)
        for table in Base.metadata.tables.values()
        if table.name in KEPT
        for link in table.foreign_keys
    }

    assert {pair for pair in needed if pair[1] not in KEPT} == set()


def test_every_column_is_of_a_type_that_a_backup_knows(app):
    with snapshot(app.config["DATABASE_URL"]) as connection:
        shapes = {shape.name: shape for shape in kept_tables(connection)}
    expected = {
        (table.name, column.name): PlainType.MOMENT
        if isinstance(column.type, UtcDateTime)
        else plain_type(column.type)
        for table in Base.metadata.tables.values()
        if table.name in KEPT
        for column in table.columns
    }

    found = {(s.name, column.name): column.type for s in shapes.values() for column in s.columns}
    assert found == expected


def test_a_file_is_its_owners_only_and_takes_no_place_of_another(app, tmp_path, run):
    file = tmp_path / "all.zip"

    assert run(app, backup, file).exit_code == 0
    refused = run(app, backup, file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert (refused.exit_code, "is there already" in refused.output) == (1, True)
    assert run(app, backup, file, "--replace").exit_code == 0
    assert [path.name for path in tmp_path.glob("*all*")] == ["all.zip"]


def test_two_backups_of_the_same_rows_hold_the_same(app, save, tmp_path, run):
    save(make_person())
    for name in ("one.zip", "two.zip"):
        run(app, backup, tmp_path / name)

    one, two = (members_of(tmp_path / name) for name in ("one.zip", "two.zip"))

    assert {n: c for n, c in one.items() if "manifest" not in n} == {
        n: c for n, c in two.items() if "manifest" not in n
    }


def test_what_is_saved_while_it_is_written_is_not_in_it(app, save, tmp_path):
    save(make_person("Before", "Before"))
    manifests = []
    with snapshot(app.config["DATABASE_URL"]) as connection:
        shapes = kept_tables(connection)
        about = empty_manifest(connection, Source("", tmp_path, {}), utc_now())
        pieces = archive_pieces(
            connection, shapes, about=about, media={}, settings=b"{}", done=manifests.append
        )
        first = next(pieces)
        save(make_person("Meanwhile", "Meanwhile"))  # nobody waits for a backup
        (tmp_path / "all.zip").write_bytes(b"".join([first, *pieces]))

    people = members_of(tmp_path / "all.zip")["tables/person.jsonl"]
    assert (people.count(b"Before") > 0, people.count(b"Meanwhile")) == (True, 0)


def test_a_picture_that_is_not_there_is_reported(app, save, tmp_path, run):
    save(make_municipality(picture=make_picture(name="0" * 32)))
    media = Path(app.config["MEDIA_FOLDER"])
    media.mkdir(exist_ok=True)
    (media / f"{'0' * 32}-small.webp").write_bytes(b"small")

    result = run(app, backup, tmp_path / "all.zip")

    assert result.exit_code == 0
    assert f"Missing, though a row names it: {'0' * 32}-large.webp" in result.output
    assert members_of(tmp_path / "all.zip")[f"media/{'0' * 32}-small.webp"] == b"small"


def test_secrets_stay_out_unless_somebody_asks(app, tmp_path, run):
    secret = app.config["SECRET_KEY"]
    run(app, backup, tmp_path / "all.zip")
    asked = run(app, backup, tmp_path / "secret.zip", "--with-secrets")

    settings = members_of(tmp_path / "all.zip")["settings.json"].decode()
    with_secrets = json.loads(members_of(tmp_path / "secret.zip")["settings.json"])

    assert secret not in settings
    assert json.loads(settings)["PUBLIC_URL"] == "https://planner.example"
    assert with_secrets["SECRET_KEY"] == secret
    assert "whoever has it can be anybody" in asked.output


def test_settings_that_are_called_secret_are_secret():
    words = ("SECRET", "TOKEN", "PASSWORD", "DATABASE_URL", "STORAGE_URI")
    named = {one.name for one in SETTINGS if any(word in one.name for word in words)}

    assert named == {one.name for one in SETTINGS if one.is_secret}


def test_a_full_disk_is_said_and_leaves_nothing(app, tmp_path, run, monkeypatch):
    def full(_file):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)

    result = run(app, backup, tmp_path / "new" / "all.zip")
    (tmp_path / "new").mkdir()
    result = run(app, backup, tmp_path / "new" / "all.zip")

    assert (result.exit_code, "is full. Make room" in result.output) == (1, True)
    assert list((tmp_path / "new").iterdir()) == []


def test_a_backup_that_is_interrupted_never_looks_like_a_whole_one(
    app, save, tmp_path, monkeypatch
):
    save(make_person())
    target, before = tmp_path / "all.zip", set(tmp_path.iterdir())

    def pieces(*_args, **_options):
        yield b"PK"
        raise KeyboardInterrupt

    source = Source(app.config["DATABASE_URL"], tmp_path, {})
    monkeypatch.setattr("planner.backup.making.archive_pieces", pieces)
    with pytest.raises(KeyboardInterrupt):
        make_backup(source, target, Locks(), now=utc_now())

    left = {path.name for path in set(tmp_path.iterdir()) - before}
    assert {name for name in left if not name.endswith(("-wal", "-shm"))} == set()


def test_a_planner_without_tables_has_nothing_to_keep(app, tmp_path, run):
    Path(app.config["DATABASE_URL"].removeprefix("sqlite:///")).unlink()

    assert "There is no database" in run(app, backup, tmp_path / "all.zip").output


@pytest.fixture
def key(app, tmp_path, run):
    """A file with a key, and its recipient."""
    printed = run(app, backup_key, tmp_path / "key").output
    return tmp_path / "key", printed.split("'")[1]


def test_only_a_recipient_reads_what_is_encrypted(app, save, tmp_path, run, key):
    save(make_person("MARK", "MARK"))
    file = tmp_path / "all.zip.age"
    path, recipient = key
    assert path.stat().st_mode & 0o777 == 0o600

    assert run(app, backup, file, "--recipient", recipient).exit_code == 0

    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert (
        b"MARK"
        in pyrage.decrypt(
            file.read_bytes(), [pyrage.x25519.Identity.from_str(path.read_text().split()[-1])]
        )
        or zipfile.is_zipfile(file) is False
    )
    options = ("--replace", "--no-erasing-log")
    assert "is encrypted" in run(app, restore, file, *options).output
    run(app, backup_key, tmp_path / "other")
    wrong = run(app, restore, file, *options, "--identity", tmp_path / "other")
    assert wrong.output == "Error: The key does not open this backup.\n"
    assert run(app, restore, file, *options, "--identity", path).exit_code == 0


def test_the_setting_encrypts_all_backups_but_those_that_shall_be_plain(app, tmp_path, run, key):
    app.config["BACKUP_RECIPIENT"] = key[1]

    run(app, backup, tmp_path / "a.age")
    run(app, backup, tmp_path / "b.zip", "--plain")

    assert (tmp_path / "a.age").read_bytes().startswith(b"age-encryption.org/v1")
    assert zipfile.is_zipfile(tmp_path / "b.zip")


def test_a_passphrase_opens_what_it_has_closed(app, tmp_path, run):
    file = tmp_path / "all.zip"

    assert run(app, backup, file, "--passphrase-stdin", input="open sesame\n").exit_code == 0

    assert list(members_of(file)) == ["key.age", "backup.zip.age"]
    options = (file, "--replace", "--no-erasing-log")
    assert "asks for its passphrase" in run(app, restore, *options).output
    wrong = run(app, restore, *options, "--passphrase-stdin", input="open\n")
    assert wrong.output == "Error: The passphrase does not open this backup.\n"
    right = run(app, restore, *options, "--passphrase-stdin", input="open sesame\n")
    assert right.exit_code == 0, right.output


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("cut", [True, False])
def test_what_is_encrypted_is_seen_to_be_damaged(app, save, tmp_path, run, key, place, cut):
    file = tmp_path / "all.zip.age"
    run(app, backup, file, "--recipient", key[1])
    content = bytearray(file.read_bytes())
    content[int(len(content) * place)] ^= 1
    file.write_bytes(content[: int(len(content) * place)] if cut else content)

    result = run(app, restore, file, "--replace", "--no-erasing-log", "--identity", key[0])

    assert (result.exit_code, "damaged" in result.output) == (1, True)


@pytest.mark.parametrize("recipient", ["age1", "ssh-ed25519 AAAA", "nobody"])
def test_a_recipient_that_is_none_is_refused(app, tmp_path, run, recipient):
    result = run(app, backup, tmp_path / "all.zip", "--recipient", recipient)

    assert (result.exit_code, "A recipient begins with age1" in result.output) == (1, True)
