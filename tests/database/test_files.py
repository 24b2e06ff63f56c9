"""Files are written whole or not at all."""

import os
import threading

import pytest

from planner.machine.files import write_files


@pytest.fixture
def full_disk(monkeypatch):
    """Let the disk be full after a number of files."""

    def full_disk(after):
        synced = []

        def fsync(_descriptor):
            synced.append(1)
            if len(synced) > after:
                raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", fsync)

    return full_disk


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_files_are_there_with_their_contents_and_nothing_beside_them(tmp_path):
    write_files({tmp_path / "new" / "a": b"1", tmp_path / "new" / "b": b"2"})

    assert contents(tmp_path / "new") == {"a": b"1", "b": b"2"}


@pytest.mark.parametrize("after", [0, 1, 2])
def test_where_one_finds_no_room_none_is_written_and_nothing_left(tmp_path, full_disk, after):
    (tmp_path / "b").write_bytes(b"old")
    full_disk(after)

    with pytest.raises(OSError, match="No space"):
        write_files({tmp_path / name: b"new" for name in "abc"})

    assert contents(tmp_path) == {"b": b"old"}


def test_whoever_reads_meanwhile_finds_all_of_the_old_or_all_of_the_new(tmp_path):
    path, found, is_over = tmp_path / "a", set(), threading.Event()
    old, new = b"o" * 500_000, b"n" * 700_000
    write_files({path: old})

    def read():
        while not is_over.is_set():
            found.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for content in (new, old) * 5:
        write_files({path: content})
    is_over.set()
    reader.join()

    assert found <= {old, new}
