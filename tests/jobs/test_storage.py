"""Files that are kept for a time: in pieces, whole or not at all, and gone when it is over."""

import datetime as dt
import gc

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from planner import storage
from planner.models import StoredFile, StoredPiece
from planner.storage import IN_USE, MAX_AGE, PIECE, PIECES_PER_DELETE, Truncated

NOON = dt.datetime(2027, 4, 12, 12, 0, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(days=1)
BIG = bytes(range(256)) * 10_000  # two pieces and a half


@pytest.fixture
def app(tidy_app):
    """An application on each kind of database, inside of which a test runs."""
    return tidy_app


def put(key, content, now=NOON, expires_at=LATER):
    storage.put(key, content, media_type="text/plain", expires_at=expires_at, now=now)


def content_at(key, now=NOON):
    """Return all of a file, or None."""
    found = storage.open_file(key, now=now)
    return found and b"".join(found.pieces)


def test_file_comes_back_with_its_size_and_type(app):
    put("a", b"first")
    put("b", b"second")

    found = storage.open_file("a", now=NOON)

    assert (found.size, found.media_type, list(found.pieces)) == (5, "text/plain", [b"first"])
    assert storage.open_file("c", now=NOON) is None


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_file_of_any_size_is_kept_in_pieces(app, load, size):
    content = (BIG * 2)[:size]
    put("a", content)

    pieces = load(select(StoredPiece).order_by(StoredPiece.number))
    sizes = [len(piece.content) for piece in pieces]
    assert content_at("a") == content
    assert sizes == [PIECE] * (size // PIECE) + ([size % PIECE] if size % PIECE else [])


def test_file_may_come_in_parts_of_any_size(app):
    put("a", (BIG[start : start + 7_777] for start in range(0, len(BIG), 7_777)))

    assert content_at("a") == BIG


def test_each_piece_is_read_when_it_is_asked_for(app, engine, count_queries):
    put("a", BIG)

    with count_queries() as queries:
        found = storage.open_file("a", now=NOON)
        before = len(queries)
        next(found.pieces)

    assert (before, len(queries)) == (1, 2)
    assert engine.pool.checkedout() == 0  # a slow reader holds nothing


def test_others_write_between_two_pieces(app, save):
    def parts():
        for number in range(3):
            save(StoredFile(media_type=f"{number}", expires_at=LATER))
            yield BIG[:PIECE]

    put("a", parts())

    assert content_at("a") == BIG[:PIECE] * 3


def test_key_is_given_to_the_file_that_was_complete_last(app):
    put("a", b"old")
    put("a", b"new")

    assert content_at("a") == b"new"


def test_who_is_reading_a_file_that_is_replaced_gets_all_of_the_old_one(app):
    put("a", BIG)
    found = storage.open_file("a", now=NOON)
    first = next(found.pieces)

    put("a", b"new")
    storage.purge(now=NOON + IN_USE - dt.timedelta(seconds=1))

    assert first + b"".join(found.pieces) == BIG


def test_file_that_was_replaced_goes_after_an_hour(app, load):
    put("a", BIG)
    put("a", b"new")
    storage.purge(now=NOON + IN_USE)

    assert load(select(func.count()).select_from(StoredPiece)) == [1]
    assert content_at("a") == b"new"


def test_replacing_a_file_makes_it_last_no_longer(app, load):
    soon = NOON + dt.timedelta(minutes=1)
    put("a", b"old", expires_at=soon)
    put("a", b"new")

    [old] = load(select(StoredFile.expires_at).where(StoredFile.key.is_(None)))
    assert old == soon


def half():
    """Yield a part, then break."""
    yield BIG
    raise ZeroDivisionError


def test_half_a_file_is_seen_by_nobody_and_is_purged(app, load):
    put("a", b"old")
    with pytest.raises(ZeroDivisionError):
        put("a", half())

    assert content_at("a") == b"old"
    assert load(select(func.count()).select_from(StoredPiece)) == [3]
    storage.purge(now=NOON + IN_USE)
    assert load(select(func.count()).select_from(StoredPiece)) == [1]
    assert content_at("a") == b"old"


def test_file_that_is_purged_while_it_is_written_is_an_error(app, load):
    def slow():
        yield BIG[:PIECE]
        yield BIG[:PIECE]
        storage.purge(now=NOON + IN_USE)
        yield BIG[:PIECE]

    with pytest.raises(IntegrityError):
        put("a", slow())
    with pytest.raises(Truncated):
        put("b", purge_at_the_end())

    assert load(select(StoredFile)) == load(select(StoredPiece)) == []


def purge_at_the_end():
    """Yield a part, then purge what is being written."""
    yield BIG[:PIECE]
    storage.purge(now=NOON + IN_USE)


def test_file_of_which_a_part_is_gone_is_an_error_and_not_short(app):
    put("a", BIG)
    found = storage.open_file("a", now=NOON)
    first = next(found.pieces)
    storage.delete("a")

    with pytest.raises(Truncated):
        next(found.pieces)
    assert len(first) == PIECE


def test_deleted_file_is_gone(app, load):
    put("a", bytes(PIECE * (PIECES_PER_DELETE + 1)))
    put("b", b"kept")
    storage.delete("a")
    storage.delete("a")

    assert (content_at("a"), content_at("b")) == (None, b"kept")
    assert load(select(func.count()).select_from(StoredPiece)) == [1]


def test_file_whose_time_is_over_is_not_handed_out_and_is_purged(app, load):
    put("a", b"old")
    put("b", b"young", expires_at=LATER + dt.timedelta(seconds=1))

    assert content_at("a", LATER - dt.timedelta(seconds=1)) == b"old"
    assert content_at("a", LATER) is None
    storage.purge(now=LATER)
    assert load(select(StoredFile.key)) == ["b"]
    assert load(select(StoredPiece.content)) == [b"young"]


def test_file_of_a_clock_that_was_wrong_does_not_stay_for_years(app, load):
    years = dt.timedelta(days=3650)
    put("a", b"x", now=NOON + years, expires_at=LATER + years)
    put("b", b"y", expires_at=NOON + MAX_AGE)
    storage.purge(now=NOON)

    assert load(select(StoredFile.key)) == ["b"]


def test_nothing_is_kept_for_ever(app, load):
    with pytest.raises(ValueError, match="so long"):
        put("a", b"x", expires_at=NOON + MAX_AGE + dt.timedelta(seconds=1))

    assert load(select(StoredFile)) == []


def test_file_is_read_after_the_request_is_over(app):
    with app.app_context():
        put("a", BIG)
        found = storage.open_file("a", now=NOON)
    gc.collect()

    assert b"".join(found.pieces) == BIG
