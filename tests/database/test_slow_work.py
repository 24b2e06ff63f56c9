"""Nothing slow happens inside an act; the tests would notice."""

import datetime as dt
import io

import pytest
from argon2 import PasswordHasher
from PIL import Image

from planner.db import act
from planner.machine.files import write_files
from planner.pictures import redraw
from planner.printing.typesetting.typesetting import pdf
from planner.services.accounts.passwords import (
    HashedInAct,
    hashed_password,
    password_is_right,
)
from tests.factories import make_user
from tests.slow_work import SlowWorkInAct


def photo():
    """Return an uploaded picture."""
    stream = io.BytesIO()
    Image.new("RGB", (64, 48)).save(stream, "PNG")
    return stream


@pytest.mark.parametrize(
    "work",
    [
        lambda upload, _user, _path: redraw(upload, 8),
        lambda _upload, _user, path: write_files({path: b"x"}),
        lambda _upload, _user, _path: pdf("x.typ", {}, dt.datetime(2027, 4, 12)),
        lambda _upload, _user, _path: hashed_password("correct horse battery"),
        lambda _upload, user, _path: password_is_right(user, "correct horse battery"),
    ],
    ids=["a drawing", "a file", "a paper", "a hash", "a check of a password"],
)
def test_slow_work_inside_an_act_fails_and_outside_does_not(within, template, tmp_path, work):
    given = photo(), make_user(password=template[1]), tmp_path / "file"

    with pytest.raises((SlowWorkInAct, HashedInAct)), act("try_it"):
        work(*given)

    assert list(tmp_path.glob("file*")) == []


def test_hash_that_asks_for_no_turn_is_noticed_too(within):
    with pytest.raises(SlowWorkInAct), act("try_it"):
        PasswordHasher().hash("correct horse battery")
